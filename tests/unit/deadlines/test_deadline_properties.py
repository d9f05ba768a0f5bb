"""What holds for every receipt, and the same dates from a second, independent way of counting."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays
from app.deadlines.holidays import Calendar
from app.deadlines.model import Suspension, SuspensionKind
from app.deadlines.rules import compute, credit_days, end_instant, extension_plan, received_on
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

CALENDAR = Calendar()
BRUSSELS = ZoneInfo("Europe/Brussels")
# Easter Sunday and Whit Sunday in this list are Sundays anyway.
FREE = holidays.country_holidays("BE", years=range(2018, 2041), categories=("public",))
DAY = timedelta(days=1)

receipts = st.dates(date(2018, 1, 1), date(2040, 6, 1))


@st.composite
def requests(draw: st.DrawFn) -> tuple[date, tuple[Suspension, ...]]:
    """A receipt and up to four answered pauses soon after it."""
    received = draw(receipts)
    pauses = draw(
        st.lists(
            st.tuples(st.sampled_from(SuspensionKind), st.integers(0, 20), st.integers(0, 25)),
            max_size=4,
        )
    )
    return received, tuple(
        Suspension(kind, received + asked * DAY, received + (asked + taken) * DAY)
        for kind, asked, taken in pauses
    )


def is_free(on: date) -> bool:
    return on.strftime("%w") in "06" or on in FREE


def is_prompt(received: date, pause: Suspension, others: Sequence[Suspension]) -> bool:
    """Count the working days one by one from the receipt or the last answer."""
    answers = [o.answered_on for o in others if o.answered_on and o.answered_on <= pause.asked_on]
    start = max([received, *answers]) if answers else received
    following = [start + n * DAY for n in range(1, 30)]
    return pause.asked_on <= [on for on in following if not is_free(on)][4]


def by_hand(received: date, pauses: Sequence[Suspension], months: int) -> tuple[int, date]:
    """Collect the days that stood still in a set, then walk to the first working day."""
    still: set[date] = set()
    for place, pause in enumerate(pauses):
        others = [*pauses[:place], *pauses[place + 1 :]]
        if pause.kind is SuspensionKind.IDENTITY and not is_prompt(received, pause, others):
            continue
        on = pause.asked_on
        while pause.answered_on and on < pause.answered_on:
            still.add(on)
            on += DAY
    end = received + relativedelta(months=months) + len(still) * DAY
    while is_free(end):
        end += DAY
    return len(still), end


@given(requests())
def test_both_deadlines_agree_with_the_second_way_of_counting(
    request_: tuple[date, tuple[Suspension, ...]],
) -> None:
    received, pauses = request_
    clock = compute(received, calendar=CALENDAR, suspensions=pauses)
    assert (clock.credit_days, clock.first_on) == by_hand(received, pauses, 1)
    assert (clock.credit_days, clock.extended_on) == by_hand(received, pauses, 3)
    assert (0, clock.safe_harbour_on) == by_hand(received, (), 1)


@given(request_=requests(), extended=st.booleans())
def test_a_due_date_is_a_working_day_not_before_the_period_and_credit_are_over(
    request_: tuple[date, tuple[Suspension, ...]], *, extended: bool
) -> None:
    received, pauses = request_
    clock = compute(received, calendar=CALENDAR, suspensions=pauses, extended=extended)
    earliest = received + relativedelta(months=3 if extended else 1) + clock.credit_days * DAY
    assert clock.due_on is not None
    assert not is_free(clock.due_on)
    assert earliest <= clock.due_on <= earliest + 4 * DAY


@given(request_=requests(), extended=st.booleans())
def test_replaying_the_steps_gives_the_date_shown(
    request_: tuple[date, tuple[Suspension, ...]], *, extended: bool
) -> None:
    received, pauses = request_
    clock = compute(received, calendar=CALENDAR, suspensions=pauses, extended=extended)
    assert clock.steps[0].start == received
    assert all(one.end == other.start for one, other in pairwise(clock.steps))
    assert clock.steps[-1].end == clock.due_on
    moves = [step for step in clock.steps if step.end != step.start]
    counted = [step for step in moves if step.rule in {"DL-04", "DL-08"}]
    assert [step.start for step in counted] == [received]
    added = sum((step.end - step.start).days for step in moves if step.rule == "1.3")
    assert added == clock.credit_days
    assert all(is_free(step.start) for step in moves if step.rule == "DL-05")


@given(receipts, receipts)
def test_a_later_receipt_is_never_due_earlier(one: date, other: date) -> None:
    earlier, later = sorted((one, other))
    first, second = (compute(on, calendar=CALENDAR) for on in (earlier, later))
    assert first.first_on is not None
    assert second.first_on is not None
    assert first.extended_on is not None
    assert second.extended_on is not None
    assert first.first_on <= second.first_on
    assert first.extended_on <= second.extended_on


@given(requests())
def test_the_plan_of_an_extension_is_never_later_than_the_extended_deadline(
    request_: tuple[date, tuple[Suspension, ...]],
) -> None:
    received, pauses = request_
    clock = compute(received, calendar=CALENDAR, suspensions=pauses)
    plan = extension_plan(received, calendar=CALENDAR, suspensions=pauses)
    assert clock.extended_on is not None
    assert clock.extended_on - 5 * DAY <= plan <= clock.extended_on
    assert not is_free(plan)


@given(requests())
def test_the_order_in_which_pauses_are_given_means_nothing(
    request_: tuple[date, tuple[Suspension, ...]],
) -> None:
    received, pauses = request_
    assert credit_days(received, pauses, CALENDAR) == credit_days(received, pauses[::-1], CALENDAR)


@given(st.datetimes(datetime(2018, 1, 1), datetime(2040, 6, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds are naive by contract
def test_a_receipt_lies_within_its_day_in_brussels(received_at: datetime) -> None:
    on = received_on(received_at)
    assert end_instant(on - DAY) <= received_at < end_instant(on)


@given(st.sampled_from(range(2018, 2041)), st.sampled_from((3, 10)), st.integers(0, 180))
def test_the_hours_around_a_change_of_clock_stay_on_their_own_day(
    year: int, month: int, minutes: int
) -> None:
    sunday = max(date(year, month, day) for day in range(25, 32) if is_sunday(year, month, day))
    at = datetime(year, month, sunday.day, tzinfo=UTC) + timedelta(minutes=minutes)
    assert received_on(at) == sunday
    assert received_on(at.astimezone(BRUSSELS)) == sunday
    hours = (end_instant(sunday) - end_instant(sunday - DAY)).total_seconds() / 3600
    assert hours == (23 if month == 3 else 25)


def is_sunday(year: int, month: int, day: int) -> bool:
    return date(year, month, day).isoweekday() == 7
