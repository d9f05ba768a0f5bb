"""Pauses: what they add, what adds nothing, and what the clock shows while one is open."""

from datetime import date

import pytest
from app.deadlines.holidays import Calendar, CalendarEnds
from app.deadlines.model import Suspension, SuspensionKind
from app.deadlines.rules import (
    InvalidSuspension,
    compute,
    credit_days,
    extension_plan,
    identity_request_in_time,
)
from app.deadlines.vectors import read_suspension

CALENDAR = Calendar()


def pauses(written: str) -> tuple[Suspension, ...]:
    return tuple(read_suspension(part) for part in written.split())


@pytest.mark.parametrize(
    ("received", "written", "credit", "first", "extended", "why"),
    [
        ("2026-09-01", "2026-09-03/2026-09-03", 0, "2026-10-01", "2026-12-01", "same day"),
        ("2026-09-01", "2026-09-03/2026-09-04", 1, "2026-10-02", "2026-12-02", "one night"),
        ("2026-09-01", "2026-09-01/2026-09-08", 7, "2026-10-08", "2026-12-08", "asked at once"),
        (
            "2026-01-31",
            "2026-02-02/2026-02-16",
            14,
            "2026-03-16",
            "2026-05-15",
            "credit on the unrolled 28 February; extended on Ascension Day",
        ),
        ("2026-08-31", "2026-09-04/2026-09-05", 1, "2026-10-01", "2026-12-01", "clip, then add"),
        ("2026-11-23", "2026-11-24/2026-12-01", 7, "2026-12-30", "2027-03-02", "over Christmas"),
        ("2026-03-29", "2026-04-01/2026-04-09", 8, "2026-05-07", "2026-07-07", "eight days"),
        (
            "2026-09-01",
            "2026-09-02/2026-09-07 specification:2026-09-08/2026-09-15",
            12,
            "2026-10-13",
            "2026-12-14",
            "one after the other; the extended end on a Sunday",
        ),
        (
            "2026-09-01",
            "2026-09-02/2026-09-08 2026-09-09/2026-09-16",
            13,
            "2026-10-14",
            "2026-12-14",
            "not enough, asked again the next day",
        ),
        (
            "2026-09-01",
            "2026-09-02/2026-09-08 2026-09-08/2026-09-16",
            14,
            "2026-10-15",
            "2026-12-15",
            "asked again the same day",
        ),
        (
            "2026-09-01",
            "2026-09-02/2026-09-12 specification:2026-09-07/2026-09-15",
            13,
            "2026-10-14",
            "2026-12-14",
            "overlap counts once",
        ),
        (
            "2026-09-01",
            "specification:2026-09-02/2026-09-20 2026-09-04/2026-09-10",
            18,
            "2026-10-19",
            "2026-12-21",
            "one inside the other: 19 October; 19 December is a Saturday",
        ),
        (
            "2026-09-01",
            "specification:2026-09-20/2026-09-25",
            5,
            "2026-10-06",
            "2026-12-07",
            "the limit of five working days is for identity only",
        ),
    ],
)
def test_answered_pauses_add_their_days(
    received: str, written: str, *, credit: int, first: str, extended: str, why: str
) -> None:
    clock = compute(date.fromisoformat(received), calendar=CALENDAR, suspensions=pauses(written))
    assert clock.credit_days == credit, why
    assert [str(clock.first_on), str(clock.extended_on)] == [first, extended], why
    assert clock.suspended_since is None
    assert credit_days(date.fromisoformat(received), pauses(written)[::-1], CALENDAR) == credit


@pytest.mark.parametrize(
    ("received", "written", "credit", "why"),
    [
        ("2026-09-01", "2026-09-08/2026-09-15", 7, "the fifth working day: 2, 3, 4, 7, 8"),
        ("2026-09-01", "2026-09-09/2026-09-15", 0, "the sixth working day"),
        ("2026-04-02", "2026-04-10/2026-04-15", 5, "Easter Monday is no working day"),
        ("2026-04-02", "2026-04-11/2026-04-15", 0, "the Saturday after the fifth working day"),
        ("2026-09-05", "2026-09-11/2026-09-15", 4, "received on a Saturday: Friday is the fifth"),
        ("2026-09-05", "2026-09-12/2026-09-15", 0, "the Saturday after it is late"),
        (
            "2026-09-01",
            "2026-09-08/2026-09-20 2026-09-25/2026-09-30",
            17,
            "a repeated question counts from the last answer: Friday 25 is the fifth",
        ),
        (
            "2026-09-01",
            "2026-09-08/2026-09-20 2026-09-28/2026-09-30",
            12,
            "a repeated question after the fifth working day adds nothing",
        ),
        (
            "2026-09-01",
            "specification:2026-09-02/2026-09-16 2026-09-23/2026-09-26",
            17,
            "a second question counts from the answer to the first, of either kind",
        ),
        (
            "2026-09-01",
            "specification:2026-09-02/2026-09-16 2026-09-15/2026-09-20",
            14,
            "no answer yet when it was asked: the receipt counts, and it is late",
        ),
        (
            "2026-09-01",
            "2026-09-10/2026-09-14 2026-09-16/2026-09-20",
            4,
            "the late question adds nothing, the prompt one after its answer does",
        ),
    ],
)
def test_proof_of_identity_is_asked_within_five_working_days_or_adds_nothing(
    received: str, written: str, credit: int, why: str
) -> None:
    assert credit_days(date.fromisoformat(received), pauses(written), CALENDAR) == credit, why


def test_whether_a_question_would_still_be_in_time() -> None:
    received, earlier = date(2026, 9, 1), pauses("2026-09-02/2026-09-16")
    on_time, late = date(2026, 9, 8), date(2026, 9, 9)
    assert identity_request_in_time(received, on_time, calendar=CALENDAR)
    assert not identity_request_in_time(received, late, calendar=CALENDAR)
    again, too_late = date(2026, 9, 23), date(2026, 9, 24)
    assert identity_request_in_time(received, again, calendar=CALENDAR, suspensions=earlier)
    assert not identity_request_in_time(received, too_late, calendar=CALENDAR, suspensions=earlier)


@pytest.mark.parametrize("extended", [False, True])
def test_while_a_pause_is_open_there_is_no_due_date(*, extended: bool) -> None:
    written = "specification:2026-09-02/2026-09-05 2026-09-08/ specification:2026-09-10/"
    clock = compute(
        date(2026, 9, 1), calendar=CALENDAR, suspensions=pauses(written), extended=extended
    )
    assert (clock.first_on, clock.extended_on, clock.due_on, clock.ends_at) == (None,) * 4
    assert clock.suspended_since == date(2026, 9, 8)
    assert clock.safe_harbour_on == date(2026, 10, 1)
    assert clock.credit_days == 3


def test_the_safe_harbour_date_never_moves_with_a_pause() -> None:
    for written in ("", "2026-02-02/", "2026-02-02/2026-02-16"):
        clock = compute(date(2026, 1, 31), calendar=CALENDAR, suspensions=pauses(written))
        assert clock.safe_harbour_on == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("2026-09-03/2026-09-02", "answered before asked"),
        ("2026-08-31/2026-09-02", "asked before the receipt"),
        ("2026-09-02/ 2026-09-04/", "two open questions of identity"),
        ("specification:2026-09-02/ specification:2026-09-04/", "two open specifications"),
    ],
)
def test_pauses_that_cannot_be_are_refused(written: str, why: str) -> None:
    with pytest.raises(InvalidSuspension) as refusal:
        compute(date(2026, 9, 1), calendar=CALENDAR, suspensions=pauses(written))
    assert refusal.value.code == "invalidSuspension", why


@pytest.mark.parametrize("written", ["2026-09-02/9999-12-31", "specification:2041-01-01/"])
def test_pauses_beyond_the_calendar_get_no_answer(written: str) -> None:
    with pytest.raises(CalendarEnds):
        compute(date(2026, 9, 1), calendar=CALENDAR, suspensions=pauses(written))


def test_a_pause_without_kind_is_one_of_identity() -> None:
    asked, answered = date(2026, 9, 2), date(2026, 9, 3)
    assert pauses("2026-09-02/2026-09-03 specification:2026-09-02/") == (
        Suspension(SuspensionKind.IDENTITY, asked, answered),
        Suspension(SuspensionKind.SPECIFICATION, asked),
    )


@pytest.mark.parametrize(
    "written", ["2026-09-02", "2026-9-2/", "20260902/", "whim:2026-09-02/", "/2026-09-02", "x/y"]
)
def test_another_spelling_of_a_pause_is_refused(written: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the reason, it must not pass
        read_suspension(written)


def test_credit_moves_the_plan_of_an_extension_as_well() -> None:
    plan = extension_plan(
        date(2026, 1, 31), calendar=CALENDAR, suspensions=pauses("2026-02-02/2026-02-16")
    )
    assert plan == date(2026, 5, 12)  # 28 April + 14 days
