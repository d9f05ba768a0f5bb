"""An excerpt of the journal: one chain with its proof, as lines of JSON that are checked without the service."""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from app.audit.checkpoints import canonical, read_checkpoint
from app.audit.findings import ExcerptUnfit, Fault, Finding, SignedBy
from app.audit.journal import Journal
from app.audit.model import (
    Anchor,
    Excerpt,
    JournalEntry,
    SealedValue,
    SignedCheckpoint,
)
from app.audit.rules import Link, value_fault
from app.audit.store import CheckpointStore

FORMAT: Final = "loket-journal-excerpt/1"


def excerpt_of(journal: Journal, checkpoints: CheckpointStore, chain_id: str) -> Excerpt:
    """Return a chain as it is now, its sealed values, and the checkpoints that anchor it."""
    return Excerpt(
        chain_id=chain_id,
        entries=journal.entries(chain_id),
        values=journal.values(chain_id),
        checkpoints=checkpoints.anchoring(chain_id),
    )


def lines_of(excerpt: Excerpt) -> Iterator[bytes]:
    """Yield the excerpt as lines of JSON: heading, entries, values, checkpoints, end."""
    yield _line({"format": FORMAT, "chain": excerpt.chain_id})
    for entry in excerpt.entries:
        yield _line({"entry": _entry(entry)})
    for value in excerpt.values:
        yield _line({"value": _value(value)})
    for signed in excerpt.checkpoints:
        yield _line(
            {
                "checkpoint": canonical(signed.checkpoint).decode(),
                "signature": b64encode(signed.signature).decode(),
            }
        )
    yield _line(
        {
            "end": {
                "entries": len(excerpt.entries),
                "values": len(excerpt.values),
                "checkpoints": len(excerpt.checkpoints),
            }
        }
    )


@dataclass(frozen=True, slots=True)
class ExcerptVerdict:
    """What a check of an excerpt found. `anchored` entries stand under a checkpoint, the last of `anchored_at`."""

    chain_id: str
    entries: int
    anchored: int
    anchored_at: datetime | None
    signers: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def check_excerpt(lines: Iterable[bytes], *, signed_by: SignedBy) -> ExcerptVerdict:
    """Return what is wrong with an excerpt, naming the first bad entry of its chain."""
    try:
        excerpt = read_excerpt(lines)
    except ExcerptUnfit as error:
        fault = Fault.INCOMPLETE if error.cut else Fault.UNREADABLE
        found = Finding(fault, number=error.line)
        return ExcerptVerdict("", 0, 0, None, (), (found,))
    return check(excerpt, signed_by=signed_by)


def check(excerpt: Excerpt, *, signed_by: SignedBy) -> ExcerptVerdict:
    """Return what is wrong with an excerpt: signatures first, since the anchors rest on them."""
    signers: dict[str, None] = {}
    findings: list[Finding] = []
    anchors: list[Anchor] = []
    newest: datetime | None = None
    for signed in excerpt.checkpoints:
        seal = signed_by(canonical(signed.checkpoint), signed.signature)
        if isinstance(seal, Fault):
            findings.append(Finding(seal, number=signed.checkpoint.number))
            continue
        signers[seal.name] = None
        anchors += [a for a in signed.checkpoint.anchors if a.chain_id == excerpt.chain_id]
        newest = signed.checkpoint.at
    broken = _chain_fault(excerpt, anchors)
    return ExcerptVerdict(
        chain_id=excerpt.chain_id,
        entries=len(excerpt.entries),
        anchored=max((a.sequence for a in anchors), default=0),
        anchored_at=newest,
        signers=tuple(signers),
        findings=(*findings, *((broken,) if broken else ())),
    )


def read_excerpt(lines: Iterable[bytes]) -> Excerpt:
    """Return the excerpt in these lines. Raises ExcerptUnfit, whose facts name the line."""
    reader = _Reader()
    number = 0
    for number, line in enumerate(lines, 1):
        try:
            reader.take(json.loads(line, object_pairs_hook=_named_once))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ExcerptUnfit("A line cannot be read", line=number) from error
    if not reader.ended:
        raise ExcerptUnfit("The end is missing", line=number, cut=True)
    return Excerpt(
        reader.chain_id, tuple(reader.entries), tuple(reader.values), tuple(reader.checkpoints)
    )


class _Reader:
    """Takes the lines one by one; anything that is not as it is written is refused."""

    def __init__(self) -> None:
        self.chain_id = ""
        self.ended = False
        self.entries: list[JournalEntry] = []
        self.values: list[SealedValue] = []
        self.checkpoints: list[SignedCheckpoint] = []

    def take(self, line: Any) -> None:
        if self.ended or bool(self.chain_id) == ("format" in line):
            raise ExcerptUnfit("A line is out of place")
        if _sorted(self._again(line)) != _sorted(line):
            raise ExcerptUnfit("A line says more, or in another way, than what is checked")

    def _again(self, line: Any) -> Mapping[str, Any]:
        """Keep what a line says, and return the line as it would be written of what was kept."""
        if "format" in line:
            if line["format"] != FORMAT or not line["chain"]:
                raise ExcerptUnfit("It is of another format")
            self.chain_id = str(line["chain"])
            return {"format": FORMAT, "chain": self.chain_id}
        if "entry" in line:
            entry = _read_entry(self.chain_id, line["entry"])
            self.entries.append(entry)
            # The same moment may be written in several ways; it is hashed in one.
            return {"entry": {**_entry(entry), "at": line["entry"]["at"]}}
        if "value" in line:
            value = line["value"]
            sealed = b64decode(value["sealed"], validate=True)
            kept = SealedValue(int(value["sequence"]), str(value["name"]), sealed)
            self.values.append(kept)
            return {"value": _value(kept)}
        if "checkpoint" in line:
            signature = b64decode(line["signature"], validate=True)
            raw = line["checkpoint"].encode()
            self.checkpoints.append(SignedCheckpoint(read_checkpoint(raw), signature))
            return {"checkpoint": raw.decode(), "signature": b64encode(signature).decode()}
        return {"end": self._end(line["end"])}

    def _end(self, counted: Mapping[str, int]) -> Mapping[str, int]:
        there = {
            "entries": len(self.entries),
            "values": len(self.values),
            "checkpoints": len(self.checkpoints),
        }
        if counted != there:
            raise ExcerptUnfit("Lines are missing")
        self.ended = True
        return there


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that stands twice: one reader takes the first, another the last (RFC 8259 4)."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ExcerptUnfit("A name stands twice")
    return made


def _sorted(line: Any) -> str:
    return json.dumps(line, sort_keys=True)


def _chain_fault(excerpt: Excerpt, anchors: list[Anchor]) -> Finding | None:
    """Return the first bad entry: of the chain itself, of its values, or beside what was anchored."""
    hashes: dict[int, dict[str, str]] = {}
    for value in excerpt.values:
        digest = hashlib.sha256(value.sealed).hexdigest()
        hashes.setdefault(value.sequence, {})[value.name] = digest
    expected = {anchor.sequence: anchor for anchor in anchors}
    link = Link(excerpt.chain_id)
    for entry in excerpt.entries:
        fault = link.take(entry) or value_fault(entry, hashes.pop(entry.sequence, {}))
        if fault:
            return fault
        anchor = expected.pop(entry.sequence, None)
        if anchor and anchor.entry_hash != entry.entry_hash:
            return Finding(Fault.ANCHORED_CHANGED, excerpt.chain_id, anchor.before + 1)
    if expected:
        return Finding(Fault.ANCHORED_MISSING, excerpt.chain_id, link.sequence + 1)
    if hashes:
        return Finding(Fault.VALUE_UNKNOWN, excerpt.chain_id, min(hashes))
    return None


def _entry(entry: JournalEntry) -> dict[str, Any]:
    return {
        "sequence": entry.sequence,
        "kind": entry.kind,
        "actor": entry.actor_id,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "details": dict(entry.details),
        "previousHash": entry.previous_hash,
        "hash": entry.entry_hash,
    }


def _read_entry(chain_id: str, given: Mapping[str, Any]) -> JournalEntry:
    at = datetime.fromisoformat(given["at"])
    if at.tzinfo is None:
        raise ExcerptUnfit("A moment without its offset is no moment")
    return JournalEntry(
        chain_id=chain_id,
        sequence=int(given["sequence"]),
        kind=str(given["kind"]),
        actor_id=str(given["actor"]),
        at=at,
        details=dict(given["details"]),
        previous_hash=str(given["previousHash"]),
        entry_hash=str(given["hash"]),
    )


def _value(value: SealedValue) -> dict[str, Any]:
    return {
        "sequence": value.sequence,
        "name": value.name,
        "sealed": b64encode(value.sealed).decode(),
    }


def _line(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
