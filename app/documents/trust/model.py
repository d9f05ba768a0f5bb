"""What certificates are judged by: whom we trust, what was revoked, and which signatures count (ID-05)."""

from dataclasses import dataclass
from datetime import datetime

from asn1crypto import crl  # type: ignore[import-untyped] # the library has no types
from pyhanko.sign.validation.qualified.tsp import TSPRegistry
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.authority import CertTrustAnchor

from app.documents.model import SignatureLevel

ALL_LEVELS = frozenset(SignatureLevel)


@dataclass(frozen=True, slots=True)
class Trust:
    """Anchors, lists and settings as they are at one moment; nothing in it changes."""

    anchors: tuple[CertTrustAnchor, ...] = ()
    crls: tuple[crl.CertificateList, ...] = ()
    registry: TSPRegistry | None = None
    """Services of the EU trusted lists; None where they are not used."""
    levels: frozenset[SignatureLevel] = ALL_LEVELS
    """Levels that prove who signed (`LOKET_ACCEPTED_SIGNATURE_LEVELS`)."""
    authentication_counts: bool = False
    """Whether a signature by an authentication certificate may show an identity (a setting)."""
    online: bool = False
    """Whether revocation is asked of the issuers; else the lists at hand are all there is."""
    national_number_allowed: bool = False
    """Whether an authorisation lets us read the number in a certificate (ID-09)."""

    @property
    def is_empty(self) -> bool:
        """Whether nobody can be trusted."""
        return not self.anchors and self.registry is None

    def context(self, at: datetime) -> ValidationContext:
        """Return what pyHanko judges one certificate by, at the instant `at`; good for one judgement."""
        return ValidationContext(
            trust_roots=self.anchors,
            crls=self.crls,
            moment=at,
            allow_fetching=self.online,
            revocation_mode="soft-fail",
        )
