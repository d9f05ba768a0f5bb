"""Carry out what was granted: ordered whole, then done step by step in the stores, each step once."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from app.audit.model import JournalDetail
from app.cases.guards import MissingPermission, check_gate
from app.cases.model import Case, Change, Claim
from app.cases.rules import add, apply, check_step, entry
from app.cases.transitions import Action, JournalKind
from app.casework.changing import change_of, changer, result_of_none
from app.casework.desk import Desk
from app.casework.execution_plan import check_copies_sealed, planned, to_execute
from app.casework.notify import notices_for
from app.casework.restrict import keep_decided
from app.errors import DeskError
from app.executions.model import ExecutionStep, Plan, StepStatus
from app.executions.store import Suppression
from app.kit.clock import brussels_date
from app.kit.ids import BadReference, read_reference
from app.kit.keyed_hash import keyed_hash
from app.notices.model import NoticeAction
from app.outbox.model import FAILURES, Task, TaskName
from app.personnel.changes import ChangeKind, ChangeResult, ChangeStatus
from app.personnel.model import SourceError, SourceLater
from app.staff.model import SERVICE, Actor
from app.staff.rules import Act, may

NEEDS_PERSON = "executionNeedsPerson"
"""Task of a handler: a store cannot make a change by itself."""

OpenDesk = Callable[[], AbstractContextManager[Desk]]


class ReferenceNotTyped(DeskError):
    """An erasure cannot be undone: the reference of the case has to be typed."""

    code: ClassVar[str] = "confirmReferenceMissing"


class StepUnknown(DeskError):
    """The case has no such step that waits for a person."""

    code: ClassVar[str] = "stepUnknown"


def dry_run(desk: Desk, case: Case, *, by: Actor, at: datetime) -> Plan:
    """Return what would change and what stays, with the reasons; nothing is done.

    Raises IllegalTransition before the decision, CorrectionUnclear and CorrectionMissing.
    """
    check_step(case, Action.EXECUTE, by=by)
    kept = desk.executions.list(case.case_id)
    plan = planned(desk, case, at=at)
    done = {step.step_key: step for step in kept}
    return replace(plan, steps=tuple(done.get(step.step_key, step) for step in plan.steps))


def order(desk: Desk, case: Case, *, confirm_reference: str, by: Actor, at: datetime) -> Case:
    """Order every step that the actor may order; the order stands before the first change is made.

    Erasure is for a decision maker who did not draft, and asks for the reference to be typed.
    Raises VersionMismatch, IllegalTransition, MissingPermission, CopyNotSealed, ReferenceNotTyped,
    CorrectionUnclear, CorrectionMissing.
    """
    desk.cases.hold(case)
    check_step(case, Action.EXECUTE, by=by)
    check_gate(case, desk.rights)
    check_copies_sealed(desk, case)
    kept = {step.step_key: step for step in desk.executions.list(case.case_id)}
    plan = planned(desk, case, at=at)
    steps = [
        kept.get(step.step_key, replace(step, status=StepStatus.AWAITS_ORDER))
        for step in plan.steps
    ]
    ordered = [step for step in steps if _may_order(desk, case, step, by)]
    _check_may(steps, ordered)
    if any(step.kind is ChangeKind.ERASE for step in ordered):
        _check_reference(case, confirm_reference)
    desk.executions.add(steps)
    for step in ordered:
        desk.executions.put(replace(step, status=StepStatus.PLANNED, attempts=0, reason=""))
    for kept_restriction in plan.restrictions:
        keep_decided(desk, kept_restriction)
    desk.cases.finish_tasks(case.case_id, NEEDS_PERSON, FAILURES[TaskName.EXECUTE], at=at)
    change = apply(
        case,
        Action.EXECUTE,
        by=by,
        at=at,
        details={"steps": len(ordered), "planned": len(steps)},
        tasks=(TaskName.EXECUTE,),
    )
    change = _with_executed(desk, change, by=by, at=at)
    desk.cases.save(change)
    return change.case


def _may_order(desk: Desk, case: Case, step: ExecutionStep, by: Actor) -> bool:
    if step.status not in {StepStatus.AWAITS_ORDER, StepStatus.NEEDS_PERSON, StepStatus.WAITS}:
        return False
    if step.kind is not ChangeKind.ERASE:
        return may(by, Act.EXECUTE)
    drafted = desk.policy.four_eyes and by.actor_id in case.drafters
    return may(by, Act.EXECUTE_ERASURE) and not drafted


def _check_may(steps: Sequence[ExecutionStep], ordered: Sequence[ExecutionStep]) -> None:
    waiting = [s for s in steps if s.status is StepStatus.AWAITS_ORDER]
    if waiting and not ordered:
        raise MissingPermission("These steps are ordered by another role, or by other eyes")


def _check_reference(case: Case, typed: str) -> None:
    try:
        meant = read_reference(typed)
    except BadReference as error:
        raise ReferenceNotTyped("Type the reference of the case to erase") from error
    if meant != case.reference:
        raise ReferenceNotTyped("Type the reference of the case to erase")


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
    """Do what is ordered: the worker's job. With `resume` what waited for a silent store is tried again."""
    if resume:
        with open_desk() as desk:
            _resume(desk, case_id)
    carry_out(open_desk, case_id, at=at)


def _most_steps(open_desk: OpenDesk, case_id: str) -> int:
    with open_desk() as desk:
        return len(desk.executions.list(case_id))


def _next(desk: Desk, case_id: str, *, at: datetime) -> bool:
    """Do the next step, if there is one."""
    case = desk.cases.load(case_id, hold=True)
    open_steps = [s for s in desk.executions.list(case_id) if s.status is StepStatus.PLANNED]
    if not open_steps:
        return False
    step = open_steps[0]
    try:
        result = _applied(desk, case, step, at=at)
    except SourceLater:
        _wait(desk, case, step, at=at)
    except SourceError as error:
        _ask_a_person(desk, case, step, reason=error.code, at=at)
    else:
        _record(desk, case, step, result, at=at)
    return True


def _applied(desk: Desk, case: Case, step: ExecutionStep, *, at: datetime) -> ChangeResult:
    store = changer(desk, step)
    return store.apply(change_of(desk, case, step, on=brussels_date(at)))


def _record(
    desk: Desk, case: Case, step: ExecutionStep, result: ChangeResult, *, at: datetime
) -> None:
    # What the store had done before we heard of it counts as planned: it cannot tell any more.
    records = step.records if result.status is ChangeStatus.ALREADY_DONE else result.records
    done = replace(
        step,
        status=StepStatus.DONE,
        done_at=at,
        records=records,
        remaining=result.remaining,
        reason="",
    )
    desk.executions.put(done)
    if done.kind is ChangeKind.ERASE and result.status is not ChangeStatus.NOTHING_THERE:
        desk.executions.suppress(_suppressions(desk, done, result, at=at))
    details: JournalDetail = {
        "stepKey": done.step_key,
        "kind": done.kind.value,
        "system": done.system,
        "holding": done.holding,
        "records": records,
        "result": result.status.value,
    }
    change = add(case, (entry(JournalKind.STEP_DONE, SERVICE, at, details),))
    desk.cases.save(_with_executed(desk, change, by=SERVICE, at=at))


def _with_executed(desk: Desk, change: Change, *, by: Actor, at: datetime) -> Change:
    """Return the change with the claims marked of which every step is done, and their notices planned."""
    steps = desk.executions.list(change.case.case_id)
    ready = [
        claim
        for claim in to_execute(desk, change.case)
        if all(s.status is StepStatus.DONE for s in steps if s.claim_id == claim.claim_id)
    ]
    if not ready:
        return change
    ids = {claim.claim_id for claim in ready}
    case = change.case
    claims = tuple(
        replace(claim, executed_at=at) if claim.claim_id in ids else claim for claim in case.claims
    )
    version = case.version + 1 if change.additive else case.version
    told = tuple(
        entry(JournalKind.CLAIM_EXECUTED, by, at, {"claimId": claim.claim_id, "right": claim.right})
        for claim in ready
    )
    for claim in ready:
        _plan_notices(desk, case, claim, steps, at=at)
        if any(s.kind is ChangeKind.ERASE for s in steps if s.claim_id == claim.claim_id):
            desk.dossiers.forget_content(case.case_id)
    return replace(
        change,
        case=replace(case, claims=claims, version=version),
        entries=(*change.entries, *told),
        additive=False,
    )


_ACTIONS: Mapping[ChangeKind, NoticeAction] = {
    ChangeKind.RECTIFY: NoticeAction.RECTIFIED,
    ChangeKind.SUPPLEMENT: NoticeAction.RECTIFIED,
    ChangeKind.RESTRICT: NoticeAction.RESTRICTED,
    ChangeKind.ERASE: NoticeAction.ERASED,
}


def _plan_notices(
    desk: Desk, case: Case, claim: Claim, steps: Sequence[ExecutionStep], *, at: datetime
) -> None:
    """Plan the notices of Art. 19: per action the categories and elements that it touched."""
    for kind, action in _ACTIONS.items():
        touched = [
            s for s in steps if s.claim_id == claim.claim_id and s.kind is kind and s.records
        ]
        if not touched:
            continue
        notices_for(
            desk,
            case,
            claim,
            action,
            category_ids=tuple(dict.fromkeys(s.category_id for s in touched)),
            elements=tuple(dict.fromkeys(e for s in touched for e in s.elements)),
            on=brussels_date(at),
            at=at,
        )


def _suppressions(
    desk: Desk, step: ExecutionStep, result: ChangeResult, *, at: datetime
) -> list[Suppression]:
    key = desk.policy.suppression_key
    subject = keyed_hash(key, step.system, step.subject_key)
    ids: Sequence[str] = ("",)
    if step.record_ids or step.expired_only:
        ids = result.record_ids or step.record_ids
    return [
        Suppression(
            step_key=step.step_key,
            system=step.system,
            holding=step.holding,
            subject_hash=subject,
            record_hash=keyed_hash(key, step.system, step.holding, record) if record else "",
            elements=step.elements,
            case_id=step.case_id,
            erased_at=at,
        )
        for record in ids
    ]


def _wait(desk: Desk, case: Case, step: ExecutionStep, *, at: datetime) -> None:
    """Try again later, a few times; then a handler looks at it."""
    pauses = desk.policy.retry_seconds
    if step.attempts >= len(pauses):
        _ask_a_person(desk, case, step, reason="sourceUnavailable", at=at)
        return
    waiting = replace(step, status=StepStatus.WAITS, attempts=step.attempts + 1)
    desk.executions.put(waiting)
    again = Task(
        TaskName.EXECUTE,
        {"case_id": case.case_id, "resume": "1"},
        delay_seconds=pauses[step.attempts],
    )
    details: JournalDetail = {"stepKey": step.step_key, "system": step.system}
    desk.cases.save(add(case, (entry(JournalKind.STEP_WAITS, SERVICE, at, details),), (again,)))


def _ask_a_person(
    desk: Desk, case: Case, step: ExecutionStep, *, reason: str, at: datetime
) -> None:
    desk.executions.put(replace(step, status=StepStatus.NEEDS_PERSON, reason=reason))
    desk.cases.add_task(case.case_id, NEEDS_PERSON, due_on=brussels_date(at), at=at)
    details: JournalDetail = {"stepKey": step.step_key, "system": step.system, "reason": reason}
    desk.cases.save(add(case, (entry(JournalKind.STEP_WAITS, SERVICE, at, details),)))


def _resume(desk: Desk, case_id: str) -> None:
    """Put the steps that wait for a silent store back in line."""
    desk.cases.load(case_id, hold=True)
    for step in desk.executions.list(case_id):
        if step.status is StepStatus.WAITS:
            desk.executions.put(replace(step, status=StepStatus.PLANNED))


def attest(desk: Desk, case: Case, step_key: str, *, records: int, by: Actor, at: datetime) -> Case:
    """Record that a person did by hand, at the source, what the store could not do by itself.

    Raises StepUnknown, MissingPermission.
    """
    desk.cases.hold(case)
    check_step(case, Action.EXECUTE, by=by)
    waiting = {
        s.step_key: s
        for s in desk.executions.list(case.case_id)
        if s.status is StepStatus.NEEDS_PERSON
    }
    step = waiting.get(step_key)
    if step is None:
        raise StepUnknown("No such step waits for a person")
    act = Act.EXECUTE_ERASURE if step.kind is ChangeKind.ERASE else Act.EXECUTE
    if not may(by, act):
        raise MissingPermission("This step is attested by another role")
    desk.executions.put(replace(step, status=StepStatus.DONE, done_at=at, records=records))
    if step.kind is ChangeKind.ERASE:
        desk.executions.suppress(_suppressions(desk, step, result_of_none(), at=at))
    if len(waiting) == 1:
        desk.cases.finish_tasks(case.case_id, NEEDS_PERSON, at=at)
    details: JournalDetail = {"stepKey": step_key, "system": step.system, "records": records}
    change = add(case, (entry(JournalKind.STEP_ATTESTED, by, at, details),))
    change = _with_executed(desk, change, by=by, at=at)
    desk.cases.save(change)
    return change.case


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an execution is."""

    steps: tuple[ExecutionStep, ...]
    open_claims: tuple[Claim, ...]

    @property
    def state(self) -> str:
        """One word for it: `done`, `needsPerson`, `awaitsOrder` or `running`."""
        if not self.open_claims:
            return "done"
        found = {step.status for step in self.steps}
        if StepStatus.NEEDS_PERSON in found:
            return "needsPerson"
        if found & {StepStatus.PLANNED, StepStatus.WAITS}:
            return "running"
        return "awaitsOrder"


def progress(desk: Desk, case: Case) -> Progress:
    """Return how far the execution of a case is."""
    return Progress(desk.executions.list(case.case_id), to_execute(desk, case))
