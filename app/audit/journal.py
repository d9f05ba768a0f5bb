"""Append to the journal, and read it."""

import hashlib
from collections.abc import Callable, Sequence
from itertools import chain as chained
from typing import Any, Final

import orjson
from psycopg.types.json import Jsonb
from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from app.audit.model import JournalEntry, NewEntry, SealedValue
from app.audit.rules import GENESIS, chain, covering
from app.audit.tables import ChainHeadRow, JournalRow, JournalValueRow
from app.kit.case_key import CaseKey
from app.kit.crypto import seal_small, unseal_small
from app.kit.db import in_lists, insert_all, table_of

_HEADS = table_of(ChainHeadRow)
# These run with every change of every case: as plain SQL they cost half of what they do otherwise.
_HEAD: Final = "select sequence, entry_hash from chain_heads where chain_id = %s for update"
_BEGIN: Final = "insert into chain_heads (chain_id, sequence, entry_hash) values (%s, 0, %s) on conflict do nothing"
_ADD: Final = (
    "with moved_head as"
    " (update chain_heads set sequence = %s, entry_hash = %s, moved = true where chain_id = %s)"
    " insert into journal_entries"
    " (chain_id, sequence, kind, actor_id, at, details, previous_hash, entry_hash) values "
)
_ROW: Final = "(%s, %s, %s, %s, %s, %s, %s, %s)"
_ADD_VALUES = insert_all(JournalValueRow)

_APPENDED: Final = "journal.appended"

SERVICE_CHAIN = "service"
"""The chain of entries that belong to no case."""


class Journal:
    """The journal in the service's database: there is no way to change or remove an entry."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def append(
        self,
        chain_id: str,
        entries: Sequence[NewEntry],
        *,
        key: Callable[[], CaseKey] | None = None,
    ) -> None:
        """Add the entries to their chain, in this order, in the session's transaction.

        `key` gives the key of the case, for entries with personal values. Raises KeyDestroyed.
        """
        if not entries:
            return
        sequence, previous = self._locked_head(chain_id)
        added, values = [], []
        for entry in entries:
            if entry.personal:
                sealed = _sealed(chain_id, sequence + 1, entry, key)
                values += [_value_row(chain_id, value) for value in sealed]
                covered = covering(entry, {v.name: _sha256(v.sealed) for v in sealed})
            else:
                covered = entry
            link = chain(chain_id, covered, after=sequence, previous_hash=previous)
            sequence, previous = link.sequence, link.entry_hash
            added.append(link)
        self._session.info[_APPENDED] = True
        connection = self._session.connection()
        rows = chained.from_iterable(_row(link) for link in added)
        connection.exec_driver_sql(
            _ADD + ", ".join(_ROW for _ in added), (sequence, previous, chain_id, *rows)
        )
        if values:
            connection.execute(_ADD_VALUES, in_lists(values))

    @staticmethod
    def was_added_to(session: Session) -> bool:
        """Whether something was journalled on this session."""
        return _APPENDED in session.info

    def entries(self, chain_id: str) -> tuple[JournalEntry, ...]:
        """Return a chain, oldest first."""
        rows = self._session.scalars(
            select(JournalRow).where(JournalRow.chain_id == chain_id).order_by(JournalRow.sequence)
        )
        return tuple(entry_of(row) for row in rows)

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
        return tuple(entry_of(row) for row in rows)

    def values(
        self, chain_id: str, sequences: Sequence[int] | None = None
    ) -> tuple[SealedValue, ...]:
        """Return the sealed values of a chain, or of these entries of it."""
        wanted = select(JournalValueRow).where(JournalValueRow.chain_id == chain_id)
        if sequences is not None:
            wanted = wanted.where(JournalValueRow.sequence.in_(sequences))
        rows = self._session.scalars(
            wanted.order_by(JournalValueRow.sequence, JournalValueRow.name)
        )
        return tuple(SealedValue(row.sequence, row.name, row.sealed) for row in rows)

    def _locked_head(self, chain_id: str) -> tuple[int, str]:
        connection = self._session.connection()
        row = connection.exec_driver_sql(_HEAD, (chain_id,)).one_or_none()
        if row is None:
            # Two who begin the same chain: the second waits here, and reads what the first wrote.
            connection.exec_driver_sql(_BEGIN, (chain_id, GENESIS))
            row = connection.exec_driver_sql(_HEAD, (chain_id,)).one()
        return row.sequence, row.entry_hash


def read_value(value: SealedValue, *, chain_id: str, key: CaseKey) -> str:
    """Return what was sealed. Raises InvalidTag when it was changed."""
    context = _context(chain_id, value.sequence, value.name)
    return unseal_small(value.sealed, key=key.value, context=context).decode()


def _sealed(
    chain_id: str, sequence: int, entry: NewEntry, key: Callable[[], CaseKey] | None
) -> list[SealedValue]:
    if key is None:
        raise TypeError("an entry with personal values belongs to a case")
    own = key().value
    return [
        SealedValue(
            sequence,
            name,
            seal_small(text.encode(), key=own, context=_context(chain_id, sequence, name)),
        )
        for name, text in sorted(entry.personal.items())
    ]


def _context(chain_id: str, sequence: int, name: str) -> str:
    return f"loket/journal/1\x00{chain_id}\x00{sequence}\x00{name}"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _value_row(chain_id: str, value: SealedValue) -> dict[str, object]:
    return {
        "chain_id": chain_id,
        "sequence": value.sequence,
        "name": value.name,
        "sealed": value.sealed,
    }


def _row(link: JournalEntry) -> tuple[object, ...]:
    return (
        link.chain_id,
        link.sequence,
        link.kind,
        link.actor_id,
        link.at,
        Jsonb(dict(link.details), dumps=orjson.dumps),
        link.previous_hash,
        link.entry_hash,
    )


def entry_of(row: JournalRow | Row[Any]) -> JournalEntry:
    """Return the entry that a row holds."""
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
