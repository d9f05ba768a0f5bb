"""Judge the certificate of a signer: whose it is, whether it may sign, whether we trust it, how strong it is (ID-05)."""

import asyncio
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from asn1crypto import x509  # type: ignore[import-untyped] # the library has no types
from pyhanko.sign.ades import qualified_asn1
from pyhanko.sign.validation.qualified.assess import QualificationAssessor
from pyhanko.sign.validation.qualified.tsp import QcCertType
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    ExpiredError,
    NotYetValidError,
    PathBuildingError,
    RevokedError,
    ValidationError,
)
from pyhanko_certvalidator.path import ValidationPath

from app.documents.model import SignatureLevel, SignatureStatus, SignatureWarning, SignerFinding
from app.documents.trust.model import Revocation, Trust

_FOR_SIGNATURES: Final = frozenset(
    {
        "email_protection",
        "any_extended_key_usage",
        "1.3.6.1.5.5.7.3.36",  # document signing, RFC 9336
        "1.2.840.113583.1.1.5",
        "adobe_authentic_documents_trust",
        "1.3.6.1.4.1.311.10.3.12",
        "microsoft_document_signing",
    }
)
_FOR_SIGNING_IN: Final = frozenset({"client_auth", "microsoft_smart_card_logon"})
_NUMBER: Final = re.compile(r"[0-9]{11}")


@dataclass(frozen=True, slots=True)
class CertificateFinding:
    """What a certificate is worth, if the signature made with it holds."""

    signer: SignerFinding
    warnings: tuple[SignatureWarning, ...]
    proves: bool
    """Whether the settings let it show who signed."""
    seal: str = ""
    """Hash of what was signed, by which certificate and when; empty where the signature does not hold."""
    signed_at: datetime | None = None
    """When the signer says to have signed."""


def judge_certificate(
    certificate: x509.Certificate,
    others: Iterable[x509.Certificate] = (),
    *,
    trust: Trust,
    at: datetime,
) -> CertificateFinding:
    """Return whose certificate it is and whether it is good at the instant `at` (UTC).

    `others` came with the signature and may stand between it and somebody we trust. The national
    number is read only where an authorisation allows it (ID-09).
    """
    status, path, checked = _chain(certificate, tuple(others), trust, at)
    warnings: list[SignatureWarning] = []
    use = _use(certificate)
    if use is SignatureWarning.NOT_FOR_SIGNING:
        status = SignatureStatus.INVALID
    if use is not None:
        warnings.append(use)
    level = _level(certificate, path, trust, at) if path is not None and use is None else None
    valid = status is SignatureStatus.VALID
    if valid and not checked:
        warnings.append(SignatureWarning.REVOCATION_NOT_CHECKED)
    if valid and level is not None and level not in trust.levels:
        warnings.append(SignatureWarning.LEVEL_NOT_ACCEPTED)
    shows = use is SignatureWarning.AUTHENTICATION_CERTIFICATE and trust.authentication_counts
    number = _number(certificate) if trust.national_number_allowed else None
    return CertificateFinding(
        signer=SignerFinding(
            common_name(certificate), status, number, level if valid else None, _emails(certificate)
        ),
        warnings=tuple(warnings),
        proves=valid and (shows or (level is not None and level in trust.levels)),
    )


def common_name(certificate: x509.Certificate) -> str:
    """Return the name of the subject, empty where there is none."""
    name = certificate.subject.native.get("common_name", "")
    return name if isinstance(name, str) else ""


def _chain(
    certificate: x509.Certificate, others: tuple[x509.Certificate, ...], trust: Trust, at: datetime
) -> tuple[SignatureStatus, ValidationPath | None, bool]:
    """Return the status, the way to somebody we trust, and whether revocation of all on it is known."""
    if trust.is_empty:
        return _out_of_date(certificate, at), None, False
    try:
        path = _path(certificate, others, trust.context(at))
    except (ExpiredError, NotYetValidError, PathBuildingError):
        # It is the certificate's own term that counts: a service that was withdrawn is one nobody trusts now.
        return _out_of_date(certificate, at), None, False
    except ValidationError:
        return SignatureStatus.VALID_BUT_UNTRUSTED, None, False
    revoked, known = _revocation(certificate, others, path, trust, at)
    return SignatureStatus.REVOKED if revoked else SignatureStatus.VALID, path, known


def _revocation(
    certificate: x509.Certificate,
    others: tuple[x509.Certificate, ...],
    path: ValidationPath,
    trust: Trust,
    at: datetime,
) -> tuple[bool, bool]:
    """Return whether something on the way was revoked, and whether that is known of all of it."""
    told = trust.issuers.ask(_with_issuers(path)) if trust.issuers is not None else None
    # Where nothing is known of an authority above, what is known of the signer still counts.
    for asked in (Revocation.OF_ALL, Revocation.OF_THE_SIGNER):
        try:
            _path(certificate, others, trust.context(at, asked, told=told))
        except RevokedError:
            return True, True
        except ValidationError:
            continue
        return False, asked is Revocation.OF_ALL
    return False, False


def _path(
    certificate: x509.Certificate,
    others: tuple[x509.Certificate, ...],
    context: ValidationContext,
) -> ValidationPath:
    validator = CertificateValidator(certificate, others, context)
    return asyncio.run(validator.async_validate_path())


def _with_issuers(path: ValidationPath) -> Iterator[tuple[x509.Certificate, x509.Certificate]]:
    """Yield each certificate below the anchor with that of its issuer, the signer's first."""
    chain = [one for one in path if isinstance(one, x509.Certificate)]
    for issuer, certificate in reversed(list(pairwise(chain))):
        yield certificate, issuer


def _out_of_date(certificate: x509.Certificate, at: datetime) -> SignatureStatus:
    """Return what can be said where nobody vouches for the certificate."""
    good = certificate.not_valid_before <= at <= certificate.not_valid_after
    return SignatureStatus.VALID_BUT_UNTRUSTED if good else SignatureStatus.EXPIRED


def _use(certificate: x509.Certificate) -> SignatureWarning | None:
    """Return what is against a signature in law by this certificate; None where nothing is."""
    extended = certificate.extended_key_usage_value
    purposes = frozenset(extended.native) if extended is not None else None
    if purposes is not None and not purposes & (_FOR_SIGNATURES | _FOR_SIGNING_IN):
        return SignatureWarning.NOT_FOR_SIGNING  # RFC 5280 4.2.1.12
    allowed = certificate.key_usage_value
    if allowed is None:
        return None if purposes is None or purposes & _FOR_SIGNATURES else _SIGN_IN
    usages = allowed.native
    if "non_repudiation" in usages:
        only_sign_in = purposes is not None and not purposes & _FOR_SIGNATURES
        return SignatureWarning.NOT_FOR_SIGNING if only_sign_in else None
    if "digital_signature" not in usages:
        return SignatureWarning.NOT_FOR_SIGNING  # RFC 5280 4.2.1.3
    return None if purposes is not None and purposes & _FOR_SIGNATURES else _SIGN_IN


_SIGN_IN: Final = SignatureWarning.AUTHENTICATION_CERTIFICATE


def _level(
    certificate: x509.Certificate, path: ValidationPath, trust: Trust, at: datetime
) -> SignatureLevel:
    """Return the strength in law: by the trusted lists where they are used, else by what the certificate says."""
    if trust.registry is not None:
        found = QualificationAssessor(trust.registry).check_entity_cert_qualified(path, moment=at)
        status = found.status
        qualified = status.qualified and status.qc_type is QcCertType.QC_ESIGN
        on_device = status.qc_key_security.is_qscd
    else:
        stated = {s["statement_id"].native for s in qualified_asn1.get_qc_statements(certificate)}
        qualified, on_device = "qc_compliance" in stated, "qc_sscd" in stated
    if not qualified:
        return SignatureLevel.ADVANCED
    # eIDAS art. 3(12): a qualified certificate, and a device of its own.
    return SignatureLevel.QUALIFIED if on_device else SignatureLevel.ADVANCED_QUALIFIED_CERTIFICATE


def _number(certificate: x509.Certificate) -> str | None:
    """Return the national number that Belgian certificates have for a serial number of the subject."""
    subject = certificate.subject.native
    number = subject.get("serial_number", "")
    belgian = subject.get("country_name") == "BE"
    return number if belgian and isinstance(number, str) and _NUMBER.fullmatch(number) else None


def _emails(certificate: x509.Certificate) -> tuple[str, ...]:
    names = certificate.subject_alt_name_value
    found = [n.native for n in names if n.name == "rfc822_name"] if names is not None else []
    stated = certificate.subject.native.get("email_address", [])
    found += [stated] if isinstance(stated, str) else list(stated)
    return tuple(dict.fromkeys(str(address).lower() for address in found))
