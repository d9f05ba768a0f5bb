"""Deadline vectors: tables of receipts with the dates they must give, and what differs from ours."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from app.deadlines.holidays import Calendar
from app.deadlines.model import Clock, Suspension, SuspensionKind
from app.deadlines.rules import compute, received_on
from app.errors import DeskError

_Row = Mapping[str, str]
_Answer = Callable[[_Row, Calendar], Mapping[str, str]]


class UnreadableVectors(ValueError):
    """The table is none of ours, or a cell in it cannot be read."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One cell that differs; `line` counts from 1 with the header."""

    line: int
    name: str
    column: str
    expected: str
    computed: str


def read_date(written: str) -> date:
    """Read `2026-03-05` and no other spelling. Raises ValueError."""
    on = date.fromisoformat(written)
    if on.isoformat() != written:
        raise ValueError("A date is written 2026-03-05")
    return on


def read_suspension(written: str) -> Suspension:
    """Read `[kind:]asked/answered`; without kind it is identity, without answer open. Raises ValueError."""
    kind, _, interval = written.strip().rpartition(":")
    asked, slash, answered = interval.partition("/")
    if not slash:
        raise ValueError("A suspension is written 2026-02-02/2026-02-16")
    return Suspension(
        SuspensionKind(kind or SuspensionKind.IDENTITY),
        read_date(asked),
        read_date(answered) if answered else None,
    )


def compare(lines: Iterable[str], *, calendar: Calendar) -> tuple[int, tuple[Mismatch, ...]]:
    """Return the number of rows and every cell that differs. Raises UnreadableVectors."""
    reader = csv.DictReader(lines, strict=True)
    try:
        answer = _answer(frozenset(reader.fieldnames or ()))
        rows = list(_rows(reader))
    except (csv.Error, UnicodeDecodeError) as error:
        raise UnreadableVectors("This is no CSV file in UTF-8") from error
    found: list[Mismatch] = []
    for line, row in rows:
        try:
            computed = answer(row, calendar)
        except ValueError as error:
            raise UnreadableVectors(f"Line {line}: a date or suspension cannot be read") from error
        found += _differences(line, row, computed)
    return len(rows), tuple(found)


def _answer(columns: frozenset[str]) -> _Answer:
    for names, answer in _TABLES:
        if columns.issuperset(names):
            return answer
    known = "; ".join(",".join(names) for names, _ in _TABLES)
    raise UnreadableVectors(f"Unknown headers. Known are: {known}")


def _rows(reader: "csv.DictReader[str]") -> Iterator[tuple[int, _Row]]:
    for row in reader:
        if None in row or None in row.values():
            raise UnreadableVectors(f"Line {reader.line_num} has not as many cells as the header")
        yield reader.line_num, row


def _differences(line: int, row: _Row, computed: Mapping[str, str]) -> Iterator[Mismatch]:
    name = row.get("vector_id") or row.get("received_at") or row["received_date"]
    for column, value in computed.items():
        if row[column].strip() != value:
            yield Mismatch(line, name, column, row[column].strip(), value)


def _by_date(row: _Row, calendar: Calendar) -> Mapping[str, str]:
    return _dates(
        lambda: compute(read_date(row["received_date"]), calendar=calendar),
        first_deadline=lambda clock: _text(clock.first_on),
        extended_deadline=lambda clock: _text(clock.extended_on),
    )


def _by_instant(row: _Row, calendar: Calendar) -> Mapping[str, str]:
    received = received_on(datetime.fromisoformat(row["received_at"]))
    return {"received_date_brussels": received.isoformat()} | _dates(
        lambda: compute(received, calendar=calendar),
        first_deadline=lambda clock: _text(clock.first_on),
        first_deadline_end_utc_exclusive=lambda clock: _instant(clock.ends_at),
    )


def _with_pauses(row: _Row, calendar: Calendar) -> Mapping[str, str]:
    written = row["suspensions_asked_answered"]
    pauses = tuple(read_suspension(part) for part in written.split(";") if part.strip())
    return _dates(
        lambda: compute(read_date(row["received_date"]), calendar=calendar, suspensions=pauses),
        credit_days=lambda clock: "open" if clock.suspended_since else str(clock.credit_days),
        first_deadline=lambda clock: _text(clock.first_on),
        extended_deadline=lambda clock: _text(clock.extended_on),
    )


def _dates(calculate: Callable[[], Clock], **columns: Callable[[Clock], str]) -> dict[str, str]:
    """Return the cells of a clock, or in each the code of the refusal to compute it."""
    try:
        clock = calculate()
    except DeskError as error:
        return dict.fromkeys(columns, error.code)
    return {column: cell(clock) for column, cell in columns.items()}


def _text(on: date | None) -> str:
    return on.isoformat() if on else ""


def _instant(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""


_TABLES: Final[tuple[tuple[tuple[str, ...], _Answer], ...]] = (
    (
        (
            "received_at",
            "received_date_brussels",
            "first_deadline",
            "first_deadline_end_utc_exclusive",
        ),
        _by_instant,
    ),
    (
        (
            "received_date",
            "suspensions_asked_answered",
            "credit_days",
            "first_deadline",
            "extended_deadline",
        ),
        _with_pauses,
    ),
    (("received_date", "first_deadline", "extended_deadline"), _by_date),
)
"""Columns that tell a table, the fullest first; other columns (ids, notes) are not compared."""
