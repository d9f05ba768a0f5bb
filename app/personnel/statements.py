"""Turns a mapping file into SQL: every statement a store is ever asked, in one place."""

from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    TableClause,
    Text,
    bindparam,
    cast,
    column,
    false,
    func,
    literal,
    null,
    or_,
    select,
    table,
)
from sqlalchemy.types import NullType

from app.personnel.mapping import ElementPart, HoldingPart, RecipientsPart, StoreMapping
from app.personnel.matching import compact_number
from app.personnel.model import PersonCriteria, ValueKind

Statement: TypeAlias = Select[*tuple[Any, ...]]

# Without a type of ours the database takes the key in the type of its own column, and can use its index.
_KEY: ColumnElement[Any] = bindparam("key", type_=NullType())


def source_table(name: str) -> TableClause:
    """Return the table of that name, with or without its schema."""
    schema, _, bare = name.rpartition(".")
    return table(bare, schema=schema or None)


def records(part: HoldingPart) -> Statement:
    """Select record id, third-party mark and values of one person (`:key`), in a stable order."""
    record_id: ColumnElement[Any] = column(part.record_id)
    flag = part.third_party_flag
    marked = func.coalesce(column(flag), false()) if flag else literal(value=False)
    order: list[ColumnElement[Any]] = [column(part.order)] if part.order else []
    return (
        select(cast(record_id, Text), marked, *(stored_value(e) for e in part.elements))
        .select_from(source_table(part.table))
        .where(column(part.subject) == _KEY, *chosen(part))
        .order_by(*order, record_id)
    )


def content(part: HoldingPart, element: ElementPart) -> Statement:
    """Select `:count` bytes from `:start` on, counted from 1, of a document of one record (`:record`) of one person."""
    found: ColumnElement[Any] = column(element.column)
    return (
        select(
            func.substring(
                found, bindparam("start", type_=Integer), bindparam("count", type_=Integer)
            )
        )
        .select_from(source_table(part.table))
        .where(
            column(part.subject) == _KEY,
            *chosen(part),
            cast(column(part.record_id), Text) == bindparam("record", type_=Text),
        )
    )


def stored_value(part: ElementPart) -> ColumnElement[Any]:
    """Return the expression that reads the value of an element as its kind."""
    if part.kind is ValueKind.TEXT:
        return cast(column(part.column), Text)
    if part.kind is ValueKind.DOCUMENT:
        return func.octet_length(
            column(part.column)
        )  # its content is read apart, a piece at a time
    if part.zone:
        return func.timezone(part.zone, column(part.column))
    return column(part.column)


def chosen(part: HoldingPart) -> list[ColumnElement[bool]]:
    """Return the conditions that make a row of the table a record of the holding."""
    found: list[ColumnElement[bool]] = [
        or_(*(cast(column(name), Text) == value for value in values))
        for name, values in part.where.items()
    ]
    if part.skip_empty:
        found.append(or_(*(column(e.column).is_not(None) for e in contents(part))))
    return found


def contents(part: HoldingPart) -> tuple[ElementPart, ...]:
    """Return the elements that make a row more than the husk an erasure leaves."""
    return tuple(e for e in part.elements if not e.kept) or part.elements


def person_is(mapping: StoreMapping, criteria: PersonCriteria) -> ColumnElement[bool] | None:
    """Return the condition that finds people by number or birth date; None when only the name is there."""
    person = mapping.person
    numbers = (
        (person.number, compact_number(criteria.vlimpers_number)),
        (person.national_number, criteria.national_number),
    )
    conditions = [cast(column(name), Text) == value for name, value in numbers if name and value]
    if person.date_of_birth and criteria.date_of_birth:
        born: ColumnElement[Any] = column(person.date_of_birth)
        conditions += [born == criteria.date_of_birth, born.is_(None)]
    return or_(*conditions) if conditions else None


def people(mapping: StoreMapping, *, with_national_number: bool) -> Statement:
    """Select everybody: key, names, birth date, population, number, national number."""
    person = mapping.person
    # ID-09: where the number may not be used, it is not even read.
    national = person.national_number if with_national_number else None
    return select(
        cast(column(person.key), Text),
        cast(column(person.given_name), Text),
        cast(column(person.family_name), Text),
        _optional(person.date_of_birth),
        cast(column(person.population), Text),
        _optional_text(person.number),
        _optional_text(national),
    ).select_from(source_table(person.table))


def profile(mapping: StoreMapping) -> Statement:
    """Select population, employment, entity code and name, then the columns of the address, of one person."""
    person = mapping.person
    return (
        select(
            cast(column(person.population), Text),
            _optional_text(person.employment),
            _optional_text(person.entity_code),
            _optional_text(person.entity_name),
            *(cast(column(name), Text) for line in person.address for name in line),
        )
        .select_from(source_table(person.table))
        .where(column(person.key) == _KEY)
    )


def recipients(part: RecipientsPart) -> Statement:
    """Select name, recipient id, category id and date of every disclosure on one person, oldest first."""
    on = _optional(part.on)
    return (
        select(
            cast(column(part.name), Text),
            _optional_text(part.recipient),
            _optional_text(part.category),
            on,
        )
        .select_from(source_table(part.table))
        .where(column(part.subject) == _KEY)
        .order_by(*([column(part.on)] if part.on else []), column(part.name))
    )


def _optional(name: str | None) -> ColumnElement[Any]:
    return column(name) if name else null()


def _optional_text(name: str | None) -> ColumnElement[Any]:
    return cast(column(name) if name else null(), Text)
