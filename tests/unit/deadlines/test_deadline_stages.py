"""The warnings of a deadline: which, and at what moment (DL-10)."""

from datetime import UTC, date, timedelta
from typing import Any

import pytest
from app.deadlines.holidays import Calendar
from app.deadlines.model import Clock, Stage, Suspension, SuspensionKind
from app.deadlines.rules import compute
from app.deadlines.stages import (
    internal_target,
    is_late,
    missed_on,
    newest,
    reminders_of,
)
from hypothesis import given
from hypothesis import strategies as st

CALENDAR = Calendar()
IDENTITY = SuspensionKind.IDENTITY
ASKED = date(2026, 9, 10)


def clock(*suspensions: Suspension, extended: bool = False) -> Clock:
    """The clock of a request of 8 September 2026, due on Thursday 8 October."""
    return compute(date(2026, 9, 8), calendar=CALENDAR, suspensions=suspensions, extended=extended)


def planned(found: Clock) -> list[tuple[str, str]]:
    return [(one.stage.value, one.due_at.isoformat()) for one in reminders_of(found)]


def test_the_warnings_of_a_running_clock_at_seven_in_brussels() -> None:
    assert planned(clock()) == [
        ("internalTarget", "2026-09-23T07:00:00+02:00"),
        ("day14", "2026-09-24T07:00:00+02:00"),
        ("day7", "2026-10-01T07:00:00+02:00"),
        ("day3", "2026-10-05T07:00:00+02:00"),
        ("day1", "2026-10-07T07:00:00+02:00"),
        ("due", "2026-10-08T07:00:00+02:00"),
        ("deadlineMissed", "2026-10-09T07:00:00+02:00"),
    ]


def test_an_extended_clock_warns_of_the_extended_deadline_and_it_is_winter_by_then() -> None:
    assert planned(clock(extended=True))[1:] == [
        ("day14", "2026-11-24T07:00:00+01:00"),
        ("day7", "2026-12-01T07:00:00+01:00"),
        ("day3", "2026-12-05T07:00:00+01:00"),
        ("day1", "2026-12-07T07:00:00+01:00"),
        ("due", "2026-12-08T07:00:00+01:00"),
        ("deadlineMissed", "2026-12-09T07:00:00+01:00"),
    ]


def test_a_suspended_clock_warns_of_the_safe_harbour_date_alone() -> None:
    assert planned(clock(Suspension(IDENTITY, ASKED))) == [
        ("safeHarbour7", "2026-10-01T07:00:00+02:00"),
        ("safeHarbour3", "2026-10-05T07:00:00+02:00"),
        ("safeHarbour1", "2026-10-07T07:00:00+02:00"),
    ]


def test_after_the_answer_the_warnings_are_of_the_new_due_date() -> None:
    answered = clock(Suspension(IDENTITY, ASKED, date(2026, 9, 15)))
    found = {one.stage: one for one in reminders_of(answered)}
    assert answered.due_on == date(2026, 10, 13)
    assert found[Stage.DUE].deadline_on == date(2026, 10, 13)
    assert set(found) == {
        Stage.INTERNAL_TARGET,
        Stage.DAY_14,
        Stage.DAY_7,
        Stage.DAY_3,
        Stage.DAY_1,
        Stage.DUE,
        Stage.DEADLINE_MISSED,
    }


@pytest.mark.parametrize(
    ("hours", "late"),
    [(0, False), (16, False), (16.99, False), (17, True), (400, True)],
    ids=["on the tick", "that evening", "just before midnight", "midnight", "weeks later"],
)
def test_a_warning_is_late_from_the_next_day_on(hours: float, late: bool) -> None:  # noqa: FBT001 - a table
    due = next(one for one in reminders_of(clock()) if one.stage is Stage.DAY_7)
    assert is_late(due, due.due_at.astimezone(UTC) + timedelta(hours=hours)) is late


def test_of_several_that_passed_the_newest_is_given() -> None:
    every = reminders_of(clock())
    assert newest(every[:4]) is every[3]
    assert newest(reversed(every)) is every[-1]
    assert newest(()) is None


def test_the_internal_target_and_the_first_day_that_is_too_late() -> None:
    assert internal_target(date(2026, 9, 8)) == date(2026, 9, 23)
    assert missed_on(date(2026, 10, 8)) == date(2026, 10, 9)


@given(
    received=st.dates(date(2018, 1, 2), date(2039, 1, 1)),
    asked_after=st.none() | st.integers(0, 5),
    answered_after=st.none() | st.integers(0, 60),
    extended=st.booleans(),
)
def test_every_clock_has_each_of_its_warnings_once_in_order_and_in_the_morning(
    received: date, asked_after: int | None, answered_after: int | None, extended: Any
) -> None:
    pauses: tuple[Suspension, ...] = ()
    if asked_after is not None:
        asked = received + timedelta(days=asked_after)
        until = None if answered_after is None else asked + timedelta(days=answered_after)
        pauses = (Suspension(IDENTITY, asked, until),)
    found = compute(received, calendar=CALENDAR, suspensions=pauses, extended=extended)
    warnings = reminders_of(found)
    assert len({(w.deadline_on, w.stage) for w in warnings}) == len(warnings)
    assert [w.due_at for w in warnings] == sorted(w.due_at for w in warnings)
    assert all((w.due_at.hour, w.due_at.minute) == (7, 0) for w in warnings)
    ends = {w.deadline_on for w in warnings if w.stage is not Stage.INTERNAL_TARGET}
    assert ends == {found.due_on or found.safe_harbour_on}
    safe = {w.stage for w in warnings} & {
        Stage.SAFE_HARBOUR_7,
        Stage.SAFE_HARBOUR_3,
        Stage.SAFE_HARBOUR_1,
    }
    assert bool(safe) is (found.due_on is None)
    last = max(warnings, key=lambda w: w.due_at)
    assert (last.stage is Stage.DEADLINE_MISSED) is (found.due_on is not None)
