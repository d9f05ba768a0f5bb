"""Judge the signature of a mail (S/MIME)."""

from datetime import datetime

from app.documents.mails import carries_signature
from app.documents.model import SignatureFinding, SignatureStatus
from app.documents.signed.judging import finding
from app.documents.trust.model import Trust


def in_mail(content: bytes, *, trust: Trust, at: datetime) -> SignatureFinding | None:
    """Return what was found of signatures, judged at the instant `at`; None where there is none."""
    del trust, at
    return finding(SignatureStatus.INVALID) if carries_signature(content) else None
