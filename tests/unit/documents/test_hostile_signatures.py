"""A hostile mail or PDF takes neither long nor much memory, and is never an error of ours."""

import base64
import io
import resource
import time
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from app.documents.model import DocumentKind, MediaType, SignatureStatus
from app.documents.signatures import find_signature
from app.documents.signed.entities import MOST_PARTS
from app.documents.signed.judging import MOST_SIGNATURES
from tests.pki import AT, Authority, Leaf, Pki
from tests.signed_mails import (
    attached,
    clear,
    head,
    message,
    multipart,
    opaque_part,
    signature,
    signed_part,
    text,
)
from tests.signed_pdfs import filled_in, request_pdf, saved_again, signed
from tests.trust_house import House

SECONDS = 20.0
"""Work of the processor; what nothing bounds takes minutes here."""
MEGABYTES = 500
BIG = 8_000_000


@pytest.fixture(scope="module")
def house() -> House:
    return House(Pki())


def nested(depth: int) -> bytes:
    made = text()
    for level in range(depth):
        made = multipart(made, boundary=f"=_{level}")
    return message(made)


def forwarded(depth: int) -> bytes:
    made = message(text())
    for _ in range(depth):
        made = message(attached(made))
    return made


def wide(house: House, count: int) -> bytes:
    return message(multipart(*[clear(text(), house.anna)] * count))


def crossed(_house: House) -> bytes:
    """Return a mail with authorities that all vouch for each other under one name."""
    authorities = [Authority.root("Kring") for _ in range(11)]
    leaf = authorities[0].leaf("Iemand")
    crowd = Leaf(leaf.certificate, leaf.key, tuple(one.certificate for one in authorities))
    return message(clear(text(), crowd))


def many_fields(count: int) -> bytes:
    with pikepdf.open(io.BytesIO(request_pdf())) as document:
        for number in range(count):
            field = pikepdf.Dictionary(
                FT=pikepdf.Name.Sig,
                T=f"Veld{number}",
                V=pikepdf.Dictionary(
                    Type=pikepdf.Name.Sig,
                    Filter=pikepdf.Name("/Adobe.PPKLite"),
                    ByteRange=[0, 1, 2, 3],
                    Contents=pikepdf.String("x"),
                ),
            )
            document.Root.AcroForm.Fields.append(document.make_indirect(field))
        return saved(document)


def deep_pdf(depth: int) -> bytes:
    return request_pdf().replace(b"/DA ", b"/X " + b"[" * depth + b"]" * depth + b" /DA ", 1)


def long_page(count: int) -> bytes:
    with pikepdf.open(io.BytesIO(request_pdf())) as document:
        document.pages[0].Extra = pikepdf.Array([1] * count)
        return saved(document)


def saved(document: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def ring_of_fields() -> bytes:
    with pikepdf.open(io.BytesIO(request_pdf())) as document:
        fields = document.Root.AcroForm.Fields
        one = document.make_indirect(pikepdf.Dictionary(T="a", FT=pikepdf.Name.Sig))
        one.Kids = pikepdf.Array([one])
        fields.append(one)
        return saved(document)


def bomb() -> bytes:
    """Return a PDF whose table of objects unpacks to much more than it is."""
    packed = zlib.compress(b"\0" * 400_000_000, 9)
    told = f"/Type/XRef/Size 100000000/W[1 2 1]/Root 1 0 R/Filter/FlateDecode/Length {len(packed)}"
    body = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n"
    table = f"2 0 obj\n<<{told}>>\nstream\n".encode() + packed + b"\nendstream\nendobj\n"
    return body + table + f"startxref\n{len(body)}\n%%EOF\n".encode()


MAILS: dict[str, Callable[[House], bytes]] = {
    "parts in parts": lambda _: nested(500),
    "messages in messages": lambda _: forwarded(500),
    "thousands of parts": lambda _: message(multipart(*[text("x")] * 50_000)),
    "as many parts as bytes allow": lambda _: message(multipart(*[b""] * 800_000, boundary="b")),
    "thousands of signatures": lambda h: wide(h, 2000),
    "more signatures than are judged": lambda h: wide(h, MOST_SIGNATURES + 1),
    "more parts than are read": lambda _: message(multipart(*[text()] * (MOST_PARTS + 1))),
    "authorities in a ring": crossed,
    "base64 that is none": lambda _: message(opaque_part(b"")) + b"!A=" * (BIG // 3),
    "base64 of garbage": lambda _: message(opaque_part(bytes(range(256)) * (BIG // 256))),
    "a length that promises more": lambda _: message(opaque_part(b"\x30\x84\x7f\xff\xff\xff\x06")),
    "sets in sets": lambda _: message(opaque_part(b"\x30\x80" * 100_000)),
    "headers without end": lambda _: head() + b"X-A: b\r\n" * (BIG // 8),
    "one header without end": lambda _: head() + b"Content-Type: multipart/signed" + b";a=b" * (BIG // 4),
    "quotes without end": lambda _: head() + b'Content-Type: multipart/signed; boundary="' + b'\\"' * (BIG // 2),
    "blank lines": lambda _: head() + b"\r\n" * (BIG // 2),
    "lines without end": lambda _: message(b"Content-Type: multipart/mixed; boundary=-\r\n\r\n") + b"\r\n--" * (BIG // 4),
    "addresses without end": lambda _: b"From: " + b"a@b.be, " * (BIG // 8) + b"\r\n" + text(),
    "a signature of megabytes": lambda h: message(signed_part(text(), signature(text(), h.anna)[:-1] + b"\0" * BIG)),
    "quoted-printable": lambda _: message(b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=0" * (BIG // 2)),
    "a message in base64 in a message": lambda _: message(b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(forwarded(50))),
}  # fmt: skip
PDFS: dict[str, Callable[[House], bytes]] = {
    "saved hundreds of times": lambda h: saved_again(signed(request_pdf(), h.anna), 200),
    "thousands of signatures": lambda _: many_fields(5000),
    "arrays in arrays": lambda _: deep_pdf(100_000),
    "a field below itself": lambda _: ring_of_fields(),
    "a table that unpacks": lambda _: bomb(),
    "an array of half a million, compared": lambda h: filled_in(signed(long_page(500_000), h.anna)),
    "garbage": lambda _: b"%PDF-1.7\n" + b"1 0 obj << " * (BIG // 11),
    "comments": lambda _: b"%PDF-1.7\n" + b"%" * BIG,
    "ends without end": lambda h: signed(request_pdf(), h.anna) + b"%%EOF\n" * (BIG // 6),
    "spaces without end": lambda h: signed(request_pdf(), h.anna) + b" " * BIG,
}  # fmt: skip


@pytest.mark.parametrize("what", MAILS)
def test_a_hostile_mail_is_judged_soon(what: str, house: House) -> None:
    check(MAILS[what](house), MediaType.EMAIL, house)


@pytest.mark.parametrize("what", PDFS)
def test_a_hostile_pdf_is_judged_soon(what: str, house: House) -> None:
    check(PDFS[what](house), MediaType.PDF, house)


def check(content: bytes, media_type: MediaType, house: House) -> None:
    trust = house.trust()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.thread_time()
    finding = find_signature(
        content, media_type, kind=DocumentKind.SIGNED_EMAIL, trust=trust, at=AT
    )
    assert time.thread_time() - started < SECONDS
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < MEGABYTES * 1024
    assert finding is not None
    assert finding.status is not SignatureStatus.VALID
    assert not finding.proves
