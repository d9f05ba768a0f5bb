"""Cover parts of a stored copy for good: what was under them is in no byte of what is kept (ID-08: redact first)."""

import io
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import ClassVar, Final

import pikepdf
from PIL import Image, ImageDraw

from app.documents.model import Document, DocumentFinding, DocumentKind, MediaType
from app.documents.pdf_reading import drawn, opened
from app.documents.rules import kept_as
from app.documents.shown import PageMissing
from app.errors import DeskError

_KINDS: Final = frozenset(
    {DocumentKind.IDENTITY_CARD, DocumentKind.SIGNED_REQUEST, DocumentKind.MANDATE}
)
"""A copy of a card is often scanned along with a request or a mandate."""
_FORMATS: Final = {MediaType.JPEG: "JPEG", MediaType.PNG: "PNG"}
_QUALITY: Final = 90
_POINTS: Final = 72


class DocumentNotMaskable(DeskError):
    """Parts can be covered of a copy of a card, a signed request or a mandate: a picture or a PDF of at most 20 pages."""

    code: ClassVar[str] = "documentNotMaskable"


MOST_PAGES: Final = 20
"""Pages of a PDF of which parts can be covered: every page is made a picture."""


@dataclass(frozen=True, slots=True)
class Rectangle:
    """What is covered, in parts of the page as it is shown: from the left, from the top, how wide, how high."""

    x: float
    y: float
    width: float
    height: float


def check_maskable(document: Document, *, page: int) -> None:
    """Raise DocumentNotMaskable, or PageMissing."""
    is_paper = document.media_type in {MediaType.PDF, *_FORMATS, MediaType.HEIC}
    shows = document.kind in _KINDS or DocumentFinding.POSSIBLE_COPY in document.findings
    if not shows or not is_paper or document.pages > MOST_PAGES:
        raise DocumentNotMaskable("Nothing can be covered in this document")
    if page > document.pages:
        raise PageMissing("The document has no such page")


def masked(
    content: bytes, media_type: MediaType, *, page: int, rectangles: Sequence[Rectangle]
) -> bytes:
    """Return the stored copy with black boxes on a page; of a PDF every page is a picture from then on."""
    if media_type is MediaType.PDF:
        return _masked_pdf(content, page, rectangles)
    kept = kept_as(media_type)
    with Image.open(io.BytesIO(content), formats=[_FORMATS[kept]]) as image:
        picture = _covered(image.convert("RGB"), rectangles)
    out = io.BytesIO()
    picture.save(out, _FORMATS[kept], quality=_QUALITY)
    return out.getvalue()


def _masked_pdf(content: bytes, page: int, rectangles: Sequence[Rectangle]) -> bytes:
    out = io.BytesIO()
    with ExitStack() as stack:
        source = stack.enter_context(opened(content))
        made = stack.enter_context(pikepdf.new())
        for number in range(len(source)):
            picture = drawn(source, number, ())
            if number == page - 1:
                picture = _covered(picture, rectangles)
            width, _ = source.get_page_size(number)
            one = io.BytesIO()
            picture.save(one, "PDF", resolution=picture.width * _POINTS / max(width, 1.0))
            made.pages.append(stack.enter_context(pikepdf.open(one)).pages[0])
        made.save(out)
    return out.getvalue()


def _covered(picture: Image.Image, rectangles: Sequence[Rectangle]) -> Image.Image:
    pen = ImageDraw.Draw(picture)
    for one in rectangles:
        left, top = int(one.x * picture.width), int(one.y * picture.height)
        right = max(left, round((one.x + one.width) * picture.width + 0.5))
        bottom = max(top, round((one.y + one.height) * picture.height + 0.5))
        pen.rectangle((left, top, right, bottom), fill="black")
    return picture
