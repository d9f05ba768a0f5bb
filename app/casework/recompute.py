"""Compute open cases again after the holidays changed, in one journalled run; ended and answered cases stay."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

import structlog

from app.audit.journal import SERVICE_CHAIN
from app.audit.model import JournalDetail, NewEntry
from app.cases.model import Case, Change
from app.cases.queries import DatesKept
from app.cases.rules import clock_of, entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.casework.each_case import OpenDesk
from app.deadlines.holidays import Calendar
from app.deadlines.model import Clock
from app.designated.model import calendar_with
from app.staff.model import SERVICE

CASES_COMPUTED: Final = "calendar.recomputed"
EARLIER_TASK: Final = "deadlineEarlier"
"""Task of a handler: a holiday went, and with it the deadline of this case came nearer."""
AT_ONCE: Final = 200
"""Cases in one transaction."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Recomputed:
    """How many open cases were computed again, of how many the dates moved, and which could not be now."""

    seen: int = 0
    moved: int = 0
    left: int = 0


def recompute(open_desk: OpenDesk, *, at: datetime) -> Recomputed:
    """Compute every open case again whose dates rest on other holidays than are in force now.

    A case that somebody works on is left for the next run, and the run is not done before.
    """
    with open_desk() as desk:
        number, version = desk.designated.version(), desk.calendar.version
        if not _is_current(desk):
            return Recomputed()  # this process hears of the change within a second: the next run
        before = desk.dates.versions(but=version)
    total, after = Recomputed(), ""
    while True:
        with open_desk() as desk:
            batch = desk.dates.outdated(version, after=after, limit=AT_ONCE)
            if not batch or desk.calendar.version != version:
                break
            done = _recompute(desk, batch, at=at)
        after = batch[-1].case_id
        total = Recomputed(
            *(getattr(total, n) + getattr(done, n) for n in ("seen", "moved", "left"))
        )
    with open_desk() as desk:
        if not total.left:
            desk.designated.computed(number)
        if total.seen:
            _note(desk, total, ",".join(before), version, at)
    return total


def _is_current(desk: Desk) -> bool:
    """Whether the desk counts by the days as they are in the database now."""
    base = Calendar(roll_on_11_july=desk.calendar.roll_on_11_july)
    return calendar_with(base, desk.designated.days()) == desk.calendar


def _recompute(desk: Desk, batch: tuple[DatesKept, ...], *, at: datetime) -> Recomputed:
    same: list[DatesKept] = []
    moved = left = 0
    for kept in batch:
        try:
            case = desk.cases.load_free(kept.case_id)
            clock = None if case is None else clock_of(case, desk.calendar)
        except Exception as error:  # noqa: BLE001 - one bad case must not stop the others
            log.warning("case not computed", case=kept.case_id, error=type(error).__name__)
            case = clock = None
        if case is None or clock is None or case.version != kept.version:
            left += 1
            continue
        if (clock.due_on, clock.safe_harbour_on) == (kept.due_on, kept.safe_harbour_on):
            same.append(kept)
        else:
            _move(desk, case, kept, clock, at=at)
            moved += 1
    desk.dates.confirm(same, version=desk.calendar.version)
    return Recomputed(len(same) + moved, moved, left)


def _move(desk: Desk, case: Case, kept: DatesKept, clock: Clock, *, at: datetime) -> None:
    """Write the new dates with their warnings; one that came nearer is a task: somebody counted on the old one."""
    details: JournalDetail = {
        **_iso("dueOnBefore", kept.due_on),
        **_iso("dueOn", clock.due_on),
        "safeHarbourOnBefore": kept.safe_harbour_on.isoformat(),
        "safeHarbourOn": clock.safe_harbour_on.isoformat(),
        "holidaysVersion": clock.holidays_version,
    }
    written = entry(JournalKind.CLOCK_RECOMPUTED, SERVICE, at, details)
    desk.cases.save(Change(replace(case, version=case.version + 1), (written,)), moved=True)
    now = clock.due_on or clock.safe_harbour_on
    if now < (kept.due_on or kept.safe_harbour_on):
        desk.cases.add_task(case.case_id, EARLIER_TASK, due_on=now, at=at)


def _iso(name: str, on: date | None) -> JournalDetail:
    return {} if on is None else {name: on.isoformat()}


def _note(desk: Desk, total: Recomputed, before: str, after: str, at: datetime) -> None:
    details: JournalDetail = {
        "cases": total.seen,
        "moved": total.moved,
        "versionBefore": before,
        "versionAfter": after,
    }
    desk.journal.append(SERVICE_CHAIN, [NewEntry(CASES_COMPUTED, SERVICE.actor_id, at, details)])
    log.info("cases computed again", cases=total.seen, moved=total.moved, left=total.left)
