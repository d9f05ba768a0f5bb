"""The question who asks: ask for proof, take the answer, check it; pure functions to a `Change`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from app.cases.guards import IllegalTransition, check_gate, is_identity_asked
from app.cases.model import Case, Change, Claim, IdentityResult, State
from app.cases.rules import apply
from app.cases.transitions import Action
from app.deadlines.model import Suspension, SuspensionKind
from app.deadlines.rules import InvalidSuspension
from app.errors import DeskError
from app.outbox.model import Event, TaskName
from app.rights.model import Right
from app.staff.model import Actor

RESUME_DAYS: Final = 14
"""Policy: days after which a question to specify is taken as answered with everything (section 1.3)."""

_GATE_OPEN = frozenset({State.IN_SEARCH, State.IN_ASSESSMENT})


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
    if not may_check(case):
        raise IllegalTransition("The identity was settled already")
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
        collected_at=None,  # what was searched without proof is not all that may be read now
        drafters=(),
        ended_at=None,
    )
    if is_identity_asked(case):
        change = replace(change, events=(*change.events, Event.RESUMED))
    return change


def may_check(case: Case) -> bool:
    """Whether there is somebody's identity to check: not where the gate is open for every claim."""
    return case.state not in _GATE_OPEN or bool(case.lapsed_claims)


def _checked(claim: Claim, result: IdentityResult) -> Claim:
    # Proof that comes after a lapse reopens the claim (ID-10).
    return claim if claim.withdrawn_on else replace(claim, identity=result, outcome=None)


def _answered(case: Case, kind: SuspensionKind, *, on: date) -> tuple[Suspension, ...]:
    """Return the suspensions with the open one of this kind ended: at the earliest when it began.

    Silence on a question to specify counts until the period runs on, however late that is noted.
    """

    def end(asked: Suspension) -> Suspension:
        day = max(on, asked.asked_on)
        if kind is SuspensionKind.SPECIFICATION:
            day = min(day, resumes_on(asked))
        return replace(asked, answered_on=day)

    return tuple(end(s) if s.kind is kind and not s.answered_on else s for s in case.suspensions)


def resumes_on(asked: Suspension) -> date:
    """Return the day from which the period runs on without an answer to a question to specify."""
    return asked.asked_on + timedelta(days=RESUME_DAYS)


def was_specified(case: Case) -> bool:
    """Whether the person was asked which data they want, answered or not."""
    return any(s.kind is SuspensionKind.SPECIFICATION for s in case.suspensions)


def may_answer(case: Case) -> bool:
    """Whether an answer can come in: to an open question, or late to one to specify."""
    return case.suspended or (case.state in _GATE_OPEN and was_specified(case))


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

    Conservative reading (vector S07): an insufficient answer ends the interval too. What the person
    chooses after silence let the period run on is kept, and moves nothing (section 1.3).
    Raises NothingAsked, and InvalidSuspension for an answer dated before its question.
    """
    asked = [s for s in case.suspensions if s.kind is kind]
    still_open = [s for s in case.pauses if s.kind is kind and s.answered_on is None]
    late = kind is SuspensionKind.SPECIFICATION and bool(asked) and not still_open
    if not still_open and not late:
        raise NothingAsked("No question of this kind is open")
    if on < asked[-1].asked_on:
        raise InvalidSuspension("An answer cannot come before its question")
    details = {"kind": kind.value, "answeredOn": on.isoformat(), "sufficient": sufficient}
    if late:
        return apply(case, Action.RECEIVE_ANSWER, by=by, at=at, details={**details, "late": True})
    return apply(
        case,
        Action.RECEIVE_ANSWER,
        by=by,
        at=at,
        details=details,
        suspensions=_answered(case, kind, on=on),
        **_searched_again(kind),
    )


def _searched_again(kind: SuspensionKind) -> dict[str, Any]:
    """Return what an answer to a specification changes: what the person chose, or all, is searched anew."""
    if kind is not SuspensionKind.SPECIFICATION:
        return {}
    return {"tasks": (TaskName.COLLECT,), "collected_at": None, "drafters": ()}
