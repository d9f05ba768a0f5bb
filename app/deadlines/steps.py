"""How a clock came to its date: one chain of steps from the receipt, each with rule and source."""

from collections.abc import Sequence
from datetime import date

from app.deadlines import wording
from app.deadlines.arithmetic import DAY, earlier_extended_end, nominal
from app.deadlines.holidays import Calendar, is_flemish_day
from app.deadlines.model import Clock, Step, Suspension
from app.deadlines.suspensions import WeighedSuspension
from app.language import Text

PAUSE_RULE = "1.3"
"""Suspensions stand in section 1.3 of the rule base, which has no number of its own per rule."""
_PAUSE_SOURCE = "EDPB 01/2022 s.5.3; GDPR art. 12(6)"
_MONTHS_SOURCE = "Reg. 1182/71 art. 3(2)(c)"
_EXTENSION_SOURCE = "GDPR art. 12(3); Reg. 1182/71 art. 3(2)(c)"


def explain(
    clock: Clock,
    weighed: Sequence[WeighedSuspension],
    *,
    calendar: Calendar,
    extended: bool,
) -> tuple[Step, ...]:
    """Return the steps to the due date, or to the safe-harbour date while a pause is open."""
    steps = [*_receipt(clock.received_on, calendar), *_worthless(clock.received_on, weighed)]
    if clock.due_on is None or clock.first_on is None or clock.extended_on is None:
        steps += _standing_still(clock, weighed)
        steps += _count(clock.received_on, months=1, calendar=calendar)
        text = wording.safe_harbour(clock.safe_harbour_on)
        return (*steps, _note(PAUSE_RULE, "GDPR art. 12(4)", clock.safe_harbour_on, text))
    if extended:
        text = wording.notice_was_due(clock.first_on)
        steps.append(_note("DL-09", "GDPR art. 12(3)", clock.received_on, text))
    steps += _count(
        clock.received_on,
        months=3 if extended else 1,
        calendar=calendar,
        credit=clock.credit_days,
        weighed=weighed,
    )
    due_on = clock.due_on
    steps.append(_note("DL-06", _MONTHS_SOURCE, due_on, wording.whole_day(due_on)))
    steps += (
        _plan(clock, due_on, calendar) if extended else [_if_extended(clock, clock.extended_on)]
    )
    if weighed:
        text = wording.without_pauses(clock.safe_harbour_on)
        steps.append(_note(PAUSE_RULE, "GDPR art. 12(4)", due_on, text))
    return tuple(steps)


def _if_extended(clock: Clock, extended_on: date) -> Step:
    """Tell, on the first deadline, where an extension would end."""
    counted_to = nominal(clock.received_on, 3)
    text = wording.if_extended(counted_to, extended_on, clock.credit_days)
    return _note("DL-08", _EXTENSION_SOURCE, clock.first_on or extended_on, text)


def _plan(clock: Clock, due_on: date, calendar: Calendar) -> list[Step]:
    """Tell of the earlier reading of the extended end, where there is one."""
    plan_on = earlier_extended_end(clock.received_on, clock.credit_days, calendar)
    if plan_on == due_on:
        return []
    return [_note("DL-08", "GDPR art. 12(3)", due_on, wording.plan_earlier(plan_on))]


def _note(rule: str, source: str, on: date, text: Text) -> Step:
    return Step(rule, source, on, on, text)


def _receipt(on: date, calendar: Calendar) -> list[Step]:
    steps = [_note("DL-02", "Reg. 1182/71 art. 3(2)", on, wording.receipt(on))]
    if not calendar.is_working_day(on):
        text = wording.receipt_on_rest_day()
        steps.append(_note("DL-03", "Reg. 1182/71 art. 3(3)", on, text))
    return steps


def _worthless(on: date, weighed: Sequence[WeighedSuspension]) -> list[Step]:
    """Tell of each pause that adds no days, and why."""
    texts = []
    for w in weighed:
        if w.prompt_until is not None and not w.counts:
            texts.append(wording.asked_too_late(w.suspension, w.prompt_until))
        elif w.suspension.answered_on == w.suspension.asked_on:
            texts.append(wording.answered_at_once(w.suspension))
    return [_note(PAUSE_RULE, _PAUSE_SOURCE, on, text) for text in texts]


def _standing_still(clock: Clock, weighed: Sequence[WeighedSuspension]) -> list[Step]:
    texts = [
        wording.standing_still(w.suspension) for w in weighed if w.suspension.answered_on is None
    ]
    if clock.credit_days:
        texts.insert(0, wording.credited(clock.credit_days, _credited(weighed)))
    return [_note(PAUSE_RULE, _PAUSE_SOURCE, clock.received_on, text) for text in texts]


def _count(
    received_on: date,
    *,
    months: int,
    calendar: Calendar,
    credit: int = 0,
    weighed: Sequence[WeighedSuspension] = (),
) -> list[Step]:
    end = nominal(received_on, months)
    text = wording.months_later(received_on, months, end)
    if months == 1:
        steps = [Step("DL-04", _MONTHS_SOURCE, received_on, end, text)]
    else:
        text = wording.extension_counts_from_receipt(text)
        steps = [Step("DL-08", _EXTENSION_SOURCE, received_on, end, text)]
    if credit:
        text = wording.credited(credit, _credited(weighed))
        steps.append(Step(PAUSE_RULE, _PAUSE_SOURCE, end, end + credit * DAY, text))
    return steps + _rolls(steps[-1].end, calendar)


def _credited(weighed: Sequence[WeighedSuspension]) -> list[Suspension]:
    """Return the pauses that add days, open ones not yet."""
    return [
        w.suspension
        for w in weighed
        if w.counts and w.suspension.answered_on not in (None, w.suspension.asked_on)
    ]


def _rolls(on: date, calendar: Calendar) -> list[Step]:
    source = "Reg. 1182/71 art. 3(4)"
    steps = []
    while not calendar.is_working_day(on):
        text = wording.roll_reason(on, calendar)
        steps.append(Step("DL-05", source, on, on + DAY, text))
        on += DAY
    if is_flemish_day(on):
        steps.append(_note("DL-05", source, on, wording.flemish_day_stays()))
    return steps
