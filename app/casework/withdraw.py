"""The person takes the request back, wholly or in part: confirmed with letter L16 (IN-10)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from app.cases.guards import UnknownClaim
from app.cases.model import Case
from app.cases.rules import withdraw as withdrawn
from app.casework.correspondence import frame, issue_letter, with_note
from app.casework.desk import Desk
from app.casework.ending import save_end
from app.executions.model import StepStatus
from app.kit.clock import brussels_date
from app.letters import compose
from app.staff.model import Actor


def withdraw(
    desk: Desk,
    case: Case,
    claim_ids: Sequence[str] | None,
    *,
    reason: str | None,
    by: Actor,
    at: datetime,
) -> Case:
    """Withdraw all or some claims and confirm it. Raises UnknownClaim, IllegalTransition."""
    desk.cases.hold(case)
    on = brussels_date(at)
    change = withdrawn(case, _not_begun(desk, case, claim_ids), on=on, by=by, at=at)
    context = compose.withdrawal(frame(desk, change.case, on=on), withdrawn_on=on)
    written = issue_letter(desk, change.case, context, by=by, at=at)
    change = replace(change, entries=(*change.entries, written))
    if reason:
        change = with_note(desk, change, reason, by=by, at=at)
    return save_end(desk, change, by=by, at=at)


def _not_begun(desk: Desk, case: Case, claim_ids: Sequence[str] | None) -> Sequence[str] | None:
    """Return the claims meant. What was changed in a store is not taken back half-way: it is carried out."""
    steps = desk.executions.list(case.case_id)
    begun = {step.claim_id for step in steps if step.status is StepStatus.DONE}
    if not begun:
        return claim_ids
    free = [c.claim_id for c in case.open_claims if c.claim_id not in begun and not c.executed_at]
    if claim_ids is None:
        return free
    if begun & set(claim_ids):
        raise UnknownClaim("The case has no such open claim")
    return claim_ids
