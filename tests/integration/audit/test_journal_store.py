"""The journal in the database: only added to, whole under twenty writers, and any tampering is named."""

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event

import psycopg
import pytest
from app.audit.journal import Journal
from app.audit.model import NewEntry
from app.audit.tables import ChainHeadRow
from app.kit.db import make_engine
from app.kit.provision import libpq_dsn, service_url
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session
from tests.databases import Databases

_numbers = itertools.count(1)
AT = datetime(2026, 3, 5, 9, 0, 0, 123456, tzinfo=UTC)


def note(number: int, **details: str | int | bool) -> NewEntry:
    return NewEntry("note.added", f"actor-{number}", AT + timedelta(seconds=number), details)


def append(engine: Engine, chain_id: str, *entries: NewEntry) -> None:
    with Session(engine) as session, session.begin():
        Journal(session).append(chain_id, entries)


def faults(engine: Engine, chain_id: str) -> list[str]:
    """Return what is wrong with this chain and the one beside it."""
    with Session(engine) as session:
        found = Journal(session).faults()
        return [fault for fault in found if fault.startswith((f"{chain_id}:", f"{chain_id}-"))]


@pytest.fixture(scope="module")
def database(postgres_url: str, migrated_template: str) -> Iterator[str]:
    """The superuser's address of the one database of these tests: each has chains of its own in it."""
    databases = Databases(postgres_url)
    yield databases.make(template=migrated_template)
    databases.drop_all()


@pytest.fixture(scope="module")
def engine(database: str) -> Iterator[Engine]:
    """The service's engine, with the rights of its role."""
    made = make_engine(service_url(database), pool_size=20)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def superuser(database: str) -> Iterator[psycopg.Connection]:
    """Somebody with every right in the database, who can do what the service cannot."""
    with psycopg.connect(libpq_dsn(database), autocommit=True) as connection:
        yield connection


@pytest.fixture
def chain(engine: Engine) -> str:
    """A chain of three entries, beside another one named after it."""
    name = f"case-{next(_numbers)}"
    append(engine, name, note(1, a=1), note(2, b="x"))
    append(engine, name, note(3, c=True))
    append(engine, f"{name}-beside", note(1))
    return name


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
    assert faults(engine, chain) == []


def test_chains_and_entries_are_counted(engine: Engine, chain: str) -> None:
    def counted() -> tuple[int, int]:
        with Session(engine) as session:
            return Journal(session).count()

    chains, entries = counted()
    append(engine, f"{chain}-new", note(1), note(2))
    append(engine, chain, note(9))
    append(engine, f"{chain}-empty")
    assert counted() == (chains + 1, entries + 3), "nothing to write starts no chain"


def test_the_newest_entries_of_all_chains_come_first(engine: Engine, chain: str) -> None:
    late = [replace(note(n), at=datetime(2031, 1, 1 + next(_numbers), tzinfo=UTC)) for n in (1, 2)]
    append(engine, f"{chain}-beside", late[0])
    append(engine, chain, late[1])
    with Session(engine) as session:
        newest = Journal(session).latest(before=None, limit=2)
        older = Journal(session).latest(before=2, limit=1000)
        one_chain = select(ChainHeadRow.chain_id).where(ChainHeadRow.chain_id == chain)
        of_one = Journal(session).latest(before=None, limit=2, chains=one_chain)
    assert [(e.chain_id, e.sequence) for e in newest] == [(chain, 4), (f"{chain}-beside", 2)]
    assert all(e.at < newest[1].at for e in older)
    assert [(e.chain_id, e.sequence) for e in of_one] == [(chain, 4), (chain, 3)]


def test_what_is_rolled_back_was_never_there(engine: Engine, chain: str) -> None:
    with Session(engine) as session:
        Journal(session).append(chain, [note(4)])
        session.rollback()
    append(engine, chain, note(5))
    with Session(engine) as session:
        assert [e.actor_id for e in Journal(session).entries(chain)][-1] == "actor-5"
    assert faults(engine, chain) == []


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
            "update journal_entries set actor_id = 'x' where chain_id = '{chain}' and sequence = 2",
            "{chain}: entry 2 was changed",
            id="another actor",
        ),
        pytest.param(
            "update journal_entries set at = at + interval '1 microsecond'"
            " where chain_id = '{chain}' and sequence = 1",
            "{chain}: entry 1 was changed",
            id="a microsecond later",
        ),
        pytest.param(
            "update journal_entries set details = jsonb_build_object('b', 'y')"
            " where chain_id = '{chain}' and sequence = 2",
            "{chain}: entry 2 was changed",
            id="other details",
        ),
        pytest.param(
            "delete from journal_entries where chain_id = '{chain}' and sequence = 2",
            "{chain}: entry 2 is missing",
            id="one from the middle removed",
        ),
        pytest.param(
            "delete from journal_entries where chain_id = '{chain}' and sequence = 3",
            "{chain}: entries after 2 are missing or the head was changed",
            id="the last one removed",
        ),
        pytest.param(
            "delete from journal_entries where chain_id = '{chain}'",
            "{chain}: entries after 0 are missing or the head was changed",
            id="the whole chain removed",
        ),
        pytest.param(
            "delete from chain_heads where chain_id = '{chain}'",
            "{chain}: the head of the chain is missing",
            id="the head removed",
        ),
        pytest.param(
            "update journal_entries set chain_id = '{chain}-beside', sequence = 2"
            " where chain_id = '{chain}' and sequence = 3",
            "{chain}-beside: entry 2 does not follow the one before it",
            id="moved to another case",
        ),
    ],
)
def test_tampering_is_found_and_named(
    engine: Engine, chain: str, superuser: psycopg.Connection, statement: str, fault: str
) -> None:
    superuser.execute(statement.format(chain=chain).encode())
    assert fault.format(chain=chain) in faults(engine, chain)


def test_twenty_writers_keep_one_chain_whole(engine: Engine) -> None:
    chain = f"case-{next(_numbers)}"
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda n: append(engine, chain, note(n), note(n + 100)), range(20)))
    with Session(engine) as session:
        read = Journal(session).entries(chain)
    assert [e.sequence for e in read] == list(range(1, 41))
    assert {e.actor_id for e in read} == {f"actor-{n}" for n in (*range(20), *range(100, 120))}
    pairs = zip(read[::2], read[1::2], strict=True)
    assert all(int(b.actor_id[6:]) - int(a.actor_id[6:]) == 100 for a, b in pairs)
    assert faults(engine, chain) == []


def test_a_chain_that_grows_while_it_is_checked_is_whole(engine: Engine) -> None:
    chain, stop = f"case-{next(_numbers)}", Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            append(engine, chain, note(number := number + 1))

    with ThreadPoolExecutor(2) as pool:
        writing = [pool.submit(write) for _ in range(2)]
        try:
            found = [fault for _ in range(40) for fault in faults(engine, chain)]
        finally:
            stop.set()
        assert [one.result() for one in writing] == [None, None]
    assert found == []
