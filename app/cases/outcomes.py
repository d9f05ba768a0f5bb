"""How a case ends, from how its claims ended (section 4), and what is told of a case with an event."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from app.cases.model import ENDS, Case, Outcome
from app.deadlines.model import Clock
from app.deadlines.rules import days_left

SOMETHING_GIVEN: Final = frozenset({Outcome.GRANTED, Outcome.PARTIALLY_GRANTED})
LEFT_OUT: Final = frozenset({Outcome.WITHDRAWN, Outcome.REDIRECTED})


def case_outcome(outcomes: Iterable[Outcome | None]) -> Outcome | None:
    """Return how the case ends, or None while a claim is undecided or there is no claim."""
    found = tuple(outcomes)
    different = frozenset(x for x in found if x is not None)
    if not found or None in found:
        return None
    # All equal: that one. Otherwise what was withdrawn or sent on does not count.
    counted = different - LEFT_OUT or different
    if len(counted) == 1:
        return next(iter(counted))
    if counted & SOMETHING_GIVEN:
        return Outcome.PARTIALLY_GRANTED
    if Outcome.REFUSED in counted:
        return Outcome.REFUSED
    # The rule base is silent on these two pairs: the ending that leaves more open stands.
    return Outcome.REDIRECTED if Outcome.REDIRECTED in counted else Outcome.LAPSED_IDENTITY


def facts_told(case: Case, clock: Clock, *, on: date) -> Mapping[str, str | int]:
    """Return what every event of a case says of it: codes and dates, nothing of the person.

    An ended case has no days left; a suspended one has no due date.
    """
    told: dict[str, str | int] = {"reference": case.reference, "state": case.state.value}
    if clock.due_on is not None:
        told["dueDate"] = clock.due_on.isoformat()
    left = None if case.state in ENDS else days_left(clock, on)
    if left is not None:
        told["daysLeft"] = left
    outcome = case_outcome(claim.outcome for claim in case.claims)
    if outcome is not None:
        told["outcome"] = outcome.value
    return told
