"""A question asked by the driver itself finds what the session finds, in its transaction, and fails as it does."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from app.kit.db import make_engine
from app.kit.prepared import Prepared
from app.schema import metadata
from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    Column,
    DateTime,
    LargeBinary,
    MetaData,
    PickleType,
    Select,
    Table,
    Text,
    bindparam,
    insert,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class _Base(DeclarativeBase):
    pass


class _Thing(_Base):
    __tablename__ = "prepared_things"
    __table_args__ = ({"prefixes": ["TEMPORARY"]},)

    thing_id: Mapped[str] = mapped_column(Text, primary_key=True)
    right: Mapped[str] = mapped_column(Text)
    names: Mapped[list[str]] = mapped_column(ARRAY(Text))
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    count: Mapped[int] = mapped_column(BigInteger)


_THINGS: Any = _Thing.__table__
_OF_ID = select(_THINGS).where(_THINGS.c.thing_id == bindparam("of"))
_SAMPLE = {
    "thing_id": "one",
    "right": "100 % access",
    "names": ["a", "b"],
    "facts": {"a": [1, None, {"b": "é"}]},
    "content": b"\x00\xff%s",
    "at": datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    "count": 2**40,
}


@pytest.fixture
def session(postgres_url: str) -> Iterator[Session]:
    """A session that has the things; nothing of it stays."""
    engine = make_engine(postgres_url, pool_size=1)
    with Session(engine) as made:
        _Base.metadata.create_all(made.connection())
        yield made
        made.rollback()
    engine.dispose()


def test_it_finds_what_the_session_finds(session: Session) -> None:
    session.execute(insert(_THINGS), [_SAMPLE, {**_SAMPLE, "thing_id": "two"}])
    found = Prepared(_OF_ID).rows(session, of="one")
    assert [row._asdict() for row in found] == [_SAMPLE]
    assert found == [tuple(row) for row in session.execute(_OF_ID, {"of": "one"})]


@pytest.mark.parametrize("of", ["one", "none", "", "%", "'; drop table prepared_things; --"])
def test_each_way_of_asking_agrees(session: Session, of: str) -> None:
    session.execute(insert(_THINGS), [_SAMPLE])
    asked = Prepared(_OF_ID)
    rows = asked.rows(session, of=of)
    assert asked.row(session, of=of) == (rows[0] if rows else None)
    assert asked.column(session, of=of) == [row.thing_id for row in rows]
    assert asked.value(session, of=of) == (rows[0].thing_id if rows else None)


def test_values_of_its_own_stay_in_it(session: Session) -> None:
    session.execute(insert(_THINGS), [_SAMPLE, {**_SAMPLE, "thing_id": "two", "count": 1}])
    many = Prepared(select(_THINGS.c.thing_id).where(_THINGS.c.count > 1, _THINGS.c.right != "x %"))
    assert many.column(session) == ["one"]


def test_what_was_given_to_be_kept_is_found(session: Session) -> None:
    session.add(_Thing(**_SAMPLE))
    assert Prepared(_OF_ID).value(session, of="one") == "one"


def test_a_value_that_is_left_out_is_refused(session: Session) -> None:
    with pytest.raises(ProgrammingError):
        Prepared(_OF_ID).rows(session)


def test_an_error_is_the_sessions_and_quotes_no_value(session: Session) -> None:
    missing = Table("prepared_missing", MetaData(), Column("name", Text))
    asked = Prepared(select(missing).where(missing.c.name == bindparam("of")))
    with pytest.raises(ProgrammingError) as caught:
        asked.rows(session, of="Anna")
    assert "Anna" not in str(caught.value)
    session.rollback()
    assert session.scalar(text("select 1")) == 1


def test_a_session_whose_connection_is_lost_begins_anew(postgres_url: str) -> None:
    engine = make_engine(postgres_url, pool_size=1)
    number = Prepared(select(bindparam("of", type_=Text).label("of")))
    with Session(engine) as session:
        pid = session.scalar(text("select pg_backend_pid()"))
        with engine.connect() as other:
            other.execute(text("select pg_terminate_backend(:pid, 5000)"), {"pid": pid})
        with pytest.raises(DBAPIError) as caught:
            number.rows(session, of="a")
        assert isinstance(caught.value, OperationalError)
        session.rollback()
        assert number.value(session, of="a") == "a"
    engine.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        select(_THINGS.c.thing_id).where(_THINGS.c.thing_id.in_(bindparam("of", expanding=True))),
        select(_THINGS.c.thing_id).where(_THINGS.c.facts == bindparam("of", type_=JSON)),
        select(bindparam("of", type_=PickleType).label("of")),
    ],
    ids=["list", "JSON", "type of SQLAlchemy's own"],
)
def test_what_the_driver_cannot_do_alone_is_refused(statement: Select[Any]) -> None:
    with pytest.raises(TypeError):
        Prepared(statement)


def test_every_column_of_ours_can_be_read_so() -> None:
    tables = metadata.sorted_tables
    assert tables
    for table in tables:
        Prepared(select(table))
