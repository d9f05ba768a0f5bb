"""Order what was granted, whole and before the first change; attest what a person did; tell how far it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from app.audit.model import JournalDetail
from app.cases.guards import MissingPermission, check_gate
from app.cases.model import Case, Claim
from app.cases.rules import add, apply, check_step, entry
from app.cases.transitions import Action, JournalKind
from app.casework.changing import result_of_none
from app.casework.desk import Desk
from app.casework.executed import with_executed
from app.casework.execution_plan import (
    NEEDS_PERSON,
    open_steps,
    planned,
    to_execute,
)
from app.casework.kept_from_erasure import check_erasable
from app.casework.restrict import keep_decided
from app.casework.retention_hold import check_copies_sealed
from app.casework.suppress import suppress
from app.errors import DeskError
from app.executions.model import ExecutionStep, Plan, StepStatus
from app.kit.ids import BadReference, read_reference
from app.outbox.model import FAILURES, TaskName
from app.personnel.changes import ChangeKind
from app.staff.model import Actor
from app.staff.rules import Act, may


class ReferenceNotTyped(DeskError):
    """An erasure cannot be undone: the reference of the case has to be typed."""

    code: ClassVar[str] = "confirmReferenceMissing"


class EarlierStepsFirst(DeskError):
    """What is corrected or restricted in the case is ordered before anything is erased (section 5)."""

    code: ClassVar[str] = "earlierStepsFirst"


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

    Erasure is for a decision maker who did not draft, who types the reference. Where nothing is left
    to do, nobody is asked to look at it any more, and nothing else changes. Raises VersionMismatch,
    IllegalTransition, MissingPermission, CopyNotSealed, LegalHoldStands, RestrictionKeeps,
    EarlierStepsFirst, ReferenceNotTyped, CorrectionUnclear, CorrectionMissing.
    """
    desk.cases.hold(case)
    check_step(case, Action.EXECUTE, by=by)
    check_gate(case, desk.rights)
    if not to_execute(desk, case):
        desk.cases.finish_tasks(case.case_id, FAILURES[TaskName.EXECUTE], at=at)
        return case
    check_copies_sealed(desk, case)
    kept = {step.step_key: step for step in desk.executions.list(case.case_id)}
    plan = planned(desk, case, at=at)
    waits = StepStatus.AWAITS_ORDER
    steps = [kept.get(step.step_key, replace(step, status=waits)) for step in plan.steps]
    ordered = [step for step in steps if _may_order(desk, case, step, by)]
    _check_may(steps, ordered)
    check_erasable(desk, case, ordered)
    _check_reference(case, ordered, confirm_reference)
    desk.executions.add(steps)
    for step in ordered:
        desk.executions.put(replace(step, status=StepStatus.PLANNED, attempts=0, reason=""))
    marking = keep_decided(desk, case, plan.restrictions, by=by, at=at)
    desk.cases.finish_tasks(case.case_id, FAILURES[TaskName.EXECUTE], at=at)
    _settle_task(desk, case, at=at)
    change = apply(
        case,
        Action.EXECUTE,
        by=by,
        at=at,
        details={"steps": len(ordered), "planned": len(steps)},
        tasks=(TaskName.EXECUTE,),
    )
    change = with_executed(desk, change, by=by, at=at)
    desk.cases.save(replace(change, tasks=(*change.tasks, *marking)))
    return change.case


def _settle_task(desk: Desk, case: Case, *, at: datetime) -> None:
    """Finish what a person had to do at the source, once no step waits for that any more."""
    if all(s.status is not StepStatus.NEEDS_PERSON for s in open_steps(desk, case)):
        desk.cases.finish_tasks(case.case_id, NEEDS_PERSON, at=at)


def _may_order(desk: Desk, case: Case, step: ExecutionStep, by: Actor) -> bool:
    if step.status not in {StepStatus.AWAITS_ORDER, StepStatus.NEEDS_PERSON, StepStatus.WAITS}:
        return False
    return _may_do(desk, case, step.kind, by)


def _may_do(desk: Desk, case: Case, kind: ChangeKind, by: Actor) -> bool:
    """Whether a change is for this actor: an erasure for a decision maker who did not draft."""
    if kind is not ChangeKind.ERASE:
        return may(by, Act.EXECUTE)
    drafted = desk.policy.four_eyes and by.actor_id in case.drafters
    return may(by, Act.EXECUTE_ERASURE) and not drafted


def _check_may(steps: Sequence[ExecutionStep], ordered: Sequence[ExecutionStep]) -> None:
    waiting = [s for s in steps if s.status is StepStatus.AWAITS_ORDER]
    if waiting and not ordered:
        raise MissingPermission("These steps are ordered by another role, or by other eyes")
    if any(step.kind is ChangeKind.ERASE for step in ordered):
        _check_sequence(steps, ordered)


def _check_sequence(steps: Sequence[ExecutionStep], ordered: Sequence[ExecutionStep]) -> None:
    """Section 5: rectify, then restrict, then erase; nothing overtakes a step that waits for its order."""
    waiting = (s for s in steps if s.status is StepStatus.AWAITS_ORDER and s not in ordered)
    if any(step.kind is not ChangeKind.ERASE for step in waiting):
        raise EarlierStepsFirst("Other steps of this case are ordered before the erasure")


def _check_reference(case: Case, ordered: Sequence[ExecutionStep], typed: str) -> None:
    if all(step.kind is not ChangeKind.ERASE for step in ordered):
        return
    try:
        meant = read_reference(typed)
    except BadReference as error:
        raise ReferenceNotTyped("Type the reference of the case to erase") from error
    if meant != case.reference:
        raise ReferenceNotTyped("Type the reference of the case to erase")


def attest(desk: Desk, case: Case, step_key: str, *, records: int, by: Actor, at: datetime) -> Case:
    """Record that a person did by hand, at the source, what the store could not do by itself.

    What was erased is recorded even where somebody waits for a copy: it is gone. Raises StepUnknown, MissingPermission.
    """
    desk.cases.hold(case)
    check_step(case, Action.EXECUTE, by=by)
    waiting = [s for s in open_steps(desk, case) if s.status is StepStatus.NEEDS_PERSON]
    step = next((s for s in waiting if s.step_key == step_key), None)
    if step is None:
        raise StepUnknown("No such step waits for a person")
    if not _may_do(desk, case, step.kind, by):
        raise MissingPermission("This step is attested by another role, or by other eyes")
    desk.executions.put(
        replace(step, status=StepStatus.DONE, done_at=at, records=records, reason="")
    )
    if step.kind is ChangeKind.ERASE:
        suppress(desk, step, result_of_none(), at=at)
    _settle_task(desk, case, at=at)
    details: JournalDetail = {"stepKey": step_key, "system": step.system, "records": records}
    change = add(case, (entry(JournalKind.STEP_ATTESTED, by, at, details),))
    change = with_executed(desk, change, by=by, at=at)
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
        claims = {claim.claim_id for claim in self.open_claims}
        found = {step.status for step in self.steps if step.claim_id in claims}
        if StepStatus.NEEDS_PERSON in found:
            return "needsPerson"
        if found & {StepStatus.PLANNED, StepStatus.WAITS}:
            return "running"
        return "awaitsOrder"


def progress(desk: Desk, case: Case) -> Progress:
    """Return how far the execution of a case is."""
    return Progress(desk.executions.list(case.case_id), to_execute(desk, case))
