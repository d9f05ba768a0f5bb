"""A day that the law itself made a public holiday, or took away as one (Reg. 1182/71 art. 2(1))."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from app.deadlines.holidays import Calendar


@dataclass(frozen=True, slots=True)
class DesignatedDay:
    """One day, by which decision; `abolished` for a legal day that the law took away."""

    day: date
    name: str
    decree: str
    abolished: bool = False


def calendar_with(base: Calendar, days: Iterable[DesignatedDay]) -> Calendar:
    """Return the calendar with what the law changed laid over it."""
    kept = tuple(days)
    return replace(
        base,
        added=base.added | {d.day for d in kept if not d.abolished},
        removed=base.removed | {d.day for d in kept if d.abolished},
    )
