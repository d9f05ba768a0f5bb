"""Recognise by its content what can be a copy of an identity card that nobody called so: it is treated as one (ID-08).

Wide on purpose: a picture too many is destroyed, or kept by a handler who says what it is; a card that stays breaks the law.
"""

import base64
from collections.abc import Iterator
from typing import Final

import pikepdf

from app.documents.envelopes import EnvelopeStuck, without_envelope
from app.documents.inspect import media_type_of
from app.documents.model import Document, DocumentFinding, DocumentKind, MediaType
from app.documents.pdf_reading import PdfUnreadable, page_texts
from app.documents.pdfs import ODD_FILE, opened_whole
from app.documents.signed.entities import MOST_PARTS, Entity

_PICTURES: Final = frozenset({MediaType.JPEG, MediaType.PNG, MediaType.HEIC})
_MOST_PAGES: Final = 2
"""Both sides of a card."""
_FEW_WORDS: Final = 400
"""Characters that a scanner reads on a card; a letter has more."""
_DEEPEST: Final = 12
_GONE: Final = b"[bijlage vernietigd]"


def may_show_card(content: bytes, media_type: MediaType | None) -> bool:
    """Tell whether a file is a picture, or one or two pages with a picture and hardly a word."""
    if media_type in _PICTURES:
        return True
    return media_type is MediaType.PDF and _is_scan(content)


def _is_scan(content: bytes) -> bool:
    try:
        with opened_whole(content) as pdf:
            pages = len(pdf.pages)
            pictures = any(
                isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == pikepdf.Name.Image
                for thing in pdf.objects
            )
        if pages > _MOST_PAGES:
            return False
        words = sum(len(max(texts, key=len, default="")) for texts in page_texts(content))
    except (*ODD_FILE, PdfUnreadable):
        return True  # nobody can tell what it shows
    # What is drawn by lines alone, without a word, can be a card too.
    return words < _FEW_WORDS and (pictures or words == 0)


def is_possible_copy(document: Document) -> bool:
    """Tell whether a document that is kept may be a copy of a card; nobody said yet what it is."""
    return DocumentFinding.POSSIBLE_COPY in document.findings and document.destroyed_at is None


def holds_possible_copy(mail: bytes) -> bool:
    """Tell whether something came along with a mail that may be a copy of a card, also in what was signed."""
    return any(True for _ in _copies(Entity(_bare(mail)), _DEEPEST))


def without_copies(mail: bytes) -> bytes:
    """Return the mail with nothing left of each file in it that may be a copy of a card."""
    for entity in list(_copies(Entity(mail), _DEEPEST)):
        head = entity.raw[: len(entity.raw) - len(entity.body)]
        mail = mail.replace(entity.raw, head + base64.b64encode(_GONE) + b"\r\n")
    return mail


def _bare(mail: bytes) -> bytes:
    try:
        return without_envelope(mail, MediaType.EMAIL)
    except EnvelopeStuck:
        return mail


def _copies(entity: Entity, depth: int) -> Iterator[Entity]:
    """Yield the parts that can be taken out of the bytes of the mail: a message in base64 goes whole."""
    parts = entity.parts()[:MOST_PARTS] if depth > 0 else ()
    if parts:
        for part in parts:
            yield from _copies(part, depth - 1)
    elif entity.media_type == "message/rfc822" and depth > 0:
        inside = Entity(entity.decoded().lstrip(b"\r\n"))
        found = list(_copies(inside, depth - 1))
        yield from found if all(one.raw in entity.raw for one in found) else (entity,)
    elif not entity.media_type.startswith("multipart/") and _shows_card(entity):
        yield entity


def _shows_card(entity: Entity) -> bool:
    content = entity.decoded()
    return bool(content) and may_show_card(content, media_type_of(content))


def is_unsorted(kind: DocumentKind, media_type: MediaType, content: bytes) -> bool:
    """Tell whether a file that came along with a mail, of no kind that its name tells, may be a copy of a card."""
    return kind is DocumentKind.OTHER and may_show_card(content, media_type)
