"""Decides which records a correction touches, from what the store holds; pure, the same for every store that is read first."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Protocol

from app.personnel.changes import StoreChange, ValueNotStored
from app.personnel.model import SourceNeedsPerson, SourceNever, Value, ValueKind

_TYPES: Mapping[ValueKind, tuple[type, ...]] = MappingProxyType(
    {
        ValueKind.TEXT: (str,),
        ValueKind.INTEGER: (int,),
        ValueKind.DECIMAL: (Decimal, int),
        ValueKind.DATE: (date,),
        ValueKind.TIMESTAMP: (datetime,),
        ValueKind.BOOLEAN: (bool,),
        ValueKind.DOCUMENT: (),  # a document is put right where it was made
    }
)


class Typed(Protocol):
    """An element of any mapping file, as far as a correction looks at it."""

    @property
    def name(self) -> str:
        """Its key."""
        ...

    @property
    def kind(self) -> ValueKind:
        """How its values are typed."""
        ...


def check_values(holding: str, elements: Iterable[Typed], values: Mapping[str, Value]) -> None:
    """Raise SourceNever for an element that is not there, SourceNeedsPerson for a value of another kind."""
    kinds = {e.name: e.kind for e in elements}
    for name, value in values.items():
        if name not in kinds:
            raise SourceNever(f"'{holding}' has no element '{name}'")
        naive = isinstance(value, datetime) and value.tzinfo is None
        if value is not None and (type(value) not in _TYPES[kinds[name]] or naive):
            raise SourceNeedsPerson(
                f"The new value of '{name}' in '{holding}' is no {kinds[name]}: give it as one"
            )


def to_correct(
    change: StoreChange, rows: Iterable[tuple[str, Mapping[str, Value]]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the records with the value that is to be corrected, and those that are right already.

    Raises ValueNotStored where the store holds something else, or where several records may be meant.
    """
    held = dict(rows)
    right = tuple(i for i, values in held.items() if _agrees(values, change.values))
    others = [i for i in held if i not in set(right)]
    wrong = tuple(i for i in others if _agrees(held[i], change.expected))
    unsure = not change.expected and len(wrong) > 1 and not change.record_ids
    missing = bool(set(change.record_ids) - set(held))
    differing = len(others) > len(wrong) and bool(change.record_ids or not (wrong or right))
    if unsure or missing or differing:
        raise ValueNotStored(
            f"{change.subject.system}: '{change.holding}' does not hold the value that is to be corrected: "
            "look at the record again"
        )
    return wrong, right


def _agrees(values: Mapping[str, Value], wanted: Mapping[str, Value]) -> bool:
    return all(name in values and _same(values[name], value) for name, value in wanted.items())


def _same(stored: Value, wanted: Value) -> bool:
    """Whether two values are the same, kind included; an empty text is not no value."""
    if isinstance(stored, Decimal) and type(wanted) is int:
        return stored == wanted
    if type(stored) is not type(wanted):
        return False
    if isinstance(wanted, datetime) and wanted.tzinfo is None:
        return False
    return stored == wanted
