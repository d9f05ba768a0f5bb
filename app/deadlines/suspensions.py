"""What a pause of the clock is worth in days (EDPB 01/2022 s.5.3; GDPR art. 12(6))."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.deadlines.arithmetic import working_days_after
from app.deadlines.holidays import Calendar
from app.deadlines.model import Suspension, SuspensionKind
from app.errors import DeskError

PROMPT_WORKING_DAYS: Final = 5
"""Policy: proof of identity asked later than this stops no clock."""


class InvalidSuspension(DeskError):
    """The pauses contradict themselves or the receipt."""

    code = "invalidSuspension"


@dataclass(frozen=True, slots=True)
class WeighedSuspension:
    """A pause with the last day on which its question was still prompt (None: no such limit)."""

    suspension: Suspension
    prompt_until: date | None

    @property
    def counts(self) -> bool:
        """Whether its days are credited."""
        return self.prompt_until is None or self.suspension.asked_on <= self.prompt_until


def check_suspensions(
    received_on: date, suspensions: Iterable[Suspension], *, calendar: Calendar
) -> None:
    """Raise InvalidSuspension when a pause cannot have been so, CalendarEnds outside the calendar."""
    still_open: Counter[SuspensionKind] = Counter()
    for pause in suspensions:
        calendar.check(pause.asked_on)
        if pause.asked_on < received_on:
            raise InvalidSuspension("A question cannot be asked before the receipt")
        if pause.answered_on is None:
            still_open[pause.kind] += 1
            continue
        calendar.check(pause.answered_on)
        if pause.answered_on < pause.asked_on:
            raise InvalidSuspension("An answer cannot come before its question")
    if any(count > 1 for count in still_open.values()):
        raise InvalidSuspension("Two questions of the same kind cannot be open together")


def prompt_until(
    received_on: date, on: date, *, calendar: Calendar, suspensions: Iterable[Suspension] = ()
) -> date:
    """Return the last day on which a question of identity asked `on` is prompt (section 1.3).

    Five working days after the receipt, or after the person's last answer to the earlier
    `suspensions`. Raises CalendarEnds.
    """
    answers = (s.answered_on for s in suspensions if s.answered_on is not None)
    start = max((a for a in answers if a <= on), default=received_on)
    return working_days_after(start, PROMPT_WORKING_DAYS, calendar=calendar)


def identity_request_in_time(
    received_on: date, on: date, *, calendar: Calendar, suspensions: Iterable[Suspension] = ()
) -> bool:
    """Whether asking for proof of identity `on` still stops the clock. Raises CalendarEnds."""
    return on <= prompt_until(received_on, on, calendar=calendar, suspensions=suspensions)


def weigh(
    received_on: date, suspensions: Sequence[Suspension], *, calendar: Calendar
) -> tuple[WeighedSuspension, ...]:
    """Return the pauses, in order of asking, each with its limit. Raises InvalidSuspension, CalendarEnds."""
    check_suspensions(received_on, suspensions, calendar=calendar)
    weighed = []
    for place, pause in enumerate(suspensions):
        limit = None
        if pause.kind is SuspensionKind.IDENTITY:
            others = (*suspensions[:place], *suspensions[place + 1 :])
            limit = prompt_until(received_on, pause.asked_on, calendar=calendar, suspensions=others)
        weighed.append(WeighedSuspension(pause, limit))
    return tuple(sorted(weighed, key=lambda w: w.suspension.asked_on))


def credit(weighed: Iterable[WeighedSuspension]) -> int:
    """Return the days in the union of the answered intervals that count: overlap counts once."""
    days, counted_to = 0, date.min
    for pause in (w.suspension for w in weighed if w.counts):
        if pause.answered_on is not None and pause.answered_on > counted_to:
            days += (pause.answered_on - max(pause.asked_on, counted_to)).days
            counted_to = pause.answered_on
    return days


def credit_days(received_on: date, suspensions: Sequence[Suspension], calendar: Calendar) -> int:
    """Return the calendar days that the pauses add to the unrolled end (section 1.3).

    An open pause adds nothing yet. Raises InvalidSuspension, CalendarEnds.
    """
    return credit(weigh(received_on, suspensions, calendar=calendar))
