"""What a claim is about, as a handler reads it with the person: its scope, its words, its details."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from app.cases.guards import UnknownClaim
from app.cases.model import Case, Claim
from app.cases.rules import apply
from app.cases.transitions import Action
from app.casework.desk import Desk
from app.casework.restrict import interim
from app.staff.model import Actor


def clarify(
    desk: Desk,
    case: Case,
    claim_id: str,
    *,
    scope: Sequence[str] | None,
    statement: str | None,
    details: Mapping[str, object],
    by: Actor,
    at: datetime,
) -> Case:
    """Put another reading in place of the one before; a draft on the earlier reading falls.

    Raises UnknownClaim, IllegalTransition once the decision is taken, MissingPermission.
    """
    if claim_id not in {claim.claim_id for claim in case.open_claims}:
        raise UnknownClaim("The case has no such open claim")

    def read(claim: Claim) -> Claim:
        if claim.claim_id != claim_id:
            return claim
        return replace(
            claim,
            scope=tuple(scope) if scope is not None else None,
            statement=statement if statement is not None else claim.statement,
            details=dict(details),
        )

    change = apply(
        case,
        Action.CLARIFY,
        by=by,
        at=at,
        details={"claimId": claim_id},
        claims=tuple(read(claim) for claim in case.claims),
        drafters=(),
    )
    desk.cases.save(change)
    interim(desk, change.case, at=at)
    return change.case
