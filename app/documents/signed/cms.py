"""Judge a CMS signature (RFC 5652): is it over these bytes, and who made it."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from asn1crypto import cms, core, x509  # type: ignore[import-untyped] # the library has no types
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko_certvalidator.policy_decl import DisallowWeakAlgorithmsPolicy

from app.documents.model import SignatureStatus
from app.documents.signed.certificates import CertificateFinding, judge_certificate
from app.documents.signed.judging import MOST_CERTIFICATES, MOST_SIGNATURES, ODD, spoiled
from app.documents.trust.model import Trust

_DIGESTS: Final = frozenset({"sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"})
"""Digests that hold today."""


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
    except ODD as error:
        raise NoSignedData from error
    return found


def content_of(data: cms.SignedData) -> bytes:
    """Return what is inside an opaque signature; empty where the signature is detached."""
    inside = data["encap_content_info"]["content"].native
    return inside if isinstance(inside, bytes) else b""


def judge_signers(
    data: cms.SignedData, *signed: bytes, trust: Trust, at: datetime
) -> list[CertificateFinding]:
    """Return what each signer is worth over one of the forms in `signed`; none where nobody signed.

    A signer whose certificate did not come along cannot be judged, nor a crowd. Raises NoSignedData.
    """
    try:
        certificates = _certificates(data)
        signers = list(data["signer_infos"])
        if len(signers) > MOST_SIGNATURES or len(certificates) > MOST_CERTIFICATES:
            raise NoSignedData
        found = []
        for signer in signers:
            own = _certificate_of(signer, certificates)
            if own is None:
                raise NoSignedData
            others = [c for c in certificates if c is not own]
            judged = judge_certificate(own, others, trust=trust, at=at)
            seal = seal_of(signer, own, hashlib.sha256(signed[-1]).digest())
            judged = replace(judged, seal=seal, signed_at=signed_at(signer))
            found.append(_judged(data, signer, judged, own, signed))
    except ODD as error:
        raise NoSignedData from error
    return found


def seal_of(signer: cms.SignerInfo, certificate: x509.Certificate, digest: bytes) -> str:
    """Return a hash of what a signature is over: the same only for one that was made once and sent twice.

    `digest` is that of the content; it counts where the signature is over nothing else.
    """
    told = signer["signed_attrs"]
    over = digest if isinstance(told, core.Void) else told.untag().dump()
    return hashlib.sha256(certificate.issuer_serial + over).hexdigest()


def signed_at(signer: cms.SignerInfo) -> datetime | None:
    """Return when the signer says to have signed (RFC 5652 11.3); None where they do not say."""
    told = signer["signed_attrs"]
    for attribute in () if isinstance(told, core.Void) else told:
        if attribute["type"].native == "signing_time":
            when = attribute["values"][0].native
            return when.astimezone(UTC) if isinstance(when, datetime) else None
    return None


def _judged(
    data: cms.SignedData,
    signer: cms.SignerInfo,
    found: CertificateFinding,
    own: x509.Certificate,
    signed: Sequence[bytes],
) -> CertificateFinding:
    wrong = [_wrong(data, signer, own, form) for form in signed]
    bad = None if None in wrong else wrong[0]
    return found if bad is None else spoiled(found, bad)


def _certificates(data: cms.SignedData) -> list[x509.Certificate]:
    """Return the certificates that came along; a signature may come without any (RFC 5652 5.1)."""
    found = data["certificates"]
    if isinstance(found, core.Void):
        return []
    return [c.chosen for c in found if c.name == "certificate"]


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


def is_weak(signer: cms.SignerInfo, certificate: x509.Certificate) -> bool:
    """Tell whether the digest or the key no longer holds today: such a signature shows nothing."""
    digest = signer["digest_algorithm"]["algorithm"].native
    allowed = _POLICY.signature_algorithm_allowed(
        signer["signature_algorithm"], None, certificate.public_key
    )
    return digest not in _DIGESTS or not allowed.allowed


def _wrong(
    data: cms.SignedData, signer: cms.SignerInfo, certificate: x509.Certificate, signed: bytes
) -> SignatureStatus | None:
    """Return what is wrong with the signature; None where it holds."""
    if is_weak(signer, certificate):
        return SignatureStatus.INVALID
    digest = signer["digest_algorithm"]["algorithm"].native
    try:
        intact, valid = validate_sig_integrity(
            signer,
            certificate,
            expected_content_type=data["encap_content_info"]["content_type"].native,
            actual_digest=hashlib.new(digest, signed).digest(),
        )
    except (SignatureValidationError, NotImplementedError, *ODD):
        return SignatureStatus.INVALID
    if not valid:
        return SignatureStatus.INVALID
    return None if intact else SignatureStatus.MODIFIED_AFTER_SIGNING


_POLICY: Final = DisallowWeakAlgorithmsPolicy()  # type: ignore[no-untyped-call] # pyHanko types no argument
"""Keys that are too short to hold."""
