"""Look at what was sent: its content decides what it is, not its name or declared type."""

import hashlib
import re
from dataclasses import dataclass
from typing import Final, assert_never

import filetype  # type: ignore[import-untyped] # ships no types

from app.documents.images import ImageDamaged, ImageTooLarge, is_heic, made_anew
from app.documents.mails import is_email
from app.documents.model import DocumentFinding, DocumentKind, MediaType
from app.documents.pdf_reading import PdfUnreadable, check_drawable
from app.documents.pdfs import PdfActive, PdfDamaged, PdfLocked, PdfSeveral, count_pages
from app.documents.rules import (
    FileLimits,
    FileRejected,
    RejectReason,
    check_size,
    check_type,
    is_name_of,
)

_PDF_HEAD: Final = re.compile(rb"[\xef\xbb\xbf\s\x00]{0,1020}%PDF-[12]\.")
_MAGIC: Final = {"image/jpeg": MediaType.JPEG, "image/png": MediaType.PNG}
_NOT_IN_TEXT: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]")
_PDF_REASONS: Final[dict[type[Exception], RejectReason]] = {
    PdfLocked: RejectReason.PASSWORD_PROTECTED,
    PdfDamaged: RejectReason.DAMAGED,
    PdfUnreadable: RejectReason.DAMAGED,
    PdfActive: RejectReason.ACTIVE_CONTENT,
    PdfSeveral: RejectReason.SEVERAL_FORMATS,
}
_TEXT_NAMES: Final = (".txt", ".eml", ".text")


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file turned out to be. `stored` is what may be kept: photos made anew, without their metadata."""

    media_type: MediaType
    size: int
    sha256: str
    pages: int
    readable: bool
    findings: tuple[DocumentFinding, ...]
    stored: bytes


def inspect_file(
    content: bytes,
    kind: DocumentKind,
    *,
    file_name: str = "",
    declared_type: str = "",
    limits: FileLimits | None = None,
) -> Inspection:
    """Return what the file is and what to keep of it. Raises FileRejected with its reason."""
    limits = limits or FileLimits()
    check_size(len(content), kind, limits=limits)
    found = media_type_of(content, file_name=file_name, declared_type=declared_type)
    media_type = check_type(found, kind)
    pages, stored, findings = _looked_into(content, media_type, kind, limits)
    if file_name and not is_name_of(file_name, media_type):
        findings = (*findings, DocumentFinding.NAME_CORRECTED)
    return Inspection(
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        pages=pages,
        readable=True,
        findings=findings,
        stored=stored,
    )


def media_type_of(
    content: bytes, *, file_name: str = "", declared_type: str = ""
) -> MediaType | None:
    """Return what the content is, or None for anything we do not take.

    Plain text has no mark of its own: it is text only where the name or declared type says so too.
    """
    for is_one, media_type in ((_PDF_HEAD.match, MediaType.PDF), (is_heic, MediaType.HEIC)):
        if is_one(content):
            return media_type
    if (magic := filetype.guess_mime(content)) is not None:
        return _MAGIC.get(magic)
    if _NOT_IN_TEXT.search(content):
        return None
    if is_email(content):
        return MediaType.EMAIL
    says_text = (
        file_name.lower().endswith(_TEXT_NAMES)
        if file_name
        else declared_type.startswith("text/plain")
    )
    return MediaType.TEXT if says_text else None


def _looked_into(
    content: bytes, media_type: MediaType, kind: DocumentKind, limits: FileLimits
) -> tuple[int, bytes, tuple[DocumentFinding, ...]]:
    match media_type:
        case MediaType.PDF:
            return _pages_of(content, kind, limits), content, ()
        case MediaType.JPEG | MediaType.PNG | MediaType.HEIC:
            return 1, *_clean_image(content, media_type, kind, limits)
        case MediaType.EMAIL | MediaType.TEXT:
            return 1, content, ()
        case _:
            assert_never(media_type)


def _pages_of(content: bytes, kind: DocumentKind, limits: FileLimits) -> int:
    is_card = kind is DocumentKind.IDENTITY_CARD
    most = min(limits.pages, limits.card_pages) if is_card else limits.pages
    try:
        pages = count_pages(content, strict=is_card)
        if is_card and pages <= most:
            check_drawable(content, pages)
    except tuple(_PDF_REASONS) as error:
        raise FileRejected(reason=_PDF_REASONS[type(error)], kind=kind) from error
    if pages > most:
        raise FileRejected(reason=RejectReason.TOO_MANY_PAGES, kind=kind, limit=most)
    return pages


def _clean_image(
    content: bytes, media_type: MediaType, kind: DocumentKind, limits: FileLimits
) -> tuple[bytes, tuple[DocumentFinding, ...]]:
    try:
        clean = made_anew(content, media_type, megapixels=limits.megapixels)
    except ImageTooLarge as error:
        limit = error.megapixels
        raise FileRejected(reason=RejectReason.TOO_MANY_PIXELS, kind=kind, limit=limit) from error
    except ImageDamaged as error:
        raise FileRejected(reason=RejectReason.DAMAGED, kind=kind) from error
    findings = (DocumentFinding.METADATA_REMOVED,) if clean.told_more else ()
    if media_type is MediaType.HEIC:
        findings = (*findings, DocumentFinding.CONVERTED_TO_JPEG)
    return clean.content, findings
