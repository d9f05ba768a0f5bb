"""What an actor can do with a case at this moment: the actions the API offers."""

from collections.abc import Callable, Mapping
from datetime import date

from app.cases.guards import is_proven, is_refused_for_identity
from app.cases.model import Case, State
from app.cases.rules import clock_of
from app.cases.transitions import BY_SERVICE, TRANSITIONS, Action
from app.deadlines.holidays import Calendar
from app.deadlines.model import SuspensionKind
from app.deadlines.rules import may_extend
from app.rights.model import Right
from app.staff.model import Actor
from app.staff.rules import may

_NOT_OFFERED = BY_SERVICE | {Action.REJECT_IDENTITY, Action.LAPSE, Action.REDIRECT}
"""Rejecting is an identity check with another result; lapse and redirection have no call yet."""


def allowed_actions(
    case: Case, actor: Actor, rights: Mapping[str, Right], *, calendar: Calendar, on: date
) -> tuple[str, ...]:
    """Return the names of the actions that state, role and guards allow on this day, sorted."""
    guards: dict[Action, Callable[[], bool]] = {
        Action.EXTEND: lambda: _may_extend(case, calendar, on),
        Action.REQUEST_IDENTITY: lambda: not _identity_is_asked(case),
        Action.RECEIVE_ANSWER: lambda: case.suspended,
        Action.DRAFT: lambda: _may_decide(case, rights),
        Action.CONFIRM: lambda: case.drafted_by is not None and _may_decide(case, rights),
    }
    return tuple(
        sorted(
            action.value
            for (state, action), row in TRANSITIONS.items()
            if state is case.state
            and action not in _NOT_OFFERED
            and may(actor, row.act)
            and guards.get(action, lambda: True)()
        )
    )


def _may_extend(case: Case, calendar: Calendar, on: date) -> bool:
    return may_extend(clock_of(case, calendar), on=on, already_extended=case.extension is not None)


def _identity_is_asked(case: Case) -> bool:
    return any(
        s.kind is SuspensionKind.IDENTITY and s.answered_on is None for s in case.suspensions
    )


def _may_decide(case: Case, rights: Mapping[str, Right]) -> bool:
    if is_refused_for_identity(case):
        return True
    return case.state is State.IN_ASSESSMENT and all(
        is_proven(claim, rights) for claim in case.open_claims
    )
