"""The only place that reads the time; everything below the doors gets it passed in."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]

BRUSSELS = ZoneInfo("Europe/Brussels")


def now() -> datetime:
    """Return the current instant, UTC."""
    return datetime.now(UTC)


def brussels_date(at: datetime) -> date:
    """Return the calendar date of the instant in Brussels (DL-02)."""
    return at.astimezone(BRUSSELS).date()
