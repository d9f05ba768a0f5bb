"""The journal in the database: only added to, by anybody, and whole under twenty writers."""

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import psycopg
import pytest
from app.audit.files import CheckpointFiles
from app.audit.findings import Finding
from app.audit.journal import Journal, read_value
from app.audit.model import NewEntry, SealedValue
from app.audit.rules import covered
from app.audit.store import CheckpointStore
from app.audit.tables import ChainHeadRow
from app.audit.verification import verify_journal
from app.kit.case_key import CaseKey, KeyDestroyed
from app.kit.db import make_engine
from app.kit.provision import libpq_dsn, service_url
from app.letters.seal_check import seals
from cryptography.exceptions import InvalidTag
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session
from tests.audit_house import AT, KEY, append, note
from tests.databases import Databases

_numbers = itertools.count(1)


def faults(engine: Engine, chain_id: str) -> list[Finding]:
    """Return what is wrong with this chain."""
    with Session(engine) as session:
        whole = CheckpointStore(session).whole()
        found = verify_journal(whole, CheckpointFiles(Path("nowhere")), signed_by=seals())
        return [finding for finding in found.findings if finding.chain_id == chain_id]


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


def test_nothing_to_write_starts_no_chain(engine: Engine, chain: str) -> None:
    append(engine, f"{chain}-empty")
    with Session(engine) as session:
        assert session.get(ChainHeadRow, f"{chain}-empty") is None
        assert session.get(ChainHeadRow, chain) is not None


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
        "update journal_values set sealed = ''",
        "delete from journal_checkpoints",
        "delete from journal_anchors",
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


EVERY_JOURNAL = """
    select relname from pg_class where relkind in ('r', 'p') and relname like '%journal%'
    and relnamespace = 'public'::regnamespace order by relname
"""


@pytest.mark.parametrize(
    "statement", ["update {} set {} = {}", "delete from {}", "truncate {} cascade"]
)
def test_the_owner_and_a_superuser_are_refused_too(database: str, statement: str) -> None:
    with psycopg.connect(libpq_dsn(database), autocommit=True) as superuser:
        tables = [row[0] for row in superuser.execute(EVERY_JOURNAL)]
        assert {"journal_entries", "journal_values", "journal_checkpoints", "journal_anchors"} <= {
            *tables
        }
        for role in ("none", "replica"):
            superuser.execute(
                f"set session_replication_role = {'origin' if role == 'none' else role}".encode()
            )
            for table in tables:
                row = superuser.execute(
                    "select attname from pg_attribute where attrelid = %s::regclass and attnum = 1",
                    [table],
                ).fetchone()
                assert row is not None
                order = statement.format(table, row[0], row[0])
                with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only added to"):
                    superuser.execute(order.encode())


def test_the_owner_of_the_tables_is_refused_too(database: str, chain: str) -> None:
    with psycopg.connect(libpq_dsn(database), autocommit=True) as connection:
        owner = connection.execute(
            "select tableowner from pg_tables where tablename = 'journal_entries'"
        ).fetchone()
        assert owner is not None
        connection.execute(psycopg.sql.SQL("set role {}").format(psycopg.sql.Identifier(owner[0])))
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only added to"):
            connection.execute("delete from journal_entries")
    assert chain


def sealed(chain: str, engine: Engine) -> SealedValue:
    """Return the one value of an entry that is added to the chain."""
    append(
        engine, chain, NewEntry("note.added", "a", AT, {"x": 1}, personal={"reason": "Zo is het"})
    )
    with Session(engine) as session:
        (value,) = Journal(session).values(chain)
    return value


def test_a_personal_value_is_beside_the_chain_which_covers_its_ciphertext(
    engine: Engine, chain: str
) -> None:
    value = sealed(chain, engine)
    with Session(engine) as session:
        last = Journal(session).entries(chain)[-1]
        assert Journal(session).values(chain, [1, 2, 3]) == ()
    assert (value.sequence, value.name) == (4, "reason") == (last.sequence, *covered(last))
    assert "Zo is het" not in str(last.details)
    assert b"Zo is het" not in value.sealed
    assert read_value(value, chain_id=chain, key=KEY) == "Zo is het"
    assert faults(engine, chain) == []


def test_a_ciphertext_fits_in_its_own_place_alone(engine: Engine, chain: str) -> None:
    value = sealed(chain, engine)
    elsewhere = [
        (replace(value, sequence=5), chain, KEY),
        (replace(value, name="note"), chain, KEY),
        (value, f"{chain}-beside", KEY),
        (value, chain, CaseKey(b"o" * 32)),
    ]
    for moved, chain_id, key in elsewhere:
        with pytest.raises(InvalidTag):
            read_value(moved, chain_id=chain_id, key=key)


def test_without_a_case_or_its_key_nothing_personal_is_written(engine: Engine, chain: str) -> None:
    def gone() -> CaseKey:
        raise KeyDestroyed

    personal = NewEntry("note.added", "a", AT, {}, personal={"reason": "x"})
    with Session(engine) as session:
        with pytest.raises(TypeError):
            Journal(session).append(chain, [personal])
        with pytest.raises(KeyDestroyed):
            Journal(session).append(chain, [personal], key=gone)


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
