"""The question who asks: ask for proof, take the answer, check it; pure functions to a `Change`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from app.cases.guards import check_gate, is_identity_asked
from app.cases.model import Case, Change, Claim, IdentityResult
from app.cases.rules import apply
from app.cases.transitions import Action
from app.deadlines.model import Suspension, SuspensionKind
from app.deadlines.rules import InvalidSuspension
from app.errors import DeskError
from app.outbox.model import Event, TaskName
from app.rights.model import Right
from app.staff.model import Actor


class NothingAsked(DeskError):
    """There is no open question of this kind to answer."""

    code = "nothingAsked"


class AlreadyAsked(DeskError):
    """The question is open already."""

    code = "identityAlreadyAsked"


def check_identity(
    case: Case,
    result: IdentityResult,
    rights: Mapping[str, Right],
    *,
    means: str,
    proven_on: date,
    by: Actor,
    at: datetime,
) -> Change:
    """Record an identity check on every open claim; the gate opens with verified or noDoubt (ID-02a).

    Any result ends an open question of identity, on `proven_on`: the day the proof came in, an
    insufficient one too (section 1.3, conservative reading of vector S07). A draft on another
    result falls. Raises IdentityNotProven, IllegalTransition, MissingPermission.
    """
    sufficient = result is not IdentityResult.INSUFFICIENT
    changed = replace(case, claims=tuple(_checked(claim, result) for claim in case.claims))
    if sufficient:
        check_gate(changed, rights)
    change = apply(
        case,
        Action.CHECK_IDENTITY if sufficient else Action.REJECT_IDENTITY,
        by=by,
        at=at,
        details={"result": result.value, "means": means},
        tasks=(TaskName.COLLECT,) if sufficient else (),
        claims=changed.claims,
        suspensions=_answered(case, SuspensionKind.IDENTITY, on=proven_on),
        identity_checked_by=by.actor_id if sufficient else case.identity_checked_by,
        drafters=(),
        ended_at=None,
    )
    if is_identity_asked(case):
        change = replace(change, events=(*change.events, Event.RESUMED))
    return change


def _checked(claim: Claim, result: IdentityResult) -> Claim:
    # Proof that comes after a lapse reopens the claim (ID-10).
    return claim if claim.withdrawn_on else replace(claim, identity=result, outcome=None)


def _answered(case: Case, kind: SuspensionKind, *, on: date) -> tuple[Suspension, ...]:
    """Return the suspensions with the open one of this kind ended, at the earliest when it began."""
    return tuple(
        replace(s, answered_on=max(on, s.asked_on)) if s.kind is kind and not s.answered_on else s
        for s in case.suspensions
    )


def request_identity(
    case: Case, *, means: Sequence[str], on: date, by: Actor, at: datetime, doubt: str = ""
) -> Change:
    """Ask for proof: the clock stops from `on` until the answer (EDPB 01/2022 s.5.3).

    Raises AlreadyAsked while a question of identity is open.
    """
    if is_identity_asked(case):
        raise AlreadyAsked("Proof of identity was asked already and not answered yet")
    asked = Suspension(SuspensionKind.IDENTITY, on, doubt=doubt, means=tuple(means))
    return apply(
        case,
        Action.REQUEST_IDENTITY,
        by=by,
        at=at,
        details={"askedOn": on.isoformat(), "means": ",".join(means)},
        suspensions=(*case.suspensions, asked),
        drafters=(),  # a draft of a refusal falls: the person may still prove who they are
    )


def receive_answer(
    case: Case, kind: SuspensionKind, *, on: date, sufficient: bool, by: Actor, at: datetime
) -> Change:
    """End an open suspension on the day the answer came in; an insufficient one may be asked anew.

    Conservative reading (vector S07): an insufficient answer ends the interval too.
    Raises NothingAsked, and InvalidSuspension for an answer dated before its question.
    """
    asked = [s for s in case.suspensions if s.kind is kind and s.answered_on is None]
    if not asked:
        raise NothingAsked("No question of this kind is open")
    if on < asked[0].asked_on:
        raise InvalidSuspension("An answer cannot come before its question")
    return apply(
        case,
        Action.RECEIVE_ANSWER,
        by=by,
        at=at,
        details={"kind": kind.value, "answeredOn": on.isoformat(), "sufficient": sufficient},
        suspensions=_answered(case, kind, on=on),
        **_searched_again(kind),
    )


def _searched_again(kind: SuspensionKind) -> dict[str, Any]:
    """Return what an answer to a specification changes: what the person chose, or all, is searched anew."""
    if kind is not SuspensionKind.SPECIFICATION:
        return {}
    return {"tasks": (TaskName.COLLECT,), "collected_at": None, "drafters": ()}
