"""Compares a mapping file with the live schema: every table and column there, every type one that is read without loss."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection, inspect
from sqlalchemy.engine.reflection import ObjectKind
from sqlalchemy.types import (
    Boolean,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    Numeric,
    TypeEngine,
)

from app.personnel.mapping import HoldingPart, PersonPart, RecipientsPart, StoreMapping, invalid
from app.personnel.model import ValueKind

_Type: TypeAlias = TypeEngine[Any]
_NOT_TEXT = (Boolean, Integer, Numeric, Float, Date, DateTime, LargeBinary)


@dataclass(frozen=True, slots=True)
class _Need:
    """A column the mapping file uses, and what it must be; `kind` None takes any type."""

    place: str
    table: str
    column: str
    kind: ValueKind | None = None
    zoned: bool = False


def check_schema(mapping: StoreMapping, connection: Connection) -> None:
    """Raise MappingInvalid naming every table and column that is missing or of the wrong type."""
    needs = [
        *_of_person(mapping.person),
        *(_of_recipients(mapping.recipients) if mapping.recipients else ()),
        *(need for part in mapping.holding for need in _of_holding(part)),
        *_of_changes(mapping),
    ]
    live = _live_tables(connection, {need.table for need in needs})
    # A missing table is said once per place, not once per column.
    problems = dict.fromkeys(p for need in needs if (p := _problem(need, live)))
    if problems:
        raise invalid(mapping.file, *problems)


def _of_person(part: PersonPart) -> Iterator[_Need]:
    columns = [part.key, part.given_name, part.family_name, part.population]
    columns += [column for line in part.address for column in line]
    optional = (
        part.number,
        part.national_number,
        part.employment,
        part.entity_code,
        part.entity_name,
    )
    for column in (*columns, *filter(None, optional)):
        yield _Need("key 'person'", part.table, column)
    if part.date_of_birth:
        yield _Need("key 'person'", part.table, part.date_of_birth, ValueKind.DATE)


def _of_recipients(part: RecipientsPart) -> Iterator[_Need]:
    for column in filter(None, (part.subject, part.name, part.recipient, part.category)):
        yield _Need("key 'recipients'", part.table, column)
    if part.on:
        yield _Need("key 'recipients'", part.table, part.on, ValueKind.DATE)


def _of_holding(part: HoldingPart) -> Iterator[_Need]:
    place = f"holding '{part.name}'"
    for column in filter(None, (part.subject, part.record_id, part.order, *part.where)):
        yield _Need(place, part.table, column)
    if part.third_party_flag:
        yield _Need(place, part.table, part.third_party_flag, ValueKind.BOOLEAN)
    for element in part.elements:
        here = f"{place}, element '{element.name}'"
        yield _Need(here, part.table, element.column, element.kind, zoned=bool(element.zone))
    if part.retention and part.retention.until:
        yield _Need(place, part.table, part.retention.until, ValueKind.DATE)
    if part.retention and part.retention.since:
        yield _Need(place, part.table, part.retention.since)


def _of_changes(mapping: StoreMapping) -> Iterator[_Need]:
    """Yield the columns of the tables a change writes in beside the data."""
    for name in ("consents", "restrictions", "supplements", "steps"):
        part = getattr(mapping, name)
        for key, column in part.columns if part else ():
            place = f"key '{name}.{key}'"
            yield _Need(place, part.table, column)


def _problem(need: _Need, live: Mapping[str, Mapping[str, _Type]]) -> str | None:
    columns = live.get(need.table)
    if columns is None:
        place = need.place.split(", element")[0]
        return f"{place}: the database has no table '{need.table}', or does not show it to us: correct 'table' or grant SELECT on it"
    here = f"{need.place}, column '{need.column}' of table '{need.table}'"
    if need.column not in columns:
        return f"{here}: does not exist: use one of {', '.join(sorted(columns))}"
    found = columns[need.column]
    if need.kind and (cure := _misfit(found, need.kind, zoned=need.zoned)):
        return f"{here}: is {found}, read as '{need.kind}': {cure}"
    return None


_FITS: Mapping[ValueKind, tuple[Callable[[_Type], bool], str]] = {
    ValueKind.TEXT: (lambda t: not isinstance(t, _NOT_TEXT), "set kind to the column's own type"),
    ValueKind.INTEGER: (lambda t: isinstance(t, Integer), "set kind to the column's own type"),
    ValueKind.DECIMAL: (
        lambda t: isinstance(t, Numeric) and not isinstance(t, Float),
        "a decimal is read from numeric; let a view cast a floating-point column",
    ),
    ValueKind.DATE: (
        lambda t: isinstance(t, Date),
        "a date is read from date; for an instant set kind to timestamp",
    ),
    ValueKind.TIMESTAMP: (
        lambda t: isinstance(t, DateTime),
        "an instant is read from timestamp; set kind to the column's own type",
    ),
    ValueKind.BOOLEAN: (
        lambda t: isinstance(t, Boolean),
        "a boolean is read from boolean; let a view translate codes",
    ),
    ValueKind.DOCUMENT: (
        lambda t: isinstance(t, LargeBinary),
        "a document is read from bytea; let a view bring its content there",
    ),
}


def _misfit(found: _Type, kind: ValueKind, *, zoned: bool) -> str | None:
    """Return the cure when values of the live type cannot be read as `kind` without loss, else None."""
    fits, cure = _FITS[kind]
    if not fits(found):
        return cure
    if isinstance(found, DateTime) and found.timezone and zoned:
        return "it has its own offset: remove 'zone'"
    if isinstance(found, DateTime) and not found.timezone and not zoned:
        return 'it has no offset: add zone = "Europe/Brussels", or the zone its clock ran in'
    return None


def _live_tables(connection: Connection, names: set[str]) -> dict[str, dict[str, _Type]]:
    inspector = inspect(connection)
    live: dict[str, dict[str, _Type]] = {}
    for schema in {_schema(name) for name in names}:
        wanted = [name.rpartition(".")[2] for name in names if _schema(name) == schema]
        found = inspector.get_multi_columns(schema, filter_names=wanted, kind=ObjectKind.ANY)
        for (_, table), columns in found.items():
            types = {column["name"]: column["type"] for column in columns}
            live[f"{schema}.{table}" if schema else table] = types
    return live


def _schema(name: str) -> str | None:
    return name.rpartition(".")[0] or None
