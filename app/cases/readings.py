"""A handler reads in a request another right than was suggested, or one more; pure functions to a `Change`."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from app.audit.model import JournalDetail
from app.cases.guards import is_proven
from app.cases.model import Case, Change, Claim, State
from app.cases.rules import apply
from app.cases.transitions import Action
from app.deadlines.model import Suspension, SuspensionKind
from app.outbox.model import Event, TaskName
from app.rights.model import Right
from app.staff.model import Actor

_UNPROVEN = frozenset({State.RECEIVED, State.IDENTITY_PENDING})


def read_rights(
    case: Case,
    claims: tuple[Claim, ...],
    rights: Mapping[str, Right],
    *,
    details: JournalDetail,
    to_be_clarified: bool,
    by: Actor,
    at: datetime,
) -> Change:
    """Put the claims in place of those before: the same request, on the same clock (DL-14).

    What needs proof now waits for it, whatever was searched; what needs none any more waits for nobody.
    No period stood still for a question that only access knows, and a draft on the other reading falls.
    Raises IllegalTransition once the decision is taken, and MissingPermission.
    """
    to = _state(replace(case, claims=claims), rights)
    searches = to is State.IN_SEARCH
    freed = searches and case.state in _UNPROVEN
    change = apply(
        case,
        Action.CLARIFY,
        by=by,
        at=at,
        details=details,
        to=to,
        tasks=(TaskName.COLLECT,) if searches else (),
        claims=claims,
        suspensions=_counted(case, claims, freed=freed),
        to_be_clarified=to_be_clarified,
        collected_at=None,
        drafters=(),
    )
    resumed = case.suspended and not change.case.suspended
    return replace(change, events=(*change.events, Event.RESUMED)) if resumed else change


def _state(case: Case, rights: Mapping[str, Right]) -> State:
    """Return where a case stands with the claims it has now: before the gate, or in the search (ID-02a)."""
    agent = case.representative
    if all(is_proven(claim, rights, agent=agent) for claim in case.open_claims):
        return State.IN_SEARCH
    return case.state if case.state in _UNPROVEN else State.RECEIVED


def _counted(case: Case, claims: Iterable[Claim], *, freed: bool) -> tuple[Suspension, ...]:
    """Return the suspensions; those that were not for this request stay in the file without effect (section 1.3)."""
    other_rights = [c.right for c in claims] != [c.right for c in case.claims]
    return tuple(
        replace(one, counts=False)
        if freed or (other_rights and one.kind is SuspensionKind.SPECIFICATION)
        else one
        for one in case.suspensions
    )
