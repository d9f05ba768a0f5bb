"""What a decided case asks of the stores: the plan, whether the copies come first, which claims are open."""

from dataclasses import replace
from datetime import date, datetime
from typing import ClassVar, Final

from app.cases.model import ENDS, Case, Claim, Outcome
from app.casework.desk import Desk
from app.casework.facts import holdings_of, proposals
from app.decisions.outcomes import SOMETHING_GIVEN
from app.decisions.rules import effective
from app.errors import DeskError
from app.executions.model import ExecutionStep, Plan
from app.executions.rules import plan
from app.executions.situation import Situation
from app.kit.clock import brussels_date
from app.register.applies import concerning
from app.restrictions.model import Restriction

NEEDS_PERSON: Final = "executionNeedsPerson"
"""Task of a handler: a store cannot make a change by itself."""


class CopyNotSealed(DeskError):
    """The copy of an access or portability claim of the same person is not sealed yet (IN-07)."""

    code: ClassVar[str] = "copyNotSealed"


def to_execute(desk: Desk, case: Case) -> tuple[Claim, ...]:
    """Return the granted claims that act on the data and are not carried out yet."""
    return tuple(
        claim
        for claim in case.open_claims
        if desk.rights[claim.right].acts
        and claim.outcome in SOMETHING_GIVEN
        and claim.executed_at is None
    )


def open_steps(desk: Desk, case: Case) -> tuple[ExecutionStep, ...]:
    """Return the kept steps of the claims that are not carried out yet; those of a withdrawn claim are left alone."""
    claims = {claim.claim_id for claim in to_execute(desk, case)}
    return tuple(s for s in desk.executions.list(case.case_id) if s.claim_id in claims)


def planned(desk: Desk, case: Case, *, at: datetime) -> Plan:
    """Return every step of the claims that are not carried out yet. Raises CorrectionUnclear, CorrectionMissing."""
    situation = replace(situation_of(desk, case, on=brussels_date(at)), at=at)
    return plan(situation, to_execute(desk, case))


def situation_of(desk: Desk, case: Case, *, on: date) -> Situation:
    """Return all that a plan looks at, on a Brussels day."""
    dossier = desk.dossiers.load(case.case_id)
    draft = desk.decisions.load(case.case_id)
    decided = effective(proposals(desk, case, dossier), draft.whole if draft else ())
    known = {(h.system, h.name): h for h in holdings_of(desk)}
    found = tuple(a for a in dossier.found if (a.system, a.holding) in known)
    return Situation(
        case=case,
        register=desk.register,
        decided=decided,
        answers=tuple(a for a in found if a.system in case.subject_keys),
        holdings=known,
        at=case.decided_at or case.registered_at,
        on=on,
        concerning=concerning(
            desk.register, dossier.profile.population if dossier.profile else None
        ),
        expired={(a.system, a.holding): a.expired_count or 0 for a in found},
        standing=_standing(desk, case),
    )


def _standing(desk: Desk, case: Case) -> dict[str, Restriction]:
    """Return the restriction of each claim: what was decided before what rests until its lifting."""
    kept = desk.restrictions.of_case(case.case_id)
    # An element with a mark of its own does not speak for the whole claim.
    ranked = sorted(kept, key=lambda r: (not r.scope.elements, not r.interim))
    return {r.claim_id: r for r in ranked}


def check_copies_sealed(desk: Desk, case: Case) -> None:
    """Raise CopyNotSealed while the person has not got the copy of what is about to change.

    That is an access or portability claim of theirs in this case or in a linked one (section 5, IN-07).
    """
    for other in (case, *desk.cases.linked_to(case)):
        if any(_waits_for_copy(desk, other, claim) for claim in other.open_claims):
            raise CopyNotSealed("A copy of these data was asked for and is not sealed yet")


def _waits_for_copy(desk: Desk, case: Case, claim: Claim) -> bool:
    if not desk.rights[claim.right].copies or case.state in ENDS:
        return False
    if claim.outcome is not None and claim.outcome not in SOMETHING_GIVEN:
        return claim.outcome is Outcome.LAPSED_IDENTITY
    sealed = {e.claim_id for e in desk.exports.list(case.case_id) if e.copy is not None}
    return claim.claim_id not in sealed
