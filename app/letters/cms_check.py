"""Checks a detached CMS signature by itself: is it over these bytes, whose is it, is it trusted."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from asn1crypto import cms  # type: ignore[import-untyped] # the library has no types
from cryptography import x509
from pyhanko.keys import load_certs_from_pemder
from pyhanko.sign.validation import async_validate_detached_cms
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import StandardCMSSignatureStatus
from pyhanko_certvalidator import ValidationContext

from app.errors import DeskError
from app.letters.signing import DEMO_MARK, common_name


class SignatureInvalid(DeskError):
    """The signature is not over these bytes, or is no signature at all."""

    code: ClassVar[str] = "signatureInvalid"


@dataclass(frozen=True, slots=True)
class CertificateInfo:
    """Who signed. `trusted` is None when no anchors were given to judge by."""

    name: str
    issuer: str
    serial_number: str
    not_before: datetime
    not_after: datetime
    demo: bool
    trusted: bool | None
    stamped_at: datetime | None
    """Time by a time-stamp authority, where there is a stamp."""


def cms_verify(
    data: bytes, signature: bytes, *, trust_anchors: Path | None = None, at: datetime | None = None
) -> CertificateInfo:
    """Return whose detached signature (DER) over `data` this is. Raises SignatureInvalid.

    `trust_anchors` is a folder of PEM or DER certificates; trust is judged at `at`, or now.
    """
    try:
        content = cms.ContentInfo.load(signature, strict=False)["content"]
        roots = (
            _certificates(trust_anchors)
            if trust_anchors
            else [c.chosen for c in content["certificates"]]
        )
        context = ValidationContext(trust_roots=roots, moment=at, allow_fetching=False)
        status = asyncio.run(
            async_validate_detached_cms(data, content, signer_validation_context=context)
        )
    except (SignatureValidationError, ValueError, TypeError, KeyError) as error:
        raise SignatureInvalid("no readable CMS signature") from error
    if not (status.intact and status.valid):
        raise SignatureInvalid("the signature is not over these bytes")
    return _info(status, judged=trust_anchors is not None)


def _certificates(folder: Path) -> list[object]:
    files = sorted(str(p) for p in folder.iterdir() if p.is_file())
    return list(load_certs_from_pemder(files))  # type: ignore[no-untyped-call] # pyHanko leaves it untyped


def _info(status: StandardCMSSignatureStatus, *, judged: bool) -> CertificateInfo:
    certificate = x509.load_der_x509_certificate(status.signing_cert.dump())
    name = common_name(certificate)
    stamp = status.timestamp_validity
    return CertificateInfo(
        name=name,
        issuer=certificate.issuer.rfc4514_string(),
        serial_number=f"{certificate.serial_number:x}",
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        demo=DEMO_MARK in name,
        trusted=status.trusted if judged else None,
        stamped_at=stamp.timestamp if stamp and stamp.intact and stamp.valid else None,
    )
