"""An invented public-key infrastructure: a root, an authority for citizens, leaves shaped like those on a Belgian card."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import ocsp
from cryptography.x509.oid import (
    AuthorityInformationAccessOID,
    ExtendedKeyUsageOID,
    NameOID,
    ObjectIdentifier,
)
from pyhanko.sign import SimpleSigner

AT = datetime(2026, 3, 5, 12, tzinfo=UTC)
"""The instant at which the tests judge."""
YEAR = timedelta(days=365)
ISSUED, ENDS = AT - YEAR, AT + 2 * YEAR

QC_STATEMENTS = ObjectIdentifier("1.3.6.1.5.5.7.1.3")
# DER of QCStatements: qcCompliance alone, qcCompliance with qcSSCD (ETSI EN 319 412-5).
QUALIFIED = bytes.fromhex("300a3008060604008e460101")
QUALIFIED_ON_CARD = bytes.fromhex("3014" + "3008060604008e460101" + "3008060604008e460104")

Key: TypeAlias = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


@dataclass(frozen=True)
class Leaf:
    """A certificate with its key, and what stands above it."""

    certificate: x509.Certificate
    key: Key
    above: tuple[x509.Certificate, ...] = ()

    @property
    def der(self) -> bytes:
        """The certificate as bytes."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def pem(self) -> bytes:
        """The certificate as text."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def key_pem(self) -> bytes:
        """The key as text, without a password."""
        return self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )

    def signer(self) -> SimpleSigner:
        """Return what signs PDF and CMS with it; the authorities above go along."""
        bundle = pkcs12.serialize_key_and_certificates(
            None, self.key, self.certificate, list(self.above), serialization.NoEncryption()
        )
        made = SimpleSigner.load_pkcs12_data(bundle, other_certs=[])
        assert isinstance(made, SimpleSigner)
        return made


def alone(name: str) -> Leaf:
    """Return the certificate of a person who vouches for themself."""
    key, named = new_key(), _name(CN=name, C="BE")
    return Leaf(_build(named, named, key, key, usages=("content_commitment",)), key)


@dataclass(frozen=True)
class Authority(Leaf):
    """A certificate that issues others; it keeps what it revoked."""

    address: str = ""
    """Where its list and its responder are said to be; empty: the certificates do not say."""
    revoked: dict[int, datetime] = field(default_factory=dict)

    @classmethod
    def root(cls, name: str = "Proefgezag Wortel", *, address: str = "") -> "Authority":
        """Return an authority that vouches for itself."""
        key = ec.generate_private_key(ec.SECP256R1())
        named = _name(CN=name, C="BE")
        made = _build(named, named, key, key, usages=("key_cert_sign", "crl_sign"), authority=True)
        return cls(made, key, address=address)

    def below(self, name: str = "Citizen CA", *, address: str = "") -> "Authority":
        """Return an authority for which this one vouches."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = _build(
            _name(CN=name, C="BE", SN="202601"),
            self.certificate.subject,
            key,
            self.key,
            usages=("key_cert_sign", "crl_sign"),
            authority=True,
            extra=self._places(),
        )
        return Authority(made, key, (self.certificate, *self.above), address=address)

    def leaf(
        self,
        name: str = "Anneleen Verhaegendonck (Signature)",
        *,
        usages: Sequence[str] = ("content_commitment",),
        purposes: Sequence[ObjectIdentifier] = (),
        number: str = "",
        given_name: str = "",
        surname: str = "",
        emails: Sequence[str] = (),
        statements: bytes = b"",
        since: datetime = ISSUED,
        until: datetime = ENDS,
        rsa_bits: int = 0,
    ) -> Leaf:
        """Return a certificate of a person; `number` is a national number, `emails` the addresses it names."""
        key = new_key(rsa_bits)
        extra: list[tuple[x509.ExtensionType, bool]] = list(self._places())
        if purposes:
            extra.append((x509.ExtendedKeyUsage(purposes), False))
        if emails:
            names = [x509.RFC822Name(email) for email in emails]
            extra.append((x509.SubjectAlternativeName(names), False))
        if statements:
            extra.append((x509.UnrecognizedExtension(QC_STATEMENTS, statements), False))
        made = _build(
            _name(CN=name, C="BE", G=given_name, S=surname, SN=number),
            self.certificate.subject,
            key,
            self.key,
            usages=usages,
            extra=extra,
            since=since,
            until=until,
        )
        return Leaf(made, key, (self.certificate, *self.above))

    def card(
        self,
        given_name: str,
        surname: str,
        *,
        number: str = "85073003328",
        since: datetime = ISSUED,
        until: datetime = ENDS,
        rsa_bits: int = 0,
    ) -> Leaf:
        """Return the signing certificate of an identity card: qualified, on the card."""
        return self.leaf(
            f"{given_name} {surname} (Signature)",
            number=number,
            given_name=given_name,
            surname=surname,
            statements=QUALIFIED_ON_CARD,
            since=since,
            until=until,
            rsa_bits=rsa_bits,
        )

    def sign_in_card(self, given_name: str, surname: str, *, number: str = "85073003328") -> Leaf:
        """Return the authentication certificate of an identity card."""
        return self.leaf(
            f"{given_name} {surname} (Authentication)",
            usages=("digital_signature",),
            number=number,
            given_name=given_name,
            surname=surname,
        )

    def mail(self, name: str, *emails: str) -> Leaf:
        """Return a certificate for signing mail."""
        return self.leaf(
            name,
            usages=("digital_signature", "content_commitment"),
            purposes=(ExtendedKeyUsageOID.EMAIL_PROTECTION,),
            emails=emails,
        )

    def revoke(self, leaf: Leaf, *, at: datetime = AT - timedelta(days=30)) -> None:
        """Note that a certificate was revoked; lists and answers made from now on say so."""
        self.revoked[leaf.certificate.serial_number] = at

    def crl(self, *, at: datetime = AT, days: int = 7) -> bytes:
        """Return the signed list of what was revoked (DER), made a day before `at`."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(at - timedelta(days=1))
            .next_update(at + timedelta(days=days))
        )
        for serial, since in self.revoked.items():
            one = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since)
            builder = builder.add_revoked_certificate(one.build())
        made = builder.sign(self.key, hashes.SHA256())
        return made.public_bytes(serialization.Encoding.DER)

    def answer(self, request: bytes, *, at: datetime = AT) -> bytes:
        """Return the signed answer to an OCSP request (DER) for a certificate of this authority."""
        asked = ocsp.load_der_ocsp_request(request)
        since = self.revoked.get(asked.serial_number)
        status = ocsp.OCSPCertStatus.REVOKED if since else ocsp.OCSPCertStatus.GOOD
        made = (
            ocsp.OCSPResponseBuilder()
            .add_response_by_hash(
                issuer_name_hash=asked.issuer_name_hash,
                issuer_key_hash=asked.issuer_key_hash,
                serial_number=asked.serial_number,
                algorithm=asked.hash_algorithm,
                cert_status=status,
                this_update=at - timedelta(hours=1),
                next_update=at + timedelta(days=1),
                revocation_time=since,
                revocation_reason=x509.ReasonFlags.unspecified if since else None,
            )
            .responder_id(ocsp.OCSPResponderEncoding.HASH, self.certificate)
            .certificates([self.certificate])
            .sign(self.key, hashes.SHA256())
        )
        return made.public_bytes(serialization.Encoding.DER)

    def _places(self) -> tuple[tuple[x509.ExtensionType, bool], ...]:
        if not self.address:
            return ()
        point = x509.DistributionPoint(
            [x509.UniformResourceIdentifier(f"{self.address}/crl")], None, None, None
        )
        access = x509.AccessDescription(
            AuthorityInformationAccessOID.OCSP,
            x509.UniformResourceIdentifier(f"{self.address}/ocsp"),
        )
        return (
            (x509.CRLDistributionPoints([point]), False),
            (x509.AuthorityInformationAccess([access]), False),
        )


@dataclass(frozen=True)
class Pki:
    """One root, one authority for citizens, and a stranger whom nobody trusts."""

    address: str = ""

    @cached_property
    def root(self) -> Authority:
        """What is trusted."""
        return Authority.root(address=self.address and f"{self.address}/root")

    @cached_property
    def citizens(self) -> Authority:
        """Issues the certificates of people."""
        return self.root.below(address=self.address and f"{self.address}/citizens")

    @cached_property
    def stranger(self) -> Authority:
        """Issues certificates that look alike, and is not trusted."""
        return Authority.root("Ander Gezag")

    @cached_property
    def stamps(self) -> Leaf:
        """The certificate of a time-stamp authority."""
        key = new_key(2048)
        made = _build(
            _name(CN="Proefstempel", C="BE"),
            self.root.certificate.subject,
            key,
            self.root.key,
            usages=("digital_signature",),
            extra=((x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True),),
        )
        return Leaf(made, key, (self.root.certificate,))

    def anchors(self, folder: Path) -> Path:
        """Lay the trusted root in a folder, and return that."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "wortel.pem").write_bytes(self.root.pem)
        return folder

    def lists(self, folder: Path, *, at: datetime = AT) -> Path:
        """Lay the revocation lists of now in a folder, and return that."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "wortel.crl").write_bytes(self.root.crl(at=at))
        (folder / "burgers.crl").write_bytes(self.citizens.crl(at=at))
        return folder


def new_key(rsa_bits: int = 0) -> Key:
    """Return a new key: RSA of so many bits, or on a curve."""
    if rsa_bits:
        return rsa.generate_private_key(public_exponent=65537, key_size=rsa_bits)
    return ec.generate_private_key(ec.SECP256R1())


_OIDS = {
    "CN": NameOID.COMMON_NAME,
    "C": NameOID.COUNTRY_NAME,
    "G": NameOID.GIVEN_NAME,
    "S": NameOID.SURNAME,
    "SN": NameOID.SERIAL_NUMBER,
}


def _name(**parts: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(_OIDS[key], part) for key, part in parts.items() if part])


def _build(
    subject: x509.Name,
    issuer: x509.Name,
    key: Key,
    issuer_key: Key,
    *,
    usages: Iterable[str],
    authority: bool = False,
    extra: Iterable[tuple[x509.ExtensionType, bool]] = (),
    since: datetime = ISSUED - YEAR,
    until: datetime = ENDS + YEAR,
) -> x509.Certificate:
    flags: dict[str, Any] = {name: name in set(usages) for name in _USAGES}
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    builder = (
        x509.CertificateBuilder(issuer, subject, key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**flags), critical=True)
        .add_extension(own, critical=False)
        .add_extension(above, critical=False)
    )
    for extension, critical in extra:
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(issuer_key, hashes.SHA256())
