"""Signatures in PDF and mail: valid only when whole, unchanged and of somebody trusted; odd means invalid."""

import io
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from app.documents.model import DocumentKind, MediaType, SignatureFinding, SignatureStatus
from app.documents.signatures import find_signature
from app.documents.trust.folders import anchors_in
from app.documents.trust.model import Trust
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.pdf_utils.generic import TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner, sign_pdf

AT = datetime(2026, 3, 5, 12, tzinfo=UTC)
SPECIMEN = Path(__file__).parents[4] / "shared" / "trust" / "specimen-eid-signed.pdf"
SIGNED_MAIL = (
    b"From: anna@voorbeeld.be\r\nSubject: Inzage\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=b\r\n\r\n--b--'
)


def plain_pdf() -> bytes:
    with pikepdf.new() as document:
        document.add_blank_page()
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


@dataclass(frozen=True)
class Issuer:
    """A made-up authority and the certificates it gives."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def new(cls) -> "Issuer":
        key = ec.generate_private_key(ec.SECP256R1())
        return cls(key, certificate("Proefgezag", key, "Proefgezag", key, is_authority=True))

    def signer(self, name: str, *, until: datetime = AT + timedelta(days=365)) -> SimpleSigner:
        key = ec.generate_private_key(ec.SECP256R1())
        own = certificate(name, key, "Proefgezag", self.key, until=until)
        bundle = pkcs12.serialize_key_and_certificates(
            None, key, own, None, serialization.NoEncryption()
        )
        signer = SimpleSigner.load_pkcs12_data(bundle, other_certs=[])
        assert isinstance(signer, SimpleSigner)
        return signer


def certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    is_authority: bool = False,
    until: datetime = AT + timedelta(days=365),
) -> x509.Certificate:
    def named(common: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common)])

    usage = dict.fromkeys(
        ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
        not is_authority,
    ) | dict.fromkeys(("key_cert_sign", "crl_sign"), is_authority)
    builder = (
        x509.CertificateBuilder(named(issuer), named(name), key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(AT - timedelta(days=365))
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(**usage, key_agreement=False, encipher_only=False, decipher_only=False),
            critical=True,
        )
    )
    return builder.sign(issuer_key, hashes.SHA256())


@pytest.fixture(scope="module")
def issuer() -> Issuer:
    return Issuer.new()


@pytest.fixture(scope="module")
def anchors(issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("anchors")
    pem = issuer.certificate.public_bytes(serialization.Encoding.PEM)
    (folder / "proefgezag.pem").write_bytes(pem)
    (folder / "LEESMIJ.txt").write_text("geen certificaat")
    return folder


def signed(content: bytes, signer: SimpleSigner, field: str = "Handtekening1") -> bytes:
    out = sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(content)),
        PdfSignatureMetadata(field_name=field),
        signer=signer,
    )
    return bytes(out.getbuffer())


def judged(
    content: bytes,
    anchors: Path | None,
    kind: DocumentKind = DocumentKind.SIGNED_PDF,
    *,
    at: datetime = AT,
) -> SignatureFinding | None:
    trust = Trust(anchors=anchors_in(anchors))
    return find_signature(content, MediaType.PDF, kind=kind, trust=trust, at=at)


def status(finding: SignatureFinding | None) -> SignatureStatus | None:
    return None if finding is None else finding.status


def changed_page(content: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Extra"] = TextStringObject("later toegevoegd")
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call] # pyHanko types no argument
    return out.getvalue()


def one_byte_other(content: bytes) -> bytes:
    at = content.index(b"/MediaBox")
    return content[:at] + b"/MediaBux" + content[at + 9 :]


CHANGES: dict[str, tuple[Callable[[bytes], bytes], SignatureStatus]] = {
    "nothing": (lambda c: c, SignatureStatus.VALID),
    "one byte of the page": (one_byte_other, SignatureStatus.MODIFIED_AFTER_SIGNING),
    "a later revision with another page": (changed_page, SignatureStatus.MODIFIED_AFTER_SIGNING),
    "something behind the end": (lambda c: c + b"\n% extra", SignatureStatus.MODIFIED_AFTER_SIGNING),
    "the signature itself overwritten": (
        lambda c: c[: c.index(b"/Contents <") + 11] + b"00" * 40 + c[c.index(b"/Contents <") + 91 :],
        SignatureStatus.INVALID,
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_what_was_changed_after_signing_decides(what: str, issuer: Issuer, anchors: Path) -> None:
    change, expected = CHANGES[what]
    finding = judged(change(signed(plain_pdf(), issuer.signer("Anna Peeters"))), anchors)
    assert status(finding) is expected


def test_a_valid_signature_names_its_signer_and_says_what_was_not_checked(
    issuer: Issuer, anchors: Path, caplog: pytest.LogCaptureFixture
) -> None:
    content = signed(plain_pdf(), issuer.signer("Anna Peeters"))
    with caplog.at_level(logging.DEBUG):
        finding = judged(content, anchors, DocumentKind.OTHER)
        assert status(judged(content, None)) is SignatureStatus.VALID_BUT_UNTRUSTED
    assert finding is not None
    assert [s.name for s in finding.signers] == ["Anna Peeters"]
    assert "revocationNotChecked" in finding.warnings
    assert "Peeters" not in caplog.text


def test_a_stranger_is_not_trusted(anchors: Path) -> None:
    finding = judged(signed(plain_pdf(), Issuer.new().signer("Iemand")), anchors)
    assert status(finding) is SignatureStatus.VALID_BUT_UNTRUSTED


def test_a_certificate_out_of_date_is_not_valid(issuer: Issuer, anchors: Path) -> None:
    signer = issuer.signer("Anna Peeters", until=AT - timedelta(days=1))
    finding = judged(signed(plain_pdf(), signer), anchors)
    assert status(finding) is SignatureStatus.EXPIRED


def test_a_second_signer_does_not_spoil_the_first(issuer: Issuer, anchors: Path) -> None:
    once = signed(plain_pdf(), issuer.signer("Anna Peeters"))
    twice = signed(once, issuer.signer("Bert Maes"), "Handtekening2")
    finding = judged(twice, anchors)
    assert finding is not None
    assert finding.status is SignatureStatus.VALID
    assert [s.name for s in finding.signers] == ["Anna Peeters", "Bert Maes"]
    assert "signedAgainLater" in finding.warnings


def test_one_untrusted_signer_among_two_is_what_counts(issuer: Issuer, anchors: Path) -> None:
    once = signed(plain_pdf(), issuer.signer("Anna Peeters"))
    twice = signed(once, Issuer.new().signer("Iemand"), "Handtekening2")
    assert status(judged(twice, anchors)) is SignatureStatus.VALID_BUT_UNTRUSTED


def test_no_signature_matters_only_where_one_was_promised() -> None:
    assert judged(plain_pdf(), None, DocumentKind.SIGNED_REQUEST) is None
    assert status(judged(plain_pdf(), None)) is SignatureStatus.NOT_A_SIGNATURE
    assert status(judged(b"%PDF-1.7 geen pdf", None)) is SignatureStatus.INVALID


MAILS: list[tuple[str, bytes, MediaType, DocumentKind, SignatureStatus | None]] = [
        ("signed", SIGNED_MAIL, MediaType.EMAIL, DocumentKind.OTHER, SignatureStatus.INVALID),
        ("plain, promised", b"From: a@b.be\r\n\r\n", MediaType.EMAIL, DocumentKind.SIGNED_EMAIL,
         SignatureStatus.NOT_A_SIGNATURE),
        ("plain", b"From: a@b.be\r\n\r\n", MediaType.EMAIL, DocumentKind.OTHER, None),
        ("pasted text", b"Groeten, Anna", MediaType.TEXT, DocumentKind.SIGNED_EMAIL,
         SignatureStatus.NOT_A_SIGNATURE),
]  # fmt: skip


@pytest.mark.parametrize(("what", "content", "media_type", "kind", "expected"), MAILS)
def test_a_mail_signature_that_was_not_checked_proves_nothing(
    what: str, content: bytes, media_type: MediaType, kind: DocumentKind, expected: object
) -> None:
    finding = find_signature(content, media_type, kind=kind, trust=Trust(), at=AT)
    assert status(finding) is expected, what


@pytest.mark.skipif(not SPECIMEN.exists(), reason="the public specimen is not beside the project")
def test_a_specimen_card_is_intact_but_not_trusted() -> None:
    finding = judged(SPECIMEN.read_bytes(), SPECIMEN.parent, DocumentKind.SIGNED_PDF)
    assert status(finding) is SignatureStatus.VALID_BUT_UNTRUSTED
