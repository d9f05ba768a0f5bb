"""What is given of a document to who reads it: of a PDF of an identity card a picture of one page, never the file."""

import io
from dataclasses import dataclass
from typing import ClassVar

from app.documents.model import Document, DocumentKind, MediaType
from app.documents.pdf_reading import drawn, opened
from app.documents.rules import kept_as
from app.errors import DeskError


class PageMissing(DeskError):
    """The document has no such page, or is not given page by page."""

    code: ClassVar[str] = "pageMissing"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reader gets."""

    content: bytes
    media_type: MediaType
    name: str


def is_shown_by_page(document: Document) -> bool:
    """Tell whether the pages of the document are given as pictures alone."""
    is_pdf = document.media_type is MediaType.PDF
    return is_pdf and document.kind is DocumentKind.IDENTITY_CARD


def shown(document: Document, content: bytes, *, page: int | None) -> Shown:
    """Return the document, or a page of it where it is given by page. Raises PageMissing, PdfUnreadable."""
    if not is_shown_by_page(document):
        if page not in {None, 1}:
            raise PageMissing("This document is given as a whole")
        return Shown(content, kept_as(document.media_type), document.file_name)
    number = page or 1
    if number > document.pages:
        raise PageMissing("The document has no such page")
    name = f"{document.file_name.rpartition('.')[0]}-{number}.png"
    return Shown(page_picture(content, number), MediaType.PNG, name)


def page_picture(content: bytes, number: int) -> bytes:
    """Return a page of a PDF, counted from 1, as PNG. Raises PdfUnreadable."""
    with opened(content) as pdf:
        picture = drawn(pdf, number - 1, ())
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue()
