"""What was signed stays, the signature with the certificate goes: of mails and PDFs, nested, forwarded or damaged."""

import base64
import email
import email.policy
import io
from collections.abc import Callable
from email.message import EmailMessage

import pikepdf
import pytest
from app.documents.envelopes import without_envelope
from app.documents.mails import is_email
from app.documents.model import MediaType
from app.documents.pdf_reading import page_texts
from tests.pki import Leaf, alone
from tests.signed_mails import (
    attached,
    attachment,
    clear,
    message,
    multipart,
    opaque,
    opaque_part,
    signature,
    signed_part,
    spoiled,
    text,
)
from tests.signed_pdfs import annotated, request_pdf, signed

ANNA = alone("Anneleen Verhaegendonck")
LETTER = text()
WITH_FILE = multipart(text(), attachment(b"bijlage van Anneleen"), boundary="=_bestand")
FOOTER = text("Verzonden via de lijst\r\n")


def _forwarded() -> bytes:
    mail = message(clear(WITH_FILE, ANNA))
    return message(multipart(text("Zie bijlage.\r\n"), attached(mail), boundary="=_buiten"))


def _twice() -> bytes:
    inner = opaque(WITH_FILE, ANNA)
    return message(signed_part(inner, signature(inner, ANNA), boundary="=_buitenste"))


MAILS: dict[str, tuple[Callable[[], bytes], bool]] = {
    "clear-signed": (lambda: message(clear(LETTER, ANNA)), False),
    "clear-signed, with a file": (lambda: message(clear(WITH_FILE, ANNA)), True),
    "opaque": (lambda: message(opaque(WITH_FILE, ANNA)), True),
    "signed twice": (_twice, True),
    "forwarded": (_forwarded, True),
    "two signed parts": (
        lambda: message(multipart(clear(LETTER, ANNA), opaque(WITH_FILE, ANNA))), True,
    ),
    "with a footer that nobody signed": (
        lambda: message(multipart(clear(WITH_FILE, ANNA), FOOTER)), True,
    ),
}  # fmt: skip


def leftovers(content: bytes, leaf: Leaf = ANNA) -> set[str]:
    """Return in which forms something of the certificate is left."""
    key = leaf.der[40:100]
    forms = {"raw": key, "hex": key.hex().encode()}
    packed = b"".join(content.split())
    found = {name for name, form in forms.items() if form in content}
    return found | {"base64" for at in range(3) if base64.b64encode(key[at:45])[:40] in packed}


@pytest.mark.parametrize("case", MAILS)
def test_a_mail_keeps_its_words_and_files_and_no_certificate(case: str) -> None:
    make, with_file = MAILS[case]
    sent = make()
    assert leftovers(sent) or case == "signed twice"  # its inner certificate is wrapped twice
    kept = without_envelope(sent, MediaType.EMAIL)
    assert not leftovers(kept)
    assert is_email(kept)
    assert b"pkcs7" not in kept
    assert b"Verzonden via de lijst" not in kept
    read = email.message_from_bytes(kept, policy=email.policy.default)
    assert isinstance(read, EmailMessage)
    assert (read["Subject"], read["From"]) == (
        "Verzoek om inzage", "Anneleen <anneleen@voorbeeld.be>",
    )  # fmt: skip
    parts = [part.get_content() for part in read.walk() if not part.is_multipart()]
    assert any("Ik vraag inzage" in part for part in parts if isinstance(part, str))
    assert (b"bijlage van Anneleen" in parts) is with_file
    assert without_envelope(kept, MediaType.EMAIL) == kept


DAMAGED: dict[str, Callable[[], bytes]] = {
    "a spoiled signature": lambda: message(signed_part(LETTER, spoiled(signature(LETTER, ANNA)))),
    "cut short": lambda: message(clear(LETTER, ANNA))[:-400],
    "a signature of nothing": lambda: message(opaque_part(signature(LETTER, ANNA))),
    "the same boundary inside": lambda: message(
        multipart(clear(multipart(text(), attachment()), ANNA), FOOTER)
    ),
    "half a signature": lambda: message(opaque_part(signature(LETTER, ANNA, inside=True)[:900])),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_a_signature_that_cannot_be_read_goes_too(case: str) -> None:
    sent = DAMAGED[case]()
    kept = without_envelope(sent, MediaType.EMAIL)
    assert not leftovers(kept)
    assert is_email(kept)


PDFS: dict[str, Callable[[], bytes]] = {
    "signed": lambda: signed(request_pdf(), ANNA),
    "for the archive": lambda: signed(request_pdf(), ANNA, pades=True),
    "twice": lambda: signed(signed(request_pdf(), ANNA), ANNA, "Handtekening2"),
    "certified": lambda: signed(request_pdf(), ANNA, certify=2),
    "with a remark added later": lambda: annotated(signed(request_pdf(), ANNA)),
}


@pytest.mark.parametrize("case", PDFS)
def test_a_pdf_keeps_its_pages_and_no_certificate(case: str) -> None:
    sent = PDFS[case]()
    assert ANNA.der.hex().encode() in sent.lower()
    kept = without_envelope(sent, MediaType.PDF)
    assert ANNA.der[40:100].hex().encode() not in kept.lower()
    with pikepdf.open(io.BytesIO(kept)) as pdf:
        assert not {"/AcroForm", "/Perms", "/DSS"} & set(pdf.Root.keys())
        told = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary)]
        assert not any({"/ByteRange", "/Cert"} & set(thing.keys()) for thing in told)
    assert ["Ik vraag inzage" in page[0] for page in page_texts(kept)] == [True]
    assert page_texts(without_envelope(kept, MediaType.PDF)) == page_texts(kept)
