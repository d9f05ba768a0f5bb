"""Look for electronic signatures in a PDF or mail and judge them without the network; anything odd is invalid."""

import io
import logging
import zlib
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate, AdESSubIndic
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    validate_pdf_signature,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.authority import CertTrustAnchor

from app.documents.mails import carries_signature
from app.documents.model import (
    DocumentKind,
    MediaType,
    SignatureFinding,
    SignatureStatus,
    SignatureWarning,
    SignerFinding,
)
from app.documents.wording import SIGNATURES

_PROMISED: Final = frozenset({DocumentKind.SIGNED_PDF, DocumentKind.SIGNED_EMAIL})
_GRAVITY: Final = (
    SignatureStatus.VALID,
    SignatureStatus.VALID_BUT_UNTRUSTED,
    SignatureStatus.EXPIRED,
    SignatureStatus.REVOKED,
    SignatureStatus.MODIFIED_AFTER_SIGNING,
    SignatureStatus.INVALID,
)
_REVOKED: Final[frozenset[AdESSubIndic]] = frozenset(
    {AdESIndeterminate.REVOKED_NO_POE, AdESIndeterminate.REVOKED_CA_NO_POE}
)
_EXPIRED: Final[frozenset[AdESSubIndic]] = frozenset(
    {
        AdESIndeterminate.EXPIRED,
        AdESIndeterminate.OUT_OF_BOUNDS_NO_POE,
        AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED,
    }
)
_ARCHIVED_LATER: Final = frozenset({ModificationLevel.LTA_UPDATES})
_COVERED_LATER: Final = _ARCHIVED_LATER | {ModificationLevel.FORM_FILLING}

# Both write the signer's name in their warnings; logs hold no names.
for _library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)

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


def find_signature(
    content: bytes,
    media_type: MediaType,
    *,
    kind: DocumentKind,
    trust_anchors: Path | None,
    at: datetime,
) -> SignatureFinding | None:
    """Return what was found of signatures, or None where there is none and `kind` promised none.

    `trust_anchors` is a folder of PEM or DER certificates; without one nobody is trusted. `at` is
    the instant of the judgement. National numbers in certificates are not read (ID-09).
    """
    match media_type:
        case MediaType.PDF:
            found = _in_pdf(content, trust_anchors, at)
        case MediaType.EMAIL:
            found = _in_mail(content)
        case _:
            found = None
    if found is None and kind in _PROMISED:
        return _finding(SignatureStatus.NOT_A_SIGNATURE)
    return found


def _finding(
    status: SignatureStatus,
    signers: Sequence[SignerFinding] = (),
    warnings: Sequence[SignatureWarning] = (),
) -> SignatureFinding:
    return SignatureFinding(status, tuple(signers), tuple(warnings), SIGNATURES[status])


def _in_mail(content: bytes) -> SignatureFinding | None:
    if not carries_signature(content):
        return None
    return _finding(SignatureStatus.INVALID, warnings=(SignatureWarning.MAIL_NOT_CHECKED,))


def _in_pdf(content: bytes, trust_anchors: Path | None, at: datetime) -> SignatureFinding | None:
    # Outside the `try`: a folder that cannot be read is our fault, not the signature's.
    anchors = _anchors(trust_anchors) if trust_anchors is not None else ()
    try:
        signatures = PdfFileReader(io.BytesIO(content)).embedded_regular_signatures
        if not signatures:
            return None
        signers, warnings = _signers(signatures, anchors, at)
    except _ODD:
        return _finding(SignatureStatus.INVALID)
    worst = max((signer.status for signer in signers), key=_GRAVITY.index)
    if not anchors:
        warnings = (*warnings, SignatureWarning.NO_TRUST_ANCHORS)
    return _finding(worst, signers, (*warnings, SignatureWarning.REVOCATION_NOT_CHECKED))


def _signers(
    signatures: Sequence[EmbeddedPdfSignature], anchors: Sequence[CertTrustAnchor], at: datetime
) -> tuple[list[SignerFinding], tuple[SignatureWarning, ...]]:
    signers, again = [], False
    last = len(signatures) - 1
    for number, signature in enumerate(signatures):
        # One that is signed again later is covered by the later signature, if that one is whole.
        context = ValidationContext(trust_roots=anchors, moment=at, allow_fetching=False)
        status = validate_pdf_signature(signature, signer_validation_context=context)
        signers.append(SignerFinding(_name(signature), _judge(status, is_last=number == last)))
        again = again or number < last
    return signers, (SignatureWarning.LATER_SIGNATURE,) if again else ()


def _name(signature: EmbeddedPdfSignature) -> str:
    name = signature.signer_cert.subject.native.get("common_name", "")
    return name if isinstance(name, str) else ""


def _judge(status: PdfSignatureStatus, *, is_last: bool) -> SignatureStatus:
    if not status.intact:
        return SignatureStatus.MODIFIED_AFTER_SIGNING
    if not status.valid or not status.seed_value_ok:
        return SignatureStatus.INVALID
    if not _covers_the_document(status, is_last=is_last):
        return SignatureStatus.MODIFIED_AFTER_SIGNING
    return _trust(status)


def _covers_the_document(status: PdfSignatureStatus, *, is_last: bool) -> bool:
    if status.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return True
    if status.coverage is not SignatureCoverageLevel.ENTIRE_REVISION or not status.docmdp_ok:
        return False
    # A revision with no modification in it is odd too: bytes behind the end that mean nothing.
    return status.modification_level in (_ARCHIVED_LATER if is_last else _COVERED_LATER)


def _trust(status: PdfSignatureStatus) -> SignatureStatus:
    problem = status.trust_problem_indic
    if status.revoked or problem in _REVOKED:
        return SignatureStatus.REVOKED
    if problem in _EXPIRED:
        return SignatureStatus.EXPIRED
    return (
        SignatureStatus.VALID
        if status.trusted and status.bottom_line
        else SignatureStatus.VALID_BUT_UNTRUSTED
    )


@lru_cache(maxsize=4)
def _anchors(folder: Path) -> tuple[CertTrustAnchor, ...]:
    return tuple(
        CertTrustAnchor(load_cert_from_pemder(str(place)))  # type: ignore[no-untyped-call] # pyHanko types no argument
        for place in sorted(folder.iterdir())
        if place.suffix.lower() in {".pem", ".der", ".crt", ".cer"}
    )
