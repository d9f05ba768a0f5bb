"""What is possible with a case, told before it is tried."""

from collections.abc import Sequence
from datetime import date

from app.cases.allowed import Beside, allowed_actions
from app.cases.model import Case, Claim, State
from app.cases.transitions import TRANSITIONS, Action
from app.casework.desk import Desk
from app.casework.execution_plan import to_execute
from app.casework.facts import proposals
from app.decisions.model import EffectiveDecision
from app.decisions.rules import effective, needs_decision_maker
from app.personnel.model import Dossier
from app.personnel.rules import third_party_counts
from app.staff.model import Actor


def actions_of(desk: Desk, case: Case, actor: Actor, *, on: date) -> tuple[str, ...]:
    """Return the actions of the case that would not be refused to this actor on this day, sorted."""
    beside = Beside(
        refuses=_draft_refuses(desk, case),
        tasks_open=case.state is State.SENT and bool(desk.cases.open_tasks(case.case_id)),
        execution_open=case.state is State.DECIDED and bool(to_execute(desk, case)),
        four_eyes=desk.policy.four_eyes,
    )
    return allowed_actions(case, actor, desk.rights, calendar=desk.calendar, on=on, beside=beside)


def refuses(desk: Desk, case: Case, decided: Sequence[EffectiveDecision], dossier: Dossier) -> bool:
    """Whether the person will not get all they asked, so that a decision maker has to confirm."""
    return needs_decision_maker(decided) or any(
        withholds(desk, claim, dossier) for claim in case.open_claims
    )


def withholds(desk: Desk, claim: Claim, dossier: Dossier) -> bool:
    """Whether records on others stay back from the copy, whatever was decided (Art. 15(4), 20(4))."""
    return desk.rights[claim.right].copies and bool(third_party_counts(dossier))


def _draft_refuses(desk: Desk, case: Case) -> bool:
    if not case.drafters or (case.state, Action.CONFIRM) not in TRANSITIONS:
        return False
    draft = desk.decisions.load(case.case_id)
    if draft is None:
        return False
    dossier = desk.dossiers.load(case.case_id)
    return refuses(desk, case, effective(proposals(desk, case, dossier), draft.whole), dossier)
