"""What certificates are judged by: whom we trust, what was revoked, and which signatures count (ID-05)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from asn1crypto import crl, x509  # type: ignore[import-untyped] # the library has no types
from pyhanko.sign.validation.qualified.tsp import TSPRegistry, TSPTrustManager
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.authority import Authority, CertTrustAnchor, TrustAnchor
from pyhanko_certvalidator.policy_decl import (
    NO_REVOCATION,
    REQUIRE_REVINFO,
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.registry import SimpleTrustManager, TrustManager
from typing_extensions import override

from app.documents.model import SignatureLevel
from app.documents.trust.issuers import Issuers, Told

ALL_LEVELS = frozenset(SignatureLevel)


class Revocation(Enum):
    """Of which certificates it must be known that they were not revoked."""

    OF_ALL = REQUIRE_REVINFO
    OF_THE_SIGNER = RevocationCheckingPolicy(
        RevocationCheckingRule.CRL_OR_OCSP_REQUIRED, RevocationCheckingRule.NO_CHECK
    )
    OF_NONE = NO_REVOCATION


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
    issuers: Issuers | None = None
    """Who is asked about revocation; None: the lists at hand are all there is."""
    national_number_allowed: bool = False
    """Whether an authorisation lets us read the number in a certificate (ID-09)."""

    @property
    def is_empty(self) -> bool:
        """Whether nobody can be trusted."""
        return not self.anchors and self.registry is None

    def context(
        self, at: datetime, revocation: Revocation = Revocation.OF_NONE, *, told: Told | None = None
    ) -> ValidationContext:
        """Return what pyHanko judges one certificate by, at the instant `at`; good for one judgement.

        `told` is what issuers said a moment ago: it counts, though it is younger than `at`.
        """
        told = told or Told()
        return ValidationContext(
            trust_manager=_Either(self),
            crls=[*self.crls, *told.crls],
            ocsps=told.ocsps,
            moment=at,
            allow_fetching=False,
            revinfo_policy=CertRevTrustPolicy(revocation.value, retroactive_revinfo=True),
        )


class _Either(TrustManager):
    """Trusts the folder's certificates and the services of the trusted lists alike."""

    def __init__(self, trust: Trust) -> None:
        self._managers: list[TrustManager] = [SimpleTrustManager.build(trust.anchors)]
        if trust.registry is not None:
            self._managers.append(TSPTrustManager(trust.registry))

    @override
    def as_trust_anchor(self, authority: Authority) -> TrustAnchor | None:
        found = (manager.as_trust_anchor(authority) for manager in self._managers)
        return next((anchor for anchor in found if anchor is not None), None)

    @override
    def find_potential_issuers(self, cert: x509.Certificate) -> Iterator[TrustAnchor]:
        for manager in self._managers:
            yield from manager.find_potential_issuers(cert)
