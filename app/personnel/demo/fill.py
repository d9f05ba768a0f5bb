"""Fills the demo store with invented people: the same count and seed give the same rows, and nothing is done twice."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from random import Random
from typing import ClassVar

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Engine, create_engine, make_url, select, text
from sqlalchemy import inspect as reflect

from app.errors import DeskError
from app.personnel.demo.grants import grants
from app.personnel.demo.people import FEWEST, Person, people
from app.personnel.demo.records.employment import fill_employment
from app.personnel.demo.records.file import fill_file
from app.personnel.demo.records.identity import fill_identity
from app.personnel.demo.records.leren import fill_leren
from app.personnel.demo.records.papers import fill_papers
from app.personnel.demo.records.pay import fill_pay
from app.personnel.demo.records.presence import fill_presence
from app.personnel.demo.records.sheet import Sheet
from app.personnel.demo.schema import FILLING, STORE, subject_indexes

VERSION = "3"
"""Counts up when the same seed gives other people or rows: then a store is filled anew."""
SEED = 20_240_308
_CHUNK = 500
_LOCK = 7_201_031


class TooFewPeople(DeskError):
    """The store needs room for everybody with a part to play."""

    code: ClassVar[str] = "tooFewPeople"


def fill(
    url: str,
    *,
    count: int,
    seed: int = SEED,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> bool:
    """Make the store hold exactly `count` invented people; False when it already does and nothing was done.

    `progress` is told how many people are done and how many there will be. Raises TooFewPeople.
    """
    if count < FEWEST:
        raise TooFewPeople(f"The demo store needs at least {FEWEST} people", fewest=FEWEST)
    with _store(url) as engine, engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        if _filling(connection) == (VERSION, count, seed):
            return False
        _empty_tables(connection)
        # One of them is known to Vlimpers Leren alone.
        for done in _copied(connection, people(count=count - 1, seed=seed), seed=seed):
            progress(done, count)
        for statement in (*subject_indexes(), *grants(connection)):
            connection.exec_driver_sql(statement)
        connection.execute(FILLING.insert().values(versie=VERSION, aantal=count, zaad=seed))
    with _store(url) as engine, engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    progress(count, count)
    return True


def first_people(url: str, n: int = 3) -> tuple[tuple[str, str, str, str], ...]:
    """Return number, given name, family name and birth date of the first members of staff."""
    person = STORE.tables["persoon"].c
    wanted = (
        select(person.vlimpersnummer, person.voornaam, person.naam, person.geboortedatum)
        .where(person.soort == "PL")
        .order_by(person.persoon_id)
        .limit(n)
    )
    with _store(url) as engine, engine.connect() as connection:
        rows = connection.execute(wanted).all()
    return tuple((row[0], row[1], row[2], row[3].isoformat()) for row in rows)


def add_records(url: str, vlimpers_number: str, count: int) -> None:
    """Give one person `count` more badge records: a subject with very much, for measuring."""
    with _store(url) as engine, engine.begin() as connection:
        connection.execute(text(_MANY_BADGES), {"number": vlimpers_number, "count": count})


_MANY_BADGES = """
INSERT INTO prikking
SELECT last.id + n, p.persoon_id, timestamptz '2001-01-01 07:30:00+01' + n * interval '47 minutes',
       CASE n % 2 WHEN 0 THEN 'in' ELSE 'uit' END, 'T' || lpad((n % 40)::text, 3, '0'), 'VAC ' || n % 5,
       'gewoon', ((n % 1300) - 400) / 100.0, n % 20 = 0, date '2001-01-01' + (n / 30)::int,
       CASE n % 20 WHEN 0 THEN 'vergeten te prikken' WHEN 1 THEN '' END,
       timestamptz '2001-01-01 20:00:00+01' + n * interval '47 minutes'
  FROM persoon p, (SELECT coalesce(max(id), 0) AS id FROM prikking) last, generate_series(1, :count) n
 WHERE p.vlimpersnummer = :number
"""


@contextmanager
def _store(url: str) -> Iterator[Engine]:
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    try:
        yield engine
    finally:
        engine.dispose()


def _filling(connection: Connection) -> tuple[str, int, int] | None:
    if not reflect(connection).has_table(FILLING.name):
        return None
    row = connection.execute(select(FILLING)).first()
    return (row[0], row[1], row[2]) if row else None


def _empty_tables(connection: Connection) -> None:
    STORE.drop_all(connection)
    STORE.create_all(connection)


def _copied(connection: Connection, everybody: Iterator[Person], *, seed: int) -> Iterator[int]:
    """Write everybody's rows, some hundred people at a time, yielding how many are done."""
    sheet, done = Sheet(), 0
    fill_leren(sheet)
    while chunk := list(islice(everybody, _CHUNK)):
        for person in chunk:
            _fill_person(sheet, person, seed=seed)
        _copy(connection, sheet)
        done += len(chunk)
        yield done


def _fill_person(sheet: Sheet, person: Person, *, seed: int) -> None:
    rng = Random(f"{seed}/records/{person.index}")  # noqa: S311 - invented data, not secrets
    parts = (fill_identity, fill_employment, fill_pay, fill_presence, fill_file, fill_papers)
    for part in parts:
        part(sheet, person, rng)


def _copy(connection: Connection, sheet: Sheet) -> None:
    raw = connection.connection.driver_connection
    if not isinstance(raw, psycopg.Connection):
        raise TypeError("the demo store is filled through psycopg")
    for table, rows in sheet.rows.items():
        command = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))
        with raw.cursor() as cursor, cursor.copy(command) as copy:
            for row in rows:
                copy.write_row(row)
        rows.clear()
