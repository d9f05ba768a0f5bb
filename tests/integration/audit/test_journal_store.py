"""The journal in the database: only added to, whole under twenty writers, and any tampering is named."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from app.audit.journal import SERVICE_CHAIN, Journal
from app.audit.model import NewEntry
from app.kit.provision import libpq_dsn
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

AT = datetime(2026, 3, 5, 9, 0, 0, 123456, tzinfo=UTC)


def note(number: int, **details: str | int | bool) -> NewEntry:
    return NewEntry("note.added", f"actor-{number}", AT + timedelta(seconds=number), details)


def append(engine: Engine, chain_id: str, *entries: NewEntry) -> None:
    with Session(engine) as session, session.begin():
        Journal(session).append(chain_id, entries)


def faults(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return list(Journal(session).faults())


@pytest.fixture
def superuser(migrated_url: str) -> Iterator[psycopg.Connection]:
    """Somebody with every right in the test's database, who can do what the service cannot."""
    with psycopg.connect(libpq_dsn(migrated_url), autocommit=True) as connection:
        yield connection


@pytest.fixture
def chain(engine: Engine) -> str:
    """A chain of three entries, beside another one."""
    append(engine, "case-1", note(1, a=1), note(2, b="x"))
    append(engine, "case-1", note(3, c=True))
    append(engine, "case-2", note(1))
    return "case-1"


def test_entries_read_back_in_order_as_they_were_written(engine: Engine, chain: str) -> None:
    with Session(engine) as session:
        read = Journal(session).entries(chain)
    assert [(e.sequence, e.actor_id, dict(e.details)) for e in read] == [
        (1, "actor-1", {"a": 1}),
        (2, "actor-2", {"b": "x"}),
        (3, "actor-3", {"c": True}),
    ]
    assert read[0].at == AT + timedelta(seconds=1), "to the microsecond"
    assert [e.previous_hash for e in read[1:]] == [e.entry_hash for e in read[:-1]]
    assert faults(engine) == []


def test_chains_and_entries_are_counted(engine: Engine, chain: str) -> None:
    append(engine, SERVICE_CHAIN, note(9))
    with Session(engine) as session:
        assert chain == "case-1"
        assert Journal(session).count() == (3, 5)


def test_the_newest_entries_of_all_chains_come_first(engine: Engine, chain: str) -> None:
    with Session(engine) as session:
        newest = Journal(session).latest(before=None, limit=2)
        older = Journal(session).latest(before=2, limit=10)
    assert [(e.chain_id, e.sequence) for e in newest] == [(chain, 3), (chain, 2)]
    assert [(e.chain_id, e.sequence) for e in older] == [(chain, 1), ("case-2", 1)]


def test_nothing_to_write_starts_no_chain(engine: Engine) -> None:
    append(engine, "case-1")
    with Session(engine) as session:
        assert Journal(session).count() == (0, 0)


def test_what_is_rolled_back_was_never_there(engine: Engine, chain: str) -> None:
    with Session(engine) as session:
        Journal(session).append(chain, [note(4)])
        session.rollback()
    append(engine, chain, note(5))
    with Session(engine) as session:
        assert [e.actor_id for e in Journal(session).entries(chain)][-1] == "actor-5"
    assert faults(engine) == []


@pytest.mark.parametrize(
    "statement",
    [
        "update journal_entries set actor_id = 'nobody'",
        "delete from journal_entries",
        "truncate journal_entries",
        "drop table journal_entries",
        "alter table journal_entries disable trigger all",
    ],
)
def test_the_service_can_only_add(engine: Engine, chain: str, statement: str) -> None:
    refused = pytest.raises(ProgrammingError, match=r"permission denied|must be owner")
    with refused, engine.begin() as connection:
        connection.execute(text(statement))
    with Session(engine) as session:
        assert len(Journal(session).entries(chain)) == 3


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        pytest.param(
            "update journal_entries set actor_id = 'x' where chain_id = 'case-1' and sequence = 2",
            "case-1: entry 2 was changed",
            id="another actor",
        ),
        pytest.param(
            "update journal_entries set at = at + interval '1 microsecond'"
            " where chain_id = 'case-1' and sequence = 1",
            "case-1: entry 1 was changed",
            id="a microsecond later",
        ),
        pytest.param(
            'update journal_entries set details = \'{"b": "y"}\''
            " where chain_id = 'case-1' and sequence = 2",
            "case-1: entry 2 was changed",
            id="other details",
        ),
        pytest.param(
            "delete from journal_entries where chain_id = 'case-1' and sequence = 2",
            "case-1: entry 2 is missing",
            id="one from the middle removed",
        ),
        pytest.param(
            "delete from journal_entries where chain_id = 'case-1' and sequence = 3",
            "case-1: entries after 2 are missing or the head was changed",
            id="the last one removed",
        ),
        pytest.param(
            "delete from journal_entries where chain_id = 'case-1'",
            "case-1: entries after 0 are missing or the head was changed",
            id="the whole chain removed",
        ),
        pytest.param(
            "delete from chain_heads where chain_id = 'case-1'",
            "case-1: the head of the chain is missing",
            id="the head removed",
        ),
        pytest.param(
            "update journal_entries set chain_id = 'case-2', sequence = 2"
            " where chain_id = 'case-1' and sequence = 3",
            "case-2: entry 2 does not follow the one before it",
            id="moved to another case",
        ),
    ],
)
def test_tampering_is_found_and_named(
    engine: Engine, chain: str, superuser: psycopg.Connection, statement: str, fault: str
) -> None:
    superuser.execute(statement.encode())
    assert chain == "case-1"
    assert fault in faults(engine)


def test_twenty_writers_keep_one_chain_whole(engine: Engine) -> None:
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda n: append(engine, "case-1", note(n), note(n + 100)), range(20)))
    with Session(engine) as session:
        read = Journal(session).entries("case-1")
    assert [e.sequence for e in read] == list(range(1, 41))
    assert {e.actor_id for e in read} == {f"actor-{n}" for n in (*range(20), *range(100, 120))}
    pairs = zip(read[::2], read[1::2], strict=True)
    assert all(int(b.actor_id[6:]) - int(a.actor_id[6:]) == 100 for a, b in pairs)
    assert faults(engine) == []
