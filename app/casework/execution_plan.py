"""What a decided case asks of the stores: the plan, and which claims are open."""

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from app.cases.model import Case, Claim
from app.cases.ways import withdrawable
from app.casework.claimed_documents import documents_of
from app.casework.desk import Desk
from app.casework.facts import holdings_of, proposals
from app.decisions.documents import named_documents
from app.decisions.outcomes import SOMETHING_GIVEN
from app.decisions.rules import effective
from app.executions.model import ExecutionStep, Plan, StepStatus
from app.executions.rules import plan
from app.executions.situation import Situation
from app.kit.clock import brussels_date
from app.personnel.by_hand import CollectorAwaited
from app.register.applies import concerning
from app.restrictions.rules import REPLACED

NEEDS_PERSON: Final = "executionNeedsPerson"
"""Task of a handler: a store cannot make a change by itself."""


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


def free_claims(desk: Desk, case: Case) -> set[str]:
    """Return the claims that can be taken back: what a store may have begun is finished, not left half-way."""
    steps = desk.executions.list(case.case_id)
    # Who searches by hand and was only asked hears that it is no longer needed.
    begun = {s.claim_id for s in steps if s.is_begun and s.reason != CollectorAwaited.code}
    return withdrawable(case) - begun


def execution_begun(desk: Desk, case: Case) -> bool:
    """Whether a change of this case was ordered, whatever became of it since."""
    return any(claim.executed_at for claim in case.claims) or any(
        step.status is not StepStatus.AWAITS_ORDER for step in desk.executions.list(case.case_id)
    )


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
    containers = {d.category_id for claim in case.open_claims for d in named_documents(claim)}
    documents = documents_of(desk, case, dossier, containers)
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
        accepted=frozenset(draft.accepted) if draft else frozenset(),
        documents={place: tuple(each) for place, each in documents.items()},
    )


def _standing(desk: Desk, case: Case) -> dict[str, datetime]:
    """Return since when something rests for each claim, or rested until what was decided took its place."""
    every = desk.restrictions.of_case(case.case_id, lifted=True)
    rests = (r for r in reversed(every) if r.lifted_at is None or r.lift_reason == REPLACED)
    return {r.claim_id: r.since for r in rests}
