"""Read the words of a PDF, where each stands, and all else that lies in it; draw its pages."""

import io
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Final, TypeAlias, TypeVar

import pikepdf
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]
from PIL import Image, ImageDraw

from app.documents import pdfs  # noqa: F401 - sets how much a PDF may unpack
from app.documents.folded import Folded

T = TypeVar("T")
Box: TypeAlias = tuple[float, float, float, float]
"""Left, bottom, right, top, in points of the page."""

_ONE_AT_A_TIME: Final = threading.RLock()
"""PDFium may be used by one thread at a time, in the whole process."""
_DOTS: Final = 150 / 72
_MOST_PIXELS: Final = 16_000_000
_MARGIN: Final = 1.5
_DEPTH: Final = 12
_TURNS: Final = (0, 90, 180, 270)
_UNREAD: Final = "\u00ad"
_NO_TEXT: Final = frozenset({0, *range(0xD800, 0xE000)})


class PdfUnreadable(Exception):
    """It cannot be opened: damaged, or locked with a password."""


@contextmanager
def opened(content: bytes) -> Iterator[pdfium.PdfDocument]:
    """Open a PDF for this thread alone. Raises PdfUnreadable."""
    with _ONE_AT_A_TIME:
        try:
            pdf = pdfium.PdfDocument(content)
        except pdfium.PdfiumError:
            raise PdfUnreadable from None
        try:
            yield pdf
        finally:
            pdf.close()


def check_drawable(content: bytes, pages: int) -> None:
    """See that every page can be opened to be drawn. Raises PdfUnreadable."""
    with opened(content) as pdf:
        if len(pdf) != pages:
            raise PdfUnreadable
        for number in range(pages):
            try:
                pdf[number].close()
            except pdfium.PdfiumError:
                raise PdfUnreadable from None


def page_texts(content: bytes) -> list[tuple[str, ...]]:
    """Return the words of each page, read from each of its sides. Raises PdfUnreadable."""
    with opened(content) as pdf:
        return [tuple(dict.fromkeys(_read(pdf, number, _characters))) for number in range(len(pdf))]


def find(pdf: pdfium.PdfDocument, number: int, passages: Sequence[str]) -> list[Box]:
    """Return the boxes that cover every passage on a page, from line to line. Raises PdfUnreadable."""

    def boxes(words: pdfium.PdfTextPage) -> list[Box]:
        folded = Folded.of(_characters(words))
        return [
            box
            for passage in passages
            for start, stop in folded.find(passage)
            for box in _lines([_box(words, at) for at in range(start, stop)])
        ]

    return list(dict.fromkeys(chain.from_iterable(_read(pdf, number, boxes))))


def drawn(pdf: pdfium.PdfDocument, number: int, covered: Sequence[Box]) -> Image.Image:
    """Return a picture of a page with these boxes black. Raises PdfUnreadable."""
    page = _page(pdf, number)
    try:
        width, height = page.get_size()
        scale = min(_DOTS, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
        bitmap = page.render(scale=scale, may_draw_forms=False)
        try:
            return _covered(bitmap.to_pil().convert("RGB"), bitmap.get_posconv(page), covered)
        finally:
            bitmap.close()
    except pdfium.PdfiumError:
        raise PdfUnreadable from None
    finally:
        page.close()


def _covered(picture: Image.Image, place: pdfium.PdfPosConv, covered: Sequence[Box]) -> Image.Image:
    pen = ImageDraw.Draw(picture)
    for left, bottom, right, top in covered:
        corners = [
            place.to_bitmap(x, y)
            for x in (left - _MARGIN, right + _MARGIN)
            for y in (bottom - _MARGIN, top + _MARGIN)
        ]
        across, down = zip(*corners, strict=True)
        pen.rectangle((min(across), min(down), max(across), max(down)), fill="black")
    return picture


def parts(content: bytes) -> Iterator[tuple[bytes, bool]]:
    """Yield what lies in a PDF besides the words on its pages: texts of its objects, streams unpacked.

    With each part: whether it is a picture, whose dots say nothing but which may tell of itself. Raises PdfUnreadable.
    """
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            for thing in pdf.objects:
                yield from ((text, False) for text in _texts(thing, _DEPTH))
                if isinstance(thing, pikepdf.Stream):
                    is_picture = thing.get("/Subtype") == pikepdf.Name.Image
                    yield _unpacked(thing, packed=is_picture), is_picture
    except (pikepdf.PdfError, pikepdf.PikepdfError, ValueError, RuntimeError, LookupError):
        raise PdfUnreadable from None


def _unpacked(stream: pikepdf.Object, *, packed: bool) -> bytes:
    try:
        return bytes(stream.read_raw_bytes() if packed else stream.read_bytes())
    except pikepdf.PdfError:
        return bytes(stream.read_raw_bytes())


def _texts(thing: object, depth: int) -> Iterator[bytes]:
    if depth == 0:
        return
    if isinstance(thing, pikepdf.String):
        yield str(thing).encode("utf-8", "replace")
        yield bytes(thing)
    elif isinstance(thing, pikepdf.Name):
        yield str(thing).encode("utf-8", "replace")
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for key, value in thing.items():
            yield key.encode("utf-8", "replace")
            yield from _inside(value, depth)
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            yield from _inside(value, depth)


def _inside(value: object, depth: int) -> Iterator[bytes]:
    if not (isinstance(value, pikepdf.Object) and value.is_indirect):
        yield from _texts(value, depth - 1)


def _page(pdf: pdfium.PdfDocument, number: int) -> pdfium.PdfPage:
    try:
        return pdf[number]
    except pdfium.PdfiumError:
        raise PdfUnreadable from None


def _read(pdf: pdfium.PdfDocument, number: int, take: Callable[[pdfium.PdfTextPage], T]) -> list[T]:
    """Take the words of a page turned each way: lines are read from top to bottom of what is shown, not of what is written."""
    page = _page(pdf, number)
    shown, taken = page.get_rotation(), []
    try:
        for turned in _TURNS:
            page.set_rotation(turned)
            words = page.get_textpage()
            try:
                taken.append(take(words))
            finally:
                words.close()
    finally:
        page.set_rotation(shown)
        page.close()
    return taken


def _characters(words: pdfium.PdfTextPage) -> str:
    """Return one character for each of the page: so that a place in the text is a place on the page."""
    codes = (pdfium_c.FPDFText_GetUnicode(words, at) for at in range(words.count_chars()))
    # What means nothing by itself becomes a hyphen that is not read: what is around it is still found.
    return "".join(_UNREAD if code in _NO_TEXT else chr(code) for code in codes)


def _box(words: pdfium.PdfTextPage, at: int) -> Box:
    tight, loose = words.get_charbox(at), words.get_charbox(at, loose=True)
    return (
        min(tight[0], loose[0]),
        min(tight[1], loose[1]),
        max(tight[2], loose[2]),
        max(tight[3], loose[3]),
    )


def _lines(boxes: Sequence[Box]) -> list[Box]:
    """Return one box for all characters that follow each other on a line."""
    found: list[Box] = []
    for box in boxes:
        if box[2] <= box[0] and box[3] <= box[1]:
            continue  # a space, or the end of a line
        if found and box[1] < found[-1][3] and box[3] > found[-1][1]:
            last = found[-1]
            found[-1] = (
                min(last[0], box[0]),
                min(last[1], box[1]),
                max(last[2], box[2]),
                max(last[3], box[3]),
            )
        else:
            found.append(box)
    return found
