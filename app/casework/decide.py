"""Draft and take the decision: proposed by the rules, drafted by one, taken by another."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from app.audit.model import JournalDetail, NewEntry
from app.cases.guards import MissingPermission, check_eyes, check_gate_or_refusal
from app.cases.model import Case, Change, Outcome, State
from app.cases.rules import check_step, clock_of, entry, with_outcomes
from app.cases.rules import confirm as confirmed
from app.cases.rules import draft as drafted
from app.cases.transitions import Action, JournalKind
from app.casework.claimed_documents import with_documents
from app.casework.correspondence import with_note
from app.casework.desk import Desk
from app.casework.facts import information, proposals
from app.casework.possible import refuses, withholds
from app.casework.retention_hold import with_hold_told
from app.casework.sealed_copies import claims_with_copy, findings, package_request
from app.casework.withheld_texts import check_given
from app.deadlines.rules import refusal_is_late, refuse_by
from app.decisions.documents import check_documents_named
from app.decisions.drafts import DecisionIncomplete
from app.decisions.grounds import GroundNotAllowed
from app.decisions.model import (
    Backing,
    CaseProposal,
    DecisionKind,
    Draft,
    DraftDecision,
    EffectiveDecision,
)
from app.decisions.outcomes import SOMETHING_GIVEN
from app.decisions.rules import (
    accept,
    case_outcome,
    check_advised,
    check_draft,
    check_lines,
    check_weighed,
    claim_outcome,
    effective,
    shown_grounds,
)
from app.decisions.scope import scope_of
from app.errors import DeskError
from app.executions.restricting import check_grounds
from app.kit.clock import brussels_date
from app.personnel.model import Dossier
from app.register.model import RegisterGap
from app.staff.model import Actor
from app.staff.rules import Act, may

IDENTITY_GROUND = "R12-ID"
"""Identity not established: the only decision possible before the gate is open."""


class RegisterIncomplete(DeskError):
    """Values of the register are missing or unconfirmed, and the settings demand them."""

    code = "registerIncomplete"


class LateRefusalUnexplained(DeskError):
    """A full refusal after the first deadline is late under Art. 12(4): it needs a justification."""

    code = "lateRefusalUnexplained"


def write_draft(
    desk: Desk,
    case: Case,
    lines: Sequence[DraftDecision] | None,
    *,
    accept_proposals: bool | None,
    by: Actor,
    at: datetime,
) -> tuple[Case, Draft, tuple[CaseProposal, ...]]:
    """Keep a draft: lines of a human in place of earlier ones, and the proposals taken as they are.

    The proposals that are left open come back with it. `lines` None keeps the earlier ones; `accept_proposals` None keeps what was accepted earlier.
    Raises IdentityNotProven, UnknownProposal, ReasonMissing, GroundNotAllowed, ExcessiveTestMissing,
    DeviationWithoutReason, PartNotWithholdable.
    """
    desk.cases.hold(case)
    check_step(case, Action.DRAFT, by=by)
    check_gate_or_refusal(case, desk.rights)
    earlier = _earlier(desk, case)
    own = tuple(lines) if lines is not None else earlier.lines if earlier else ()
    every = proposals(desk, case, desk.dossiers.load(case.case_id))
    accepted_before = bool(earlier and earlier.accepted)
    accepts = accepted_before if accept_proposals is None else accept_proposals
    carries_over = bool(lines is None and own) or (accept_proposals is None and accepts)
    draft = Draft(
        case_id=case.case_id,
        lines=own,
        accepted=_accepted(every, own) if accepts else (),
        drafted_by=by.actor_id,
        drafted_at=at,
    )
    check_lines(every, draft.whole, _rights(case), backing=_backing(desk, case))
    _check_identity_refusal(case, draft)
    change = drafted(
        case, desk.rights, lines=len(draft.whole), carries_over=carries_over, by=by, at=at
    )
    desk.decisions.keep(draft)
    desk.cases.save(change)
    return change.case, draft, _open(every, draft.whole)


def confirm(
    desk: Desk, case: Case, *, gaps_reason: str, justification: str, by: Actor, at: datetime
) -> Case:
    """Take the decision. Raises DecisionIncomplete, SameEyes, MissingPermission, IdentityNotProven,
    RegisterIncomplete, LateRefusalUnexplained, BalancingMissing, BalancingAdviceMissing, ExcessiveTestMissing,
    ExcessiveAdviceMissing, RestrictionGroundMissing, DocumentUnknown, WithheldPassageFound."""
    desk.cases.hold(case)
    check_step(case, Action.CONFIRM, by=by)
    check_gate_or_refusal(case, desk.rights)
    draft = desk.decisions.load(case.case_id)
    if draft is None or not case.drafters:
        raise DecisionIncomplete("There is no draft to confirm")
    dossier = desk.dossiers.load(case.case_id)
    every = proposals(desk, case, dossier)
    decided = effective(every, draft.whole)
    refusal = refuses(desk, case, decided, dossier)
    if refusal and not may(by, Act.CONFIRM_REFUSAL):
        raise MissingPermission("A refusal or part refusal is confirmed by a decision maker")
    check_eyes(case, by, refusal=refusal, four_eyes=desk.policy.four_eyes)
    check_draft(every, draft.whole, _rights(case), backing=_backing(desk, case))
    _check_rests(desk, case, draft, decided)
    outcomes = _outcomes(desk, case, decided, dossier)
    _check_withheld(desk, with_outcomes(case, outcomes), draft, at=at)
    change = confirmed(
        with_documents(desk, case, [c for c, o in outcomes.items() if o in SOMETHING_GIVEN]),
        outcomes,
        details={"outcomes": ",".join(sorted(o.value for o in outcomes.values()))},
        seals_copy=bool(claims_with_copy(desk, with_outcomes(case, outcomes))),
        by=by,
        at=at,
    )
    change = with_hold_told(desk, case, change, by=by, at=at)  # IN-07
    change = _with_gaps_accepted(desk, change, dossier, gaps_reason, by=by, at=at)
    change = _with_late_refusal(desk, change, justification, by=by, at=at)
    desk.decisions.keep(
        replace(draft, confirmed_by=by.actor_id, confirmed_at=at, gaps_accepted_reason=gaps_reason)
    )
    desk.cases.save(_with_four_eyes_lifted(desk, change, by=by, at=at))
    return change.case


def _check_rests(
    desk: Desk, case: Case, draft: Draft, decided: Sequence[EffectiveDecision]
) -> None:
    """Check that there is in writing what a decision has to rest on: a test, an advice, a ground, a proof."""
    opinions = desk.decisions.opinions(case.case_id)
    four_eyes = desk.policy.four_eyes
    check_weighed(decided, _rights(case), opinions, four_eyes=four_eyes)
    check_advised(draft.whole, opinions, four_eyes=four_eyes)
    check_grounds(case.open_claims, decided)
    check_documents_named(case.open_claims, decided, desk.register)  # section 5.8
    _check_identity_refusal(case, draft)


def late_refusal(desk: Desk, case: Case, draft: Draft, *, on: date) -> date | None:
    """Return the day by which a draft that refuses everything had to be confirmed, once that has passed (DL-11)."""
    clock = clock_of(case, desk.calendar)
    refuses_all = all(line.decision is DecisionKind.REFUSE for line in draft.whole)
    open_still = draft.confirmed_at is None and bool(draft.whole)
    late = open_still and refuses_all and refusal_is_late(clock, on)
    return refuse_by(clock) if late else None


def register_gaps(desk: Desk, dossier: Dossier) -> tuple[RegisterGap, ...]:
    """Return what the register leaves open for an answer on this dossier."""
    return information(desk, dossier).gaps if dossier.found else ()


def _earlier(desk: Desk, case: Case) -> Draft | None:
    """Return the draft that is there, without the lines of claims closed since; None if it fell."""
    draft = desk.decisions.load(case.case_id) if case.drafters else None
    if draft is None:
        return None
    still = _rights(case)
    return replace(
        draft,
        lines=tuple(line for line in draft.lines if line.claim_id in still),
        accepted=tuple(line for line in draft.accepted if line.claim_id in still),
    )


def _open(
    every: Sequence[CaseProposal], lines: Sequence[DraftDecision]
) -> tuple[CaseProposal, ...]:
    """Return the proposals that no line decides."""
    decided = effective(every, lines)
    return tuple(d.proposal for d in decided if d.line is None and d.proposal is not None)


def _accepted(
    every: Sequence[CaseProposal], own: Sequence[DraftDecision]
) -> tuple[DraftDecision, ...]:
    """Return the proposals taken as they are, without those a line of a human covers."""
    return accept(_open(every, own))[0]


def _check_withheld(desk: Desk, case: Case, draft: Draft, *, at: datetime) -> None:
    """Look for what stays back in all that would be given, while it can still be withheld there too."""
    if not desk.withholdings.of_case(case.case_id):
        return
    found = findings(desk, case)
    said = [case.requester.full_name, *(f"{x.told} {x.reason}" for x in draft.lines)]
    for claim in claims_with_copy(desk, case):
        request = package_request(desk, case, claim, found, export_id=claim.claim_id, at=at)
        check_given(desk, case, request, said)


def _backing(desk: Desk, case: Case) -> Backing:
    """Return the tests and the withholdings that a draft may rest on."""
    covered: dict[str, frozenset[str]] = {}
    for one in desk.withholdings.of_case(case.case_id):
        covered[one.category_id] = covered.get(one.category_id, frozenset()) | {one.ground}
    return Backing(shown_grounds(desk.decisions.opinions(case.case_id)), covered)


def _rights(case: Case) -> dict[str, str]:
    return {claim.claim_id: claim.right for claim in case.open_claims}


def _check_identity_refusal(case: Case, draft: Draft) -> None:
    """Before the gate is open nothing but the refusal with R12-ID may be decided, and after it never
    that one (ID-02a, ID-10)."""
    if case.state is State.IN_ASSESSMENT:
        if any(IDENTITY_GROUND in line.ground_codes for line in draft.whole):
            raise GroundNotAllowed("The identity is proven: R12-ID does not apply")
        return
    for line in draft.whole:
        only_refused = line.decision is DecisionKind.REFUSE
        if not only_refused or set(line.ground_codes) != {IDENTITY_GROUND}:
            raise GroundNotAllowed("Without proof of identity only R12-ID can be decided")


def _outcomes(
    desk: Desk, case: Case, decided: Sequence[EffectiveDecision], dossier: Dossier
) -> dict[str, Outcome]:
    searched = case.state is State.IN_ASSESSMENT
    outcomes = {}
    for claim in case.open_claims:
        own = [d for d in decided if d.claim_id == claim.claim_id]
        # Nothing was searched before the gate: no decision there does not mean that no data is held.
        if not searched and not own:
            raise DecisionIncomplete("A claim has no decision yet", openProposals=1)
        # A claim that is limited to data that are not held has nothing to act on.
        limited = scope_of(claim, desk.register).limited
        held = any(d.proposal for d in own) or (bool(dossier.found) and not limited)
        outcome = claim_outcome(claim.right, own, data_held=held)
        # AC-06, PO-01: what stays back of a copy makes the answer partial.
        if outcome is Outcome.GRANTED and withholds(desk, case, claim, decided, dossier):
            outcome = Outcome.PARTIALLY_GRANTED
        outcomes[claim.claim_id] = outcome
    return outcomes


def _with_gaps_accepted(
    desk: Desk, change: Change, dossier: Dossier, reason: str, *, by: Actor, at: datetime
) -> Change:
    """Return the change with the acceptance of an incomplete register. Raises RegisterIncomplete."""
    gaps = len(register_gaps(desk, dossier))
    if not gaps:
        return change
    if desk.policy.require_confirmed:
        raise RegisterIncomplete("The register is not complete for this answer", openPoints=gaps)
    details = {"points": gaps, "reasonGiven": bool(reason)}
    return _with(change, entry(JournalKind.REGISTER_GAPS_ACCEPTED, by, at, details))


def _with_late_refusal(
    desk: Desk, change: Change, justification: str, *, by: Actor, at: datetime
) -> Change:
    """Return the change with the reason of a late refusal, kept as a note (DL-11: Art. 12(4) knows
    no extension). Raises LateRefusalUnexplained."""
    case = change.case
    clock = clock_of(case, desk.calendar)
    refused = case_outcome(c.outcome for c in case.open_claims) is Outcome.REFUSED
    if not (refused and refusal_is_late(clock, brussels_date(at))):
        return change
    late: JournalDetail = {
        "refuseBy": refuse_by(clock).isoformat(),
        "extended": case.extension is not None,
    }
    if not justification.strip():
        raise LateRefusalUnexplained("A late refusal needs a justification", **late)
    told = _with(change, entry(JournalKind.LATE_REFUSAL_JUSTIFIED, by, at, late))
    return with_note(desk, told, justification, by=by, at=at)


def _with_four_eyes_lifted(desk: Desk, change: Change, *, by: Actor, at: datetime) -> Change:
    if desk.policy.four_eyes or by.actor_id not in change.case.drafters:
        return change
    return _with(change, entry(JournalKind.FOUR_EYES_LIFTED, by, at))


def _with(change: Change, told: NewEntry) -> Change:
    return replace(change, entries=(*change.entries, told))
