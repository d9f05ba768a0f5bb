"""The seal covers the whole letter, keeps its levels, and shows every later change."""

import hashlib
import os
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from app.kit.clock import now
from app.language import Language
from app.letters import compose
from app.letters.cms_check import SignatureInvalid, cms_verify
from app.letters.demo_seal import demo_signer
from app.letters.fonts import load_fonts
from app.letters.model import IdentityStatus, LetterContext, LetterKind, SealedLetter
from app.letters.press import LetterPress
from app.letters.signing import PadesSigner, SealUnusable, load_seal_key
from app.letters.verification import LetterVerdict, NotALetter, verify
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    pkcs12,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from tests.letter_examples import AT, access, frame, letters

TEXTS = Path(__file__).parents[3] / "templates" / "letters"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def signer(home: Path) -> PadesSigner:
    return demo_signer(home, at=AT)


@pytest.fixture(scope="module")
def press(signer: PadesSigner) -> LetterPress:
    return LetterPress(TEXTS, load_fonts(), signer)


@pytest.fixture(scope="module")
def letter(press: LetterPress) -> SealedLetter:
    return press.seal(access(frame()), AT)


def short() -> LetterContext:
    """Return a letter of one page."""
    return compose.receipt(
        frame(), identity=IdentityStatus.NOT_NEEDED, status_url="https://l.example"
    )


@pytest.mark.parametrize("language", Language)
def test_every_letter_keeps_its_levels_under_the_seal(
    press: LetterPress, language: Language
) -> None:
    for context in letters(language):
        verdict = verify(press.seal(context, AT).content)
        assert verdict.checks == tuple((name, True) for name, _ in verdict.checks)
        assert (verdict.pdfa, verdict.pdfua, verdict.language) == ("2A", "1", language.value)


def test_the_verdict_names_the_seal_its_time_and_that_it_is_a_demo(letter: SealedLetter) -> None:
    verdict = verify(letter.content)
    assert verdict.signer is not None
    assert "DEMO-ZEGEL" in verdict.signer.name
    assert verdict.signer.demo
    assert verdict.signer.trusted is None
    assert verdict.signer.stamped_at is None
    assert verdict.signed_at == AT
    assert verdict.title == "Ons antwoord op uw verzoek: inzage (DSR-7K3M-9QX1)"
    assert verdict.pages == letter.pages > 3
    assert verdict.good


def test_the_library_that_is_not_ours_agrees(letter: SealedLetter) -> None:
    [seal] = PdfFileReader(BytesIO(letter.content)).embedded_signatures
    context = ValidationContext(trust_roots=[seal.signer_cert], moment=AT)
    status = validate_pdf_signature(seal, context)
    assert (status.intact, status.valid) == (True, True)
    assert status.coverage is not None
    assert status.coverage.name == "ENTIRE_FILE"


def test_the_widget_shows_nothing_prints_and_is_not_hidden(letter: SealedLetter) -> None:
    with pikepdf.open(BytesIO(letter.content)) as opened:
        [field] = opened.Root.AcroForm.Fields
        assert [int(n) for n in field.Rect] == [0, 0, 0, 0]
        assert int(field.F) & 0b111 == 0b100
        assert field.V.SubFilter == "/ETSI.CAdES.detached"
        assert str(field.V.Location) == "1000 Brussel"
        assert "DSR-7K3M-9QX1" in str(field.V.Reason)
        assert str(field.TU)
        assert opened.pages[0].Tabs == "/S"


def test_the_result_is_the_hash_of_the_bytes_and_names_its_text(
    press: LetterPress, letter: SealedLetter
) -> None:
    assert letter.sha256 == hashlib.sha256(letter.content).hexdigest()
    versions = {press.template_version(c.kind, c.language) for c in letters(Language.NL)}
    assert letter.template_version in versions
    assert len(versions) == len(LetterKind)


def test_another_wording_of_a_part_is_another_version(tmp_path: Path, signer: PadesSigner) -> None:
    copied = tmp_path / "letters"
    subprocess.run(["cp", "-r", str(TEXTS), str(copied)], check=True)
    before = LetterPress(copied, load_fonts(), signer)
    part = copied / "_parts" / "signature.nl.md"
    part.write_text(part.read_text("utf-8").replace("groeten", "groet"), "utf-8")
    after = LetterPress(copied, load_fonts(), signer)
    kind = short().kind
    assert before.template_version(kind, Language.NL) != after.template_version(kind, Language.NL)
    assert before.template_version(kind, Language.FR) == after.template_version(kind, Language.FR)


def verdict_on(content: bytes) -> LetterVerdict | None:
    """Return the verdict, or None where the file is no PDF any more."""
    try:
        return verify(content)
    except NotALetter:
        return None


def gap(content: bytes) -> range:
    """Return where the seal itself stands."""
    with pikepdf.open(BytesIO(content)) as opened:
        [field] = opened.Root.AcroForm.Fields
        _, start, end, _ = (int(n) for n in field.V.ByteRange)
    return range(start, end)


@settings(max_examples=60)
@given(st.data())
def test_any_changed_bit_outside_the_seal_itself_is_seen(
    letter: SealedLetter, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(letter.content) - 1))
    flipped = bytes([letter.content[place] ^ (1 << data.draw(st.integers(0, 7)))])
    verdict = verdict_on(letter.content[:place] + flipped + letter.content[place + 1 :])
    assert verdict is None or not verdict.intact or place in gap(letter.content)


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("a byte more", lambda pdf: pdf + b"\n"),
        ("a whole update behind it", lambda pdf: pdf + b"1 0 obj\n<<>>\nendobj\n%%EOF\n"),
        ("a byte less", lambda pdf: pdf[:-1]),
        ("another title", lambda pdf: pdf.replace(b"DSR-7K3M-9QX1", b"DSR-7K3M-9QX2")),
    ],
)
def test_a_letter_that_was_changed_is_not_good(
    letter: SealedLetter, what: str, change: object
) -> None:
    assert callable(change)
    verdict = verdict_on(change(letter.content))
    assert verdict is None or not verdict.good, what
    assert verdict is None or not verdict.intact, what


def test_an_edit_saved_behind_the_seal_is_seen(letter: SealedLetter) -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(letter.content)) as opened:
        opened.pages[0].Contents = opened.make_stream(b"")
        opened.save(out)
    verdict = verify(out.getvalue())
    assert verdict.signed
    assert not verdict.covers_whole_file
    assert not verdict.good


def test_a_letter_without_a_seal_is_not_good(press: LetterPress) -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(press.seal(short(), AT).content)) as opened:
        del opened.Root.AcroForm
        del opened.pages[0].Annots
        opened.save(out)
    verdict = verify(out.getvalue())
    assert (verdict.signed, verdict.intact, verdict.signer, verdict.good) == (
        False,
        False,
        None,
        False,
    )


@pytest.mark.parametrize("content", [b"", b"no pdf", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_refused(content: bytes) -> None:
    with pytest.raises(NotALetter):
        verify(content)


# Keys.


def certificate(
    name: str, key: rsa.RSAPrivateKey, *, issuer: str, by: rsa.RSAPrivateKey, ca: bool
) -> x509.Certificate:
    """Make a certificate for the tests."""
    at = now()
    usage = x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=not ca,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )
    subject, above = (
        x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, n)]) for n in (name, issuer)
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(above)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=100))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(by, SHA256())
    )


@pytest.fixture(scope="module")
def sealed_by_agency(tmp_path_factory: pytest.TempPathFactory) -> tuple[PadesSigner, Path]:
    """An RSA seal under a root of its own, from a file with a password; and the folder with that root."""
    folder = tmp_path_factory.mktemp("agency")
    above, key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    root = certificate("Wortel", above, issuer="Wortel", by=above, ca=True)
    own = certificate("Agentschap Voorbeeld", key, issuer="Wortel", by=above, ca=False)
    path = folder / "seal.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"zegel", key, own, [root], BestAvailableEncryption(b"geheim")
        )
    )
    anchors = folder / "anchors"
    anchors.mkdir()
    (anchors / "root.pem").write_bytes(root.public_bytes(Encoding.PEM))
    return PadesSigner(load_seal_key(path, "geheim")), anchors


def test_a_real_seal_is_trusted_by_its_root_alone(
    sealed_by_agency: tuple[PadesSigner, Path], signer: PadesSigner, press: LetterPress
) -> None:
    agency, anchors = sealed_by_agency
    real = replace(frame(), demo_seal=agency.demo)
    at = now()
    content = LetterPress(TEXTS, load_fonts(), agency).seal(access(real), at).content
    verdict = verify(content, trust_anchors=anchors)
    assert verdict.good
    assert verdict.signer is not None
    assert (verdict.signer.name, verdict.signer.trusted) == ("Agentschap Voorbeeld", True)
    assert not verdict.signer.demo
    demo = verify(press.seal(short(), at).content, trust_anchors=anchors)
    assert demo.signer is not None
    assert (demo.intact, demo.signer.trusted, demo.good) == (True, False, False)
    assert signer.demo


def test_the_room_for_the_seal_holds_many_certificates(tmp_path: Path) -> None:
    above = rsa.generate_private_key(65537, 2048)
    chain = [
        certificate(f"Tussen {i}", above, issuer="Wortel", by=above, ca=True) for i in range(9)
    ]
    own = certificate("Agentschap", above, issuer="Tussen 1", by=above, ca=False)
    path = tmp_path / "long.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            None, above, own, chain, BestAvailableEncryption(b"x")
        )
    )
    press = LetterPress(TEXTS, load_fonts(), PadesSigner(load_seal_key(path, "x")))
    assert verify(press.seal(short(), now()).content).good


@pytest.mark.parametrize("password", ["", "fout"])
def test_a_key_file_with_another_password_is_refused(
    sealed_by_agency: tuple[PadesSigner, Path], password: str
) -> None:
    path = sealed_by_agency[1].parent / "seal.p12"
    with pytest.raises(SealUnusable):
        load_seal_key(path, password)


def test_a_key_file_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.p12").write_bytes(b"no key")
    for name in ("x.p12", "absent.p12"):
        with pytest.raises(SealUnusable):
            load_seal_key(tmp_path / name, "")


def test_the_demo_key_is_for_our_eyes_only_and_made_once(home: Path, signer: PadesSigner) -> None:
    path = home / "seal" / "demo-seal.p12"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    made = path.read_bytes()
    assert demo_signer(home, at=AT + timedelta(days=9)).name == signer.name
    assert path.read_bytes() == made
    assert list(path.parent.iterdir()) == [path]


def test_processes_that_start_together_share_one_demo_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        signers = list(pool.map(lambda _: demo_signer(tmp_path, at=AT), range(8)))
    data = b"manifest"
    serials = {cms_verify(data, s.cms_sign(data), at=AT).serial_number for s in signers}
    assert len(serials) == 1


# Detached CMS.


def test_a_manifest_is_signed_apart_and_openssl_agrees(
    sealed_by_agency: tuple[PadesSigner, Path], tmp_path: Path
) -> None:
    agency, anchors = sealed_by_agency
    data = b"abc  data/x.csv\n" * 50
    signature = agency.cms_sign(data)
    info = cms_verify(data, signature, trust_anchors=anchors)
    assert (info.name, info.trusted) == ("Agentschap Voorbeeld", True)
    (tmp_path / "m").write_bytes(data)
    (tmp_path / "m.p7s").write_bytes(signature)
    checked = subprocess.run(
        ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", str(tmp_path / "m.p7s"),
         "-content", str(tmp_path / "m"), "-CAfile", str(anchors / "root.pem"), "-purpose", "any",
         "-out", os.devnull],
        capture_output=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize(
    ("what", "data", "cut"),
    [
        ("other data", b"other", slice(None)),
        ("half a signature", b"manifest", slice(0, 200)),
        ("no signature", b"manifest", slice(0, 0)),
    ],
)
def test_a_signature_over_something_else_is_refused(
    signer: PadesSigner, what: str, data: bytes, cut: slice
) -> None:
    signature = signer.cms_sign(b"manifest")[cut]
    with pytest.raises(SignatureInvalid):
        pytest.fail(f"{what}: {cms_verify(data, signature)}")


def test_a_signature_that_ends_in_zeros_is_told_from_its_padding(signer: PadesSigner) -> None:
    for number in range(9999):
        data = str(number).encode()
        if (signature := signer.cms_sign(data)).endswith(b"\0"):
            break
    else:
        pytest.fail("no signature ended in a zero")
    for padding in (0, 1, 400):
        assert cms_verify(data, signature + bytes(padding), at=AT).demo


def test_without_anchors_nobody_is_judged(signer: PadesSigner) -> None:
    info = cms_verify(b"x", signer.cms_sign(b"x"), at=datetime(2026, 12, 1, tzinfo=UTC))
    assert info.trusted is None
    assert info.demo


def test_the_preview_needs_no_seal(press: LetterPress) -> None:
    assert "DSR-7K3M-9QX1" in press.preview(short())
    assert press.demo_seal
