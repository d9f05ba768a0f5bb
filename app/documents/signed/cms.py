"""Judge a CMS signature (RFC 5652): is it over these bytes, and who made it."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from asn1crypto import cms, x509  # type: ignore[import-untyped] # the library has no types
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from app.documents.model import SignatureStatus
from app.documents.signed.certificates import CertificateFinding, judge_certificate
from app.documents.signed.judging import spoiled
from app.documents.trust.model import Trust

_DIGESTS: Final = frozenset({"sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"})
"""Digests that hold today; a signature over another one shows nothing."""


class NoSignedData(Exception):
    """It is no CMS structure, or none that is signed."""


def signed_data(content: bytes) -> cms.SignedData:
    """Return the signed data of a CMS structure (DER or BER). Raises NoSignedData."""
    try:
        info = cms.ContentInfo.load(content, strict=False)
        if info["content_type"].native != "signed_data":
            raise NoSignedData
        found = info["content"]
        found["signer_infos"].native  # noqa: B018 - reads it whole: what is damaged shows here
    except (ValueError, TypeError, KeyError) as error:
        raise NoSignedData from error
    return found


def content_of(data: cms.SignedData) -> bytes:
    """Return what is inside an opaque signature; empty where the signature is detached."""
    inside = data["encap_content_info"]["content"].native
    return inside if isinstance(inside, bytes) else b""


def judge_signers(
    data: cms.SignedData, signed: bytes, *, trust: Trust, at: datetime
) -> list[CertificateFinding]:
    """Return what each signer is worth over the bytes `signed`; none where nobody signed.

    A signer whose certificate did not come along cannot be judged. Raises NoSignedData.
    """
    certificates = [c.chosen for c in data["certificates"] if c.name == "certificate"]
    found = []
    for signer in data["signer_infos"]:
        own = _certificate_of(signer, certificates)
        if own is None:
            raise NoSignedData
        others = [c for c in certificates if c is not own]
        judged = judge_certificate(own, others, trust=trust, at=at)
        bad = _wrong(data, signer, own, signed)
        found.append(judged if bad is None else spoiled(judged, bad))
    return found


def _certificate_of(
    signer: cms.SignerInfo, certificates: Sequence[x509.Certificate]
) -> x509.Certificate | None:
    wanted = signer["sid"]
    for one in certificates:
        if wanted.name == "issuer_and_serial_number":
            said = wanted.chosen
            same = (
                one.issuer == said["issuer"] and one.serial_number == said["serial_number"].native
            )
        else:
            same = one.key_identifier == wanted.chosen.native
        if same:
            return one
    return None


def _wrong(
    data: cms.SignedData, signer: cms.SignerInfo, certificate: x509.Certificate, signed: bytes
) -> SignatureStatus | None:
    """Return what is wrong with the signature; None where it holds."""
    digest = signer["digest_algorithm"]["algorithm"].native
    if digest not in _DIGESTS:
        return SignatureStatus.INVALID
    try:
        intact, valid = validate_sig_integrity(
            signer,
            certificate,
            expected_content_type=data["encap_content_info"]["content_type"].native,
            actual_digest=hashlib.new(digest, signed).digest(),
        )
    except (SignatureValidationError, ValueError, TypeError, KeyError, NotImplementedError):
        return SignatureStatus.INVALID
    if not valid:
        return SignatureStatus.INVALID
    return None if intact else SignatureStatus.MODIFIED_AFTER_SIGNING
