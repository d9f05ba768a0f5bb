"""The warnings on the way to a deadline, each with the moment it is given (DL-10)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from app.deadlines.arithmetic import BRUSSELS, DAY
from app.deadlines.model import Clock, Stage

INTERNAL_TARGET_DAYS: Final = 15
"""Policy: calendar days after the receipt by which an answer should be ready (DL-10)."""
GIVEN_AT: Final = time(7)
"""The hour in Brussels at which a warning is given (DL-10)."""
# A negative number of days before the end lies after it.
_DUE_STAGES: Final = {
    Stage.DAY_14: 14,
    Stage.DAY_7: 7,
    Stage.DAY_3: 3,
    Stage.DAY_1: 1,
    Stage.DUE: 0,
    Stage.DEADLINE_MISSED: -1,
}
_SAFE_HARBOUR_STAGES: Final = {
    Stage.SAFE_HARBOUR_7: 7,
    Stage.SAFE_HARBOUR_3: 3,
    Stage.SAFE_HARBOUR_1: 1,
}


@dataclass(frozen=True, slots=True)
class Reminder:
    """One warning: it is known by its deadline and its stage, so that another deadline has its own."""

    stage: Stage
    deadline_on: date
    due_at: datetime


def internal_target(received_on: date) -> date:
    """Return the day, 15 calendar days after the receipt, by which we want to answer (DL-10)."""
    return received_on + INTERNAL_TARGET_DAYS * DAY


def reminders_of(clock: Clock) -> tuple[Reminder, ...]:
    """Return the warnings of an unanswered case by its clock as it is now, in the order they are given (DL-10).

    While a suspension is open there is no due date to warn of: only the safe-harbour date comes near.
    """
    if clock.due_on is None:
        return _before(clock.safe_harbour_on, _SAFE_HARBOUR_STAGES)
    target = internal_target(clock.received_on)
    given = (
        Reminder(Stage.INTERNAL_TARGET, target, given_at(target)),
        *_before(clock.due_on, _DUE_STAGES),
    )
    return tuple(sorted(given, key=lambda reminder: reminder.due_at))


def given_at(on: date) -> datetime:
    """Return 07:00 of the day in Brussels, whatever the clocks do there (DL-10)."""
    return datetime.combine(on, GIVEN_AT, tzinfo=BRUSSELS)


def newest(passed: Iterable[Reminder]) -> Reminder | None:
    """Return the one warning, of those whose moment passed, that still says something new.

    A handler needs to know how near the end is now: that it was fourteen days away, told together
    with its being three days away, is noise. So the older ones of a case are passed over.
    """
    return max(passed, key=lambda reminder: (reminder.due_at, reminder.deadline_on), default=None)


def missed_on(due_on: date) -> date:
    """Return the first day on which the answer is overdue (DL-13)."""
    return due_on + DAY


def is_late(reminder: Reminder, at: datetime) -> bool:
    """Whether a warning is given on a later day than its own."""
    return at.astimezone(BRUSSELS).date() > reminder.due_at.astimezone(BRUSSELS).date()


def _before(end: date, stages: Mapping[Stage, int]) -> tuple[Reminder, ...]:
    days = ((stage, end - count * DAY) for stage, count in stages.items())
    return tuple(Reminder(stage, end, given_at(day)) for stage, day in days)
