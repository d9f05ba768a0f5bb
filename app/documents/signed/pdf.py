"""Judge the signatures in a PDF (ISO 32000, PAdES): what they cover, what came later, whose they are. Anything odd is invalid."""

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    validate_pdf_signature,
)

from app.documents.model import SignatureFinding, SignatureStatus, SignatureWarning
from app.documents.signed.byte_ranges import ByteRangeWrong, check_byte_range
from app.documents.signed.certificates import CertificateFinding, judge_certificate
from app.documents.signed.judging import finding, spoiled, summary
from app.documents.trust.model import Trust

_HARMLESS: Final = frozenset({ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING})

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


@dataclass(frozen=True, slots=True)
class _Bytes:
    """What a signature says of the bytes of the file, whoever made it."""

    wrong: SignatureStatus | None
    warnings: tuple[SignatureWarning, ...] = ()


def in_pdf(content: bytes, *, trust: Trust, at: datetime) -> SignatureFinding | None:
    """Return what was found of signatures, judged at the instant `at` (UTC); None where there is none."""
    try:
        reader = PdfFileReader(io.BytesIO(content))
        warnings = list(_of_the_file(reader))
        signatures = reader.embedded_regular_signatures
        if not signatures:
            nothing = SignatureStatus.NOT_A_SIGNATURE
            return finding(nothing, warnings=warnings) if warnings else None
        found: list[CertificateFinding] = []
        for place, signature in enumerate(signatures):
            is_last = place == len(signatures) - 1
            said = _said_of_bytes(content, signature, at, is_last=is_last)
            warnings += said.warnings
            found.append(_signer(signature, said, trust, at))
    except _ODD:
        return finding(SignatureStatus.INVALID)
    return summary(found, warnings, trust=trust)


def _of_the_file(reader: PdfFileReader) -> Iterator[SignatureWarning]:
    """Yield what stands in the file besides the signatures that were made."""
    if next(iter(enumerate_sig_fields(reader, filled_status=False)), None) is not None:
        yield SignatureWarning.EMPTY_FIELD
    if "/DocMDP" in reader.root.get("/Perms", {}):
        yield SignatureWarning.CERTIFIED


def _signer(
    signature: EmbeddedPdfSignature, said: _Bytes, trust: Trust, at: datetime
) -> CertificateFinding:
    own = judge_certificate(
        signature.signer_cert, signature.other_embedded_certs, trust=trust, at=at
    )
    return own if said.wrong is None else spoiled(own, said.wrong)


def _said_of_bytes(
    content: bytes, signature: EmbeddedPdfSignature, at: datetime, *, is_last: bool
) -> _Bytes:
    # Trust is judged by ourselves: of the library's word only what it says of the bytes counts.
    context = Trust().context(at, revocation=False)
    status = validate_pdf_signature(signature, signer_validation_context=context)
    if not status.intact:
        return _Bytes(SignatureStatus.MODIFIED_AFTER_SIGNING)
    if not status.valid or not status.seed_value_ok:
        return _Bytes(SignatureStatus.INVALID)
    try:
        check_byte_range(content, list(signature.byte_range), signature.pkcs7_content)
    except ByteRangeWrong:
        # What is shown and not covered is never trusted.
        return _Bytes(SignatureStatus.MODIFIED_AFTER_SIGNING, (SignatureWarning.PARTLY_COVERED,))
    if status.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return _Bytes(None)
    return _later(status, is_last=is_last)


def _later(status: PdfSignatureStatus, *, is_last: bool) -> _Bytes:
    """Judge what came after the signature: nothing in the library's `intact` and `valid` tells of it."""
    altered = SignatureStatus.MODIFIED_AFTER_SIGNING
    if status.coverage is not SignatureCoverageLevel.ENTIRE_REVISION:
        return _Bytes(altered, (SignatureWarning.PARTLY_COVERED,))
    level = status.modification_level
    if level is ModificationLevel.ANNOTATIONS:
        return _Bytes(altered, (SignatureWarning.ANNOTATED_LATER,))
    # A revision with no modification in it is odd too: bytes behind the end that mean nothing.
    if level not in _HARMLESS or not status.docmdp_ok:
        return _Bytes(altered)
    if not is_last:
        return _Bytes(None, (SignatureWarning.LATER_SIGNATURE,))
    stamped = level is ModificationLevel.LTA_UPDATES
    told = SignatureWarning.STAMPED_LATER if stamped else SignatureWarning.FILLED_IN_LATER
    return _Bytes(None, (told,))
