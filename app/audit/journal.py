"""Append to the journal, read it, and check every chain of it."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.audit.model import JournalEntry, NewEntry
from app.audit.rules import GENESIS, chain, first_fault
from app.audit.tables import ChainHeadRow, JournalRow
from app.kit.db import in_lists, insert_all, table_of

_HEADS = table_of(ChainHeadRow)
_HEAD = (
    select(_HEADS.c.sequence, _HEADS.c.entry_hash)
    .where(_HEADS.c.chain_id == bindparam("chain"))
    .with_for_update()
)
_ADD = insert_all(JournalRow)
_MOVE_HEAD = (
    update(_HEADS)
    .where(_HEADS.c.chain_id == bindparam("chain"))
    .values(sequence=bindparam("place"), entry_hash=bindparam("newest"))
)

SERVICE_CHAIN = "service"
"""The chain of entries that belong to no case."""


class Journal:
    """The journal in the service's database: there is no way to change or remove an entry."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def append(self, chain_id: str, entries: Sequence[NewEntry]) -> None:
        """Add the entries to their chain, in this order, in the session's transaction."""
        if not entries:
            return
        sequence, previous = self._locked_head(chain_id)
        rows = []
        for entry in entries:
            link = chain(chain_id, entry, after=sequence, previous_hash=previous)
            sequence, previous = link.sequence, link.entry_hash
            rows.append(_row(link))
        self._session.execute(_ADD, in_lists(rows))
        self._session.execute(
            _MOVE_HEAD, {"chain": chain_id, "place": sequence, "newest": previous}
        )

    def entries(self, chain_id: str) -> tuple[JournalEntry, ...]:
        """Return a chain, oldest first."""
        rows = self._session.scalars(
            select(JournalRow).where(JournalRow.chain_id == chain_id).order_by(JournalRow.sequence)
        )
        return tuple(_entry(row) for row in rows)

    def latest(
        self, *, before: int | None, limit: int, chains: Select[str] | None = None
    ) -> tuple[JournalEntry, ...]:
        """Return the newest entries, newest first, skipping the `before` newest.

        `chains` selects the ids of the chains they may be of; without it they are of all.
        """
        wanted = select(JournalRow)
        if chains is not None:
            wanted = wanted.where(JournalRow.chain_id.in_(chains))
        rows = self._session.scalars(
            wanted.order_by(JournalRow.at.desc(), JournalRow.chain_id, JournalRow.sequence.desc())
            .offset(before or 0)
            .limit(limit)
        )
        return tuple(_entry(row) for row in rows)

    def faults(self) -> Iterator[str]:
        """Yield what is wrong, chain by chain, each with its first bad entry; others may write meanwhile."""
        headed = set(self._session.scalars(select(ChainHeadRow.chain_id)))
        written = set(self._session.scalars(select(JournalRow.chain_id).distinct()))
        for chain_id in sorted(written | headed):
            entries, head = self._with_head(chain_id)
            fault = first_fault(chain_id, entries, head=head)
            if fault:
                yield fault

    def _with_head(self, chain_id: str) -> tuple[list[JournalEntry], tuple[int, str] | None]:
        """Return a chain and what its head claims, as of one moment: in a single statement."""
        rows = self._session.execute(
            select(ChainHeadRow, JournalRow)
            .outerjoin(JournalRow, JournalRow.chain_id == ChainHeadRow.chain_id)
            .where(ChainHeadRow.chain_id == chain_id)
            .order_by(JournalRow.sequence)
            .execution_options(populate_existing=True)
        ).all()
        if not rows:
            return list(self.entries(chain_id)), None
        head = rows[0].ChainHeadRow
        entries = [_entry(row.JournalRow) for row in rows if row.JournalRow is not None]
        return entries, (head.sequence, head.entry_hash)

    def count(self) -> tuple[int, int]:
        """Return how many chains and entries there are."""
        heads = self._session.scalars(select(ChainHeadRow.sequence)).all()
        return len(heads), sum(heads)

    def _locked_head(self, chain_id: str) -> tuple[int, str]:
        wanted = {"chain": chain_id}
        row = self._session.execute(_HEAD, wanted).one_or_none()
        if row is None:
            # Two who begin the same chain: the second waits here, and reads what the first wrote.
            self._session.execute(
                insert(ChainHeadRow)
                .values(chain_id=chain_id, sequence=0, entry_hash=GENESIS)
                .on_conflict_do_nothing()
            )
            row = self._session.execute(_HEAD, wanted).one()
        return row.sequence, row.entry_hash


def _row(link: JournalEntry) -> dict[str, object]:
    return {
        "chain_id": link.chain_id,
        "sequence": link.sequence,
        "kind": link.kind,
        "actor_id": link.actor_id,
        "at": link.at,
        "details": dict(link.details),
        "previous_hash": link.previous_hash,
        "entry_hash": link.entry_hash,
    }


def _entry(row: JournalRow) -> JournalEntry:
    return JournalEntry(
        chain_id=row.chain_id,
        sequence=row.sequence,
        kind=row.kind,
        actor_id=row.actor_id,
        at=row.at,
        details=row.details,
        previous_hash=row.previous_hash,
        entry_hash=row.entry_hash,
    )
