"""Whether proof of identity came in that nobody looked at yet; used by the steps that must not overtake it."""

from app.cases.model import Case
from app.casework.desk import Desk
from app.deadlines.model import SuspensionKind
from app.documents.model import DocumentKind
from app.kit.clock import brussels_date

_PROOF = frozenset(
    {
        DocumentKind.SIGNED_REQUEST,
        DocumentKind.IDENTITY_CARD,
        DocumentKind.SIGNED_EMAIL,
        DocumentKind.SIGNED_PDF,
    }
)


def proof_waits(desk: Desk, case: Case) -> bool:
    """Whether a document of proof came in since the open question of identity was asked."""
    asked = [
        s.asked_on
        for s in case.suspensions
        if s.kind is SuspensionKind.IDENTITY and s.answered_on is None
    ]
    return bool(asked) and any(
        d.kind in _PROOF and brussels_date(d.received_at) >= asked[-1]
        for d in desk.documents.list(case.case_id)
    )
