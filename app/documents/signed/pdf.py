"""Judge the signatures in a PDF (ISO 32000, PAdES): what they cover, what came later, whose they are. Anything odd is invalid."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Final

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
from app.documents.signed.annotations import POLICY
from app.documents.signed.byte_ranges import ByteRangeWrong, check_byte_range
from app.documents.signed.certificates import CertificateFinding, judge_certificate
from app.documents.signed.cms import is_weak, seal_of
from app.documents.signed.judging import (
    MOST_CERTIFICATES,
    MOST_SIGNATURES,
    ODD,
    finding,
    spoiled,
    summary,
)
from app.documents.signed.patience import opened
from app.documents.trust.model import Trust

_HARMLESS: Final = frozenset({ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING})

_MOST_REVISIONS: Final = 60
"""Times a document was saved; one with more is odd, and each is compared with the one before."""


@dataclass(frozen=True, slots=True)
class _Bytes:
    """What a signature says of the bytes of the file, whoever made it."""

    wrong: SignatureStatus | None
    warnings: tuple[SignatureWarning, ...] = ()


def in_pdf(content: bytes, *, trust: Trust, at: datetime) -> SignatureFinding | None:
    """Return what was found of signatures, judged at the instant `at` (UTC); None where there is none."""
    try:
        reader = opened(content)
        if _is_crowded(reader):
            return finding(SignatureStatus.INVALID)
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
    except ODD:
        return finding(SignatureStatus.INVALID)
    return summary(found, warnings, trust=trust, at=at)


def _is_crowded(reader: PdfFileReader) -> bool:
    """Tell whether there are more signatures or revisions than anybody makes, each costing its time."""
    fields = islice(enumerate_sig_fields(reader), MOST_SIGNATURES + 1)
    return (
        reader.xrefs.total_revisions > _MOST_REVISIONS or sum(1 for _ in fields) > MOST_SIGNATURES
    )


def _of_the_file(reader: PdfFileReader) -> Iterator[SignatureWarning]:
    """Yield what stands in the file besides the signatures that were made."""
    if next(iter(enumerate_sig_fields(reader, filled_status=False)), None) is not None:
        yield SignatureWarning.EMPTY_FIELD
    root = reader.root
    if "/Perms" in root and "/DocMDP" in root["/Perms"]:
        yield SignatureWarning.CERTIFIED


def _signer(
    signature: EmbeddedPdfSignature, said: _Bytes, trust: Trust, at: datetime
) -> CertificateFinding:
    others = signature.other_embedded_certs
    if len(others) >= MOST_CERTIFICATES:
        raise ValueError("Too many certificates")
    own = judge_certificate(signature.signer_cert, others, trust=trust, at=at)
    digest = signature.compute_digest()
    own = replace(
        own,
        seal=seal_of(signature.signer_info, signature.signer_cert, digest),
        signed_at=signature.self_reported_timestamp,
    )
    return own if said.wrong is None else spoiled(own, said.wrong)


def _said_of_bytes(
    content: bytes, signature: EmbeddedPdfSignature, at: datetime, *, is_last: bool
) -> _Bytes:
    # Trust is judged by ourselves: of the library's word only what it says of the bytes counts.
    context = Trust().context(at)
    status = validate_pdf_signature(
        signature, signer_validation_context=context, diff_policy=POLICY
    )
    if not status.intact:
        return _Bytes(SignatureStatus.MODIFIED_AFTER_SIGNING)
    weak = is_weak(signature.signer_info, signature.signer_cert)
    if weak or not status.valid or not status.seed_value_ok:
        return _Bytes(SignatureStatus.INVALID)
    try:
        check_byte_range(content, list(signature.byte_range), signature.pkcs7_content)
    except ByteRangeWrong:
        # What is shown and not covered is never trusted.
        return _Bytes(SignatureStatus.MODIFIED_AFTER_SIGNING, (SignatureWarning.PARTLY_COVERED,))
    if status.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return _Bytes(None)
    is_stamped = bool(signature.reader.embedded_timestamp_signatures)
    return _later(status, is_last=is_last, is_stamped=is_stamped)


def _later(status: PdfSignatureStatus, *, is_last: bool, is_stamped: bool) -> _Bytes:
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
    if level is ModificationLevel.FORM_FILLING:
        return _Bytes(None, (SignatureWarning.FILLED_IN_LATER,))
    # Beside stamps, this level has what a validator added for the archive, and empty fields.
    return _Bytes(None, (SignatureWarning.STAMPED_LATER,) if is_stamped else ())
