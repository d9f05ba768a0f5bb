"""Judge the signatures in a PDF; anything odd is invalid."""

import io
import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    validate_pdf_signature,
)

from app.documents.model import SignatureFinding, SignatureStatus, SignatureWarning
from app.documents.signed.certificates import CertificateFinding, judge_certificate
from app.documents.signed.judging import finding, spoiled, summary
from app.documents.trust.model import Trust

_ARCHIVED_LATER: Final = frozenset({ModificationLevel.LTA_UPDATES})
_COVERED_LATER: Final = _ARCHIVED_LATER | {ModificationLevel.FORM_FILLING}

# What the libraries raise on input that is not what it should be.
_ODD: Final = (
    PdfError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    OSError,
    AssertionError,
    zlib.error,
)


def in_pdf(content: bytes, *, trust: Trust, at: datetime) -> SignatureFinding | None:
    """Return what was found of signatures, judged at the instant `at`; None where there is none."""
    try:
        signatures = PdfFileReader(io.BytesIO(content)).embedded_regular_signatures
        if not signatures:
            return None
        found, warnings = _signers(signatures, trust, at)
    except _ODD:
        return finding(SignatureStatus.INVALID)
    return summary(found, warnings, trust=trust)


def _signers(
    signatures: Sequence[EmbeddedPdfSignature], trust: Trust, at: datetime
) -> tuple[list[CertificateFinding], list[SignatureWarning]]:
    found: list[CertificateFinding] = []
    last = len(signatures) - 1
    for number, signature in enumerate(signatures):
        # Trust is judged by ourselves: of the library's word only what it says of the bytes counts.
        status = validate_pdf_signature(
            signature, signer_validation_context=Trust().context(at, revocation=False)
        )
        # One that is signed again later is covered by the later signature, if that one is whole.
        bad = _wrong(status, is_last=number == last)
        own = judge_certificate(
            signature.signer_cert, signature.other_embedded_certs, trust=trust, at=at
        )
        found.append(own if bad is None else spoiled(own, bad))
    return found, [SignatureWarning.LATER_SIGNATURE] if last else []


def _wrong(status: PdfSignatureStatus, *, is_last: bool) -> SignatureStatus | None:
    """Return what is wrong with the signed bytes; None where they are as they were signed."""
    if not status.intact:
        return SignatureStatus.MODIFIED_AFTER_SIGNING
    if not status.valid or not status.seed_value_ok:
        return SignatureStatus.INVALID
    if not _covers_the_document(status, is_last=is_last):
        return SignatureStatus.MODIFIED_AFTER_SIGNING
    return None


def _covers_the_document(status: PdfSignatureStatus, *, is_last: bool) -> bool:
    if status.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return True
    if status.coverage is not SignatureCoverageLevel.ENTIRE_REVISION or not status.docmdp_ok:
        return False
    # A revision with no modification in it is odd too: bytes behind the end that mean nothing.
    return status.modification_level in (_ARCHIVED_LATER if is_last else _COVERED_LATER)
