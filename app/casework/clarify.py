"""What a claim is about, as a handler reads it: its right, its scope, its words, its details; and one claim more."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from app.audit.model import JournalDetail
from app.cases.guards import PROVEN, UnknownClaim
from app.cases.model import Case, Claim, State
from app.cases.proof import was_specified
from app.cases.readings import read_rights
from app.cases.rules import apply
from app.cases.transitions import Action, JournalKind
from app.cases.ways import TASKS_OF_A_QUESTION, check_narrowing
from app.casework.acting import check_acts
from app.casework.claimed_documents import with_documents
from app.casework.copies_of_identity import with_copies_destroyed
from app.casework.desk import Desk
from app.casework.mail_parts import MailTask
from app.casework.person_cases import link_same
from app.casework.restrict import end_interims, interim
from app.casework.retention_hold import with_hold_told
from app.deadlines.model import SuspensionKind
from app.identity.assurance import Level
from app.identity.model import Means
from app.kit.clock import brussels_date
from app.rights.access import ACCESS
from app.staff.model import SERVICE, Actor

_UNPROVEN = frozenset({State.RECEIVED, State.IDENTITY_PENDING})


def clarify(
    desk: Desk,
    case: Case,
    claim_id: str,
    *,
    right: str | None = None,
    scope: Sequence[str] | None,
    statement: str | None,
    details: Mapping[str, object],
    harm: str = "",
    by: Actor,
    at: datetime,
) -> Case:
    """Put another reading in place of the one before; a draft on the earlier reading falls.

    Proof that was enough for less does not open the gate for more (ID-04); with `harm`, what acting for
    the wrong person could do, a claim waits for proof that would need none (4.1).
    With another `right` the claim was misread until now (IN-02): what rested for it ends as for a claim
    that was taken back, and what the new right restricts at once rests at once (DL-15).
    Raises UnknownClaim, IllegalTransition once the decision is taken, MissingPermission,
    DocumentUnknown where it names a document that was not found, NarrowedWithoutWord where the person
    was asked to choose and did not, and what `check_representation` refuses to who acts for them.
    """
    before = _meant(desk, case, claim_id, right=right, scope=scope)
    said = before.statement if statement is None else statement
    meant = replace(before, right=right or before.right, statement=said, harm=harm)
    meant = replace(meant, scope=None if scope is None else tuple(scope), details=dict(details))
    claims = _claims(desk, case, meant)
    vague = case.to_be_clarified and before.right != ACCESS.right_id
    desk.cases.finish_tasks(case.case_id, MailTask.RIGHTS_TO_CONFIRM, at=at)
    asked_again = _gated(desk, case, claims, meant) != claims
    if meant.right == before.right and meant.harm == before.harm and not asked_again:
        return _read_closer(desk, case, claims, meant, to_be_clarified=vague, by=by, at=at)
    told: JournalDetail = {
        "claimId": claim_id,
        "before": before.right,
        "right": meant.right,
        **({"needsProof": True} if asked_again or meant.harm else {}),
    }
    return _read(desk, case, claims, meant, told, to_be_clarified=vague, by=by, at=at)


def add_claim(desk: Desk, case: Case, claim: Claim, *, by: Actor, at: datetime) -> Case:
    """Add a right that the same request asks too: one case, one clock (DL-14).

    What is asked later is a case of its own. Raises IllegalTransition once the decision is taken,
    MissingPermission, DocumentUnknown, and what `check_representation` refuses to who acts for the person.
    """
    checked = {one.identity for one in case.open_claims}
    found = replace(claim, identity=checked.pop() if len(checked) == 1 else None)
    claims = _claims(desk, replace(case, claims=(*case.claims, found)), found)
    told = {"claimId": found.claim_id, "right": found.right}
    vague = case.to_be_clarified
    return _read(desk, case, claims, found, told, to_be_clarified=vague, by=by, at=at)


def _read_closer(
    desk: Desk,
    case: Case,
    claims: tuple[Claim, ...],
    meant: Claim,
    *,
    to_be_clarified: bool,
    by: Actor,
    at: datetime,
) -> Case:
    """Let a claim of the right it had say something else."""
    change = apply(
        case,
        Action.CLARIFY,
        by=by,
        at=at,
        details={"claimId": meant.claim_id},
        claims=claims,
        to_be_clarified=to_be_clarified,
        drafters=(),
    )
    _check_mandate(desk, change.case, meant.claim_id, at=at)
    desk.cases.save(change)
    interim(desk, change.case, at=at)
    return change.case


def _read(
    desk: Desk,
    case: Case,
    claims: tuple[Claim, ...],
    meant: Claim,
    told: JournalDetail,
    *,
    to_be_clarified: bool,
    by: Actor,
    at: datetime,
) -> Case:
    """Let the case be about these claims; `meant` is the one that was read anew, or found."""
    desk.cases.hold(case)
    claims = _gated(desk, case, claims, meant)
    change = read_rights(
        case, claims, desk.rights, details=told, to_be_clarified=to_be_clarified, by=by, at=at
    )
    _check_mandate(desk, change.case, meant.claim_id, at=at)
    change = with_hold_told(desk, case, change, by=by, at=at)  # IN-07
    if case.state in _UNPROVEN and change.case.state is State.IN_SEARCH:
        change = with_copies_destroyed(desk, change, by=by, at=at)  # ID-08
        desk.cases.finish_tasks(case.case_id, *TASKS_OF_A_QUESTION, at=at)
    desk.cases.save(change)
    end_interims(desk, change.case, by=by, at=at)
    interim(desk, change.case, at=at)
    link_same(desk, change.case, at=at)
    return change.case


def _gated(desk: Desk, case: Case, claims: tuple[Claim, ...], meant: Claim) -> tuple[Claim, ...]:
    """Return the claims; proof that was enough for less does not open the gate for more (ID-04)."""
    strong = desk.policy.assurance
    needed = strong.needed((meant,), desk.register)
    more = needed > strong.needed(case.open_claims, desk.register)
    if meant.identity not in PROVEN or not more or _is_proven_as_well(desk, case, needed):
        return claims
    return tuple(replace(c, identity=None) if c.claim_id == meant.claim_id else c for c in claims)


def _is_proven_as_well(desk: Desk, case: Case, needed: Level) -> bool:
    """Whether the last proof would do for this level; how strong a session was is not kept."""
    checks = desk.identity.checks(case.case_id)
    means = checks[-1].means if checks else None
    if means is None or means is Means.SESSION:
        return False
    return desk.policy.assurance.given(means) >= needed


def _check_mandate(desk: Desk, case: Case, claim_id: str, *, at: datetime) -> None:
    proven = {claim.claim_id for claim in case.open_claims if claim.identity in PROVEN}
    if claim_id in proven:  # ID-12: not beyond what the mandate holds
        check_acts(desk, case, on=brussels_date(at))


def _claims(desk: Desk, case: Case, meant: Claim) -> tuple[Claim, ...]:
    claims = tuple(meant if c.claim_id == meant.claim_id else c for c in case.claims)
    if case.collected_at is None:
        return claims
    return with_documents(desk, replace(case, claims=claims), [meant.claim_id]).claims


def _meant(
    desk: Desk, case: Case, claim_id: str, *, right: str | None, scope: Sequence[str] | None
) -> Claim:
    for claim in case.open_claims:
        if claim.claim_id == claim_id:
            if was_specified(case) and right in {None, claim.right}:
                check_narrowing(claim, scope, answered=_has_chosen(desk, case))
            return claim
    raise UnknownClaim("The case has no such open claim")


def _has_chosen(desk: Desk, case: Case) -> bool:
    """Whether the person themselves answered, in time or late, what they want to see."""
    wanted = {"kind": SuspensionKind.SPECIFICATION.value, "sufficient": True}
    return any(
        entry.kind == JournalKind.ANSWER_RECEIVED
        and entry.actor_id != SERVICE.actor_id
        and entry.details.items() >= wanted.items()
        for entry in desk.journal.entries(case.case_id)
    )
