"""Small numbers point at people: which cells are kept back, so that none can be worked out from the others."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import ClassVar, Final

from app.errors import DeskError
from app.statistics.model import (
    BY_CLAIM,
    Dimension,
    Duration,
    RawCounts,
    Span,
    Statistics,
    Step,
    Table,
)

LONGEST: Final = timedelta(days=3660)
"""Ten years."""
SMALLEST: Final = 5
"""A cell with fewer is kept back. One without any is no cell: what a table does not name, nobody asked."""


class SpanInvalid(DeskError):
    """The period ends before it begins, or is longer than can be counted."""

    code: ClassVar[str] = "periodInvalid"


def check_span(span: Span) -> None:
    """Raise SpanInvalid for a period that ends before it begins, or that is too long."""
    if not span.since <= span.until < span.since + LONGEST:
        raise SpanInvalid("The period ends before it begins, or is too long")


def year_span(year: int, entity: str | None = None) -> Span:
    """Return a calendar year."""
    return Span(date(year, 1, 1), date(year, 12, 31), entity)


def suppress(counts: Mapping[str, int]) -> tuple[int | None, Mapping[str, int | None]]:
    """Return total and cells of a table as they may be told; None is kept back.

    A cell without any is left out, one under five kept back. Where the total is told, what is kept back is at least two cells
    that together make five or more: further cells are kept back until it is, the smallest first. A
    cell that stands alone is its total, so both are.
    """
    counts = {name: count for name, count in counts.items() if count}
    total = sum(counts.values())
    if total < SMALLEST:
        return None, dict.fromkeys(counts)
    kept_back = {name for name, count in counts.items() if count < SMALLEST}
    while kept_back and not _is_safe(counts, kept_back) and counts.keys() - kept_back:
        least = min(counts[name] for name in counts.keys() - kept_back)
        # All that are equal: which of them was chosen would say something of the others.
        kept_back |= {name for name, count in counts.items() if count == least}
    told = {name: None if name in kept_back else count for name, count in counts.items()}
    if kept_back and not _is_safe(counts, kept_back):
        return None, told
    return total, told


def _is_safe(counts: Mapping[str, int], kept_back: set[str]) -> bool:
    cells, together = len(kept_back), sum(counts[name] for name in kept_back)
    if all(counts[name] < SMALLEST for name in kept_back):
        # At either end of what small cells can add up to, the sum would tell each of them.
        return together >= SMALLEST and cells < together < cells * (SMALLEST - 1)
    return cells > 1


def told(span: Span, raw: RawCounts) -> Statistics:
    """Return the counts as they may be told; a duration of fewer than five requests is kept back.

    Where one table cannot tell its total, no table of the same unit tells anything: its cells would
    add up to that total.
    """
    made = {dimension: suppress(cells) for dimension, cells in raw.tables.items()}
    hidden = {
        unit: any(made[d][0] is None for d in made if (d in BY_CLAIM) is unit)
        for unit in (True, False)
    }
    tables = tuple(
        Table(dimension, None, dict.fromkeys(cells))
        if hidden[dimension in BY_CLAIM]
        else Table(dimension, total, cells)
        for dimension, (total, cells) in made.items()
    )
    durations = {step: _duration(raw.durations.get(step)) for step in Step}
    return Statistics(
        span=span,
        cases=None if hidden[False] else raw.cases,
        claims=None if hidden[True] else raw.claims,
        tables=tables,
        durations=durations,
    )


def _duration(found: Duration | None) -> Duration | None:
    return found if found is not None and found.count >= SMALLEST else None


def unit_of(dimension: Dimension) -> str:
    """Return what a table counts: `claims`, or `cases`."""
    return "claims" if dimension in BY_CLAIM else "cases"
