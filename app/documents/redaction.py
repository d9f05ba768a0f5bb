"""Take passages and pages out of a document for good: nothing of them is left in the file that is handed over (AC-06)."""

import codecs
import io
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import ClassVar, Final

import pikepdf
from PIL import Image, ImageDraw, ImageFont

from app.documents.folded import Folded, any_in
from app.documents.pdf_reading import Box, PdfUnreadable, drawn, find, opened, page_texts, parts
from app.errors import DeskError

_KEPT: Final = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/UserUnit", "/Group"}
)  # fmt: skip
"""What a page keeps: the rest (notes, fields, actions, pieces of other programs) could hold what is taken out."""
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LETTERS: Final = 24


class PassageNotInDocument(DeskError):
    """The text of the document does not hold the passage, or the document has no such page."""

    code: ClassVar[str] = "passageNotInDocument"


class DocumentNotRedactable(DeskError):
    """Nothing can be taken out of this document: it is no PDF and no text, or it cannot be opened."""

    code: ClassVar[str] = "documentNotRedactable"


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken out of one document, and what stands in its place."""

    passages: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Passage -> what is written where it stood, in a text."""
    pages: Mapping[int, str] = field(default_factory=dict)
    """Number of a page, from 1 -> what is written on it."""


def redacted_pdf(content: bytes, taken: Taken) -> bytes:
    """Return the PDF with pictures in place of the pages that held a passage, and nothing else but its pages.

    Raises DocumentNotRedactable, PassageNotInDocument.
    """
    try:
        plain, layered = _plain(content)
        covered = _covered(plain, taken)
        made = _rebuilt(plain, taken, covered, all_pages=layered)
        if _still_holds(made, taken):
            # It lies where no reader shows it, such as behind the words of another page.
            made = _rebuilt(plain, taken, covered, all_pages=True)
        if _still_holds(made, taken):
            raise DocumentNotRedactable("The passage stays in the document")
    except PdfUnreadable:
        raise DocumentNotRedactable("The PDF cannot be opened") from None
    return made


def redacted_text(content: bytes, taken: Taken) -> bytes:
    """Return the text with a mark wherever a passage stood. Raises DocumentNotRedactable, PassageNotInDocument."""
    if taken.pages:
        raise PassageNotInDocument("A text has no pages")
    text, encoding = decoded(content)
    folded = Folded.of(text)
    found = [(*at, mark) for passage, mark in taken.passages.items() for at in folded.find(passage)]
    for passage in taken.passages:
        if not folded.holds(passage):
            raise PassageNotInDocument("The text does not hold the passage")
    left = len(text)
    for start, stop, mark in sorted(found, reverse=True):
        if stop <= left:
            text, left = f"{text[:start]}{mark}{text[stop:]}", start
        else:  # it overlaps the one after it
            text, left = text[:start] + text[left:], start
    return text.encode(encoding)


def decoded(content: bytes) -> tuple[str, str]:
    """Return a text and how it is encoded. Raises DocumentNotRedactable."""
    encodings = [name for mark, name in _MARKS if content.startswith(mark)] or ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    raise DocumentNotRedactable("This is no text")


def _plain(content: bytes) -> tuple[bytes, bool]:
    """Return the PDF with fields and notes drawn on its pages, and whether it hides layers."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            pdf.generate_appearance_streams()
            pdf.flatten_annotations("all")
            layered = "/OCProperties" in pdf.Root
            out = io.BytesIO()
            pdf.save(out)
    except (pikepdf.PdfError, pikepdf.PikepdfError, ValueError, RuntimeError, LookupError):
        raise PdfUnreadable from None
    return out.getvalue(), layered


def _covered(content: bytes, taken: Taken) -> dict[int, list[Box]]:
    """Return the boxes to cover on each page, counted from 1."""
    with opened(content) as pdf:
        count = len(pdf)
        if any(not 1 <= number <= count for number in taken.pages):
            raise PassageNotInDocument("The document has no such page")
        wanted = list(taken.passages)
        boxes = {at + 1: found for at in range(count) if (found := find(pdf, at, wanted))}
    readings = page_texts(content)
    texts = [Folded.of(text) for page in readings for text in page]
    whole = Folded.of("\n".join(page[0] for page in readings))
    for passage in wanted:
        if any(text.holds(passage) for text in texts):
            continue
        if whole.holds(passage):
            raise PassageNotInDocument("The passage goes on over two pages: withhold each part")
        raise PassageNotInDocument("The text of the document does not hold the passage")
    return boxes


def _rebuilt(
    content: bytes, taken: Taken, covered: Mapping[int, Sequence[Box]], *, all_pages: bool
) -> bytes:
    out = io.BytesIO()
    with ExitStack() as stack:
        source = stack.enter_context(pikepdf.open(io.BytesIO(content)))
        made = stack.enter_context(pikepdf.new())
        for number, page in enumerate(source.pages, 1):
            if all_pages or number in covered or number in taken.pages:
                picture = _picture(content, number, taken, covered.get(number, ()))
                one = stack.enter_context(pikepdf.open(io.BytesIO(picture)))
                made.pages.append(one.pages[0])
            else:
                made.pages.append(page)
        for page in made.pages:
            for key in set(page.obj.keys()) - _KEPT:
                del page.obj[key]
        made.remove_unreferenced_resources()
        made.save(out, deterministic_id=True)
    return out.getvalue()


def _picture(content: bytes, number: int, taken: Taken, covered: Sequence[Box]) -> bytes:
    """Return a PDF of one page that is a picture."""
    with opened(content) as pdf:
        width, _ = pdf.get_page_size(number - 1)
        picture = drawn(pdf, number - 1, covered)
    if number in taken.pages:
        picture = Image.new("RGB", picture.size, "white")
        pen, edge = ImageDraw.Draw(picture), picture.width // 12
        pen.rectangle((edge, edge, picture.width - edge, picture.height - edge), outline="black")
        font = ImageFont.load_default(_LETTERS)
        pen.text((2 * edge, 2 * edge), taken.pages[number], fill="black", font=font)
    out = io.BytesIO()
    picture.save(out, "PDF", resolution=picture.width * 72 / width)
    return out.getvalue()


def _still_holds(content: bytes, taken: Taken) -> bool:
    words = [Folded.of(text) for page in page_texts(content) for text in page]
    if any(text.holds(passage) for text in words for passage in taken.passages):
        return True
    return any(
        any_in(part, taken.passages) for part, is_picture in parts(content) if not is_picture
    )
