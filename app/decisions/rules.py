"""The door to the decision engine: register x rights, proposals for a case, drafts and outcomes."""

from app.decisions.drafts import accept, check_draft, check_lines, effective
from app.decisions.excess import check_advised, shown_grounds
from app.decisions.matrix import matrix
from app.decisions.outcomes import case_outcome, claim_outcome, needs_decision_maker
from app.decisions.proposals import propose
from app.decisions.weighing import check_weighed

__all__ = [
    "accept",
    "case_outcome",
    "check_advised",
    "check_draft",
    "check_lines",
    "check_weighed",
    "claim_outcome",
    "effective",
    "matrix",
    "needs_decision_maker",
    "propose",
    "shown_grounds",
]
