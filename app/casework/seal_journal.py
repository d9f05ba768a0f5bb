"""Make checkpoints of the journal: signed, kept in the database, and written to files beside it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Final

from app.audit.checkpoints import canonical, next_checkpoint
from app.audit.model import SignedCheckpoint
from app.audit.store import MOST_ANCHORS
from app.casework.desk import Desk
from app.kit.clock import Clock

_TOGETHER: Final = 100

Desks = Callable[[], AbstractContextManager[Desk]]


def seal(desks: Desks, *, at: datetime) -> int:
    """Anchor every chain that moved since the last checkpoint, then write what lacks as files; return how many.

    Nothing moved: nothing is made. Each checkpoint has its own transaction; its file is written after it.
    """
    made, more = 0, True
    while more:
        with desks() as desk:
            more, is_new = _seal_once(desk, at=at)
        made += is_new
    _write_files(desks)
    return made


def work(desks: Desks, case_id: str, *, at: Clock) -> None:
    """Anchor the journal at the end of a case: its last entries stand under a checkpoint at once."""
    del case_id  # what else moved is anchored with it
    seal(desks, at=at())


def _seal_once(desk: Desk, *, at: datetime) -> tuple[bool, bool]:
    """Return whether there may be more to anchor, and whether a checkpoint was made."""
    desk.checkpoints.alone()
    found = desk.checkpoints.moved()
    anchors = [anchor for anchor in found if anchor.before < anchor.sequence]
    if anchors:
        made = next_checkpoint(desk.checkpoints.newest(), anchors, at=at)
        signature = desk.signer.cms_stamp(canonical(made))
        desk.checkpoints.add(SignedCheckpoint(made, signature))
    desk.checkpoints.rest(found)
    return len(found) == MOST_ANCHORS, bool(anchors)


def _write_files(desks: Desks) -> None:
    """Write the checkpoints after the newest file; a gap below it stays, so that it is found."""
    with desks() as desk:
        desk.checkpoints.alone()  # and of two nobody writes the same file
        files, newest = desk.checkpoint_files, desk.checkpoints.newest()
        if newest is None or files.has(newest.number):
            return
        last = newest.number - 1
        if last and not files.has(last):
            last = max(files.numbers(), default=0)
        while part := desk.checkpoints.after(last, limit=_TOGETHER):
            for signed in part:
                files.write(signed)
            last = part[-1].checkpoint.number
