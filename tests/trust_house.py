"""People with certificates, and the ways a desk may be set up to trust them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property

from app.documents.model import SignatureFinding, SignatureLevel, SignatureStatus
from app.documents.trust.issuers import Issuers, Told, question
from app.documents.trust.model import Trust
from app.kit.outward import Outward
from asn1crypto import crl, ocsp, x509  # type: ignore[import-untyped] # the library has no types
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko_certvalidator.authority import CertTrustAnchor
from tests.pki import AT, QUALIFIED, Authority, Leaf, Pki, alone
from typing_extensions import override

DAY = timedelta(days=1)


@dataclass(frozen=True)
class House:
    """One set of authorities with everybody a table needs."""

    pki: Pki

    @cached_property
    def anna(self) -> Leaf:
        """A citizen with an identity card."""
        return self.pki.citizens.card("Anneleen", "Verhaegendonck")

    @cached_property
    def bert(self) -> Leaf:
        """Another one."""
        return self.pki.citizens.card("Bert", "Opdebeeck", number="90021412347")

    @cached_property
    def mailer(self) -> Leaf:
        """A certificate for mail, which names its address."""
        return self.pki.citizens.mail("Anneleen Verhaegendonck", "anneleen@voorbeeld.be")

    @cached_property
    def sign_in(self) -> Leaf:
        """The authentication certificate of the card."""
        return self.pki.citizens.sign_in_card("Anneleen", "Verhaegendonck")

    @cached_property
    def stranger(self) -> Leaf:
        """A card of an authority nobody trusts."""
        return self.pki.stranger.card("Iemand", "Anders")

    @cached_property
    def alone(self) -> Leaf:
        """Somebody who vouches for themself."""
        return alone("Eigen Baas")

    @cached_property
    def expired(self) -> Leaf:
        """A card that was valid until yesterday."""
        return self.pki.citizens.card("Anneleen", "Verhaegendonck", until=AT - DAY)

    @cached_property
    def too_early(self) -> Leaf:
        """A card that is valid from tomorrow."""
        return self.pki.citizens.card("Anneleen", "Verhaegendonck", since=AT + DAY)

    @cached_property
    def revoked(self) -> Leaf:
        """A card that was revoked a month ago."""
        made = self.pki.citizens.card("Anneleen", "Verhaegendonck", number="")
        self.pki.citizens.revoke(made)
        return made

    @cached_property
    def revoked_later(self) -> Leaf:
        """A card that is revoked tomorrow."""
        made = self.pki.citizens.card("Anneleen", "Verhaegendonck", number="")
        self.pki.citizens.revoke(made, at=AT + DAY)
        return made

    @cached_property
    def server(self) -> Leaf:
        """A certificate of a web server, which may sign nothing."""
        return self.pki.citizens.leaf(
            "www.voorbeeld.be",
            usages=("digital_signature",),
            purposes=(ExtendedKeyUsageOID.SERVER_AUTH,),
        )

    @cached_property
    def reader(self) -> Leaf:
        """A certificate to be sent encrypted mail with, which may sign nothing."""
        return self.pki.citizens.leaf("Lezer", usages=("key_encipherment",), rsa_bits=2048)

    @cached_property
    def weak(self) -> Leaf:
        """A card with a key that is too short."""
        return self.pki.citizens.card("Anneleen", "Verhaegendonck", rsa_bits=1024)

    @cached_property
    def not_on_card(self) -> Leaf:
        """A qualified certificate without a device of its own."""
        return self.pki.citizens.leaf("Anneleen Verhaegendonck", statements=QUALIFIED)

    def trust(self, name: str = "full") -> Trust:
        """Return the trust of that name."""
        return _TRUSTS[name](self)

    @cached_property
    def _anchors(self) -> tuple[CertTrustAnchor, ...]:
        return (anchor(self.pki.root),)

    def full(self) -> Trust:
        """The root is trusted, and the lists of all authorities are at hand."""
        _ = self.revoked, self.revoked_later
        return Trust(anchors=self._anchors, crls=self.crls(self.pki.root, self.pki.citizens))

    def crls(self, *authorities: Authority) -> tuple[crl.CertificateList, ...]:
        """Return the lists of now."""
        return tuple(crl.CertificateList.load(one.crl()) for one in authorities)

    def answers(self) -> Trust:
        """No list at hand; the responders answer at once."""
        _ = self.revoked, self.revoked_later
        return Trust(anchors=self._anchors, issuers=Answers(Outward(), authorities=self.pki))


@dataclass(frozen=True)
class Answers(Issuers):
    """Issuers without a network between."""

    authorities: Pki = field(default_factory=Pki)

    @override
    def ask(self, chain: Iterable[tuple[x509.Certificate, x509.Certificate]]) -> Told:
        told = Told()
        for certificate, issuer in chain:
            root = issuer.dump() == self.authorities.root.der
            authority = self.authorities.root if root else self.authorities.citizens
            said = authority.answer(question(certificate, issuer))
            told.ocsps.append(ocsp.OCSPResponse.load(said))
        return told


def anchor(leaf: Leaf) -> CertTrustAnchor:
    """Return a certificate as one that is trusted."""
    return CertTrustAnchor(x509.Certificate.load(leaf.der))


_TRUSTS: dict[str, Callable[[House], Trust]] = {
    "full": House.full,
    "nobody": lambda _: Trust(),
    "no lists": lambda h: replace(h.full(), crls=()),
    "list of citizens alone": lambda h: replace(h.full(), crls=h.crls(h.pki.citizens)),
    "old lists": lambda h: replace(
        h.full(),
        crls=tuple(
            crl.CertificateList.load(one.crl(at=AT - 30 * DAY))
            for one in (h.pki.root, h.pki.citizens)
        ),
    ),
    "responders": House.answers,
    "sign-in counts": lambda h: replace(h.full(), authentication_counts=True),
    "qualified alone": lambda h: replace(h.full(), levels=frozenset({SignatureLevel.QUALIFIED})),
    "number": lambda h: replace(h.full(), national_number_allowed=True),
}


@dataclass(frozen=True)
class Case:
    """One line of a table: what is sent, and what must be said of it."""

    kind: str
    name: str
    make: Callable[[House], bytes]
    status: SignatureStatus | None
    warnings: str = ""
    """The codes, with spaces between, in any order."""
    proves: bool = False
    trust: str = "full"
    signers: int | None = None

    @property
    def id(self) -> str:
        """What a test is called."""
        return f"{self.kind}: {self.name}"


def told(finding: SignatureFinding | None) -> tuple[SignatureStatus | None, set[str], bool]:
    """Return what a table expects: status, warnings, and whether it proves."""
    if finding is None:
        return None, set(), False
    return finding.status, {warning.value for warning in finding.warnings}, finding.proves
