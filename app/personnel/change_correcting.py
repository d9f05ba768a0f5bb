"""Corrects values in a store: only where the wrong one is really there (Art. 16, first sentence)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType

from sqlalchemy import Connection

from app.personnel import change_statements as sql
from app.personnel.change_target import NOTHING, elements_of, left_of, meant, result
from app.personnel.changes import ChangeResult, ChangeStatus, StoreChange, ValueNotStored
from app.personnel.mapping import ElementPart, HoldingPart, StoreMapping
from app.personnel.model import SourceNeedsPerson, Value, ValueKind


def rectify(connection: Connection, mapping: StoreMapping, change: StoreChange) -> ChangeResult:
    """Write the right values where the expected ones are stored. Raises ValueNotStored with nothing changed."""
    part = mapping.part(change.holding)
    elements = elements_of(part, change.values)
    wanted = {e: _of_kind(part, e, change.values[e.name]) for e in elements}
    rows = connection.execute(sql.current_values(part, elements, meant(part, change))).all()
    if not rows:
        return NOTHING
    ids, right = _to_correct(change, elements, [(row[0], tuple(row[1:])) for row in rows], wanted)
    if not ids:
        return result(ChangeStatus.ALREADY_DONE, right, left_of(connection, part, change))
    conditions = [*sql.records_of(part, change.subject.key), sql.named(part.record_id, ids)]
    done = connection.execute(sql.written(part, wanted, conditions)).scalars().all()
    return result(ChangeStatus.DONE, done, left_of(connection, part, change))


def _to_correct(
    change: StoreChange,
    elements: Sequence[ElementPart],
    rows: Sequence[tuple[str, tuple[Value, ...]]],
    wanted: Mapping[ElementPart, Value],
) -> tuple[list[str], list[str]]:
    """Return the records that hold the wrong value, and those that hold the right one already.

    Raises ValueNotStored where another value is stored than the one that was to be corrected.
    """
    new = tuple(wanted.values())
    right = [record for record, values in rows if _same_all(values, new)]
    others = [(record, values) for record, values in rows if record not in set(right)]
    wrong = [record for record, values in others if _is_expected(change, elements, values)]
    unsure = not change.expected and len(wrong) > 1 and not change.record_ids
    missing = len(set(change.record_ids)) > len(rows)
    differing = len(others) > len(wrong) and (change.record_ids or not (wrong or right))
    if unsure or missing or differing:
        raise ValueNotStored(
            f"{change.subject.system}: '{change.holding}' does not hold the value that is to be corrected: "
            "look at the record again"
        )
    return wrong, right


def _is_expected(
    change: StoreChange, elements: Sequence[ElementPart], values: Sequence[Value]
) -> bool:
    stored = {e.name: value for e, value in zip(elements, values, strict=True)}
    return all(n in stored and _same(stored[n], value) for n, value in change.expected.items())


def _same_all(stored: Sequence[Value], wanted: Sequence[Value]) -> bool:
    return all(_same(one, other) for one, other in zip(stored, wanted, strict=True))


def _same(stored: Value, wanted: Value) -> bool:
    """Whether two values are the same, kind included: a number is no text, yes is not one, empty is not nothing."""
    if isinstance(stored, Decimal) and type(wanted) is int:
        return stored == wanted
    if type(stored) is not type(wanted):
        return False
    if isinstance(stored, datetime) and isinstance(wanted, datetime) and not wanted.tzinfo:
        return False
    return stored == wanted


_TYPES: Mapping[ValueKind, tuple[type, ...]] = MappingProxyType(
    {
        ValueKind.TEXT: (str,),
        ValueKind.INTEGER: (int,),
        ValueKind.DECIMAL: (Decimal, int),
        ValueKind.DATE: (date,),
        ValueKind.TIMESTAMP: (datetime,),
        ValueKind.BOOLEAN: (bool,),
    }
)


def _of_kind(part: HoldingPart, element: ElementPart, value: Value) -> Value:
    naive = isinstance(value, datetime) and value.tzinfo is None
    if value is not None and (type(value) not in _TYPES[element.kind] or naive):
        raise SourceNeedsPerson(
            f"The new value of '{element.name}' in '{part.name}' is no {element.kind}: give it as one"
        )
    return value
