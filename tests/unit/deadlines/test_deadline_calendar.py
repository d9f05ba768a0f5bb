"""The calendar: ten legal days a year, no others, and no answer outside the years it knows."""

from bisect import bisect_right
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import holidays
import pytest
from app.deadlines.holidays import FIRST_DAY, LAST_DAY, Calendar, CalendarEnds
from app.deadlines.rules import nominal, roll, working_days_after, working_days_before

YEARS = range(2018, 2041)
ALL_DAYS = [FIRST_DAY + timedelta(n) for n in range((LAST_DAY - FIRST_DAY).days + 1)]


def test_the_calendar_knows_next_year() -> None:
    assert datetime.now(UTC).year + 1 <= LAST_DAY.year, "extend app/deadlines/holidays.py"


def test_every_year_has_exactly_ten_legal_days() -> None:
    calendar = Calendar()
    per_year = Counter(on.year for on in ALL_DAYS if calendar.is_statutory(on))
    assert per_year == dict.fromkeys(YEARS, 10)
    assert all(len(calendar.days(year)) == 10 for year in YEARS)


def test_every_day_agrees_with_the_public_list_of_another_source() -> None:
    public = holidays.country_holidays("BE", years=YEARS, categories=("public",))
    calendar = Calendar()
    for on in ALL_DAYS:
        # That list also names Easter Sunday and Whit Sunday, which are no legal days.
        listed = on in public and public[on] not in {"Easter Sunday", "Pentecost"}
        assert calendar.is_statutory(on) == listed, on
        assert calendar.is_working_day(on) == (on.weekday() < 5 and on not in public), on


def test_the_ten_days_of_2026_in_order_with_their_names() -> None:
    named = [(on.isoformat(), name.nl, name.fr, name.en) for on, name in Calendar().days(2026)]
    assert named == [
        ("2026-01-01", "Nieuwjaar", "jour de l'An", "New Year's Day"),
        ("2026-04-06", "paasmaandag", "lundi de Pâques", "Easter Monday"),
        ("2026-05-01", "Dag van de Arbeid", "fête du Travail", "Labour Day"),
        ("2026-05-14", "Hemelvaartsdag", "Ascension", "Ascension Day"),
        ("2026-05-25", "pinkstermaandag", "lundi de Pentecôte", "Whit Monday"),
        ("2026-07-21", "nationale feestdag", "fête nationale", "National Day"),
        ("2026-08-15", "O.L.V.-Hemelvaart", "Assomption", "Assumption Day"),
        ("2026-11-01", "Allerheiligen", "Toussaint", "All Saints' Day"),
        ("2026-11-11", "Wapenstilstand", "Armistice", "Armistice Day"),
        ("2026-12-25", "Kerstmis", "Noël", "Christmas Day"),
    ]


@pytest.mark.parametrize(
    ("day", "what"),
    [
        ("2028-12-26", "second Christmas day, off for Flemish staff"),
        ("2026-05-15", "the Friday after Ascension"),
        ("2026-04-03", "Good Friday"),
        ("2026-11-02", "All Souls"),
        ("2027-11-15", "King's day"),
        ("2027-09-27", "day of the French Community"),
        ("2026-05-08", "day of the Brussels Region"),
        ("2026-12-24", "Christmas Eve"),
        ("2029-07-11", "day of the Flemish Community, switch off"),
        ("2024-07-22", "the Monday after a National Day on Sunday"),
    ],
)
def test_other_days_off_are_working_days(day: str, what: str) -> None:
    assert Calendar().is_working_day(date.fromisoformat(day)), what


def test_the_switch_for_11_july_moves_that_day_alone() -> None:
    on, off = Calendar(roll_on_11_july=True), Calendar()
    assert {d for d in ALL_DAYS if on.holiday(d) != off.holiday(d)} == {
        date(year, 7, 11) for year in YEARS
    }
    assert not on.is_statutory(date(2025, 7, 11))
    assert on.version != off.version
    assert [d.isoformat() for d, _ in on.days(2025)][5:7] == ["2025-07-11", "2025-07-21"]


def test_a_day_added_or_removed_by_law_changes_that_day_and_the_version() -> None:
    extra, gone = date(2031, 5, 9), date(2031, 8, 15)
    calendar = Calendar(added=frozenset({extra}), removed=frozenset({gone}))
    assert not calendar.is_working_day(extra)
    assert calendar.is_working_day(gone)
    named = dict(calendar.days(2031))
    assert named[extra].nl == "bij wet aangewezen feestdag"
    assert gone not in named
    assert calendar.version == f"{Calendar().version}+added-2031-05-09+removed-2031-08-15"


@pytest.mark.parametrize("day", [date.min, date(2017, 12, 31), date(2041, 1, 1), date.max])
def test_outside_the_calendar_there_is_no_answer(day: date) -> None:
    calendar = Calendar(added=frozenset({day}))
    for question in (
        calendar.check,
        calendar.is_statutory,
        calendar.holiday,
        calendar.is_working_day,
    ):
        with pytest.raises(CalendarEnds) as refusal:
            question(day)
        assert refusal.value.code == "calendarEnds"


@pytest.mark.parametrize("year", [0, 2017, 2041, 10_000])
def test_a_year_outside_the_calendar_has_no_list(year: int) -> None:
    with pytest.raises(CalendarEnds):
        Calendar().days(year)


@pytest.mark.parametrize("day", [FIRST_DAY, LAST_DAY])
def test_the_first_and_the_last_day_are_known(day: date) -> None:
    assert Calendar().is_working_day(day) == (day == LAST_DAY)


def test_working_days_are_counted_over_weekends_and_holidays() -> None:
    calendar = Calendar()
    friday_before_easter = date(2026, 4, 3)
    assert working_days_after(friday_before_easter, 1, calendar=calendar) == date(2026, 4, 7)
    assert working_days_before(date(2026, 4, 7), 1, calendar=calendar) == friday_before_easter
    assert working_days_after(date(2026, 4, 5), 5, calendar=calendar) == date(2026, 4, 13)
    assert working_days_before(date(2026, 4, 8), 3, calendar=calendar) == date(2026, 4, 2)


def test_a_month_always_holds_at_least_eighteen_working_days() -> None:
    """DL-07: so the rule of the two working days never changes a deadline of the GDPR."""
    calendar = Calendar()
    working = [on for on in ALL_DAYS if calendar.is_working_day(on)]
    held = [
        bisect_right(working, roll(nominal(on, 1), calendar)) - bisect_right(working, on)
        for on in ALL_DAYS
        if nominal(on, 1) <= LAST_DAY
    ]
    assert min(held) == 18


def test_a_roll_never_goes_back_and_stops_at_the_first_working_day() -> None:
    calendar = Calendar()
    assert max((roll(on, calendar) - on).days for on in ALL_DAYS) == 3
    assert all(roll(on, calendar) >= on for on in ALL_DAYS)


@pytest.mark.parametrize(
    "calendar",
    [
        Calendar(),
        Calendar(roll_on_11_july=True),
        Calendar(added=frozenset({date(2027, 3, 3), date(2028, 1, 3)})),
        Calendar(
            roll_on_11_july=True,
            added=frozenset({date(2027, 3, 3)}),
            removed=frozenset({date(2027, 3, 29)}),
        ),
    ],
    ids=["plain", "11 July", "days added", "all three"],
)
def test_a_calendar_is_known_again_by_its_version(calendar: Calendar) -> None:
    assert Calendar.named(calendar.version) == calendar
