"""The person takes the request back, wholly or in part: confirmed with letter L16 (IN-10)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from app.cases.guards import UnknownClaim
from app.cases.model import Case, State
from app.cases.rules import check_step
from app.cases.transitions import Action
from app.cases.ways import TASKS_OF_A_QUESTION, ExecutionBegun
from app.cases.ways import withdraw as withdrawn
from app.casework.copies_of_identity import with_copies_destroyed
from app.casework.correspondence import frame, issue_letter, with_note
from app.casework.desk import Desk
from app.casework.ending import save_end
from app.casework.execution_plan import free_claims
from app.kit.clock import brussels_date
from app.letters import compose
from app.staff.model import Actor

_UNPROVEN = frozenset({State.RECEIVED, State.IDENTITY_PENDING})


def withdraw(
    desk: Desk,
    case: Case,
    claim_ids: Sequence[str] | None,
    *,
    reason: str | None,
    by: Actor,
    at: datetime,
) -> Case:
    """Withdraw all or some claims and confirm it. Raises UnknownClaim, ExecutionBegun, IllegalTransition."""
    desk.cases.hold(case)
    check_step(case, Action.WITHDRAW, by=by)
    on = brussels_date(at)
    chosen = _not_begun(desk, case, claim_ids)
    change = withdrawn(case, chosen, desk.rights, on=on, by=by, at=at)
    context = compose.withdrawal(frame(desk, change.case, on=on), withdrawn_on=on)
    written = issue_letter(desk, change.case, context, by=by, at=at)
    change = replace(change, entries=(*change.entries, written))
    if reason:
        change = with_note(desk, change, reason, by=by, at=at)
    if case.state in _UNPROVEN and change.case.state is State.IN_SEARCH:
        change = with_copies_destroyed(
            desk, change, by=by, at=at
        )  # ID-08: nobody looks at them now
        desk.cases.finish_tasks(case.case_id, *TASKS_OF_A_QUESTION, at=at)
    return save_end(desk, change, by=by, at=at)


def _not_begun(desk: Desk, case: Case, claim_ids: Sequence[str] | None) -> Sequence[str]:
    """Return the claims meant, all that are free where none is named. Raises UnknownClaim, ExecutionBegun."""
    known = {claim.claim_id for claim in case.open_claims}
    free = free_claims(desk, case)
    chosen = claim_ids if claim_ids is not None else sorted(free or known)
    if not known.issuperset(chosen):
        raise UnknownClaim("The case has no such open claim")
    if not free.issuperset(chosen):
        raise ExecutionBegun("What was begun in a store is finished and answered")
    return chosen
