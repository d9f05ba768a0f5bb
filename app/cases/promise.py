"""The day on which a person was promised to hear from us: one rule for the letters and the status page."""

from datetime import date

from app.cases.model import Case
from app.deadlines.model import Clock


def promised_on(case: Case, clock: Clock) -> date | None:
    """Return the day by which the person hears from us; None while the clock is suspended.

    After an extension it is the earlier reading that L05 named (DL-08; section 10, row 17), until
    a pause that ends later moves it.
    """
    extension = case.extension
    if extension is None or clock.due_on is None or _paused_after(case, extension.extended_on):
        return clock.due_on
    return min(extension.planned_on, clock.due_on)


def _paused_after(case: Case, on: date) -> bool:
    """Whether a pause ended after `on`, so that a date promised then has moved."""
    return any(s.answered_on is not None and s.answered_on > on for s in case.pauses)
