"""Other ways of a case: the person specifies, proves nothing, or belongs elsewhere; pure functions to a `Change`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from app.cases.guards import is_identity_asked
from app.cases.model import Case, Change, Outcome
from app.cases.rules import apply, check_step
from app.cases.transitions import Action
from app.deadlines.model import Suspension, SuspensionKind
from app.errors import DeskError
from app.rights.access import ACCESS
from app.staff.model import Actor

RESUME_DAYS: Final = 14
"""Policy: days after which a question to specify is taken as answered with everything (section 1.3)."""

REMIND_TASK: Final = "identityReminder"
"""Task of a handler: ask for proof once more (L03)."""
LAPSE_TASK: Final = "lapsePrepared"
"""Task of a handler: tell that we do not act (L15)."""
OVERDUE_TASK: Final = "overdueLetter"
"""Task of a handler: the deadline passed, and the person has to hear it (L23, DL-13)."""
TASKS_OF_THE_ROUND: Final = (REMIND_TASK, LAPSE_TASK, OVERDUE_TASK)


class SpecificationNotPossible(DeskError):
    """Only access is specified, only once, and only where something is held (recital 63)."""

    code = "specificationNotPossible"


class ProofWaits(DeskError):
    """Proof came in and was not looked at yet: nothing lapses meanwhile (ID-10)."""

    code = "proofWaits"


def may_specify(case: Case) -> bool:
    """Whether the person may be asked what they want to see: an access claim, not asked before."""
    access = any(claim.right == ACCESS.right_id for claim in case.open_claims)
    return access and all(s.kind is not SuspensionKind.SPECIFICATION for s in case.suspensions)


def request_specification(case: Case, *, records: int, on: date, by: Actor, at: datetime) -> Change:
    """Ask what of a large quantity the person wants to see: the clock stops from `on` (EDPB 01/2022 s.5.3).

    `records` is how many are held. Raises SpecificationNotPossible, IllegalTransition, MissingPermission.
    """
    check_step(case, Action.REQUEST_SPECIFICATION, by=by)
    if not may_specify(case) or not records:
        raise SpecificationNotPossible("Only a general access request is specified, and only once")
    asked = Suspension(SuspensionKind.SPECIFICATION, on)
    return apply(
        case,
        Action.REQUEST_SPECIFICATION,
        by=by,
        at=at,
        details={"askedOn": on.isoformat(), "records": records},
        suspensions=(*case.suspensions, asked),
        drafters=(),
    )


def may_lapse(case: Case, *, proof_waits: bool) -> bool:
    """Whether a question of identity is open and no answer to it waits to be looked at."""
    return is_identity_asked(case) and not proof_waits


def lapse(case: Case, *, proof_waits: bool, by: Actor, at: datetime) -> Change:
    """End a case in which the person did not prove who they are (ID-10); proof reopens it.

    Raises ProofWaits, IllegalTransition, MissingPermission.
    """
    check_step(case, Action.LAPSE, by=by)
    if not may_lapse(case, proof_waits=proof_waits):
        raise ProofWaits("Proof came in, or none was asked: look at it first")
    claims = tuple(
        claim if claim.withdrawn_on else replace(claim, outcome=Outcome.LAPSED_IDENTITY)
        for claim in case.claims
    )
    return apply(
        case,
        Action.LAPSE,
        by=by,
        at=at,
        details={"claims": len(case.open_claims)},
        claims=claims,
        drafters=(),
        ended_at=at,
    )


def redirect(case: Case, to: str, *, by: Actor, at: datetime) -> Change:
    """End a case that belongs to another controller or regime (IN-03, IN-05).

    Raises IllegalTransition, also once something of it was carried out, and MissingPermission.
    """
    check_step(case, Action.REDIRECT, by=by)
    claims = tuple(
        claim if claim.withdrawn_on else replace(claim, outcome=Outcome.REDIRECTED)
        for claim in case.claims
    )
    return apply(
        case,
        Action.REDIRECT,
        by=by,
        at=at,
        claims=claims,
        drafters=(),
        redirected_to=to,
        ended_at=at,
    )


def asked_on(suspensions: Sequence[Suspension], kind: SuspensionKind) -> tuple[date, ...]:
    """Return the days on which questions of this kind were asked."""
    return tuple(s.asked_on for s in suspensions if s.kind is kind)
