"""Compares a mapping file with the live schema: every table and column there, every type one that is read without loss."""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, inspect
from sqlalchemy.engine.interfaces import ReflectedColumn
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

from app.personnel.mapping import HoldingPart, StoreMapping, invalid
from app.personnel.model import ValueKind

_Columns = Mapping[str, TypeEngine[object]]
_NOT_TEXT = (Boolean, Integer, Numeric, Date, DateTime, LargeBinary)


def check_schema(mapping: StoreMapping, connection: Connection) -> None:
    """Raise MappingInvalid naming every table and column that is missing or of the wrong type."""
    live = _live_tables(connection, mapping)
    problems = [
        p for place, table, kinds in _used(mapping) for p in _compare(place, table, kinds, live)
    ]
    if problems:
        raise invalid(mapping.file, *problems)


def _used(
    mapping: StoreMapping,
) -> Iterator[tuple[str, str, list[tuple[str, ValueKind | None, bool]]]]:
    """Yield per place in the file: its table, and its columns with the kind they must have (None: any)."""
    person = mapping.person
    names = [person.key, person.given_name, person.family_name, person.population]
    names += [c for line in person.address for c in line]
    names += filter(
        None,
        [
            person.number,
            person.national_number,
            person.employment,
            person.entity_code,
            person.entity_name,
        ],
    )
    yield (
        "key 'person'",
        person.table,
        [
            *((name, None, False) for name in names),
            *((name, ValueKind.DATE, False) for name in [person.date_of_birth] if name),
        ],
    )
    if part := mapping.recipients:
        columns = filter(None, [part.subject, part.name, part.recipient, part.category])
        yield (
            "key 'recipients'",
            part.table,
            [
                *((name, None, False) for name in columns),
                *((name, ValueKind.DATE, False) for name in [part.on] if name),
            ],
        )
    for holding in mapping.holding:
        yield f"holding '{holding.name}'", holding.table, list(_columns(holding))


def _columns(part: HoldingPart) -> Iterator[tuple[str, ValueKind | None, bool]]:
    for name in (part.subject, part.record_id, part.order, *part.where):
        if name:
            yield name, None, False
    if part.third_party_flag:
        yield part.third_party_flag, ValueKind.BOOLEAN, False
    for element in part.elements:
        yield element.column, element.kind, element.zone is not None


def _compare(
    place: str,
    table: str,
    columns: list[tuple[str, ValueKind | None, bool]],
    live: Mapping[str, _Columns],
) -> Iterator[str]:
    if table not in live:
        yield f"{place}: the database has no table '{table}', or does not show it to us: correct 'table' or grant SELECT"
        return
    for name, kind, zoned in columns:
        here = f"{place}, column '{name}' of table '{table}'"
        if name not in live[table]:
            yield f"{here}: does not exist: correct the name; there are {', '.join(sorted(live[table]))}"
        elif kind and (cure := _misfit(live[table][name], kind, zoned=zoned)):
            yield f"{here}: is {live[table][name]}, read as '{kind}': {cure}"


def _misfit(live: TypeEngine[object], kind: ValueKind, *, zoned: bool) -> str | None:
    """Return the cure when values of the live type cannot be read as `kind` without loss, else None."""
    fits, cure = False, ""
    match kind:
        case ValueKind.TEXT:
            fits, cure = not isinstance(live, _NOT_TEXT), "give the kind its type has"
        case ValueKind.INTEGER:
            fits, cure = isinstance(live, Integer), "set kind to the column's own type"
        case ValueKind.DECIMAL:
            fits = isinstance(live, Numeric) and not isinstance(live, Float)
            cure = "a decimal is read from numeric; let a view cast a floating-point column"
        case ValueKind.DATE:
            fits, cure = (
                isinstance(live, Date),
                "a date is read from date; for an instant set kind to timestamp",
            )
        case ValueKind.TIMESTAMP:
            fits, cure = _fits_timestamp(live, zoned=zoned)
        case ValueKind.BOOLEAN:
            fits, cure = (
                isinstance(live, Boolean),
                "a boolean is read from boolean; let a view translate codes",
            )
    return None if fits else cure


def _fits_timestamp(live: TypeEngine[object], *, zoned: bool) -> tuple[bool, str]:
    if not isinstance(live, DateTime):
        return False, "set kind to the column's own type"
    if live.timezone:
        return not zoned, "it has its own offset: remove 'zone'"
    return zoned, 'it has no offset: add zone = "Europe/Brussels", or the zone its clock ran in'


def _live_tables(connection: Connection, mapping: StoreMapping) -> dict[str, _Columns]:
    names = {table for _, table, _ in _used(mapping)}
    live: dict[str, _Columns] = {}
    for schema in {name.rpartition(".")[0] or None for name in names}:
        wanted = [n.rpartition(".")[2] for n in names if (n.rpartition(".")[0] or None) == schema]
        found = inspect(connection).get_multi_columns(
            schema, filter_names=wanted, kind=ObjectKind.ANY
        )
        for (_, bare), columns in found.items():
            live[f"{schema}.{bare}" if schema else bare] = _types(columns)
    return live


def _types(columns: list[ReflectedColumn]) -> _Columns:
    return {c["name"]: c["type"] for c in columns}
