"""What became of an open question of identity: used by the steps that must not overtake an answer."""

from datetime import datetime

from app.cases.model import Case
from app.cases.ways import question_open
from app.casework.desk import Desk
from app.documents.model import DocumentKind
from app.kit.clock import brussels_date
from app.letters.model import LetterKind

_PROOF = frozenset(
    {
        DocumentKind.SIGNED_REQUEST,
        DocumentKind.IDENTITY_CARD,
        DocumentKind.SIGNED_EMAIL,
        DocumentKind.SIGNED_PDF,
    }
)


def proof_waits(desk: Desk, case: Case) -> bool:
    """Whether a document of proof came in, since the open question was asked, that nobody judged yet."""
    asked = question_open(case)
    if asked is None:
        return False
    judged = max((c.checked_at for c in desk.identity.checks(case.case_id)), default=None)
    return any(
        d.kind in _PROOF
        and brussels_date(d.received_at) >= asked.asked_on
        and (judged is None or d.received_at > judged)
        for d in desk.documents.list(case.case_id)
    )


def is_reminded(desk: Desk, case: Case) -> bool:
    """Whether the reminder of the last question of identity went out already."""
    asked_at = _last(desk, case, LetterKind.IDENTITY_REQUEST)
    reminded_at = _last(desk, case, LetterKind.IDENTITY_REMINDER)
    return reminded_at is not None and (asked_at is None or reminded_at >= asked_at)


def _last(desk: Desk, case: Case, kind: LetterKind) -> datetime | None:
    issued = (x.issued_at for x in desk.letters.list(case.case_id) if x.kind is kind)
    return max(issued, default=None)
