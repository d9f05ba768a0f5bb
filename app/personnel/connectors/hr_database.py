"""Connector to a personnel store in a PostgreSQL database, described by a mapping file: reading and changing go different ways."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, Result, create_engine, event, make_url
from sqlalchemy.exc import DataError, DBAPIError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.kit.db import check_before_use
from app.language import Text
from app.personnel import facts_statements, statements
from app.personnel.change_engine import StoreChanges
from app.personnel.changes import ChangeKind, ChangeResult, StoreChange, StoreFacts
from app.personnel.mapping import StoreMapping
from app.personnel.mapping_changes import ConsentsPart
from app.personnel.matching import KnownPerson, judge_all
from app.personnel.model import (
    ActualRecipient,
    Candidate,
    ConsentRecord,
    Holding,
    MatchCertainty,
    PersonalRecord,
    PersonCriteria,
    SourceError,
    SourceLater,
    SourceNever,
    SubjectKey,
    SubjectProfile,
)
from app.personnel.schema_check import check_schema
from app.personnel.statements import Statement
from app.personnel.store_rights import check_rights
from app.personnel.stored_documents import offered

BATCH = 2_000
"""Rows held at a time."""
CHANGING = 2
"""Connections for changes: there are few, each short."""
SPARE = 20
"""Statements that are asked beside those of the holdings."""
SMALL = 200
"""Most rows of a holding that is read together with others: dozens of them stay within a batch or few."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long the store may take, in seconds, and how many connections it gives us."""

    connect: int = 5
    statement: int = 60
    pool: int = 4


class HrDatabase:
    """A personnel store in PostgreSQL; any number of them, each with its own mapping file."""

    def __init__(self, url: str, mapping: StoreMapping, *, limits: Limits | None = None) -> None:
        """Take the address and what lies there; nothing is asked before the first question."""
        self._mapping = mapping
        limits = limits or Limits()
        self._engine = _engine(url, limits, {"default_transaction_read_only": "on"})
        # Two statements for each holding, and a few on the person: all of them stay prepared.
        _keep_prepared(self._engine, 2 * len(mapping.holding) + SPARE)
        self._everybody = {
            numbers: statements.people(mapping, with_national_number=numbers)
            for numbers in (False, True)
        }
        self._profile = statements.profile(mapping)
        self._recipients = statements.recipients(mapping.recipients) if mapping.recipients else None
        self._changes = StoreChanges(mapping, _engine(url, replace(limits, pool=CHANGING), {}))
        self._records = {part.name: statements.records(part) for part in mapping.holding}
        self._small = {
            name: _plain(statement.limit(SMALL + 1), self._engine)
            for name, statement in self._records.items()
        }

    @property
    def system(self) -> str:
        """Short name of the system."""
        return self._mapping.system.name

    @property
    def label(self) -> Text:
        """Name of the system for people."""
        return self._mapping.system.text

    @property
    def holdings(self) -> tuple[Holding, ...]:
        """Everything the mapping file describes."""
        return self._mapping.holdings

    def people(self, criteria: PersonCriteria) -> tuple[Candidate, ...]:
        """Return who may be meant, the exact ones first. Raises SourceError."""
        everybody = self._everybody[criteria.national_number is not None]
        pinned = statements.person_is(self._mapping, criteria)
        found: tuple[Candidate, ...] = ()
        if pinned is not None:
            found = judge_all(self._few(everybody.where(pinned)), criteria)
        if _has_exact(found) or (criteria.date_of_birth and self._mapping.person.date_of_birth):
            return found
        return judge_all(self._known(everybody), criteria)

    def profile(self, key: SubjectKey) -> SubjectProfile:
        """Return the facts rules and letters need. Raises SourceError."""
        with self._quick() as connection:
            row = _ask(connection, self._profile, key.key).first()
        if row is None:
            raise SourceNever(f"{self.system}: the store no longer knows this person")
        population, employment, entity_code, entity_name, *address = row
        person = self._mapping.person
        return SubjectProfile(
            key=key,
            population=self._population(population),
            employment=person.employments.get(
                employment, None if person.employments else employment
            ),
            entity_code=entity_code,
            entity_name=entity_name,
            verified_address=_lines(person.address, address),
        )

    def recipients(self, key: SubjectKey) -> tuple[ActualRecipient, ...]:
        """Return to whom data of this person went, one line per recipient. Raises SourceError."""
        if self._recipients is None:
            return ()
        with self._quick() as connection:
            rows = _ask(connection, self._recipients, key.key).all()
        by_recipient: dict[tuple[str, str | None], list[Any]] = {}
        for name, recipient_id, category_id, on in rows:
            by_recipient.setdefault((name, recipient_id), []).append((category_id, on))
        return tuple(
            ActualRecipient(
                name=name,
                recipient_id=recipient_id,
                category_ids=tuple(dict.fromkeys(c for c, _ in went if c)),
                last_on=max((on for _, on in went if on), default=None),
            )
            for (name, recipient_id), went in by_recipient.items()
        )

    def small_holdings(
        self, key: SubjectKey, holdings: Sequence[Holding]
    ) -> Mapping[str, Sequence[PersonalRecord]]:
        """Return the holdings of at most 200 rows, all asked in one round trip; none where that does not work."""
        try:
            with self._quick() as connection:
                rows = _piped(connection, [self._small[h.name] for h in holdings], key.key)
        except (SourceError, psycopg.Error):
            return {}  # asked one by one, each says what is wrong with it
        named = zip(holdings, rows, strict=True)
        return {h.name: self._made(h, some, key) for h, some in named if len(some) <= SMALL}

    def records(self, key: SubjectKey, holding: Holding) -> Iterator[Sequence[PersonalRecord]]:
        """Yield the records in batches, in a stable order. Raises SourceError."""
        statement = self._records[holding.name]
        with self._quick() as connection:
            rows = _ask(connection, statement.limit(BATCH + 1), key.key).all()
        # Nearly every answer is small and costs one round trip; a large one is read again, streamed.
        if len(rows) > BATCH:
            yield from self._streamed(statement, key, holding)
        elif rows:
            yield self._made(holding, rows, key)

    def check(self) -> None:
        """Raise SourceError when the store cannot be reached or the mapping does not fit it."""
        with self._quick() as connection:
            check_schema(self._mapping, connection)
            check_rights(self._mapping, connection)
            for statement in self._records.values():
                _ask(connection, statement.limit(0), None)

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()
        self._changes.close()

    def facts(self, key: SubjectKey, *, on: date) -> StoreFacts:
        """Return consents and how many records are past their storage period. Raises SourceError."""
        part, counts = (
            self._mapping.consents,
            facts_statements.expired_counts(self._mapping, key.key, on),
        )
        consents: tuple[ConsentRecord, ...] = ()
        with self._quick() as connection:
            if part is not None:
                found = connection.execute(facts_statements.consents(part, key.key)).all()
                consents = tuple(self._consent(part, tuple(row)) for row in found)
            rows = connection.execute(counts).all() if counts is not None else []
        return StoreFacts(consents=consents, expired={row[0]: row[1] for row in rows})

    def can(self, kind: ChangeKind, holding: Holding) -> bool:
        """Whether the mapping file says how this kind of change is made there."""
        return self._changes.can(kind, holding)

    def apply(self, change: StoreChange) -> ChangeResult:
        """Make the change as a whole, once. Raises SourceError, ValueNotStored."""
        return self._changes.apply(change)

    def knows(self, step_keys: Iterable[str]) -> frozenset[str]:
        """Return which of these steps the store has noted beside its changes. Raises SourceError."""
        return self._changes.knows(step_keys)

    @property
    def keeps_steps(self) -> bool:
        """Whether the mapping file names a table for the keys of steps."""
        return self._mapping.steps is not None

    @property
    def marks_recipients(self) -> bool:
        """Whether the mapping file says where a mark names its recipient."""
        marks = self._mapping.restrictions
        return marks is not None and marks.recipient is not None

    def identities(self, holding: Holding) -> Iterator[Sequence[tuple[str, str]]]:
        """Yield subject key and record id of every record of a holding, in batches. Raises SourceError."""
        statement = facts_statements.identities(self._mapping.part(holding.name))
        with self._answering(), self._engine.connect() as connection:
            streaming = connection.execution_options(yield_per=BATCH)
            with streaming.execute(statement) as result:
                for rows in result.partitions():
                    yield [(row[0], row[1]) for row in rows]

    def _consent(self, part: ConsentsPart, row: tuple[Any, ...]) -> ConsentRecord:
        code, given_on, withdrawn_on = row
        if code not in part.purposes:
            raise SourceNever(
                f"{self._mapping.file}: key 'consents.purposes': the store uses a code that is not in it: add {code!r}"
            )
        return ConsentRecord(
            purpose_id=part.purposes[code],
            given_on=given_on,
            withdrawn_on=withdrawn_on,
            elements=part.elements.get(code, ()),
        )

    def _made(
        self, holding: Holding, rows: Sequence[Any], key: SubjectKey
    ) -> Sequence[PersonalRecord]:
        records = _records(rows)
        if not holding.documents:
            return records
        part = self._mapping.part(holding.name)
        return offered(records, part, holding.documents, key=key, opening=self._quick)

    def _streamed(
        self, statement: Statement, key: SubjectKey, holding: Holding
    ) -> Iterator[Sequence[PersonalRecord]]:
        with self._answering(), self._engine.connect() as connection:
            streaming = connection.execution_options(yield_per=BATCH)
            with _ask(streaming, statement, key.key) as result:
                for rows in result.partitions():
                    yield self._made(holding, rows, key)

    def _few(self, statement: Statement) -> Iterator[KnownPerson]:
        """Yield people of whom there are hardly ever many: in one round trip, unless there are."""
        with self._quick() as connection:
            rows = _ask(connection, statement.limit(BATCH + 1), None).all()
        if len(rows) > BATCH:
            yield from self._known(statement)
        else:
            yield from (self._person(tuple(row)) for row in rows)

    def _known(self, statement: Statement) -> Iterator[KnownPerson]:
        with self._answering(), self._engine.connect() as connection:
            streaming = connection.execution_options(yield_per=BATCH)
            with _ask(streaming, statement, None) as result:
                yield from (self._person(tuple(row)) for row in result)

    def _person(self, row: tuple[Any, ...]) -> KnownPerson:
        key, given, family, born, population, number, national = row
        return KnownPerson(
            key=SubjectKey(system=self.system, key=key),
            given_name=given or "",
            family_name=family or "",
            date_of_birth=born,
            population=self._population(population),
            number=number,
            national_number=national,
        )

    def _population(self, code: str | None) -> str:
        known = self._mapping.person.populations
        if code is not None and (not known or code in known):
            return known.get(code, code)
        raise SourceNever(
            f"{self._mapping.file}: key 'person.populations': the store uses a code that is not in it: add {code!r}"
        )

    @contextmanager
    def _quick(self, several: bool = False) -> Iterator[Connection]:  # noqa: FBT001, FBT002 - passed on as it is
        """Open a connection for one question; for several that see the store as it is at one moment."""
        level = "REPEATABLE READ" if several else "AUTOCOMMIT"
        with self._answering(), self._engine.connect() as connection:
            yield connection.execution_options(isolation_level=level)

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """Turn what the database says into what it means for the one who asks."""
        try:
            yield
        except (ProgrammingError, DataError) as error:
            raise SourceNever(
                f"{self.system}: the store does not fit its mapping file (SQL state {_state(error)})"
            ) from error
        except (DBAPIError, PoolTimeout) as error:
            raise SourceLater(
                f"{self.system}: the store does not answer (SQL state {_state(error)})"
            ) from error


def _engine(url: str, limits: Limits, more: Mapping[str, str]) -> Engine:
    place = make_url(url).set(drivername="postgresql+psycopg")
    given = place.query.get("options", "")
    settings = {
        **more,
        "statement_timeout": f"{limits.statement}s",
        "lock_timeout": f"{limits.statement}s",
        "timezone": "Europe/Brussels",
    }
    engine = create_engine(
        place,
        pool_size=limits.pool,
        max_overflow=0,
        pool_timeout=limits.statement,
        hide_parameters=True,  # what is asked is personal data and has no place in an error
        connect_args={
            "connect_timeout": limits.connect,
            "tcp_user_timeout": limits.statement * 1000,
            "client_encoding": "utf8",
            "application_name": "loket",
            "options": " ".join([*_each(given), *(f"-c {n}={v}" for n, v in settings.items())]),
            "prepare_threshold": 1,
        },
    )
    check_before_use(engine)
    return engine


def _keep_prepared(engine: Engine, most: int) -> None:
    """Have each connection keep so many statements: with fewer than are asked in a row it would keep none."""

    def opened(connection: psycopg.Connection, _record: object) -> None:
        connection.prepared_max = most

    event.listen(engine, "connect", opened)


def _each(given: str | tuple[str, ...]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else given


def _ask(connection: Connection, statement: Statement, key: str | None) -> Result[*tuple[Any, ...]]:
    return connection.execute(statement, {"key": key})


def _plain(statement: Statement, engine: Engine) -> tuple[str, dict[str, Any]]:
    """Return the statement as psycopg takes it, with its fixed values."""
    compiled = statement.compile(engine)
    return str(compiled), dict(compiled.params)


def _piped(
    connection: Connection, asked: Sequence[tuple[str, dict[str, Any]]], key: str
) -> list[list[tuple[Any, ...]]]:
    """Send all statements before the first answer is read: one round trip instead of dozens."""
    raw = connection.connection.driver_connection
    if not isinstance(raw, psycopg.Connection):
        raise TypeError("the store is reached through psycopg")
    with raw.pipeline():
        cursors = [raw.execute(text, {**values, "key": key}) for text, values in asked]
        return [cursor.fetchall() for cursor in cursors]


def _records(rows: Sequence[Any]) -> list[PersonalRecord]:
    return [PersonalRecord(row[0], row[2:], row[1]) for row in rows]


def _lines(lines: tuple[tuple[str, ...], ...], values: list[str | None]) -> tuple[str, ...]:
    left = iter(values)
    joined = (" ".join(filter(None, (next(left) for _ in line))) for line in lines)
    return tuple(line for line in joined if line)


def _has_exact(found: Sequence[Candidate]) -> bool:
    return any(c.certainty is MatchCertainty.EXACT for c in found)


def _state(error: Exception) -> str:
    return str(getattr(getattr(error, "orig", None), "sqlstate", None) or "none")
