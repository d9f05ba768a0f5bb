"""Change the days that the law designates as public holidays, in a year (Reg. 1182/71 art. 2(1))."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from app.audit.journal import SERVICE_CHAIN
from app.audit.model import JournalDetail, NewEntry
from app.casework.desk import Desk
from app.deadlines.holidays import Calendar
from app.designated.model import DesignatedDay, calendar_with
from app.staff.model import Actor

DAYS_CHANGED: Final = "calendar.changed"


def designate(
    desk: Desk,
    base: Calendar,
    year: int,
    days: Sequence[DesignatedDay],
    *,
    by: Actor,
    at: datetime,
) -> Calendar:
    """Let these be the days designated in the year, and return the calendar with them.

    Open cases are computed again by the round that follows, see `recompute`. Raises CalendarEnds.
    """
    for one in days:
        base.check(one.day)
    before = calendar_with(base, desk.designated.days())
    come, gone = desk.designated.replace(year, days, by=by.actor_id, at=at)
    after = calendar_with(base, desk.designated.days())
    if come or gone:
        details: JournalDetail = {
            "year": year,
            "added": _named(come),
            "removed": _named(gone),
            "versionBefore": before.version,
            "versionAfter": after.version,
        }
        desk.journal.append(SERVICE_CHAIN, [NewEntry(DAYS_CHANGED, by.actor_id, at, details)])
    return after


def _named(days: Sequence[DesignatedDay]) -> str:
    return ",".join(f"{'-' if one.abolished else ''}{one.day}" for one in days)
