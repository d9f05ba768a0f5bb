"""A text is found in a document wherever it can be: words, what lies behind them, archives and mails in it."""

import io
import zipfile
from email.message import EmailMessage

import pytest
from app.exports.absence import Needles
from app.exports.document_absence import DocumentUnsearchable, Searched
from PIL import Image
from tests.paper_samples import hidden_everywhere, locked, report

NAME = "Zoë Van Crombrügghe"
SEARCHED = Searched(Needles([NAME]), [NAME])
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SPLIT = "<w:t>Zo</w:t><w:t>ë Van</w:t> <w:t>Crombr&#252;gghe</w:t>"


def zipped(name: str, content: bytes, *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        packed.writestr(name, content)
    return out.getvalue()


def mail(*, attached: bytes) -> bytes:
    made = EmailMessage()
    made["Subject"] = "Verslag"
    made.set_content("Zie bijlage.")
    made.add_attachment(attached, maintype="application", subtype="pdf", filename="v.pdf")
    return made.as_bytes()


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (20, 20)).save(out, "JPEG", comment=NAME.encode())
    return out.getvalue()


HOLD = {
    "text": (f"Dag {NAME.upper()}".encode(), "text/plain"),
    "old text": (NAME.encode("cp1252"), "text/plain"),
    "text over lines": ("Zoë\r\nVan Crom-\r\nbrügghe".encode(), "text/plain"),
    "words of a page": (report(f"Met {NAME} besproken."), "application/pdf"),
    "behind the words": (hidden_everywhere(report("Niets."), NAME), "application/pdf"),
    "word": (zipped("word/document.xml", SPLIT.encode()), DOCX),
    "stored": (zipped("a.txt", NAME.encode("utf-16"), method=zipfile.ZIP_STORED), DOCX),
    "name in a zip": (zipped(f"{NAME}.txt", b"x"), "application/zip"),
    "pdf in a zip": (zipped("v.pdf", report(NAME)), "application/zip"),
    "pdf in a mail": (mail(attached=report(NAME)), "message/rfc822"),
    "page of the web": (b"<p>Zo&euml; <b>Van</b> Crombr&uuml;gghe</p>", "text/html"),
    "photo": (photo(), "image/jpeg"),
}


@pytest.mark.parametrize(("content", "media_type"), HOLD.values(), ids=HOLD)
def test_it_is_found(content: bytes, media_type: str) -> None:
    assert SEARCHED.hold(content, media_type)


NOT = {
    "text": (b"Zoe en Van Crombeke", "text/plain"),
    "pdf": (report("Zoë en Van Crombeke."), "application/pdf"),
    "zip": (zipped("a.xml", b"<w:t>Zo</w:t>"), DOCX),
    "bytes": (bytes(range(256)) * 100, "application/octet-stream"),
}


@pytest.mark.parametrize(("content", "media_type"), NOT.values(), ids=NOT)
def test_it_is_not_found_where_it_is_not(content: bytes, media_type: str) -> None:
    assert not SEARCHED.hold(content, media_type)


def nested(times: int) -> bytes:
    content = b"x"
    for _ in range(times):
        content = zipped("a.zip", content)
    return content


CLOSED = {
    "locked": locked(report(NAME)),
    "broken pdf": b"%PDF-1.7 nothing",
    "broken zip": zipped("a.txt", b"x" * 1000)[:40],
    "too deep": nested(8),
}


@pytest.mark.parametrize("content", CLOSED.values(), ids=CLOSED)
def test_what_cannot_be_opened_is_said(content: bytes) -> None:
    with pytest.raises(DocumentUnsearchable):
        SEARCHED.hold(content, "")
