"""The daily round: what is due is done or made a task, each once, however often the round runs."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from app.cases.model import ENDS, Case, State
from app.cases.proof import receive_answer, resumes_on
from app.cases.rules import clock_of
from app.cases.rules import close as closed
from app.cases.ways import (
    LAPSE_TASK,
    REMIND_TASK,
    REVIEW_TASK,
    lapse_prepared_on,
    question_open,
    reminder_on,
)
from app.casework.copies_of_identity import destroy_left, sweep, with_copies_destroyed
from app.casework.desk import Desk
from app.casework.each_case import OpenDesk, each_case
from app.casework.notify import is_something_open
from app.casework.reminding import give_due
from app.casework.unchecked import VirusCheckWaits, check_waiting
from app.casework.waiting_proof import is_reminded, proof_waits
from app.deadlines.model import Suspension, SuspensionKind
from app.delivery.rules import has_arrived
from app.errors import DeskError
from app.kit.clock import brussels_date
from app.restrictions.rules import LIFT_TASK, days_due
from app.staff.model import SERVICE


class RoundIncomplete(DeskError):
    """Some cases could not be looked at; the others were. Facts `seen`, `failed`."""

    code: ClassVar[str] = "roundIncomplete"


@dataclass(frozen=True, slots=True)
class Round:
    """How many cases may have needed something, and how many of them somebody was working on."""

    seen: int
    busy: int


def round_of_the_day(open_desk: OpenDesk, *, at: datetime) -> Round:
    """Look at every case that may need something today, each in a transaction of its own.

    A case that somebody works on is left for the next round. Raises RoundIncomplete at the end
    where a case could not be looked at: its id is logged, with the class of the error alone.
    """
    with open_desk() as desk:
        on = brussels_date(at)
        others = (
            *desk.documents.with_copies(),
            *desk.restrictions.due_cases(on),
            *desk.deliveries.arrived_cases(),
        )
        due = tuple(dict.fromkeys((*desk.cases.to_watch(on), *others)))
        desk.collector_tasks.tidy(at=at)
    busy, failed = each_case(
        open_desk,
        due,
        lambda desk, case_id: not look_at(desk, case_id, at=at),
        failing="case not looked at",
    )
    if failed:
        message = f"{failed} of {len(due)} cases could not be looked at"
        raise RoundIncomplete(message, seen=len(due), failed=failed)
    return Round(len(due), busy)


def look_at(desk: Desk, case_id: str, *, at: datetime) -> bool:
    """Do for one case what is due: destroy copies nobody needs, resume a period, ask a handler to remind, to end, to lift, give a warning that was missed, close what arrived.

    False when somebody works on the case, so that nothing was done.
    """
    case = desk.cases.load_free(case_id)
    if case is None:
        return False
    destroy_left(desk, case, at=at)
    _ask_to_lift(desk, case, at=at)
    with suppress(VirusCheckWaits):  # the next round asks again
        check_waiting(desk, case, at=at)
    if case.state is State.SENT:
        _close(desk, case, at=at)
    if case.state in ENDS or case.sent_at is not None:
        return True
    if case.state is State.SPECIFICATION_PENDING:
        case = _resume(desk, case, at=at)
    elif case.state is State.IDENTITY_PENDING:
        _remind(desk, case, at=at)
    give_due(desk, case, at=at)
    return True


def _ask_to_lift(desk: Desk, case: Case, *, at: datetime) -> None:
    """Ask a handler to lift what ends by now, as the person was told; a standing restriction outlives its case."""
    for day in days_due(desk.restrictions.of_case(case.case_id), brussels_date(at)):
        _ask_once(desk, case, LIFT_TASK, due_on=day, at=at)


def _close(desk: Desk, case: Case, *, at: datetime) -> None:
    """Close an answered case whose answer is known to have arrived, once nothing is open (section 9)."""
    handed_over = desk.deliveries.list(case.case_id)
    arrived = case.sent_at is not None and has_arrived(handed_over, since=case.sent_at)
    if not arrived or is_something_open(desk, case.case_id):
        return
    sweep(desk, case.case_id, at=at)
    change = with_copies_destroyed(desk, closed(case, by=SERVICE, at=at), by=SERVICE, at=at)
    desk.cases.save(change)


def _resume(desk: Desk, case: Case, *, at: datetime) -> Case:
    """Take silence for `everything`, and return the case: the period runs on from the day that was announced (section 1.3)."""
    kind = SuspensionKind.SPECIFICATION
    asked = next(s for s in case.suspensions if s.kind is kind)
    until = resumes_on(asked)
    if brussels_date(at) < until:
        return case
    change = receive_answer(case, kind, on=until, sufficient=True, by=SERVICE, at=at)
    desk.cases.save(change)
    return change.case


def _remind(desk: Desk, case: Case, *, at: datetime) -> None:
    asked = question_open(case)
    if asked is None:
        return
    if proof_waits(desk, case):
        # Letters that chase the person rest while their answer waits for us: the handler is reminded.
        if brussels_date(at) >= reminder_on(asked):
            _ask_once(desk, case, REVIEW_TASK, due_on=reminder_on(asked), at=at)
        return
    if brussels_date(at) >= reminder_on(asked) and not is_reminded(desk, case):
        _ask_once(desk, case, REMIND_TASK, due_on=reminder_on(asked), at=at)
    prepared_on = _prepared_on(desk, case, asked)
    if brussels_date(at) >= prepared_on:
        _ask_once(desk, case, LAPSE_TASK, due_on=prepared_on, at=at)


def _prepared_on(desk: Desk, case: Case, asked: Suspension) -> date:
    safe_harbour_on = clock_of(case, desk.calendar).safe_harbour_on
    return lapse_prepared_on(asked, safe_harbour_on, calendar=desk.calendar)


def _ask_once(desk: Desk, case: Case, kind: str, *, due_on: date, at: datetime) -> bool:
    """Give a handler a task; False where it was given before, done or not.

    The day it falls due tells one question, or one deadline, from the next.
    """
    if desk.cases.had_task(case.case_id, kind, due_on=due_on):
        return False
    desk.cases.add_task(case.case_id, kind, due_on=due_on, at=at)
    return True
