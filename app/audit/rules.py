"""The hash chain of the journal: pure functions that append to it and check it."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC

from app.audit.model import JournalEntry, NewEntry

GENESIS = "0" * 64


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


def first_fault(
    chain_id: str, entries: Iterable[JournalEntry], *, head: tuple[int, str] | None
) -> str | None:
    """Return what is wrong with a whole chain in order, naming the first bad entry; None when it is whole.

    `head` is the sequence and hash that the chain's head row claims; None when there is no head row.
    """
    previous, expected = GENESIS, 0
    for entry in entries:
        expected += 1
        if entry.sequence != expected:
            return f"{chain_id}: entry {expected} is missing"
        if entry.previous_hash != previous:
            return f"{chain_id}: entry {expected} does not follow the one before it"
        new = NewEntry(entry.kind, entry.actor_id, entry.at, entry.details)
        if entry_hash(chain_id, expected, new, previous) != entry.entry_hash:
            return f"{chain_id}: entry {expected} was changed"
        previous = entry.entry_hash
    if head is None:
        return None if expected == 0 else f"{chain_id}: the head of the chain is missing"
    if head != (expected, previous):
        return f"{chain_id}: entries after {expected} are missing or the head was changed"
    return None
