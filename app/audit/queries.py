"""Read the whole journal in order, a part at a time: however long it is, little of it is in memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from app.audit.journal import entry_of
from app.audit.model import Anchor, Checkpoint, JournalEntry, SignedCheckpoint
from app.audit.tables import (
    ChainHeadRow,
    JournalAnchorRow,
    JournalCheckpointRow,
    JournalRow,
    JournalValueRow,
)
from app.kit.db import table_of

_PART: Final = {"yield_per": 1_000}
_ENTRIES, _HEADS = table_of(JournalRow), table_of(ChainHeadRow)
_VALUES, _ANCHORS = table_of(JournalValueRow), table_of(JournalAnchorRow)
_CHECKPOINTS = table_of(JournalCheckpointRow)
_HASHES = (
    select(
        _VALUES.c.chain_id,
        _VALUES.c.sequence,
        func.jsonb_object_agg(
            _VALUES.c.name, func.encode(func.sha256(_VALUES.c.sealed), "hex")
        ).label("hashes"),
    )
    .group_by(_VALUES.c.chain_id, _VALUES.c.sequence)
    .subquery()
)
# An entry, what the head of its chain claims and what its values are, all as of one moment.
_WHOLE = (
    select(
        _ENTRIES,
        _HEADS.c.sequence.label("head_sequence"),
        _HEADS.c.entry_hash.label("head_hash"),
        _HASHES.c.hashes,
    )
    .outerjoin(_HEADS, _HEADS.c.chain_id == _ENTRIES.c.chain_id)
    .outerjoin(
        _HASHES,
        (_HASHES.c.chain_id == _ENTRIES.c.chain_id) & (_HASHES.c.sequence == _ENTRIES.c.sequence),
    )
    .order_by(_ENTRIES.c.chain_id, _ENTRIES.c.sequence)
)
_EMPTY = (
    select(_HEADS.c.chain_id)
    .outerjoin(_ENTRIES, _ENTRIES.c.chain_id == _HEADS.c.chain_id)
    .where(_ENTRIES.c.chain_id.is_(None))
    .order_by(_HEADS.c.chain_id)
)
_STRAY = (
    select(_VALUES.c.chain_id, func.min(_VALUES.c.sequence))
    .outerjoin(
        _ENTRIES,
        (_ENTRIES.c.chain_id == _VALUES.c.chain_id) & (_ENTRIES.c.sequence == _VALUES.c.sequence),
    )
    .where(_ENTRIES.c.chain_id.is_(None))
    .group_by(_VALUES.c.chain_id)
    .order_by(_VALUES.c.chain_id)
)
_SIGNED = (
    select(
        _ANCHORS.c.number.label("anchored_in"),
        _ANCHORS.c.chain_id,
        _ANCHORS.c.before,
        _ANCHORS.c.sequence,
        _ANCHORS.c.entry_hash,
        *(c for c in _CHECKPOINTS.c if c.name != "count"),
        _CHECKPOINTS.c.count.label("counted"),  # a row has a method of that name
        _ENTRIES.c.entry_hash.label("found_hash"),
    )
    .select_from(
        _CHECKPOINTS.outerjoin(
            _ANCHORS, _ANCHORS.c.number == _CHECKPOINTS.c.number, full=True
        ).outerjoin(
            _ENTRIES,
            (_ENTRIES.c.chain_id == _ANCHORS.c.chain_id)
            & (_ENTRIES.c.sequence == _ANCHORS.c.sequence),
        )
    )
    .order_by(func.coalesce(_CHECKPOINTS.c.number, _ANCHORS.c.number), _ANCHORS.c.chain_id)
)


@dataclass(frozen=True, slots=True)
class ChainPart:
    """An entry with the hashes of the values that are there, and what the head of its chain claims."""

    entry: JournalEntry
    hashes: dict[str, str]
    head: tuple[int, str] | None


@dataclass(frozen=True, slots=True)
class KeptCheckpoint:
    """A checkpoint as its rows say; `signed` is None where there are only anchors of it."""

    number: int
    signed: SignedCheckpoint | None
    kept_hash: str
    strays: tuple[tuple[Anchor, bool], ...]
    """Anchors whose entry is not, or not so, in its chain; True where it is there with another hash."""


class WholeJournal:
    """Everything there is to check, in the order in which it is checked."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def entries(self) -> Iterator[ChainPart]:
        """Yield every entry, chain after chain."""
        for row in self._session.execute(_WHOLE, execution_options=_PART):
            head = None if row.head_sequence is None else (row.head_sequence, row.head_hash)
            yield ChainPart(entry_of(row), row.hashes or {}, head)

    def without_entries(self) -> list[str]:
        """Return the chains of which there is a head alone."""
        return list(self._session.scalars(_EMPTY))

    def stray_values(self) -> list[tuple[str, int]]:
        """Return chain and place of values without an entry, the first of each chain."""
        return [(row[0], row[1]) for row in self._session.execute(_STRAY)]

    def checkpoints(self) -> Iterator[KeptCheckpoint]:
        """Yield every checkpoint, in order."""
        rows: Iterable[Row[Any]] = self._session.execute(_SIGNED, execution_options=_PART)
        for number, group in groupby(rows, key=_number):
            yield _kept(number, list(group))

    def count_up_to(self, chain_id: str, sequence: int) -> int:
        """Return the place of the last entry before `sequence` in a chain that breaks off."""
        found = self._session.scalar(
            select(func.max(_ENTRIES.c.sequence)).where(
                _ENTRIES.c.chain_id == chain_id, _ENTRIES.c.sequence < sequence
            )
        )
        return found or 0


def _number(row: Row[Any]) -> int:
    return row.anchored_in if row.number is None else row.number  # type: ignore[no-any-return]  # a column


def _kept(number: int, rows: list[Row[Any]]) -> KeptCheckpoint:
    first = rows[0]
    pairs = [
        (Anchor(row.chain_id, row.before, row.sequence, row.entry_hash), row.found_hash)
        for row in rows
        if row.anchored_in is not None
    ]
    anchors = tuple(anchor for anchor, _ in pairs)
    made = None
    if first.number is not None:
        made = SignedCheckpoint(
            Checkpoint(number, first.at, first.counted, first.previous_hash, anchors),
            first.signature,
        )
    strays = tuple((a, found is not None) for a, found in pairs if found != a.entry_hash)
    return KeptCheckpoint(number, made, first.checkpoint_hash or "", strays)
