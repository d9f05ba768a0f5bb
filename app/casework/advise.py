"""What is weighed in writing before a decision: the advice of the DPO, and the tests that the law asks for."""

from dataclasses import replace
from datetime import datetime

from app.audit.model import JournalDetail, NewEntry
from app.cases.guards import IllegalTransition, MissingPermission, UnknownClaim
from app.cases.model import ENDS, Case, Claim
from app.cases.rules import add, entry, reconsider
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.casework.person_cases import earlier_requests
from app.casework.restrict import BALANCING
from app.decisions.excess import EXCESSIVE, check_shown
from app.decisions.model import EarlierRequest, Excess, Opinion, OpinionKind, OpinionResult
from app.decisions.weighing import OBJECTION
from app.errors import DeskError
from app.kit.ids import new_id
from app.staff.model import Actor
from app.staff.rules import Act, may


class WeighingUnfit(DeskError):
    """This test does not belong to this claim."""

    code = "testUnfit"


def advise(
    desk: Desk, case: Case, *, text: str, claim_id: str | None, by: Actor, at: datetime
) -> Opinion:
    """Keep the advice of the DPO beside the case (Art. 39(1)); it binds nobody and moves nothing.

    Raises MissingPermission, IllegalTransition once the case has ended, UnknownClaim.
    """
    held = desk.cases.load(case.case_id, hold=True)
    if not may(by, Act.ADVISE):
        raise MissingPermission("Advice is given by the DPO")
    if held.state in ENDS:
        raise IllegalTransition("The case has ended")
    if claim_id is not None:
        _claim(held, claim_id)
    opinion = Opinion(
        opinion_id=new_id(),
        case_id=case.case_id,
        kind=OpinionKind.ADVICE,
        reasons=text,
        written_by=by.actor_id,
        written_at=at,
        claim_id=claim_id,
    )
    desk.decisions.add_opinion(opinion)
    desk.cases.save(add(held, (_journalled(JournalKind.ADVICE_GIVEN, opinion, by),)))
    return opinion


def balance(
    desk: Desk,
    case: Case,
    kind: OpinionKind,
    *,
    claim_id: str,
    purpose_id: str | None,
    result: OpinionResult,
    reasons: str,
    excess: Excess | None = None,
    by: Actor,
    at: datetime,
) -> Opinion:
    """Keep a test of Art. 21(1), 15(4) or 12(5), the last with its `excess`; a draft that did not know of it falls.

    Raises MissingPermission, IllegalTransition, UnknownClaim, WeighingUnfit, NumberAloneNotEnough, NoEarlierRequest.
    """
    desk.cases.hold(case)
    if not may(by, Act.BALANCE):
        raise MissingPermission("A test is written by a decision maker")
    if case.state in ENDS or case.decided_at is not None:
        raise IllegalTransition("A test comes before the decision")
    _check_fits(desk, _claim(case, claim_id), kind, purpose_id)
    opinion = Opinion(
        opinion_id=new_id(),
        case_id=case.case_id,
        kind=kind,
        reasons=reasons,
        written_by=by.actor_id,
        written_at=at,
        claim_id=claim_id,
        purpose_id=purpose_id,
        result=result,
        excess=_shown(desk, case, excess, result) if excess else None,
    )
    desk.decisions.add_opinion(opinion)
    desk.cases.save(reconsider(case, _journalled(JournalKind.TEST_WRITTEN, opinion, by)))
    if kind is OpinionKind.BALANCING and _all_weighed(desk, case, opinion):
        desk.cases.finish_tasks(case.case_id, BALANCING, at=at)
    return opinion


def _claim(case: Case, claim_id: str) -> Claim:
    for claim in case.open_claims:
        if claim.claim_id == claim_id:
            return claim
    raise UnknownClaim("The case has no such open claim")


def _check_fits(desk: Desk, claim: Claim, kind: OpinionKind, purpose_id: str | None) -> None:
    known = {p.purpose_id for p in desk.register.purposes}
    fits = {
        OpinionKind.BALANCING: claim.right == OBJECTION,
        OpinionKind.THIRD_PARTY: desk.rights[claim.right].copies,
        # A withdrawal of consent is never refused as excessive (section 4.1).
        OpinionKind.EXCESSIVE: EXCESSIVE.startswith(desk.rights[claim.right].refusal_grounds),
    }.get(kind, False)
    if not fits or (purpose_id is not None and purpose_id not in known):
        raise WeighingUnfit(right=claim.right, kind=kind.value)


def _shown(desk: Desk, case: Case, excess: Excess, result: OpinionResult) -> Excess:
    """Return the findings with the earlier requests, once they show more than a number (IN-09)."""
    earlier = earlier_requests(desk, case)
    found = (EarlierRequest(one.reference, one.received_on) for one in earlier)
    whole = replace(excess, earlier=tuple(found))
    check_shown(whole, result)
    return whole


def _all_weighed(desk: Desk, case: Case, newest: Opinion) -> bool:
    tests = (*desk.decisions.opinions(case.case_id), newest)
    weighed = {o.claim_id for o in tests if o.kind is OpinionKind.BALANCING}
    return all(c.claim_id in weighed for c in case.open_claims if c.right == OBJECTION)


def _journalled(kind: JournalKind, opinion: Opinion, by: Actor) -> NewEntry:
    """Return the journal entry: codes and ids alone; the reasons stay in the case."""
    details: JournalDetail = {
        "opinionId": opinion.opinion_id,
        "kind": opinion.kind.value,
        **({"claimId": opinion.claim_id} if opinion.claim_id else {}),
        **({"purposeId": opinion.purpose_id} if opinion.purpose_id else {}),
        **({"result": opinion.result.value} if opinion.result else {}),
    }
    return entry(kind, by, opinion.written_at, details)
