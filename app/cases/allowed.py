"""What an actor can do with a case at this moment: the actions the API offers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from app.cases.guards import is_identity_asked, is_proven, is_refused_for_identity, may_confirm
from app.cases.model import Case, State
from app.cases.proof import may_answer, may_check
from app.cases.rules import clock_of
from app.cases.transitions import BY_SERVICE, TRANSITIONS, Action
from app.cases.ways import may_lapse, may_specify
from app.deadlines.holidays import Calendar
from app.deadlines.rules import may_extend
from app.rights.model import Right
from app.staff.model import Actor
from app.staff.rules import Act, may

_NOT_OFFERED = BY_SERVICE | {Action.REJECT_IDENTITY}
"""Rejecting is an identity check with another result."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What lies beside the case and decides on what can be done with it."""

    refuses: bool = False
    """The draft refuses something, so that a decision maker has to confirm it."""
    tasks_open: bool = False
    execution_open: bool = False
    executed: bool = False
    """Something of it was carried out in the stores, or ordered there."""
    withdrawable: bool = True
    """Something of it can be taken back: it was not changed in the stores."""
    proof_waits: bool = False
    quantity_large: bool = True
    four_eyes: bool = True


def allowed_actions(
    case: Case,
    actor: Actor,
    rights: Mapping[str, Right],
    *,
    calendar: Calendar,
    on: date,
    beside: Beside | None = None,
) -> tuple[str, ...]:
    """Return the names of the actions that state, role and guards allow on this day, sorted."""
    known = beside or Beside()
    guards: dict[Action, Callable[[], bool]] = {
        Action.EXTEND: lambda: _may_extend(case, calendar, on),
        Action.REQUEST_IDENTITY: lambda: not is_identity_asked(case),
        Action.CHECK_IDENTITY: lambda: may_check(case),
        Action.RECEIVE_ANSWER: lambda: may_answer(case),
        Action.REQUEST_SPECIFICATION: lambda: may_specify(case) and known.quantity_large,
        Action.LAPSE: lambda: may_lapse(case, rights, proof_waits=known.proof_waits, on=on),
        Action.REDIRECT: lambda: not known.executed,
        Action.DRAFT: lambda: _may_decide(case, rights),
        Action.CONFIRM: lambda: _may_decide(case, rights) and _may_confirm(case, actor, known),
        Action.ANSWER: lambda: not known.execution_open,
        Action.EXECUTE: lambda: known.execution_open,
        Action.WITHDRAW: lambda: known.withdrawable,
        Action.CLOSE: lambda: not known.tasks_open,
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
    clock = clock_of(case, calendar, explained=False)
    return may_extend(clock, on=on, already_extended=case.extension is not None)


def _may_decide(case: Case, rights: Mapping[str, Right]) -> bool:
    if is_refused_for_identity(case, rights):
        return True
    return case.state is State.IN_ASSESSMENT and all(
        is_proven(claim, rights, agent=case.representative) for claim in case.open_claims
    )


def _may_confirm(case: Case, actor: Actor, beside: Beside) -> bool:
    return (
        bool(case.drafters)
        and (not beside.refuses or may(actor, Act.CONFIRM_REFUSAL))
        and may_confirm(case, actor, refusal=beside.refuses, four_eyes=beside.four_eyes)
    )
