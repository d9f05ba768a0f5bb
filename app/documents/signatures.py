"""Look for electronic signatures in what was sent: the one door to the judgement of PDF and mail."""

from datetime import datetime
from typing import Final

from app.documents.model import DocumentKind, MediaType, SignatureFinding, SignatureStatus
from app.documents.signed.judging import finding
from app.documents.signed.mail import in_mail
from app.documents.signed.pdf import in_pdf
from app.documents.trust.model import Trust

_PROMISED: Final = frozenset({DocumentKind.SIGNED_PDF, DocumentKind.SIGNED_EMAIL})


def find_signature(
    content: bytes, media_type: MediaType, *, kind: DocumentKind, trust: Trust, at: datetime
) -> SignatureFinding | None:
    """Return what was found of signatures, or None where there is none and `kind` promised none.

    `at` is the instant of the judgement (UTC).
    """
    match media_type:
        case MediaType.PDF:
            found = in_pdf(content, trust=trust, at=at)
        case MediaType.EMAIL:
            found = in_mail(content, trust=trust, at=at)
        case _:
            found = None
    if found is None and kind in _PROMISED:
        return finding(SignatureStatus.NOT_A_SIGNATURE)
    return found
