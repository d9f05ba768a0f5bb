"""Do what was ordered in the stores, step by step: each step once, each in a transaction of its own."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from app.audit.model import JournalDetail
from app.cases.model import Case
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.changing import change_of, changer
from app.casework.desk import Desk
from app.casework.executed import with_executed
from app.casework.execution_plan import NEEDS_PERSON, open_steps
from app.casework.kept_from_erasure import KEPT, check_erasable
from app.casework.retention_hold import CopyNotSealed
from app.casework.suppress import suppress
from app.executions.model import ExecutionStep, StepStatus
from app.kit.clock import brussels_date
from app.outbox.model import FAILURES, Task, TaskName
from app.personnel.changes import ChangeKind, ChangeResult, ChangesData, ChangeStatus
from app.personnel.model import SourceError, SourceLater
from app.staff.model import SERVICE

OpenDesk: TypeAlias = Callable[[], AbstractContextManager[Desk]]


def carry_out(open_desk: OpenDesk, case_id: str, *, at: Callable[[], datetime]) -> None:
    """Do every ordered step that is not done yet, each in a transaction of its own.

    Killed at any moment, it goes on where it was: a step that the store has done already is only
    recorded. Safe to run twice at the same time.
    """
    for _ in range(_most_steps(open_desk, case_id)):
        with open_desk() as desk:
            if not _next(desk, case_id, at=at()):
                return


def work(
    open_desk: OpenDesk, case_id: str, *, at: Callable[[], datetime], resume: str = ""
) -> None:
    """Do what is ordered: the worker's job. `resume` names a silent system whose steps are tried again."""
    if resume:
        with open_desk() as desk:
            _resume(desk, case_id, system=resume)
    carry_out(open_desk, case_id, at=at)


def _most_steps(open_desk: OpenDesk, case_id: str) -> int:
    with open_desk() as desk:
        return len(desk.executions.list(case_id))


def _next(desk: Desk, case_id: str, *, at: datetime) -> bool:
    """Do the next step, if there is one. The claim may have been withdrawn since it was ordered."""
    case = desk.cases.load(case_id, hold=True)
    step = next((s for s in open_steps(desk, case) if s.status is StepStatus.PLANNED), None)
    if step is None:
        return False
    try:
        check_erasable(desk, case, (step,))
        store = changer(desk, step)
        result = store.apply(change_of(desk, case, step, on=brussels_date(at)))
    except (CopyNotSealed, *KEPT) as kept:
        _await_order(desk, case, reason=kept.code, at=at)
    except SourceLater:
        _wait(desk, case, step, at=at)
    except SourceError as error:
        _ask_a_person(desk, case, step, reason=error.code, at=at)
    else:
        _record(desk, case, step, _as_known(step, store, result), at=at)
    return True


def _as_known(step: ExecutionStep, store: ChangesData, result: ChangeResult) -> ChangeResult:
    """Return the result, with what was planned where the store had done it before we heard of it.

    A store that keeps no step keys finds nothing left of what it erased for us: that is no
    erasure of nothing, and it is told and noted like any other.
    """
    forgotten = step.kind is ChangeKind.ERASE and not store.keeps_steps
    if result.status is ChangeStatus.NOTHING_THERE and forgotten and step.records:
        result = replace(result, status=ChangeStatus.ALREADY_DONE)
    if result.status is ChangeStatus.ALREADY_DONE:
        return replace(result, records=step.records)
    if forgotten and result.records < step.records:  # some went before a call failed half-way
        return replace(result, records=step.records)
    return result


def _record(
    desk: Desk, case: Case, step: ExecutionStep, result: ChangeResult, *, at: datetime
) -> None:
    done = replace(
        step,
        status=StepStatus.DONE,
        done_at=at,
        records=result.records,
        remaining=result.remaining,
        reason="",
    )
    desk.executions.put(done)
    if done.kind is ChangeKind.ERASE and result.status is not ChangeStatus.NOTHING_THERE:
        suppress(desk, done, result, at=at)
    details: JournalDetail = {
        "stepKey": done.step_key,
        "kind": done.kind.value,
        "system": done.system,
        "holding": done.holding,
        "records": result.records,
        "result": result.status.value,
    }
    change = add(case, (entry(JournalKind.STEP_DONE, SERVICE, at, details),))
    desk.cases.save(with_executed(desk, change, by=SERVICE, at=at))


def _wait(desk: Desk, case: Case, step: ExecutionStep, *, at: datetime) -> None:
    """Try the system again later, a few times; then a handler looks at the step.

    All that is ordered there waits with it, as one: what follows does not overtake it (section 5),
    and the pauses are not used up step by step.
    """
    pauses = desk.policy.retry_seconds
    if step.attempts >= len(pauses):
        _ask_a_person(desk, case, step, reason="sourceUnavailable", at=at)
        return
    for one in open_steps(desk, case):
        if one.system == step.system and one.status is StepStatus.PLANNED:
            waiting = replace(one, status=StepStatus.WAITS, attempts=step.attempts + 1)
            desk.executions.put(waiting)
    again = Task(
        TaskName.EXECUTE,
        {"case_id": case.case_id, "resume": step.system},
        delay_seconds=pauses[step.attempts],
    )
    details: JournalDetail = {"stepKey": step.step_key, "system": step.system}
    desk.cases.save(add(case, (entry(JournalKind.STEP_WAITS, SERVICE, at, details),), (again,)))


def _await_order(desk: Desk, case: Case, *, reason: str, at: datetime) -> None:
    """Put back every erasure that is left: since it was ordered a copy of these data was asked for (IN-07), or
    something began to keep them."""
    entries = []
    for one in open_steps(desk, case):
        if one.kind is ChangeKind.ERASE and one.status is StepStatus.PLANNED:
            desk.executions.put(replace(one, status=StepStatus.AWAITS_ORDER, reason=reason))
            details: JournalDetail = {
                "stepKey": one.step_key,
                "system": one.system,
                "reason": reason,
            }
            entries.append(entry(JournalKind.STEP_WAITS, SERVICE, at, details))
    desk.cases.add_task(case.case_id, FAILURES[TaskName.EXECUTE], due_on=brussels_date(at), at=at)
    desk.cases.save(add(case, entries))


def _ask_a_person(
    desk: Desk, case: Case, step: ExecutionStep, *, reason: str, at: datetime
) -> None:
    desk.executions.put(replace(step, status=StepStatus.NEEDS_PERSON, reason=reason))
    desk.cases.add_task(case.case_id, NEEDS_PERSON, due_on=brussels_date(at), at=at)
    details: JournalDetail = {"stepKey": step.step_key, "system": step.system, "reason": reason}
    desk.cases.save(add(case, (entry(JournalKind.STEP_WAITS, SERVICE, at, details),)))


def _resume(desk: Desk, case_id: str, *, system: str) -> None:
    """Put the steps that wait for a silent system back in line."""
    case = desk.cases.load(case_id, hold=True)
    for step in open_steps(desk, case):
        if step.system == system and step.status is StepStatus.WAITS:
            desk.executions.put(replace(step, status=StepStatus.PLANNED))
