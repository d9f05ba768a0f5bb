"""Tables of vectors: those beside the project all pass, and a wrong cell is found."""

from pathlib import Path

import pytest
from app.deadlines.holidays import Calendar
from app.deadlines.vectors import UnreadableVectors, compare

LAW = Path(__file__).parents[4] / "shared" / "law"
CALENDAR = Calendar()
BY_DATE = "received_date,first_deadline,extended_deadline"
BY_INSTANT = "received_at,received_date_brussels,first_deadline,first_deadline_end_utc_exclusive"
WITH_PAUSES = (
    "vector_id,received_date,suspensions_asked_answered,credit_days,first_deadline,"
    "extended_deadline,rule_note"
)


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("deadline-vectors.csv", 54),
        ("deadline-vectors-timestamps.csv", 10),
        ("deadline-vectors-suspension.csv", 8),
    ],
)
def test_the_vectors_beside_the_project(name: str, rows: int) -> None:
    if not (LAW / name).exists():
        pytest.skip("the law pack is not beside the project")
    with (LAW / name).open(encoding="utf-8", newline="") as lines:
        assert compare(lines, calendar=CALENDAR) == (rows, ())


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (BY_DATE, "2026-01-31,2026-03-02,2026-04-30"),
        (BY_INSTANT, "2026-06-30T22:00:00Z,2026-07-01,2026-08-03,2026-08-03T22:00:00Z"),
        (WITH_PAUSES, "S,2026-09-01,2026-09-03/,open,,,"),
        (WITH_PAUSES, "S,2026-09-01,specification:2026-09-20/2026-09-25,5,2026-10-06,2026-12-07,"),
        (WITH_PAUSES, "S,2026-09-01,,0,2026-10-01,2026-12-01,"),
        (BY_DATE, "2041-01-01,calendarEnds,calendarEnds"),
    ],
)
def test_a_right_row_passes(header: str, row: str) -> None:
    assert compare([header, row], calendar=CALENDAR) == (1, ())


@pytest.mark.parametrize(
    ("header", "row", "columns"),
    [
        (BY_DATE, "2026-01-31,2026-03-03,2026-04-30", ["first_deadline"]),
        (BY_DATE, "2026-01-31,2026-03-02,2026-04-28", ["extended_deadline"]),
        (BY_DATE, "2041-01-01,2041-02-01,2041-04-01", ["first_deadline", "extended_deadline"]),
        (
            BY_INSTANT,
            "2026-06-30T22:00:00Z,2026-06-30,2026-08-03,2026-08-03T23:00:00Z",
            ["received_date_brussels", "first_deadline_end_utc_exclusive"],
        ),
        (WITH_PAUSES, "S,2026-09-01,2026-09-03/,0,,,", ["credit_days"]),
        (WITH_PAUSES, "S,2026-09-01,2026-09-03/,open,2026-10-01,,", ["first_deadline"]),
        (
            WITH_PAUSES,
            "S,2026-09-01,2026-09-03/2026-09-02,0,2026-10-01,2026-12-01,",
            ["credit_days", "first_deadline", "extended_deadline"],
        ),
    ],
)
def test_a_wrong_cell_is_found(header: str, row: str, columns: list[str]) -> None:
    rows, mismatches = compare([header, row], calendar=CALENDAR)
    assert rows == 1
    assert [m.column for m in mismatches] == columns
    assert {m.line for m in mismatches} == {2}


def test_a_mismatch_tells_both_dates_and_the_row() -> None:
    row = "S03,2026-01-31,2026-02-02/2026-02-16,14,2026-03-14,2026-05-15,"
    (mismatch,) = compare([WITH_PAUSES, row], calendar=CALENDAR)[1]
    told = (mismatch.line, mismatch.name, mismatch.expected, mismatch.computed)
    assert told == (2, "S03", "2026-03-14", "2026-03-16")


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["received,first"],
        ["vector_id,first_deadline,extended_deadline", "S,2026-03-02,2026-04-30"],
        [BY_DATE, "2026-02-30,2026-03-02,2026-04-30"],
        [BY_DATE, "20260131,2026-03-02,2026-04-30"],
        [BY_DATE, "2026-01-31,2026-03-02"],
        [BY_DATE, "2026-01-31,2026-03-02,2026-04-30,more"],
        [BY_DATE, '"2026-01-31,2026-03-02,2026-04-30'],
        [BY_INSTANT, "2026-06-30T22:00:00,2026-07-01,2026-08-03,2026-08-03T22:00:00Z"],
        [WITH_PAUSES, "S,2026-09-01,soon/later,0,2026-10-01,2026-12-01,"],
    ],
)
def test_a_table_that_cannot_be_read_is_no_table_without_differences(lines: list[str]) -> None:
    with pytest.raises(UnreadableVectors):
        compare(lines, calendar=CALENDAR)
