"""A pooled connection is looked at before it is used, without a round trip for each use."""

from collections.abc import Callable, Iterator

import pytest
from app.kit import db
from app.kit.db import make_engine
from sqlalchemy import Engine, text
from sqlalchemy.engine.interfaces import DBAPIConnection

BACKEND = text("select pg_backend_pid()")


@pytest.fixture
def one(fresh_database: Callable[[], str]) -> Iterator[Engine]:
    """A pool of its own."""
    engine = make_engine(fresh_database(), pool_size=1)
    yield engine
    engine.dispose()


def ended(engine: Engine, pid: int) -> None:
    """End a connection from the server's side, and wait until it is gone."""
    other = make_engine(engine.url.render_as_string(hide_password=False), pool_size=1)
    with other.connect() as connection:
        assert connection.scalar(text("select pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    other.dispose()


def asked(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list in which every question to a connection whether it answers will stand."""
    told: list[str] = []
    answers = engine.dialect.do_ping

    def ping(connection: DBAPIConnection) -> bool:
        told.append("asked")
        return answers(connection)

    monkeypatch.setattr(engine.dialect, "do_ping", ping)
    return told


def test_a_connection_just_used_is_used_again_unasked(
    one: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = asked(one, monkeypatch)
    pids = []
    for _ in range(3):
        with one.connect() as connection:
            pids.append(connection.scalar(BACKEND))
    assert len(set(pids)) == 1
    assert told == []


def test_one_that_lay_still_is_asked(one: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    told = asked(one, monkeypatch)
    monkeypatch.setattr(db, "RESTED", -1.0)
    for _ in range(2):
        with one.connect() as connection:
            connection.scalar(BACKEND)
    assert told == ["asked"]


def test_one_that_the_server_ended_is_replaced_before_use(one: Engine) -> None:
    with one.connect() as connection:
        before = connection.scalar(BACKEND)
    ended(one, before)
    with one.connect() as connection:
        assert connection.scalar(BACKEND) not in {None, before}
