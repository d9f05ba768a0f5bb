"""Put together what was found of several signers: the worst counts, and one sentence says it."""

import logging
import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from pyhanko.pdf_utils.misc import PdfError

from app.documents.model import (
    DOUBTS,
    SignatureFinding,
    SignatureStatus,
    SignatureWarning,
    SignerFinding,
)
from app.documents.signed.certificates import CertificateFinding
from app.documents.trust.model import Trust
from app.documents.wording import signature_text

_GRAVITY: Final = (
    SignatureStatus.VALID,
    SignatureStatus.VALID_BUT_UNTRUSTED,
    SignatureStatus.EXPIRED,
    SignatureStatus.REVOKED,
    SignatureStatus.MODIFIED_AFTER_SIGNING,
    SignatureStatus.INVALID,
)
"""From the best to the worst."""

ODD: Final = (
    PdfError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    OSError,
    AssertionError,
    InvalidSignature,
    UnsupportedAlgorithm,
    zlib.error,
)
"""What the libraries raise on input that is not what it should be."""

MOST_SIGNATURES: Final = 20
"""Signatures of one document that are judged; one with more is odd."""
MOST_CERTIFICATES: Final = 12
"""Certificates that come with one signature; with more the ways between them are too many to try."""

_LONG: Final = timedelta(days=30)
"""Policy: who signs to ask sends it sooner; what is older may be an old mail that another sends on."""

# Both write the signer's name in their warnings; logs hold no names.
for _library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)


def finding(
    status: SignatureStatus,
    signers: Sequence[SignerFinding] = (),
    warnings: Sequence[SignatureWarning] = (),
    *,
    proves: bool = False,
    seals: Sequence[str] = (),
) -> SignatureFinding:
    """Return a finding with its sentences; each warning once, in the order given.

    What would prove does not where a warning says that another may have sent it on.
    """
    once = tuple(dict.fromkeys(warnings))
    text = signature_text(status, once).nl
    doubted = not DOUBTS.isdisjoint(once)
    return SignatureFinding(
        status,
        tuple(signers),
        once,
        text,
        proves=proves and not doubted,
        confirmable=proves and doubted,
        seals=tuple(seals),
    )


def taken_before(found: SignatureFinding) -> SignatureFinding:
    """Return the finding on a signature that was taken in another case already."""
    return finding(
        found.status,
        found.signers,
        (*found.warnings, SignatureWarning.TAKEN_BEFORE),
        proves=found.proves or found.confirmable,
        seals=found.seals,
    )


def spoiled(found: CertificateFinding, status: SignatureStatus) -> CertificateFinding:
    """Return what is left of a signer whose signature does not hold: the name, not the trust."""
    signer = replace(found.signer, status=status, level=None)
    return replace(found, signer=signer, proves=False, seal="")


def summary(
    found: Sequence[CertificateFinding],
    warnings: Sequence[SignatureWarning],
    *,
    trust: Trust,
    at: datetime,
) -> SignatureFinding:
    """Return the finding on all signers; there must be one. It proves only where each of them does."""
    status = max((one.signer.status for one in found), key=_GRAVITY.index)
    told = [*warnings, *(warning for one in found for warning in one.warnings)]
    if len(found) > 1:
        told.append(SignatureWarning.SEVERAL_SIGNERS)
    if trust.is_empty:
        told.append(SignatureWarning.NO_TRUST_ANCHORS)
    if any(one.signed_at is not None and at - one.signed_at > _LONG for one in found):
        told.append(SignatureWarning.SIGNED_LONG_BEFORE)
    return finding(
        status,
        [one.signer for one in found],
        told,
        proves=all(one.proves for one in found),
        seals=[one.seal for one in found if one.seal],
    )
