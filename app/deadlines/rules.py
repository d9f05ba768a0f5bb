"""The Art. 12(3) clock: what is due when, and what may still be done (legal-rules section 1)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from app.deadlines.arithmetic import (
    earlier_extended_end,
    end_instant,
    nominal,
    period_end,
    received_on,
    roll,
    working_days_after,
    working_days_before,
)
from app.deadlines.holidays import Calendar
from app.deadlines.model import Clock, Standing, Suspension
from app.deadlines.steps import explain
from app.deadlines.suspensions import (
    InvalidSuspension,
    credit,
    credit_days,
    identity_request_in_time,
    weigh,
)
from app.errors import DeskError

__all__ = [
    "RULES_VERSION",
    "AlreadyExtended",
    "ExtensionTooLate",
    "ExtensionWithoutReasons",
    "InvalidSuspension",
    "check_extension",
    "compute",
    "credit_days",
    "days_left",
    "end_instant",
    "extension_plan",
    "identity_request_in_time",
    "may_extend",
    "nominal",
    "post_by",
    "received_on",
    "refusal_is_late",
    "refuse_by",
    "roll",
    "standing",
    "working_days_after",
    "working_days_before",
]

RULES_VERSION: Final = "2026-11-25"
AT_RISK_DAYS: Final = 7
"""Policy: calendar days before the end from which a case is at risk, as stage `day7`."""
POST_WORKING_DAYS: Final = 3
"""Policy: working days a letter needs to arrive (DL-12)."""


class AlreadyExtended(DeskError):
    """The one extension of the law was used (DL-08)."""

    code = "deadlineAlreadyExtended"


class ExtensionTooLate(DeskError):
    """The first deadline has passed: no notice can reach the person in time any more (DL-09)."""

    code = "extensionTooLate"


class ExtensionWithoutReasons(DeskError):
    """An extension needs reasons of this very case (DL-09)."""

    code = "extensionWithoutReasons"


def compute(
    received_on: date,
    *,
    calendar: Calendar,
    suspensions: Sequence[Suspension] = (),
    extended: bool = False,
    explained: bool = True,
) -> Clock:
    """Return the clock of a request received on this Brussels date, with every step explained unless nobody reads it.

    Raises CalendarEnds when a date that would be shown lies outside the calendar, and
    InvalidSuspension.
    """
    calendar.check(received_on)
    weighed = weigh(received_on, suspensions, calendar=calendar)
    days = credit(weighed)
    since = min((s.asked_on for s in suspensions if s.answered_on is None), default=None)
    first_on = None if since else period_end(received_on, 1, days, calendar)
    extended_on = None if since else period_end(received_on, 3, days, calendar)  # DL-08
    due_on = extended_on if extended else first_on
    clock = Clock(
        received_on=received_on,
        # GDPR art. 12(4): no pause moves the duty to say that nothing is done, and why.
        safe_harbour_on=period_end(received_on, 1, 0, calendar),
        credit_days=days,
        first_on=first_on,
        extended_on=extended_on,
        due_on=due_on,
        ends_at=end_instant(due_on) if due_on else None,
        suspended_since=since,
        steps=(),
        rules_version=RULES_VERSION,
        holidays_version=calendar.version,
    )
    if not explained:
        return clock
    return replace(clock, steps=explain(clock, weighed, calendar=calendar, extended=extended))


def days_left(clock: Clock, on: date) -> int | None:
    """Return the calendar days to the due date: 0 on it, negative after; None while suspended."""
    return None if clock.due_on is None else (clock.due_on - on).days


def standing(clock: Clock, on: date) -> Standing:
    """Return where the case stands: at risk from 7 calendar days before the end, overdue after it.

    While suspended the safe-harbour date is what may come too near; nothing is overdue (DL-13).
    """
    if clock.due_on is not None and on > clock.due_on:
        return Standing.OVERDUE
    left = ((clock.due_on or clock.safe_harbour_on) - on).days
    return Standing.AT_RISK if left <= AT_RISK_DAYS else Standing.ON_TIME


def check_extension(clock: Clock, *, on: date, already_extended: bool, reasons: str) -> None:
    """Raise AlreadyExtended, ExtensionTooLate or ExtensionWithoutReasons (DL-09).

    The notice must go out by the first deadline; while a suspension is open, by the safe-harbour
    date (section 1.3).
    """
    if already_extended:
        raise AlreadyExtended("The period was extended already; the law allows it once")
    if on > _first_end(clock):
        raise ExtensionTooLate("The first deadline has passed")
    if not reasons.strip():
        raise ExtensionWithoutReasons("An extension needs reasons of this case")


def may_extend(clock: Clock, *, on: date, already_extended: bool) -> bool:
    """Whether an extension with good reasons would be accepted on this day."""
    return not already_extended and on <= _first_end(clock)


def extension_plan(
    received_on: date, *, calendar: Calendar, suspensions: Sequence[Suspension] = ()
) -> date:
    """Return the day that L05 names and the desk plans for: the earlier reading of the law (DL-08).

    Raises InvalidSuspension, CalendarEnds.
    """
    days = credit_days(received_on, suspensions, calendar)
    return earlier_extended_end(received_on, days, calendar)


def refusal_is_late(clock: Clock, decided_on: date) -> bool:
    """Whether a full refusal comes after the first deadline: art. 12(4) knows no extension (DL-11).

    While a suspension is open the safe-harbour date stands for it.
    """
    return decided_on > refuse_by(clock)


def refuse_by(clock: Clock) -> date:
    """Return the last day on which a full refusal is in time, extended or not (art. 12(4), DL-11)."""
    return _first_end(clock)


def post_by(due_on: date, *, calendar: Calendar) -> date:
    """Return the last day to give a letter to the post, three working days earlier (DL-12)."""
    return working_days_before(due_on, POST_WORKING_DAYS, calendar=calendar)


def _first_end(clock: Clock) -> date:
    return clock.first_on or clock.safe_harbour_on
