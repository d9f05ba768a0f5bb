"""How a claim ends, from what was decided (section 4), and who has to confirm it."""

from collections.abc import Iterable, Sequence

from app.cases.model import Outcome
from app.cases.outcomes import SOMETHING_GIVEN, case_outcome
from app.decisions.drafts import DecisionIncomplete
from app.decisions.grounds import GROUNDS
from app.decisions.model import DecisionKind, DraftDecision, EffectiveDecision
from app.rights.catalogue import right_of

__all__ = ["SOMETHING_GIVEN", "case_outcome", "claim_outcome", "needs_decision_maker"]


def claim_outcome(
    right: str, effective: Sequence[EffectiveDecision], *, data_held: bool
) -> Outcome:
    """Return how one claim ends. Raises DecisionIncomplete while a proposal is open, UnknownRight.

    `effective` holds the decisions of this claim alone. A claim refused before anything was
    collected (R12-ID) is refused whether or not data are held.
    """
    right_of(right)
    kinds = {d.line.decision if d.line else None for d in effective}
    if kinds == {DecisionKind.REFUSE}:
        return Outcome.REFUSED
    if not data_held:
        return Outcome.NO_DATA_HELD
    if not kinds or None in kinds:
        raise DecisionIncomplete(openProposals=sum(1 for d in effective if d.line is None))
    return Outcome.GRANTED if kinds == {DecisionKind.GRANT} else Outcome.PARTIALLY_GRANTED


def needs_decision_maker(effective: Iterable[EffectiveDecision]) -> bool:
    """Answer whether a decision maker has to confirm: any refusal, part refusal, or ground that asks it."""
    return any(d.line is not None and _refuses(d.line) for d in effective)


def _refuses(line: DraftDecision) -> bool:
    asked = any(code in GROUNDS and GROUNDS[code].decision_maker for code in line.ground_codes)
    return line.decision is not DecisionKind.GRANT or asked
