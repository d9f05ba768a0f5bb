"""What follows once every step of a claim is done: the claim is executed, and its recipients are told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from app.cases.model import Case, Change, Claim
from app.cases.rules import entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.casework.execution_plan import to_execute
from app.casework.notify import notices_for
from app.casework.restriction_marks import unmark
from app.executions.model import ExecutionStep, StepStatus
from app.kit.clock import brussels_date
from app.notices.model import NoticeAction
from app.outbox.model import FAILURES, Task, TaskName
from app.personnel.changes import ChangeKind
from app.restrictions.model import RestrictionState
from app.restrictions.rules import REPLACED
from app.staff.model import Actor

_ACTIONS: Mapping[ChangeKind, NoticeAction] = MappingProxyType(
    {
        ChangeKind.RECTIFY: NoticeAction.RECTIFIED,
        ChangeKind.SUPPLEMENT: NoticeAction.RECTIFIED,
        ChangeKind.RESTRICT: NoticeAction.RESTRICTED,
        ChangeKind.ERASE: NoticeAction.ERASED,
    }
)


"""What a recipient is told of a change (Art. 19); the end of a use is nothing to tell."""


def with_executed(desk: Desk, change: Change, *, by: Actor, at: datetime) -> Change:
    """Return the change with the claims marked of which every step is done, and their notices planned."""
    steps = desk.executions.list(change.case.case_id)
    waiting = to_execute(desk, change.case)
    ready = [
        claim
        for claim in waiting
        if all(s.status is StepStatus.DONE for s in steps if s.claim_id == claim.claim_id)
    ]
    if not ready:
        return change
    if len(ready) == len(waiting):  # also where a job was given up and another one did the rest
        desk.cases.finish_tasks(change.case.case_id, FAILURES[TaskName.EXECUTE], at=at)
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
        tasks=(*change.tasks, *_unmarking(desk, case, ids, at=at)),
        additive=False,
    )


def _unmarking(desk: Desk, case: Case, claim_ids: set[str], *, at: datetime) -> Iterator[Task]:
    """Take away the marks of what rested since registration, now that the decided ones stand in the stores.

    Yields what is left to order: a silent store is told later.
    """
    for one in desk.restrictions.of_case(case.case_id, lifted=True):
        replaced = one.state is not RestrictionState.LIFTED or one.lift_reason == REPLACED
        if not (one.interim and replaced and one.claim_id in claim_ids):
            continue
        if not unmark(desk, one, on=brussels_date(at)):
            arguments = {"case_id": case.case_id, "restriction_id": one.restriction_id}
            yield Task(TaskName.LIFT_RESTRICTION, arguments, lock=case.case_id)


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
