"""Turns one change into SQL: every statement that writes in a personnel store, in one place."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Delete,
    Select,
    TableClause,
    Text,
    Update,
    and_,
    any_,
    bindparam,
    cast,
    column,
    delete,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    table,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, Insert, insert
from sqlalchemy.sql.dml import ReturningInsert
from sqlalchemy.types import NullType

from app.personnel.mapping import ElementPart, HoldingPart, RetentionPart, StoreMapping
from app.personnel.mapping_changes import StepsPart
from app.personnel.model import Value
from app.personnel.statements import chosen, source_table, stored_value

Condition: TypeAlias = ColumnElement[bool]
Expression: TypeAlias = ColumnElement[Any]


def typed_by_column(value: Value) -> Expression:
    """Return a value the database takes in the type of its own column, so that an index on it serves."""
    return bindparam("given", value, type_=NullType(), unique=True)


def belongs_to(subject: str, key: str) -> Condition:
    """Return the condition that a row is on this person."""
    return column(subject) == typed_by_column(key)


def records_of(part: HoldingPart, key: str) -> list[Condition]:
    """Return the conditions that choose the records of one person in a holding."""
    return [belongs_to(part.subject, key), *chosen(part)]


def named(name: str, values: Iterable[str]) -> Condition:
    """Return the condition that a column, read as text, is one of these."""
    wanted = literal(list(values), ARRAY(Text))
    return cast(column(name), Text) == any_(wanted)


def expired(retention: RetentionPart, on: date) -> Condition:
    """Return the condition that a record's last day lies before `on`; without a date it never does."""
    today = literal(on, Date)
    if retention.until:
        return column(retention.until) < today
    since = cast(column(str(retention.since)), Date)
    months = func.make_interval(0, retention.months)
    return cast(since + months, Date) < today


def count(part: HoldingPart, conditions: Sequence[Condition]) -> Select[int]:
    """Count the rows of a holding's table that meet the conditions."""
    return select(func.count()).select_from(source_table(part.table)).where(*conditions)


def current_values(
    part: HoldingPart, elements: Sequence[ElementPart], conditions: Sequence[Condition]
) -> Select[*tuple[Any, ...]]:
    """Select record id and values, and lock the rows until the change is made."""
    return (
        select(_record(part), *(stored_value(e) for e in elements))
        .select_from(source_table(part.table))
        .where(*conditions)
        .order_by(column(part.record_id))
        .with_for_update()
    )


def written(
    part: HoldingPart, values: Mapping[ElementPart, Value], conditions: Sequence[Condition]
) -> Update:
    """Write values into records, returning the ids of those touched."""
    given = {e.column: _as_stored(e, value) for e, value in values.items()}
    return _updated(part, given, conditions)


def erased(
    mapping: StoreMapping, part: HoldingPart, conditions: Sequence[Condition]
) -> Update | Delete:
    """Erase whole records as the mapping says, returning the ids of those touched."""
    if part.erase == "delete":
        return delete(source_table(part.table)).where(*conditions).returning(_record(part))
    if mapping.on_person(part):
        return emptied(part, part.elements, conditions)
    # Whoever can still be found by the row is not anonymous: the link to the person goes first of all.
    values = {part.subject: null(), **_emptying(part.elements)}
    return _updated(part, values, conditions)


def emptied(
    part: HoldingPart, elements: Sequence[ElementPart], conditions: Sequence[Condition]
) -> Update:
    """Erase some values of records that stay, returning the ids of those that still held one."""
    holding_one = or_(*(_differs(e) for e in elements if not e.kept))
    return _updated(part, _emptying(elements), [*conditions, holding_one])


def _emptying(elements: Sequence[ElementPart]) -> dict[str, Expression]:
    return {e.column: _as_stored(e, e.fixed) for e in elements if not e.kept}


def _differs(element: ElementPart) -> Condition:
    if element.fixed is None:
        return column(element.column).is_not(None)
    return stored_value(element).is_distinct_from(_literal(element.fixed))


def _updated(
    part: HoldingPart, values: Mapping[str, Expression], conditions: Sequence[Condition]
) -> Update:
    return (
        update(table_with(part.table, values))
        .where(*conditions)
        .values(dict(values))
        .returning(_record(part))
    )


def _record(part: HoldingPart) -> Expression:
    return cast(column(part.record_id), Text)


def _as_stored(element: ElementPart, value: Value) -> Expression:
    if value is None:
        return null()
    return func.timezone(element.zone, _literal(value)) if element.zone else typed_by_column(value)


def _literal(value: Value) -> Expression:
    # Else an instant would be sent without its offset.
    return (
        literal(value, DateTime(timezone=True)) if isinstance(value, datetime) else literal(value)
    )


def table_with(name: str, columns: Iterable[str]) -> TableClause:
    """Return the table of that name with the columns that are written."""
    schema, _, bare = name.rpartition(".")
    return table(bare, *(column(c) for c in columns), schema=schema or None)


def row(name: str, values: Mapping[str | None, Value | ColumnElement[Any]]) -> Insert:
    """Add one row; columns the mapping does not name are left to the store."""
    given = {c: _given(v) for c, v in values.items() if c}
    return insert(table_with(name, given)).values(given)


def changed(
    name: str, values: Mapping[str | None, Value], conditions: Sequence[Condition]
) -> Update:
    """Write values into the rows of one of the tables beside the data."""
    given = {c: _given(v) for c, v in values.items() if c}
    return update(table_with(name, given)).where(*conditions).values(given)


def gone(name: str, conditions: Sequence[Condition]) -> Delete:
    """Delete rows of one of the tables beside the data."""
    return delete(source_table(name)).where(*conditions)


def _given(value: Value | ColumnElement[Any]) -> Expression:
    if isinstance(value, ColumnElement):
        return value
    return null() if value is None else typed_by_column(value)


def conditions_like(values: Mapping[str | None, Value]) -> list[Condition]:
    """Return the conditions that rows hold these values; columns the mapping does not name are not asked."""
    return [
        column(c).is_(None) if v is None else column(c) == typed_by_column(v)
        for c, v in values.items()
        if c
    ]


def any_row(name: str, conditions: Sequence[Condition]) -> Select[int]:
    """Select whether any row of one of the tables beside the data meets the conditions."""
    one: Expression = literal(1)
    return select(one).select_from(source_table(name)).where(*conditions).limit(1)


def step(part: StepsPart, step_key: str) -> ReturningInsert[Any]:
    """Note a step as done; nothing is returned where the store knew it. Fails where the key is not unique."""
    noted = row(part.table, {part.key: step_key, part.at: func.now()})
    new: Expression = column(part.key)
    return noted.on_conflict_do_nothing(index_elements=[part.key]).returning(new)


def known_steps(part: StepsPart, step_keys: Sequence[str]) -> Select[str]:
    """Select which of these steps the store has noted."""
    key = cast(column(part.key), Text)
    return select(key).select_from(source_table(part.table)).where(named(part.key, step_keys))


def alone_with(key: str) -> Select[*tuple[Any, ...]]:
    """Wait until no other change on this person is under way; held to the end of the transaction."""
    return select(func.pg_advisory_xact_lock(func.hashtextextended(literal(key, Text), 7_201_032)))


def person_row_gone(mapping: StoreMapping, key: str) -> Delete | None:
    """Delete the person's own row where it holds nothing any more and no record of theirs is left.

    None where the mapping erases nothing of that row.
    """
    person = mapping.person
    parts = [p for p in mapping.holding if mapping.on_person(p)]
    if not any(p.erase for p in parts):
        return None
    elements = {e.column: e for p in parts for e in p.elements}
    named_here = {c for c in _columns_of(mapping) if c not in elements}
    left = [_differs(e) for e in elements.values() if not e.kept]
    left += [column(c).is_not(None) for c in named_here]
    return delete(source_table(person.table)).where(
        belongs_to(person.key, key),
        and_(*(~condition for condition in left)),
        *(~_refers(name, subject, key) for name, subject in _references(mapping)),
    )


def _columns_of(mapping: StoreMapping) -> set[str]:
    person = mapping.person
    found = {c for line in person.address for c in line} | {person.given_name, person.family_name}
    optional = (
        person.date_of_birth,
        person.number,
        person.national_number,
        person.employment,
        person.entity_code,
        person.entity_name,
    )
    return (found | set(filter(None, optional))) - {person.key, person.population}


def _references(mapping: StoreMapping) -> list[tuple[str, str]]:
    """Return every table and column by which data of the person is found, but for what goes along with them."""
    going = {p.table for p in (mapping.restrictions, mapping.supplements) if p}
    found = {(p.table, p.subject) for p in mapping.holding if not mapping.on_person(p)}
    if mapping.consents:
        found.add((mapping.consents.table, mapping.consents.subject))
    return sorted((name, subject) for name, subject in found if name not in going)


def _refers(name: str, subject: str, key: str) -> Condition:
    return exists(select(1).select_from(source_table(name)).where(belongs_to(subject, key)))
