"""Erases in a store: records, values, what stands beside them, and in the end the person's own row."""

from collections.abc import Sequence

from sqlalchemy import Connection, column
from sqlalchemy.exc import IntegrityError

from app.personnel import change_statements as sql
from app.personnel.change_statements import Condition
from app.personnel.change_target import NOTHING, elements_of, left_of, meant, result
from app.personnel.changes import ChangeResult, ChangeStatus, StoreChange
from app.personnel.mapping import ElementPart, HoldingPart, StoreMapping
from app.personnel.mapping_changes import RestrictionsPart, SupplementsPart
from app.personnel.model import SourceNeedsPerson


def erase(connection: Connection, mapping: StoreMapping, change: StoreChange) -> ChangeResult:
    """Erase records or values by the mapping's strategy, with what stands beside them (Art. 17)."""
    part = mapping.part(change.holding)
    conditions = meant(part, change)
    if change.expired_only:
        if part.retention is None or not part.retention.is_judged:
            raise SourceNeedsPerson(
                f"'{part.name}' keeps no date on which a record's storage period ends: judge it by hand"
            )
        conditions.append(sql.expired(part.retention, change.on))
    statement = (
        sql.emptied(part, _erasable(part, change.elements), conditions)
        if change.elements
        else sql.erased(mapping, part, conditions)
    )
    ids = connection.execute(statement).scalars().all()
    if not ids:
        return NOTHING
    left = left_of(connection, part, change)
    _erase_beside(connection, mapping, change, ids=ids, left=left)
    _erase_person(connection, mapping, change.subject.key)
    return result(ChangeStatus.DONE, ids, left)


def _erasable(part: HoldingPart, names: Sequence[str]) -> list[ElementPart]:
    elements = elements_of(part, names)
    for element in elements:
        if element.kept:
            raise SourceNeedsPerson(
                f"'{element.name}' in '{part.name}' is kept by the mapping file: it cannot be erased by itself"
            )
    return elements


def _erase_beside(
    connection: Connection,
    mapping: StoreMapping,
    change: StoreChange,
    *,
    ids: Sequence[str],
    left: int,
) -> None:
    """Erase marks and statements of what was erased: a statement repeats what the record said."""
    whole = not (change.record_ids or change.expired_only) or not (left or change.elements)
    if marks := mapping.restrictions:
        conditions = _of_holding(marks, change)
        if not whole:
            conditions.append(sql.named(marks.record, ids))
        if change.elements:
            conditions.append(sql.named(marks.element, change.elements))
        connection.execute(sql.gone(marks.table, conditions))
    if filed := mapping.supplements:
        conditions = _of_holding(filed, change)
        # A statement on the whole of a holding or record may quote any part of it.
        if not whole and filed.record:
            conditions.append(sql.named(filed.record, ids) | column(filed.record).is_(None))
        if change.elements and filed.element:
            named = sql.named(filed.element, change.elements)
            conditions.append(named | column(filed.element).is_(None))
        connection.execute(sql.gone(filed.table, conditions))


def _of_holding(place: RestrictionsPart | SupplementsPart, change: StoreChange) -> list[Condition]:
    return sql.conditions_like({place.subject: change.subject.key, place.holding: change.holding})


def _erase_person(connection: Connection, mapping: StoreMapping, key: str) -> None:
    """Delete the person's own row once it holds nothing and nothing is left that refers to it.

    Where the store itself still needs the row it stays, emptied.
    """
    statement = sql.person_row_gone(mapping, key)
    if statement is None:
        return
    try:
        with connection.begin_nested():
            if not connection.execute(statement).rowcount:
                return
    except IntegrityError:
        return
    for place in (mapping.restrictions, mapping.supplements, mapping.recipients):
        if place is not None:
            connection.execute(sql.gone(place.table, [sql.belongs_to(place.subject, key)]))
