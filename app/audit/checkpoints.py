"""Checkpoints: what exactly is signed, how each follows the one before, and what is wrong with one. Pure functions."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from app.audit.findings import ExcerptUnfit, Fault, Finding
from app.audit.model import Anchor, Checkpoint
from app.audit.rules import GENESIS

FORMAT: Final = "loket-checkpoint/1"


def canonical(checkpoint: Checkpoint) -> bytes:
    """Return the one way to write a checkpoint: what is hashed, signed and kept in a file."""
    content = {
        "format": FORMAT,
        "number": checkpoint.number,
        "at": checkpoint.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "count": checkpoint.count,
        "previous": checkpoint.previous_hash,
        "heads": [
            [a.chain_id, a.before, a.sequence, a.entry_hash]
            for a in sorted(checkpoint.anchors, key=lambda a: a.chain_id)
        ],
    }
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def read_checkpoint(raw: bytes) -> Checkpoint:
    """Return the checkpoint of these canonical bytes. Raises ExcerptUnfit."""
    try:
        content = json.loads(raw)
        anchors = tuple(Anchor(*head) for head in content["heads"])
        checkpoint = Checkpoint(
            number=content["number"],
            at=datetime.fromisoformat(content["at"]),
            count=content["count"],
            previous_hash=content["previous"],
            anchors=anchors,
        )
        same = canonical(checkpoint) == raw
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ExcerptUnfit("It is no checkpoint") from error
    if not same:
        raise ExcerptUnfit("It is not written the one way a checkpoint is")
    return checkpoint


def checkpoint_hash(checkpoint: Checkpoint) -> str:
    """Return the SHA-256 of the checkpoint's canonical bytes."""
    return hashlib.sha256(canonical(checkpoint)).hexdigest()


def next_checkpoint(
    before: Checkpoint | None, anchors: Sequence[Anchor], *, at: datetime
) -> Checkpoint:
    """Return the checkpoint that anchors these heads and follows on `before`."""
    added = sum(anchor.sequence - anchor.before for anchor in anchors)
    return Checkpoint(
        number=before.number + 1 if before else 1,
        at=at,
        count=(before.count if before else 0) + added,
        previous_hash=checkpoint_hash(before) if before else GENESIS,
        anchors=tuple(sorted(anchors, key=lambda a: a.chain_id)),
    )


class Series:
    """Checks checkpoints in order, one at a time: numbers, hashes and counts."""

    def __init__(self) -> None:
        self.number, self.count, self.newest_hash = 0, 0, GENESIS

    def take(self, checkpoint: Checkpoint) -> Finding | None:
        """Return what is wrong with the next checkpoint; the next ones are judged by what this one says."""
        fault = self._fault(checkpoint)
        self.number, self.count = checkpoint.number, checkpoint.count
        self.newest_hash = checkpoint_hash(checkpoint)
        return fault

    def _fault(self, checkpoint: Checkpoint) -> Finding | None:
        expected = self.number + 1
        if checkpoint.number != expected:
            return Finding(Fault.CHECKPOINT_MISSING, number=expected)
        if checkpoint.previous_hash != self.newest_hash:
            return Finding(Fault.CHECKPOINT_OUT_OF_PLACE, number=expected)
        added = sum(anchor.sequence - anchor.before for anchor in checkpoint.anchors)
        if checkpoint.count != self.count + added:
            return Finding(Fault.CHECKPOINT_COUNT, number=expected)
        return None
