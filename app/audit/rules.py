"""The hash chain of the journal: pure functions that append to it and check it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC
from typing import Final

from app.audit.findings import Fault, Finding
from app.audit.model import JournalEntry, NewEntry

GENESIS = "0" * 64
_OF_VALUE: Final = "Hash"
_SHA256: Final = "sha256:"


def _field(text: str) -> bytes:
    """Return the text behind its own length, so that no two entries can read the same."""
    raw = text.encode()
    return len(raw).to_bytes(8, "big") + raw


def entry_hash(chain_id: str, sequence: int, entry: NewEntry, previous_hash: str) -> str:
    """Return the SHA-256 over the entry's length-prefixed fields and the hash before it."""
    details = json.dumps(
        dict(entry.details), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    moment = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    fields = (chain_id, str(sequence), entry.kind, entry.actor_id, moment, details, previous_hash)
    return hashlib.sha256(b"".join(_field(text) for text in fields)).hexdigest()


def chain(chain_id: str, entry: NewEntry, *, after: int, previous_hash: str) -> JournalEntry:
    """Return the entry as number `after + 1` of its chain."""
    sequence = after + 1
    return JournalEntry(
        chain_id=chain_id,
        sequence=sequence,
        kind=entry.kind,
        actor_id=entry.actor_id,
        at=entry.at,
        details=entry.details,
        previous_hash=previous_hash,
        entry_hash=entry_hash(chain_id, sequence, entry, previous_hash),
    )


def covering(entry: NewEntry, hashes: Mapping[str, str]) -> NewEntry:
    """Return the entry with the hashes of its sealed values among its details."""
    named = {f"{name}{_OF_VALUE}": _SHA256 + value for name, value in hashes.items()}
    return replace(entry, details={**entry.details, **named}, personal={})


def covered(entry: JournalEntry) -> dict[str, str]:
    """Return the hash of each sealed value that the entry says it has, by name."""
    return {
        name.removesuffix(_OF_VALUE): value.removeprefix(_SHA256)
        for name, value in entry.details.items()
        if name.endswith(_OF_VALUE) and isinstance(value, str) and value.startswith(_SHA256)
    }


def value_fault(entry: JournalEntry, hashes: Mapping[str, str]) -> Finding | None:
    """Return what is wrong with the sealed values of an entry, of which `hashes` has what is there."""
    expected = covered(entry)
    for name in sorted(expected.keys() | hashes.keys()):
        if name not in hashes:
            return Finding(Fault.VALUE_MISSING, entry.chain_id, entry.sequence)
        if name not in expected:
            return Finding(Fault.VALUE_UNKNOWN, entry.chain_id, entry.sequence)
        if expected[name] != hashes[name]:
            return Finding(Fault.VALUE_CHANGED, entry.chain_id, entry.sequence)
    return None


class Link:
    """Checks one chain an entry at a time, so that it need not be in memory."""

    def __init__(self, chain_id: str) -> None:
        self.chain_id = chain_id
        self.sequence, self.entry_hash = 0, GENESIS

    def take(self, entry: JournalEntry) -> Finding | None:
        """Return what is wrong with the next entry."""
        expected = self.sequence + 1
        if entry.sequence != expected:
            return Finding(Fault.ENTRY_MISSING, self.chain_id, expected)
        if entry.previous_hash != self.entry_hash:
            return Finding(Fault.ENTRY_OUT_OF_PLACE, self.chain_id, expected)
        new = NewEntry(entry.kind, entry.actor_id, entry.at, entry.details)
        if entry_hash(self.chain_id, expected, new, self.entry_hash) != entry.entry_hash:
            return Finding(Fault.ENTRY_CHANGED, self.chain_id, expected)
        self.sequence, self.entry_hash = expected, entry.entry_hash
        return None

    def end(self, head: tuple[int, str] | None) -> Finding | None:
        """Return what is wrong after the last entry, beside what the head of the chain claims."""
        if head is None:
            whole = self.sequence == 0
            return None if whole else Finding(Fault.HEAD_MISSING, self.chain_id, self.sequence)
        if head != (self.sequence, self.entry_hash):
            return Finding(Fault.END_MISSING, self.chain_id, self.sequence + 1)
        return None
