"""The database metadata every feature adds its tables to, and the engine of the service's own database."""

import select
import time
from typing import Any, Final

import orjson
from sqlalchemy import (
    ARRAY,
    Engine,
    FromClause,
    Insert,
    MetaData,
    Table,
    Text,
    bindparam,
    create_engine,
    event,
    func,
    insert,
)
from sqlalchemy import select as selected
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import NullType

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
RESTED: Final = 5.0
"""Seconds after which a connection that lay still is asked whether it still answers, before it is used."""


class Row(DeclarativeBase):
    """Base of every mapped row of the service's own database."""

    metadata = MetaData(naming_convention=NAMING)


def make_engine(url: str, *, pool_size: int = 10) -> Engine:
    """Return an engine on psycopg 3 whose connections are checked before use."""
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
        # The same few dozen statements come again and again: from the second time on they are prepared.
        connect_args={"prepare_threshold": 1},
    )
    check_before_use(engine)
    return engine


def check_before_use(engine: Engine) -> None:
    """Have a pooled connection looked at before each use: asked when it lay still or its server spoke up.

    A server that went away leaves its end of the line closed, which shows without a round trip.
    """

    def put_back(_connection: Any, record: Any) -> None:
        record.info["put_back"] = time.monotonic()

    def taken(connection: Any, record: Any, _proxy: Any) -> None:
        before = record.info.get("put_back")
        if before is None:
            return  # made just now
        rested = time.monotonic() - before > RESTED
        if (rested or _spoken_to(connection)) and not _answers(engine, connection):
            raise DisconnectionError

    event.listen(engine, "checkin", put_back)
    event.listen(engine, "checkout", taken)


def _spoken_to(connection: Any) -> bool:
    """Whether something lies on the line of an idle connection: a message, or its end."""
    if connection.closed:
        return True
    line = select.poll()
    line.register(connection.fileno(), select.POLLIN)
    return bool(line.poll(0))


def _answers(engine: Engine, connection: Any) -> bool:
    dialect = engine.dialect
    try:
        return dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error:
        return False


def table_of(row: type[Row]) -> Table:
    """Return the table of a mapped row, for statements that need no objects."""
    table: FromClause = row.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{row.__name__} is not mapped to a table")
    return table


def insert_all(row: type[Row]) -> Insert:
    """Return the one statement that inserts any number of rows: a list of values for each column, see `in_lists`."""
    columns = [c for c in table_of(row).columns if c.identity is None]
    # A column that refers to another table and names no type has that table's, unknown until it is loaded: ids are text.
    lists = [
        func.unnest(
            bindparam(c.name, type_=ARRAY(Text() if isinstance(c.type, NullType) else c.type))
        )
        for c in columns
    ]
    return insert(table_of(row)).from_select([c.name for c in columns], selected(*lists))


def in_lists(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Turn rows, of which there must be one at least, into a list of values for each column."""
    return {name: [row[name] for row in rows] for name in rows[0]}
