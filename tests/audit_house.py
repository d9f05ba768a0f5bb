"""A journal with checkpoints of its own: what its tests add to, seal and check."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from app.audit.files import CheckpointFiles
from app.audit.findings import Finding
from app.audit.journal import Journal
from app.audit.model import JournalEntry, NewEntry
from app.audit.rules import Link
from app.audit.store import CheckpointStore
from app.audit.verification import Verification, verify_journal
from app.casework import seal_journal
from app.casework.desk import Desk
from app.kit.case_key import CaseKey
from app.letters.demo_seal import demo_signer
from app.letters.seal_check import seals
from app.letters.signing import Signer
from sqlalchemy import Engine
from sqlalchemy.orm import Session

AT = datetime(2026, 3, 5, 9, 0, 0, 123456, tzinfo=UTC)
KEY = CaseKey(b"k" * 32)


def note(number: int, **details: str | int | bool) -> NewEntry:
    """Return an entry to be written."""
    return NewEntry("note.added", f"actor-{number}", AT + timedelta(seconds=number), details)


def append(engine: Engine, chain_id: str, *entries: NewEntry) -> None:
    """Add the entries to a chain, in a transaction of their own."""
    with Session(engine) as session, session.begin():
        Journal(session).append(chain_id, entries, key=lambda: KEY)


def first_fault(
    chain_id: str, entries: Iterable[JournalEntry], *, head: tuple[int, str] | None
) -> Finding | None:
    """Return what is wrong with a chain that is in memory."""
    link = Link(chain_id)
    for entry in entries:
        fault = link.take(entry)
        if fault:
            return fault
    return link.end(head)


class JournalHouse:
    """A database's journal with the folder of its checkpoints."""

    def __init__(self, engine: Engine, home: Path, signer: Signer | None = None) -> None:
        self.engine = engine
        self.folder = home / "checkpoints"
        self.files = CheckpointFiles(self.folder)
        self.signer: Signer = signer or demo_signer(home, at=AT)

    def seal(self, *, at: datetime = AT) -> int:
        """Make the checkpoints there are to make."""
        return seal_journal.seal(
            cast("Callable[[], AbstractContextManager[Desk]]", self._desk), at=at
        )

    @contextmanager
    def _desk(self) -> Iterator[Any]:
        with Session(self.engine) as session, session.begin():
            yield SimpleNamespace(
                checkpoints=CheckpointStore(session),
                checkpoint_files=self.files,
                signer=self.signer,
            )

    def check(self, session: Session | None = None) -> Verification:
        """Check everything, in the session's transaction if one is given."""
        if session is None:
            with Session(self.engine) as own:
                return self.check(own)
        return verify_journal(CheckpointStore(session).whole(), self.files, signed_by=seals())
