"""Where a case stands: days left, what may still be done on which day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from app.deadlines.holidays import Calendar
from app.deadlines.model import Clock, Standing, Suspension, SuspensionKind
from app.deadlines.rules import (
    AlreadyExtended,
    ExtensionTooLate,
    ExtensionWithoutReasons,
    check_extension,
    compute,
    days_left,
    may_extend,
    post_by,
    received_on,
    refusal_is_late,
    standing,
)

CALENDAR = Calendar()
IDENTITY = SuspensionKind.IDENTITY


def clock(*suspensions: Suspension, extended: bool = False) -> Clock:
    """The clock of a request of 8 September 2026, due on Thursday 8 October."""
    return compute(date(2026, 9, 8), calendar=CALENDAR, suspensions=suspensions, extended=extended)


RUNNING = clock()
OPEN = clock(Suspension(IDENTITY, date(2026, 9, 10)))
ANSWERED = clock(Suspension(IDENTITY, date(2026, 9, 10), date(2026, 9, 15)))


@pytest.mark.parametrize(
    ("on", "left", "where"),
    [
        (date(2026, 9, 8), 30, Standing.ON_TIME),
        (date(2026, 9, 24), 14, Standing.ON_TIME),
        (date(2026, 9, 30), 8, Standing.ON_TIME),
        (date(2026, 10, 1), 7, Standing.AT_RISK),
        (date(2026, 10, 3), 5, Standing.AT_RISK),
        (date(2026, 10, 8), 0, Standing.AT_RISK),
        (date(2026, 10, 9), -1, Standing.OVERDUE),
    ],
)
def test_days_left_and_standing(on: date, left: int, where: Standing) -> None:
    assert days_left(RUNNING, on) == left
    assert standing(RUNNING, on) is where


@pytest.mark.parametrize(
    ("on", "where"),
    [
        (date(2026, 9, 30), Standing.ON_TIME),
        (date(2026, 10, 1), Standing.AT_RISK),
        (date(2026, 10, 9), Standing.AT_RISK),
    ],
)
def test_a_suspended_case_has_no_days_left_and_is_never_overdue(on: date, where: Standing) -> None:
    assert days_left(OPEN, on) is None
    assert standing(OPEN, on) is where


@pytest.mark.parametrize(
    ("state", "last_day", "why"),
    [
        (RUNNING, date(2026, 10, 8), "the first deadline"),
        (OPEN, date(2026, 10, 8), "open: the safe-harbour date"),
        (ANSWERED, date(2026, 10, 13), "answered: the first deadline with its five days"),
    ],
)
def test_an_extension_is_refused_after_the_first_deadline(
    state: Clock, last_day: date, why: str
) -> None:
    reasons = "Drie systemen en 400 stukken"
    check_extension(state, on=last_day, already_extended=False, reasons=reasons)
    assert may_extend(state, on=last_day, already_extended=False), why
    next_day = last_day + timedelta(days=1)
    assert not may_extend(state, on=next_day, already_extended=False)
    with pytest.raises(ExtensionTooLate) as refusal:
        check_extension(state, on=next_day, already_extended=False, reasons=reasons)
    assert refusal.value.code == "extensionTooLate"


def test_the_last_lawful_second_for_an_extension_is_a_brussels_one() -> None:
    just_before = datetime(2026, 10, 8, 21, 59, 30, tzinfo=UTC)
    just_after = datetime(2026, 10, 8, 22, 0, 10, tzinfo=UTC)
    assert may_extend(RUNNING, on=received_on(just_before), already_extended=False)
    assert not may_extend(RUNNING, on=received_on(just_after), already_extended=False)


def test_an_extension_is_refused_a_second_time_whatever_the_day() -> None:
    extended = clock(extended=True)
    assert not may_extend(extended, on=date(2026, 9, 9), already_extended=True)
    with pytest.raises(AlreadyExtended) as refusal:
        check_extension(extended, on=date(2026, 9, 9), already_extended=True, reasons="Omvang")
    assert refusal.value.code == "deadlineAlreadyExtended"


@pytest.mark.parametrize("reasons", ["", "  ", "\n\t"])
def test_an_extension_needs_reasons(reasons: str) -> None:
    with pytest.raises(ExtensionWithoutReasons) as refusal:
        check_extension(RUNNING, on=date(2026, 9, 9), already_extended=False, reasons=reasons)
    assert refusal.value.code == "extensionWithoutReasons"


@pytest.mark.parametrize("state", [RUNNING, OPEN, clock(extended=True)])
def test_a_refusal_is_late_after_the_first_deadline_even_when_extended(state: Clock) -> None:
    assert not refusal_is_late(state, date(2026, 10, 8))
    assert refusal_is_late(state, date(2026, 10, 9))


@pytest.mark.parametrize(
    ("due", "post"),
    [
        (date(2026, 10, 8), date(2026, 10, 5)),
        (date(2026, 4, 7), date(2026, 4, 1)),
        (date(2026, 12, 28), date(2026, 12, 22)),
    ],
)
def test_a_letter_goes_to_the_post_three_working_days_before(due: date, post: date) -> None:
    assert post_by(due, calendar=CALENDAR) == post
