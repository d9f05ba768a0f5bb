"""First and extended deadline of receipts worked out by hand, told in words; instants around midnight and summer time."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from app.deadlines.holidays import Calendar, CalendarEnds
from app.deadlines.rules import (
    AlreadyExtended,
    check_extension,
    compute,
    end_instant,
    extension_plan,
    received_on,
)

CALENDAR = Calendar()

# received, first deadline, extended deadline, why
RECEIPTS = [
    ("2026-09-15", "2026-10-15", "2026-12-15", "a plain Tuesday: same date, not the day after"),
    ("2026-03-05", "2026-04-07", "2026-06-05", "5 April is Easter Sunday, 6 April Easter Monday"),
    ("2026-03-04", "2026-04-07", "2026-06-04", "Saturday before Easter rolls over three days"),
    ("2027-02-27", "2027-03-30", "2027-05-27", "Saturday 27 March, Easter, Easter Monday"),
    ("2026-01-31", "2026-03-02", "2026-04-30", "clipped to Saturday 28 February; three months"),
    ("2026-01-30", "2026-03-02", "2026-04-30", "the 30th is clipped too"),
    ("2026-01-29", "2026-03-02", "2026-04-29", "29 January without a leap day"),
    ("2026-01-28", "2026-03-02", "2026-04-28", "28 February exists and is a Saturday"),
    ("2027-01-30", "2027-03-01", "2027-04-30", "28 February 2027 is a Sunday"),
    ("2028-01-31", "2028-02-29", "2028-05-02", "leap day; 30 April a Sunday, then 1 May"),
    ("2028-01-29", "2028-02-29", "2028-05-02", "29 April 2028 is a Saturday before 1 May"),
    ("2032-01-31", "2032-03-01", "2032-04-30", "29 February 2032 is a Sunday"),
    ("2026-08-31", "2026-09-30", "2026-11-30", "31 August gives 30 September and 30 November"),
    ("2026-10-31", "2026-11-30", "2027-02-01", "31 January 2027 is a Sunday"),
    ("2026-11-30", "2026-12-30", "2027-03-01", "extended over the end of February"),
    ("2027-11-30", "2027-12-30", "2028-02-29", "extended to the leap day"),
    ("2026-12-31", "2027-02-01", "2027-03-31", "31 January is a Sunday; the year turns"),
    ("2026-02-28", "2026-03-30", "2026-05-28", "the last of February is no month end to keep"),
    ("2028-02-29", "2028-03-29", "2028-05-29", "received on the leap day"),
    ("2026-05-31", "2026-06-30", "2026-08-31", "received on a Sunday: the receipt counts"),
    ("2026-12-25", "2027-01-25", "2027-03-25", "received on Christmas Day"),
    ("2026-04-05", "2026-05-05", "2026-07-06", "received on Easter Sunday"),
    ("2026-07-21", "2026-08-21", "2026-10-21", "received on National Day"),
    ("2026-06-21", "2026-07-22", "2026-09-21", "National Day is a Tuesday"),
    ("2026-07-15", "2026-08-17", "2026-10-15", "15 August is a Saturday"),
    ("2026-10-01", "2026-11-02", "2027-01-04", "1 November a Sunday; New Year then a weekend"),
    ("2026-10-02", "2026-11-02", "2027-01-04", "All Souls is a working day; 2 January Saturday"),
    ("2026-10-11", "2026-11-12", "2027-01-11", "Armistice is a Wednesday"),
    ("2026-11-25", "2026-12-28", "2027-02-25", "Christmas on Friday, then the weekend"),
    ("2028-11-26", "2028-12-26", "2029-02-26", "26 December is a working day in law"),
    ("2028-11-25", "2028-12-26", "2029-02-26", "Christmas on Monday"),
    ("2026-12-01", "2027-01-04", "2027-03-01", "New Year on Friday, then the weekend"),
    ("2026-04-14", "2026-05-15", "2026-07-14", "Ascension; the Friday after it is worked"),
    ("2026-04-25", "2026-05-26", "2026-07-27", "Whit Monday"),
    ("2026-04-23", "2026-05-26", "2026-07-23", "Saturday, Whit Sunday, Whit Monday"),
    ("2026-04-01", "2026-05-04", "2026-07-01", "Labour Day on Friday"),
    ("2025-04-01", "2025-05-02", "2025-07-01", "Labour Day on Thursday: the bridge is worked"),
    ("2026-06-11", "2026-07-13", "2026-09-11", "11 July 2026 is a Saturday all the same"),
    ("2025-06-11", "2025-07-11", "2025-09-11", "11 July on a Friday stays"),
    ("2024-06-21", "2024-07-22", "2024-09-23", "National Day on Sunday: no substitute day"),
    ("2028-12-31", "2029-01-31", "2029-04-03", "31 March Saturday, then Easter"),
    ("2018-01-01", "2018-02-01", "2018-04-03", "the first day known; extended past Easter 2018"),
    ("2040-09-30", "2040-10-30", "2040-12-31", "the last receipts known; 30 December a Sunday"),
]


@pytest.mark.parametrize(("received", "first", "extended", "why"), RECEIPTS)
def test_both_deadlines(received: str, first: str, extended: str, why: str) -> None:
    clock = compute(date.fromisoformat(received), calendar=CALENDAR)
    shown = [clock.first_on, clock.extended_on, clock.due_on, clock.safe_harbour_on]
    assert [str(on) for on in shown] == [first, extended, first, first], why


@pytest.mark.parametrize(("received", "first", "extended", "why"), RECEIPTS)
def test_an_extended_case_is_due_at_the_extended_deadline(
    received: str, first: str, extended: str, why: str
) -> None:
    clock = compute(date.fromisoformat(received), calendar=CALENDAR, extended=True)
    assert [str(clock.first_on), str(clock.due_on)] == [first, extended], why
    assert clock.ends_at == end_instant(date.fromisoformat(extended))


def test_there_are_no_thirty_day_months() -> None:
    clock = compute(date(2026, 3, 5), calendar=CALENDAR)
    assert clock.first_on != date(2026, 4, 4)
    assert compute(date(2026, 12, 31), calendar=CALENDAR).first_on != date(2027, 1, 30)


def test_11_july_moves_only_with_its_switch() -> None:
    received = date(2025, 6, 11)
    assert compute(received, calendar=CALENDAR).first_on == date(2025, 7, 11)
    switched = Calendar(roll_on_11_july=True)
    assert compute(received, calendar=switched).first_on == date(2025, 7, 14)


def test_a_holiday_added_on_the_due_day_moves_the_case_one_working_day() -> None:
    received = date(2026, 9, 15)
    with_it = Calendar(added=frozenset({date(2026, 10, 15)}))
    assert compute(received, calendar=CALENDAR).first_on == date(2026, 10, 15)
    assert compute(received, calendar=with_it).first_on == date(2026, 10, 16)


@pytest.mark.parametrize(
    "received",
    [
        pytest.param(date(2017, 12, 31), id="received before the calendar"),
        pytest.param(date(2041, 1, 1), id="received after it"),
        pytest.param(date(2040, 12, 15), id="the first deadline lies outside"),
        pytest.param(date(2040, 10, 5), id="the extended deadline lies outside"),
    ],
)
def test_no_guess_beyond_the_calendar(received: date) -> None:
    with pytest.raises(CalendarEnds):
        compute(received, calendar=CALENDAR)


TOKYO = timezone(timedelta(hours=9))
WINTER, SUMMER = timezone(timedelta(hours=1)), timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    ("received_at", "day", "why"),
    [
        (datetime(2026, 6, 30, 21, 59, 59, tzinfo=UTC), "2026-06-30", "last second, summer"),
        (datetime(2026, 6, 30, 22, 0, 0, tzinfo=UTC), "2026-07-01", "first second, summer"),
        (datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC), "2026-12-31", "last second, winter"),
        (datetime(2026, 12, 31, 23, 0, 0, tzinfo=UTC), "2027-01-01", "first second, winter"),
        (datetime(2026, 3, 28, 22, 59, 59, tzinfo=UTC), "2026-03-28", "the night of summer time"),
        (datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC), "2026-03-29", "the 23-hour day ends"),
        (datetime(2026, 3, 29, 22, 0, 0, tzinfo=UTC), "2026-03-30", "after the 23-hour day"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2026-10-25", "02:30 for the first time"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "2026-10-25", "02:30 for the second time"),
        (datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC), "2026-10-25", "the 25-hour day ends"),
        (datetime(2026, 3, 5, 0, 10, tzinfo=WINTER), "2026-03-05", "the UTC date is the 4th"),
        (datetime(2026, 3, 5, 2, 0, tzinfo=TOKYO), "2026-03-04", "sent from Tokyo"),
        (datetime(2026, 7, 1, 0, 0, tzinfo=SUMMER), "2026-07-01", "midnight itself"),
    ],
)
def test_the_date_of_receipt_is_the_one_in_brussels(
    received_at: datetime, day: str, why: str
) -> None:
    assert str(received_on(received_at)) == day, why


def test_an_instant_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        received_on(datetime(2026, 3, 5, 12, 0))  # noqa: DTZ001 - the naive one is the point


@pytest.mark.parametrize(
    ("due", "ends_at"),
    [
        ("2026-07-30", datetime(2026, 7, 30, 22, 0, tzinfo=UTC)),
        ("2026-12-30", datetime(2026, 12, 30, 23, 0, tzinfo=UTC)),
        ("2026-03-27", datetime(2026, 3, 27, 23, 0, tzinfo=UTC)),
        ("2026-03-28", datetime(2026, 3, 28, 23, 0, tzinfo=UTC)),
        ("2026-03-29", datetime(2026, 3, 29, 22, 0, tzinfo=UTC)),
        ("2026-10-24", datetime(2026, 10, 24, 22, 0, tzinfo=UTC)),
        ("2026-10-25", datetime(2026, 10, 25, 23, 0, tzinfo=UTC)),
        ("2040-12-31", datetime(2040, 12, 31, 23, 0, tzinfo=UTC)),
    ],
)
def test_the_day_ends_at_midnight_in_brussels(due: str, ends_at: datetime) -> None:
    assert end_instant(date.fromisoformat(due)) == ends_at
    assert end_instant(date.fromisoformat(due)).utcoffset() == timedelta()


@pytest.mark.parametrize(
    ("received", "plan", "why"),
    [
        ("2026-01-29", "2026-04-28", "28 February + 2 months, a day before 29 April"),
        ("2026-01-30", "2026-04-28", "two days before 30 April"),
        ("2026-01-31", "2026-04-28", "two days before 30 April"),
        ("2026-05-31", "2026-08-31", "30 August is a Sunday: both readings roll to the same day"),
        ("2026-10-31", "2027-02-01", "Saturday 30 and Sunday 31 January roll to the same day"),
        ("2027-05-31", "2027-08-30", "30 June + 2 months, a day before 31 August"),
        ("2026-09-15", "2026-12-15", "both readings agree"),
        ("2026-03-05", "2026-06-05", "never from the rolled first deadline, 7 April"),
    ],
)
def test_an_extension_is_planned_for_the_earlier_reading(
    received: str, plan: str, why: str
) -> None:
    assert str(extension_plan(date.fromisoformat(received), calendar=CALENDAR)) == plan, why


def test_in_2026_the_plan_is_earlier_for_the_last_days_of_january_alone() -> None:
    """31 May and 31 October differ before the roll; after it both readings meet."""
    days = [date(2026, 1, 1) + timedelta(n) for n in range(365)]
    earlier = {
        on
        for on in days
        if extension_plan(on, calendar=CALENDAR) != compute(on, calendar=CALENDAR).extended_on
    }
    assert earlier == {date(2026, 1, 29), date(2026, 1, 30), date(2026, 1, 31)}


def test_an_extension_is_taken_once() -> None:
    clock = compute(date(2026, 1, 31), calendar=CALENDAR, extended=True)
    assert clock.due_on == date(2026, 4, 30)
    with pytest.raises(AlreadyExtended):
        check_extension(clock, on=date(2026, 2, 10), already_extended=True, reasons="Veel dossiers")
