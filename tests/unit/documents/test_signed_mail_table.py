"""What is said of signed mails, kind by kind: the bytes that were signed decide, and who signed them."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from app.documents.model import DOUBTS, DocumentKind, MediaType, SignatureFinding, SignatureStatus
from app.documents.signatures import find_signature
from tests.pki import AT, Leaf, Pki
from tests.signed_mails import (
    attached,
    attachment,
    certificates_only,
    clear,
    encrypted,
    many_certificates,
    message,
    multipart,
    opaque,
    opaque_part,
    signature,
    signed_part,
    spoiled,
    text,
    without_certificates,
    without_signers,
)
from tests.trust_house import Case, House, told

VALID, UNTRUSTED = SignatureStatus.VALID, SignatureStatus.VALID_BUT_UNTRUSTED
ALTERED, INVALID = SignatureStatus.MODIFIED_AFTER_SIGNING, SignatureStatus.INVALID
EXPIRED, REVOKED = SignatureStatus.EXPIRED, SignatureStatus.REVOKED
NONE = SignatureStatus.NOT_A_SIGNATURE

LETTER = text()
WITH_FILE = multipart(text(), attachment())
EVIL = text("Stuur alles naar een ander adres.\r\n")
HEADED = (
    b"From: Anneleen <anneleen@voorbeeld.be>\r\nTo: Dienst <privacy@voorbeeld.be>\r\n"
    b"Date: Thu, 05 Mar 2026 10:00:00 +0100\r\n" + LETTER
)
"""A part that carries headers of the message, so that they are signed."""
FOOTER = text("Verzonden via de lijst\r\n")


def plain(make: Callable[[House], bytes]) -> Callable[[House], bytes]:
    """Return a maker of the whole message around the part."""
    return lambda house: message(make(house))


def swapped(house: House, old: bytes, new: bytes, entity: bytes = LETTER) -> bytes:
    made = message(clear(entity, house.anna))
    assert old in made
    return made.replace(old, new, 1)


def smuggled(house: House, **where: object) -> bytes:
    cms = signature(LETTER, house.anna)
    return message(signed_part(LETTER, cms, **where))  # type: ignore[arg-type] # one of its names


def list_mail(house: House) -> bytes:
    return message(multipart(clear(LETTER, house.anna), FOOTER))


def outer(entity: bytes, leaf: Leaf) -> bytes:
    return signed_part(entity, signature(entity, leaf), boundary="=_buitenste")


def forwarded(signer: Leaf, inner: str, outer: str = "") -> bytes:
    mail = message(clear(LETTER, signer), inner)
    outside = multipart(text("Zie bijlage.\r\n"), attached(mail), boundary="=_buiten")
    return message(outside, outer or inner)


CASES = [
    Case("clear", "card", plain(lambda h: clear(LETTER, h.anna)), VALID, proves=True),
    Case("clear", "mail certificate", plain(lambda h: clear(LETTER, h.mailer)), VALID, proves=True),
    Case("clear", "with an attachment", plain(lambda h: clear(WITH_FILE, h.anna)), VALID, proves=True),
    Case("clear", "another maker", plain(lambda h: clear(LETTER, h.anna, by="cryptography")), VALID, proves=True),
    Case("clear", "SHA-512", plain(lambda h: clear(LETTER, h.anna, digest="sha512")), VALID, proves=True),
    Case("clear", "a qualified certificate without card", plain(lambda h: clear(LETTER, h.not_on_card)), VALID, proves=True),
    Case("clear", "a word less", partial(swapped, old=b"mijn ", new=b""), ALTERED),
    Case("opaque", "card", plain(lambda h: opaque(LETTER, h.anna)), VALID, proves=True),
    Case("opaque", "mail certificate", plain(lambda h: opaque(LETTER, h.mailer)), VALID, proves=True),
    Case("opaque", "another maker", plain(lambda h: opaque(LETTER, h.mailer, by="cryptography")), VALID, proves=True),
    Case("opaque", "with an attachment", plain(lambda h: opaque(WITH_FILE, h.anna)), VALID, proves=True),
    Case("opaque", "does not say what it is", plain(lambda h: opaque_part(signature(LETTER, h.anna, inside=True), smime_type="")), VALID, proves=True),
    Case("opaque", "what was signed is not inside", plain(lambda h: opaque_part(signature(LETTER, h.anna))), ALTERED),
    Case("not trusted", "stranger", plain(lambda h: clear(LETTER, h.stranger)), UNTRUSTED),
    Case("not trusted", "stranger, opaque", plain(lambda h: opaque(LETTER, h.stranger)), UNTRUSTED),
    Case("not trusted", "signed by oneself", plain(lambda h: clear(LETTER, h.alone)), UNTRUSTED),
    Case("not trusted", "nobody is trusted", plain(lambda h: clear(LETTER, h.anna)), UNTRUSTED, "noTrustAnchors", trust="nobody"),
    Case("not trusted", "trusted beside it", plain(lambda h: clear(LETTER, h.anna)), VALID, proves=True),
    Case("altered", "the text", partial(swapped, old=b"inzage in mijn", new=b"wissing van mijn"), ALTERED),
    Case("altered", "the attachment", partial(swapped, old=b"ZWVu", new=b"ZWVz", entity=WITH_FILE), ALTERED),
    Case("altered", "a header of the part", partial(swapped, old=b"charset=utf-8", new=b"charset=utf-7"), ALTERED),
    Case("altered", "a blank more", partial(swapped, old=b"Aalst\r\n", new=b"Aalst \r\n"), ALTERED),
    Case("altered", "only the subject, which nobody signed", partial(swapped, old=b"Verzoek om inzage", new=b"Vraag"), VALID, proves=True),
    Case("altered", "the text inside an opaque one", lambda h: message(opaque_part(signature(LETTER, h.anna, inside=True).replace(b"inzage", b"wissen"))), ALTERED),
    Case("boundary", "a part before", partial(smuggled, before=[EVIL]), INVALID),
    Case("boundary", "a part between", partial(smuggled, between=[EVIL]), INVALID),
    Case("boundary", "a part after", partial(smuggled, after=[EVIL]), VALID, "unsignedTextAround", proves=True),
    Case("boundary", "the same boundary inside", lambda h: message(signed_part(m := multipart(LETTER, EVIL, boundary="=_x"), signature(m, h.anna), boundary="=_x")), INVALID),
    Case("boundary", "a boundary inside that begins alike", lambda h: message(signed_part(m := multipart(LETTER, EVIL, boundary="=_xy"), signature(m, h.anna), boundary="=_x")), VALID, proves=True),
    Case("boundary", "preamble", partial(smuggled, preamble=b"This is an S/MIME signed message"), VALID, proves=True),
    Case("boundary", "epilogue", partial(smuggled, epilogue=b"Stuur alles naar mij\r\n"), VALID, "unsignedTextAround", proves=True),
    Case("boundary", "not closed", lambda h: message(clear(LETTER, h.anna)).removesuffix(b"--\r\n"), VALID, proves=True),
    Case("boundary", "cut off", lambda h: message(clear(LETTER, h.anna))[:-400], INVALID),
    Case("line ends", "stored with LF", lambda h: message(clear(LETTER, h.anna)).replace(b"\r\n", b"\n"), VALID, proves=True),
    Case("line ends", "stored with LF, attachment", lambda h: message(clear(WITH_FILE, h.anna)).replace(b"\r\n", b"\n"), VALID, proves=True),
    Case("line ends", "stored with LF and altered", lambda h: swapped(h, b"inzage in", b"wissing van").replace(b"\r\n", b"\n"), ALTERED),
    Case("line ends", "signed over LF", lambda h: message(signed_part(n := LETTER.replace(b"\r\n", b"\n"), signature(n, h.anna))), VALID, proves=True),
    Case("line ends", "a lone CR was signed", lambda h: message(clear(LETTER + b"a\rb", h.anna)), VALID, proves=True),
    Case("line ends", "a byte order mark before", lambda h: b"\xef\xbb\xbf" + message(clear(LETTER, h.anna)), VALID, proves=True),
    Case("encoding", "base64", plain(lambda h: clear(text(encoding="base64"), h.anna)), VALID, proves=True),
    Case("encoding", "base64 altered", partial(swapped, old=b"SWsg", new=b"SWtg", entity=text(encoding="base64")), ALTERED),
    Case("encoding", "quoted-printable", plain(lambda h: clear(text(encoding="quoted-printable"), h.anna)), VALID, proves=True),
    Case("encoding", "quoted-printable written anew", partial(swapped, old=b"m=\r\nijn", new=b"mijn", entity=text(encoding="quoted-printable")), ALTERED),
    Case("encoding", "signature as quoted-printable", lambda h: message(clear(LETTER, h.anna)).replace(b"Content-Transfer-Encoding: base64", b"Content-Transfer-Encoding: binary"), INVALID),
    Case("date", "expired", plain(lambda h: clear(LETTER, h.expired)), EXPIRED),
    Case("date", "expired, opaque", plain(lambda h: opaque(LETTER, h.expired)), EXPIRED),
    Case("date", "not valid yet", plain(lambda h: clear(LETTER, h.too_early)), EXPIRED),
    Case("date", "expired, nobody trusted", plain(lambda h: clear(LETTER, h.expired)), EXPIRED, "noTrustAnchors", trust="nobody"),
    Case("date", "expired and altered", lambda h: message(clear(LETTER, h.expired)).replace(b"inzage in", b"wissing "), ALTERED),
    Case("revoked", "by the list", plain(lambda h: clear(LETTER, h.revoked)), REVOKED),
    Case("revoked", "by the list, opaque", plain(lambda h: opaque(LETTER, h.revoked)), REVOKED),
    Case("revoked", "by the list of its own issuer alone", plain(lambda h: clear(LETTER, h.revoked)), REVOKED, trust="list of citizens alone"),
    Case("revoked", "by the responder", plain(lambda h: clear(LETTER, h.revoked)), REVOKED, trust="responders"),
    Case("revoked", "the responder knows it is good", plain(lambda h: clear(LETTER, h.anna)), VALID, proves=True, trust="responders"),
    Case("revoked", "only after we got it", plain(lambda h: clear(LETTER, h.revoked_later)), VALID, proves=True),
    Case("not checked", "no lists", plain(lambda h: clear(LETTER, h.anna)), VALID, "revocationNotChecked", proves=True, trust="no lists"),
    Case("not checked", "lists of a month ago", plain(lambda h: clear(LETTER, h.anna)), VALID, "revocationNotChecked", proves=True, trust="old lists"),
    Case("not checked", "one list missing", plain(lambda h: clear(LETTER, h.anna)), VALID, "revocationNotChecked", proves=True, trust="list of citizens alone"),
    Case("not checked", "revoked, but no list", plain(lambda h: opaque(LETTER, h.revoked)), VALID, "revocationNotChecked", proves=True, trust="no lists"),
    Case("not checked", "checked", plain(lambda h: opaque(LETTER, h.anna)), VALID, proves=True),
    Case("not for signing", "of a web server", plain(lambda h: clear(LETTER, h.server)), INVALID, "certificateNotForSigning"),
    Case("not for signing", "of a web server, opaque", plain(lambda h: opaque(LETTER, h.server)), INVALID, "certificateNotForSigning"),
    Case("not for signing", "for encryption", plain(lambda h: clear(LETTER, h.reader)), INVALID, "certificateNotForSigning"),
    Case("not for signing", "of an authority", plain(lambda h: clear(LETTER, h.pki.citizens)), INVALID, "certificateNotForSigning"),
    Case("not for signing", "of a card beside it", plain(lambda h: clear(LETTER, h.bert)), VALID, proves=True),
    Case("authentication", "does not count", plain(lambda h: clear(LETTER, h.sign_in)), VALID, "authenticationCertificate"),
    Case("authentication", "opaque, does not count", plain(lambda h: opaque(LETTER, h.sign_in)), VALID, "authenticationCertificate"),
    Case("authentication", "counts by the setting", plain(lambda h: clear(LETTER, h.sign_in)), VALID, "authenticationCertificate", proves=True, trust="sign-in counts"),
    Case("authentication", "counts, but altered", lambda h: message(clear(LETTER, h.sign_in)).replace(b"inzage in", b"wissing "), ALTERED, "authenticationCertificate", trust="sign-in counts"),
    Case("authentication", "the setting changes nothing for a card", plain(lambda h: clear(LETTER, h.anna)), VALID, proves=True, trust="sign-in counts"),
    Case("level", "qualified, as asked", plain(lambda h: clear(LETTER, h.anna)), VALID, proves=True, trust="qualified alone"),
    Case("level", "no card, although asked", plain(lambda h: clear(LETTER, h.not_on_card)), VALID, "levelNotAccepted", trust="qualified alone"),
    Case("level", "advanced, although more is asked", plain(lambda h: clear(LETTER, h.mailer)), VALID, "levelNotAccepted", trust="qualified alone"),
    Case("encrypted", "only", plain(lambda h: encrypted(LETTER, h.reader)), NONE, "encryptedOnly"),
    Case("encrypted", "only, forwarded", lambda h: message(multipart(text(), attached(message(encrypted(LETTER, h.reader))))), NONE, "encryptedOnly"),
    Case("encrypted", "signed inside, which nobody sees", plain(lambda h: encrypted(clear(LETTER, h.anna), h.reader)), NONE, "encryptedOnly"),
    Case("encrypted", "then signed", plain(lambda h: clear(encrypted(LETTER, h.reader), h.anna)), VALID, proves=True),
    Case("encrypted", "then signed and altered", lambda h: message(clear(encrypted(LETTER, h.reader), h.anna)).replace(b"enveloped-data", b"Enveloped-data"), ALTERED),
    Case("several", "two signers", plain(lambda h: clear(LETTER, h.anna, h.bert)), VALID, "severalSigners", proves=True, signers=2),
    Case("several", "two by another maker", plain(lambda h: clear(LETTER, h.anna, h.bert, by="cryptography")), VALID, "severalSigners", proves=True, signers=2),
    Case("several", "one is a stranger", plain(lambda h: clear(LETTER, h.anna, h.stranger)), UNTRUSTED, "severalSigners", signers=2),
    Case("several", "one expired", plain(lambda h: opaque(LETTER, h.anna, h.expired)), EXPIRED, "severalSigners", signers=2),
    Case("several", "one around the other", plain(lambda h: outer(clear(LETTER, h.anna), h.bert)), VALID, "severalSigners", proves=True, signers=2),
    Case("several", "an opaque one around a clear one", plain(lambda h: opaque(clear(LETTER, h.anna), h.bert)), VALID, "severalSigners", proves=True, signers=2),
    Case("several", "a stranger inside", plain(lambda h: opaque(opaque(LETTER, h.stranger), h.bert)), UNTRUSTED, "severalSigners", signers=2),
    Case("several", "two signed parts side by side", lambda h: message(multipart(clear(LETTER, h.anna), clear(EVIL, h.bert))), VALID, "severalSigners unsignedTextAround", proves=True, signers=2),
    Case("around", "a footer of a list", list_mail, VALID, "unsignedTextAround", proves=True),
    Case("around", "a part before", lambda h: message(multipart(EVIL, clear(LETTER, h.anna))), VALID, "unsignedTextAround", proves=True),
    Case("around", "beside an opaque one", lambda h: message(multipart(opaque(LETTER, h.anna), EVIL)), VALID, "unsignedTextAround", proves=True),
    Case("around", "an empty part beside it", lambda h: message(multipart(clear(LETTER, h.anna), text("\r\n"))), VALID, proves=True),
    Case("around", "a wrapper and nothing else", lambda h: message(multipart(clear(LETTER, h.anna))), VALID, proves=True),
    Case("around", "text around within what another signed", plain(lambda h: outer(multipart(clear(LETTER, h.anna), EVIL), h.bert)), VALID, "severalSigners", proves=True, signers=2),
    Case("forwarded", "as an attachment", lambda h: forwarded(h.anna, "anneleen@voorbeeld.be"), VALID, "forwarded unsignedTextAround"),
    Case("forwarded", "by somebody else, own address inside", lambda h: forwarded(h.mailer, "anneleen@voorbeeld.be", "bert@voorbeeld.be"), VALID, "forwarded unsignedTextAround"),
    Case("forwarded", "alone", lambda h: message(attached(message(clear(LETTER, h.anna)))), VALID, "forwarded"),
    Case("forwarded", "altered", lambda h: forwarded(h.anna, "anneleen@voorbeeld.be").replace(b"inzage in", b"wissing "), ALTERED, "forwarded unsignedTextAround"),
    Case("forwarded", "a stranger's", lambda h: forwarded(h.stranger, "anneleen@voorbeeld.be"), UNTRUSTED, "forwarded unsignedTextAround"),
    Case("address", "another than the sender's", lambda h: message(clear(LETTER, h.mailer), "iemand@elders.example"), VALID, "addressDiffers"),
    Case("address", "another, opaque", lambda h: message(opaque(LETTER, h.mailer), "iemand@elders.example"), VALID, "addressDiffers"),
    Case("address", "the same, in capitals", lambda h: message(clear(LETTER, h.mailer), "Anneleen@Voorbeeld.BE"), VALID, proves=True),
    Case("address", "none in the certificate", lambda h: message(clear(LETTER, h.anna), "iemand@elders.example"), VALID, proves=True),
    Case("address", "only its name looks like it", lambda h: message(clear(LETTER, h.mailer)).replace(b"Anneleen <anneleen@voorbeeld.be>", b'"anneleen@voorbeeld.be" <iemand@elders.example>'), VALID, "addressDiffers"),
    Case("headers", "signed with it, the same", lambda h: message(clear(HEADED, h.anna)), VALID, proves=True),
    Case("headers", "signed with it, another sender around", lambda h: message(clear(HEADED, h.anna), "bert@voorbeeld.be"), VALID, "signedHeadersDiffer"),
    Case("headers", "signed with it, addressed to somebody else", lambda h: message(clear(HEADED.replace(b"privacy@", b"bank@"), h.anna)), VALID, "signedHeadersDiffer"),
    Case("headers", "signed with it, of another day", lambda h: message(clear(HEADED.replace(b"05 Mar", b"25 Feb"), h.anna)), VALID, "signedHeadersDiffer"),
    Case("headers", "signed with it, another message", lambda h: message(clear(b"Message-ID: <een@voorbeeld.be>\r\n" + LETTER, h.anna)), VALID, "signedHeadersDiffer"),
    Case("headers", "a whole message, the same", lambda h: message(clear(attached(message(LETTER)), h.anna)), VALID, proves=True),
    Case("headers", "a whole message of another sender", lambda h: message(clear(attached(message(LETTER)), h.anna), "bert@voorbeeld.be"), VALID, "signedHeadersDiffer"),
    Case("headers", "a whole message, opaque, of another sender", lambda h: message(opaque(attached(message(LETTER)), h.anna), "bert@voorbeeld.be"), VALID, "signedHeadersDiffer"),
    Case("headers", "altered to fit", lambda h: message(clear(HEADED, h.anna)).replace(b"<privacy@", b"<ander@"), ALTERED, "signedHeadersDiffer"),
    Case("moment", "signed two months before", lambda h: message(signed_part(LETTER, signature(LETTER, h.anna, signed_at=AT - timedelta(days=60)))), VALID, "signedLongBefore"),
    Case("moment", "signed two months before, opaque", lambda h: message(opaque_part(signature(LETTER, h.anna, signed_at=AT - timedelta(days=60), inside=True))), VALID, "signedLongBefore"),
    Case("moment", "signed a week before", lambda h: message(signed_part(LETTER, signature(LETTER, h.anna, signed_at=AT - timedelta(days=7)))), VALID, proves=True),
    Case("moment", "signed by a clock that runs two days ahead", lambda h: message(signed_part(LETTER, signature(LETTER, h.anna, signed_at=AT + timedelta(days=2)))), VALID, proves=True),
    Case("moment", "long before, by a stranger", lambda h: message(signed_part(LETTER, signature(LETTER, h.stranger, signed_at=AT - timedelta(days=60)))), UNTRUSTED, "signedLongBefore"),
    Case("weak", "SHA-1", plain(lambda h: clear(LETTER, h.anna, digest="sha1")), INVALID),
    Case("weak", "SHA-1, opaque", plain(lambda h: opaque(LETTER, h.anna, digest="sha1")), INVALID),
    Case("weak", "a short key", plain(lambda h: clear(LETTER, h.weak)), INVALID),
    Case("weak", "SHA-384", plain(lambda h: opaque(LETTER, h.anna, digest="sha384")), VALID, proves=True),
    Case("no signature", "certificates alone", plain(lambda h: certificates_only(h.anna)), NONE),
    Case("no signature", "certificates alone that say they are signed", plain(lambda h: certificates_only(h.anna, smime_type="signed-data")), NONE),
    Case("no signature", "a plain mail", plain(lambda _: LETTER), NONE),
    Case("no signature", "PGP", plain(lambda _: multipart(LETTER, b"Content-Type: application/pgp-signature\r\n\r\n-----BEGIN PGP SIGNATURE-----", kind='signed; protocol="application/pgp-signature"')), NONE),
    Case("no signature", "PGP inside what a card signed", plain(lambda h: clear(multipart(LETTER, b"Content-Type: application/pgp-signature\r\n\r\n-----BEGIN", kind="signed"), h.anna)), VALID, proves=True),
    Case("no signature", "a name typed below", plain(lambda _: text("Getekend: Anneleen\r\n")), NONE),
    Case("damaged", "the last byte", plain(lambda h: signed_part(LETTER, spoiled(signature(LETTER, h.anna)))), INVALID),
    Case("damaged", "half of it", plain(lambda h: signed_part(LETTER, signature(LETTER, h.anna)[:300])), INVALID),
    Case("damaged", "nothing at all", plain(lambda _: signed_part(LETTER, b"")), INVALID),
    Case("damaged", "garbage", plain(lambda _: opaque_part(b"\x30\x80garbage")), INVALID),
    Case("damaged", "no certificate came along", plain(lambda h: signed_part(LETTER, without_certificates(signature(LETTER, h.anna)))), INVALID),
    Case("damaged", "nobody signed it", plain(lambda h: signed_part(LETTER, without_signers(signature(LETTER, h.anna)))), INVALID),
    Case("damaged", "a crowd of certificates", plain(lambda h: signed_part(LETTER, many_certificates(signature(LETTER, h.anna), 40))), INVALID),
    Case("damaged", "the signature of another text", plain(lambda h: signed_part(LETTER, signature(EVIL, h.anna))), ALTERED),
    Case("damaged", "whole", plain(lambda h: signed_part(LETTER, signature(LETTER, h.bert))), VALID, proves=True),
]  # fmt: skip


DOUBTED = {"forwarded", "address", "headers", "moment"}


@pytest.fixture(scope="module")
def house() -> House:
    return House(Pki("http://issuer.example"))


def judged(content: bytes, house: House, trust: str = "full") -> SignatureFinding | None:
    return find_signature(
        content, MediaType.EMAIL, kind=DocumentKind.SIGNED_EMAIL, trust=house.trust(trust), at=AT
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_what_is_said_of_a_mail(case: Case, house: House) -> None:
    finding = judged(case.make(house), house, case.trust)
    assert told(finding) == (case.status, set(case.warnings.split()), case.proves)
    if case.signers is not None:
        assert finding is not None
        assert len(finding.signers) == case.signers


@pytest.mark.parametrize("case", [c for c in CASES if c.kind in DOUBTED], ids=lambda case: case.id)
def test_a_signature_that_may_be_sent_on_proves_only_once_it_is_confirmed(
    case: Case, house: House
) -> None:
    finding = judged(case.make(house), house, case.trust)
    assert finding is not None
    doubted = not DOUBTS.isdisjoint(finding.warnings)
    assert finding.confirmable == (doubted and case.status is VALID)
    assert ("bevestigt" in finding.text) == doubted


def seals_of(content: bytes, house: House) -> tuple[str, ...]:
    found = judged(content, house)
    return found.seals if found else ()


def test_a_seal_is_of_one_signature_however_it_is_wrapped(house: House) -> None:
    part = clear(LETTER, house.anna)
    wrapped = [
        message(part),
        message(part, "bert@voorbeeld.be").replace(b"\r\n", b"\n"),
        message(multipart(text("Zie onder."), attached(message(part)))),
    ]
    seals = {seal for one in wrapped for seal in seals_of(one, house)}
    assert len(seals) == 1
    assert not seals & {*seals_of(message(clear(EVIL, house.anna)), house)}
    assert seals_of(message(part).replace(b"inzage in", b"wissing "), house) == ()


def test_every_kind_has_examples_with_more_than_one_verdict() -> None:
    kinds = {case.kind for case in CASES}
    for kind in kinds:
        mine = [(c.status, c.warnings, c.proves) for c in CASES if c.kind == kind]
        assert len(mine) >= 3, kind
        assert len(set(mine)) >= 2, kind
    assert len({case.id for case in CASES}) == len(CASES)


@pytest.mark.parametrize("command", ["cms", "smime"])
@pytest.mark.parametrize("form", ["clear", "opaque"])
def test_what_openssl_signed_is_read(command: str, form: str, house: House, tmp_path: Path) -> None:
    path = shutil.which("openssl")
    if path is None:
        pytest.skip("openssl is not on this machine")
    by = f"{path}:{command}:{tmp_path}"
    sign = clear if form == "clear" else opaque
    made = message(sign(WITH_FILE, house.anna, by=by))
    assert told(judged(made, house)) == (VALID, set(), True)
    if form == "clear":
        assert told(judged(made.replace(b"inzage", b"wissen"), house)) == (ALTERED, set(), False)


NUMBERS = [("number", "85073003328"), ("full", None)]


@pytest.mark.parametrize(("trust", "number"), NUMBERS)
def test_the_number_in_a_certificate_is_read_only_where_that_is_allowed(
    trust: str, number: str | None, house: House
) -> None:
    finding = judged(message(clear(LETTER, house.anna)), house, trust)
    assert finding is not None
    assert finding.signers[0].national_number == number
