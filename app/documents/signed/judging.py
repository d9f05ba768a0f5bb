"""From what pyHanko says of one signer to our words: trusted, expired, revoked, not for signing."""

import logging
from collections.abc import Sequence
from typing import Final

from pyhanko.sign.ades.report import AdESIndeterminate, AdESSubIndic
from pyhanko.sign.validation.status import StandardCMSSignatureStatus

from app.documents.model import SignatureFinding, SignatureStatus, SignatureWarning, SignerFinding
from app.documents.wording import SIGNATURES

GRAVITY: Final = (
    SignatureStatus.VALID,
    SignatureStatus.VALID_BUT_UNTRUSTED,
    SignatureStatus.EXPIRED,
    SignatureStatus.REVOKED,
    SignatureStatus.MODIFIED_AFTER_SIGNING,
    SignatureStatus.INVALID,
)
"""From the best to the worst: of several signers the worst counts."""

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

# Both write the signer's name in their warnings; logs hold no names.
for _library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)


def finding(
    status: SignatureStatus,
    signers: Sequence[SignerFinding] = (),
    warnings: Sequence[SignatureWarning] = (),
    *,
    proves: bool = False,
) -> SignatureFinding:
    """Return a finding with its sentence; each warning once, in the order given."""
    return SignatureFinding(
        status, tuple(signers), tuple(dict.fromkeys(warnings)), SIGNATURES[status], proves
    )


def chain_status(status: StandardCMSSignatureStatus) -> SignatureStatus:
    """Return how the signer's certificate is judged; the signature itself must hold."""
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


def worst(signers: Sequence[SignerFinding]) -> SignatureStatus:
    """Return the status that counts for several signers. There must be one."""
    return max((signer.status for signer in signers), key=GRAVITY.index)
