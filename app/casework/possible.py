"""What is possible with a case, told before it is tried."""

from collections.abc import Sequence
from datetime import date

from app.cases.allowed import Beside, allowed_actions
from app.cases.model import Case, Claim, State
from app.cases.transitions import TRANSITIONS, Action
from app.cases.ways import may_specify
from app.casework.conflicts import is_in_conflict
from app.casework.copy_contents import contents_of
from app.casework.desk import Desk
from app.casework.execution_plan import execution_begun, free_claims, to_execute
from app.casework.facts import information, proposals, records_held
from app.casework.notify import is_something_open
from app.casework.waiting_proof import proof_waits
from app.decisions.model import EffectiveDecision
from app.decisions.rules import effective, needs_decision_maker
from app.personnel.model import Dossier
from app.personnel.rules import third_party_counts
from app.rights.portability import PORTABILITY
from app.staff.model import Actor

_SEARCHED = frozenset({State.IN_SEARCH, State.IN_ASSESSMENT})


def actions_of(desk: Desk, case: Case, actor: Actor, *, on: date) -> tuple[str, ...]:
    """Return the actions of the case that would not be refused to this actor on this day, sorted."""
    if is_in_conflict(case, actor, key=desk.policy.person_key):  # ID-13
        return ()
    beside = Beside(
        refuses=_draft_refuses(desk, case),
        tasks_open=case.state is State.SENT and is_something_open(desk, case.case_id),
        execution_open=case.state is State.DECIDED and bool(to_execute(desk, case)),
        executed=case.state is State.DECIDED and execution_begun(desk, case),
        withdrawable=case.state is not State.DECIDED or bool(free_claims(desk, case)),
        proof_waits=case.state is State.IDENTITY_PENDING and proof_waits(desk, case),
        quantity_large=may_specify(case) and _is_large(desk, case),
        four_eyes=desk.policy.four_eyes,
    )
    return allowed_actions(case, actor, desk.rights, calendar=desk.calendar, on=on, beside=beside)


def _is_large(desk: Desk, case: Case) -> bool:
    if case.state not in _SEARCHED:
        return False
    held = records_held(desk, desk.dossiers.load(case.case_id))
    return held >= desk.policy.specification_records


def refuses(desk: Desk, case: Case, decided: Sequence[EffectiveDecision], dossier: Dossier) -> bool:
    """Whether the person will not get all they asked, so that a decision maker has to confirm."""
    return needs_decision_maker(decided) or any(
        withholds(desk, case, claim, decided, dossier) for claim in case.open_claims
    )


def withholds(
    desk: Desk,
    case: Case,
    claim: Claim,
    decided: Sequence[EffectiveDecision],
    dossier: Dossier,
) -> bool:
    """Whether something stays back from the copy, whatever was decided.

    That is what holds data on others (Art. 15(4), 20(4)), and of what is portable the elements that
    the person did not provide (Art. 20(1)).
    """
    if not desk.rights[claim.right].copies:
        return False
    if third_party_counts(dossier) or desk.withholdings.of_case(case.case_id):
        return True
    own = [d for d in decided if d.claim_id == claim.claim_id]
    return claim.right == PORTABILITY.right_id and bool(
        contents_of(
            desk,
            case,
            claim,
            own,
            dossier=dossier,
            article15=information(desk, dossier),
            each=False,
        ).left_out
    )


def _draft_refuses(desk: Desk, case: Case) -> bool:
    if not case.drafters or (case.state, Action.CONFIRM) not in TRANSITIONS:
        return False
    draft = desk.decisions.load(case.case_id)
    if draft is None:
        return False
    dossier = desk.dossiers.load(case.case_id)
    return refuses(desk, case, effective(proposals(desk, case, dossier), draft.whole), dossier)
