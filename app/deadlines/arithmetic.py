"""The arithmetic of Regulation 1182/71 on calendar dates; instants appear only at both ends."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.deadlines.holidays import Calendar

BRUSSELS: Final = ZoneInfo("Europe/Brussels")
DAY: Final = timedelta(days=1)


def received_on(received_at: datetime) -> date:
    """Return the Brussels calendar date of the instant of receipt (DL-02).

    Raises ValueError for an instant without offset: doors refuse those before.
    """
    if received_at.utcoffset() is None:
        raise ValueError("An instant needs an offset")
    return received_at.astimezone(BRUSSELS).date()


def nominal(received_on: date, months: int) -> date:
    """Return the same day number `months` later, or the last day of that month (DL-04)."""
    # Reg. 1182/71 art. 3(2)(c): the same date as the day from which the period runs.
    year, month = divmod(received_on.year * 12 + received_on.month - 1 + months, 12)
    return date(year, month + 1, min(received_on.day, monthrange(year, month + 1)[1]))


def roll(on: date, calendar: Calendar) -> date:
    """Return `on`, or the next working day when no period can end on it (DL-05). Raises CalendarEnds."""
    while not calendar.is_working_day(on):  # Reg. 1182/71 art. 3(4)
        on += DAY
    return on


def period_end(received_on: date, months: int, credit: int, calendar: Calendar) -> date:
    """Return the end of the period: `credit` days go on the unrolled end (DL-05, section 1.3)."""
    return roll(nominal(received_on, months) + credit * DAY, calendar)


def earlier_extended_end(received_on: date, credit: int, calendar: Calendar) -> date:
    """Return the earlier reading of "two further months" (legal-rules 10, row 17).

    Receipt + 3 months, or the unrolled first deadline + 2 months. Raises CalendarEnds.
    """
    readings = (nominal(received_on, 3), nominal(nominal(received_on, 1), 2))
    return roll(min(readings) + credit * DAY, calendar)


def working_days_after(on: date, days: int, *, calendar: Calendar) -> date:
    """Return the `days`-th working day after `on`, which itself does not count. Raises CalendarEnds."""
    for _ in range(days):
        on = roll(on + DAY, calendar)
    return on


def working_days_before(on: date, days: int, *, calendar: Calendar) -> date:
    """Return the `days`-th working day before `on`, which itself does not count. Raises CalendarEnds."""
    for _ in range(days):
        on -= DAY
        while not calendar.is_working_day(on):
            on -= DAY
    return on


def end_instant(on: date) -> datetime:
    """Return the exclusive end of the day in Brussels, as a UTC instant (DL-06)."""
    return datetime.combine(on + DAY, time(), tzinfo=BRUSSELS).astimezone(UTC)
