"""The floor of an entry: the same row, committed by a bare insert, without a chain."""

from app.wiring import Live
from psycopg.types.json import Jsonb
from sqlalchemy import text

_ROW = text(
    "insert into journal_entries "
    "(chain_id, sequence, kind, actor_id, at, details, previous_hash, entry_hash) "
    "values (:chain, :place, 'noted', 'bench', :at, :details, :hash, :hash)"
)


def insert(started: Live, chain: str, place: int) -> None:
    """Insert one row of the size of an entry, and commit it."""
    values = {"chain": chain, "place": place, "at": started.parts.clock(), "hash": "0" * 64}
    details = {"details": Jsonb({"note": chain, "count": place})}
    with started.parts.engine.begin() as connection:
        connection.execute(_ROW, values | details)
