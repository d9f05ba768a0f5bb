"""Refuse a step early, before its costly work, by the same table that refuses it late."""

from app.cases.guards import IllegalTransition, MissingPermission
from app.cases.model import Case
from app.cases.transitions import TRANSITIONS, Action
from app.staff.model import Actor
from app.staff.rules import may


def check_possible(case: Case, action: Action, *, by: Actor) -> None:
    """Raise IllegalTransition or MissingPermission as the step itself would."""
    row = TRANSITIONS.get((case.state, action))
    if row is None:
        raise IllegalTransition(f"{action.value} is not possible in state {case.state.value}")
    if not may(by, row.act):
        raise MissingPermission(f"{action.value} needs another role")
