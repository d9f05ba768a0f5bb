"""Prove that a text is in no document: in the words of its pages, in what lies behind them, in archives inside it."""

import email
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import ClassVar, Final

from app.documents.folded import Folded, any_in
from app.documents.pdf_reading import PdfUnreadable, page_texts, parts
from app.documents.redaction import DocumentNotRedactable, decoded
from app.errors import DeskError
from app.exports.absence import Needles
from app.personnel.document_types import is_pdf

_ZIP: Final = b"PK\x03\x04"
_MAIL: Final = "message/rfc822"
_DEPTH: Final = 4
_MOST_BYTES: Final = 500_000_000
"""Bytes that are unpacked of one document."""
_TAG: Final = re.compile(r"<[^>]{0,10000}>")
_ENCRYPTED: Final = 0x1
_SURE: Final = 6
"""Bytes of a form that does not stand in packed bytes by chance."""


class DocumentUnsearchable(DeskError):
    """A document cannot be opened, so that nobody can say what stands in it. Fact `file`: its path in the copy."""

    code: ClassVar[str] = "documentUnsearchable"


class Searched:
    """Looks for some texts in documents."""

    def __init__(self, needles: Needles, texts: Sequence[str]) -> None:
        """Take the texts, and the ways in which they may stand in a file."""
        self._needles, self._texts = needles, tuple(texts)
        old = (t.encode("cp1252", "ignore") for text in texts for t in (text, text.upper()))
        self._sure = tuple(f for f in (*needles.forms, *old) if len(f) >= _SURE)

    def hold(self, content: bytes, media_type: str) -> bool:
        """Whether one of the texts stands in a document. Raises DocumentUnsearchable where that cannot be told."""
        return self._in(content, media_type, _DEPTH)

    def _in(self, content: bytes, media_type: str, depth: int) -> bool:
        if depth == 0:
            raise DocumentUnsearchable("Archives lie too deep in each other")
        if any(form in content for form in self._sure):
            return True
        if is_pdf(content):
            return self._in_pdf(content)
        if content.startswith(_ZIP):
            return any(
                self._in_words(name) or self._in(part, "", depth - 1)
                for name, part in _unzipped(content)
            )
        if media_type == _MAIL:
            return self._in_mail(content, depth)
        try:
            text, _ = decoded(content)
        except DocumentNotRedactable:
            return False  # dots of a picture: what it tells of itself was looked at above
        return self._in_text(text)

    def _in_text(self, text: str) -> bool:
        if "<" not in text:
            return self._in_words(text)
        shown = (html.unescape(_TAG.sub(gap, text)) for gap in ("", " "))
        return self._in_words(text) or any(map(self._in_words, shown))

    def _in_words(self, words: str) -> bool:
        folded = Folded.of(words)
        return self._needles.in_text(words) or any(map(folded.holds, self._texts))

    def _in_pdf(self, content: bytes) -> bool:
        try:
            if any(self._in_words(text) for page in page_texts(content) for text in page):
                return True
            for part, is_picture in parts(content):
                if any(form in part for form in self._sure):
                    return True
                if not is_picture and any_in(part, self._texts):
                    return True
        except PdfUnreadable:
            raise DocumentUnsearchable("A PDF cannot be opened") from None
        return False

    def _in_mail(self, content: bytes, depth: int) -> bool:
        mail = email.message_from_bytes(content)
        for part in mail.walk():
            if any(self._in_words(f"{name}: {value}") for name, value in part.items()):
                return True
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and self._in(payload, "", depth - 1):
                return True
        return False


def _unzipped(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of every file of a zip. Raises DocumentUnsearchable."""
    left = _MOST_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            for info in opened.infolist():
                left -= info.file_size
                if info.flag_bits & _ENCRYPTED or left < 0:
                    raise DocumentUnsearchable("An archive is locked, or too large")
                with opened.open(info) as file:
                    yield info.filename, file.read(info.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise DocumentUnsearchable("An archive cannot be opened") from None
