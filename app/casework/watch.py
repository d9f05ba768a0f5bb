"""The daily round: what is due is done or made a task, each once, however often the round runs."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Final

from app.cases.guards import is_identity_asked
from app.cases.model import ENDS, Case, State
from app.cases.proof import receive_answer
from app.cases.rules import add, clock_of, entry
from app.cases.transitions import JournalKind
from app.cases.ways import LAPSE_TASK, OVERDUE_TASK, REMIND_TASK, RESUME_DAYS
from app.casework.desk import Desk
from app.casework.waiting_proof import proof_waits
from app.deadlines.arithmetic import working_days_before
from app.deadlines.model import SuspensionKind
from app.kit.clock import brussels_date
from app.staff.model import SERVICE

REMIND_DAYS: Final = 14
"""Policy: days after which a question of identity is to be asked once more (ID-10)."""
LAPSE_WORKING_DAYS: Final = 3
"""Policy: working days before the safe-harbour date at which a handler is asked to send L15 (ID-10)."""

OpenDesk = Callable[[], AbstractContextManager[Desk]]


def round_of_the_day(open_desk: OpenDesk, *, at: datetime) -> int:
    """Look at every case that may need something today; return how many there were."""
    on = brussels_date(at)
    with open_desk() as desk:
        due = desk.cases.to_watch(on)
    for case_id in due:
        with open_desk() as desk:
            look_at(desk, case_id, at=at)
    return len(due)


def look_at(desk: Desk, case_id: str, *, at: datetime) -> None:
    """Do for one case what is due: resume a period, ask a handler to remind, to end, to apologise."""
    case = desk.cases.load(case_id, hold=True)
    if case.state in ENDS or case.sent_at is not None:
        return
    if case.state is State.SPECIFICATION_PENDING:
        _resume(desk, case, at=at)
    elif is_identity_asked(case):
        _remind(desk, case, at=at)
    _tell_overdue(desk, case, at=at)


def _resume(desk: Desk, case: Case, *, at: datetime) -> None:
    """Take silence for `everything`: the period runs on from the day that was announced (section 1.3)."""
    asked = next(s for s in case.suspensions if s.kind is SuspensionKind.SPECIFICATION)
    until = asked.asked_on + timedelta(days=RESUME_DAYS)
    if brussels_date(at) >= until and asked.answered_on is None:
        kind = SuspensionKind.SPECIFICATION
        change = receive_answer(case, kind, on=until, sufficient=True, by=SERVICE, at=at)
        desk.cases.save(change)


def _remind(desk: Desk, case: Case, *, at: datetime) -> None:
    if proof_waits(desk, case):
        return  # letters that chase the person rest while their answer waits for us
    on = brussels_date(at)
    asked = max(
        s.asked_on
        for s in case.suspensions
        if s.kind is SuspensionKind.IDENTITY and s.answered_on is None
    )
    if on >= asked + timedelta(days=REMIND_DAYS):
        _ask_once(desk, case, REMIND_TASK, at=at)
    safe_harbour = clock_of(case, desk.calendar).safe_harbour_on
    if on >= working_days_before(safe_harbour, LAPSE_WORKING_DAYS, calendar=desk.calendar):
        _ask_once(desk, case, LAPSE_TASK, at=at)


def _tell_overdue(desk: Desk, case: Case, *, at: datetime) -> None:
    due_on = clock_of(case, desk.calendar).due_on
    if due_on is None or brussels_date(at) <= due_on:
        return
    told = {e.kind for e in desk.journal.entries(case.case_id)}
    if JournalKind.DEADLINE_PASSED.value in told:
        return
    details = {"dueOn": due_on.isoformat()}
    passed = entry(JournalKind.DEADLINE_PASSED, SERVICE, at, details)
    desk.cases.add_task(case.case_id, OVERDUE_TASK, due_on=brussels_date(at), at=at)
    desk.cases.save(add(case, (passed,)))


def _ask_once(desk: Desk, case: Case, kind: str, *, at: datetime) -> None:
    """Give a handler a task, unless it was given before: done or not, it is not given twice."""
    if not desk.cases.had_task(case.case_id, kind):
        desk.cases.add_task(case.case_id, kind, due_on=brussels_date(at), at=at)
