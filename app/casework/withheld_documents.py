"""What stays back of documents: passages kept under the case's key, and the documents without them (AC-06)."""

from collections.abc import Iterable
from typing import Final

from app.documents.redaction import DocumentNotRedactable, Taken, redacted_pdf, redacted_text
from app.kit.crypto import seal_small, unseal_small
from app.kit.vault import CaseKey
from app.personnel.document_types import PDF, TEXT
from app.personnel.model import Document, DocumentPart
from app.personnel.withholdings import mark

_TEXTS: Final = frozenset({TEXT, "text/csv"})


def sealed_passage(passage: str, key: CaseKey, *, part_id: str) -> bytes:
    """Return the words of a passage as they are kept."""
    return seal_small(passage.encode(), key=key.value, context=_context(part_id))


def opened_passage(sealed: bytes, key: CaseKey, *, part_id: str) -> str:
    """Return the words of a passage; none once they were forgotten."""
    if not sealed:
        return ""
    return unseal_small(sealed, key=key.value, context=_context(part_id)).decode()


def redacted(content: Iterable[bytes], document: Document, key: CaseKey) -> bytes:
    """Return a document without what stays back of it. Raises DocumentNotRedactable, PassageNotInDocument."""
    whole, taken = b"".join(content), _taken(document.without, key)
    if document.media_type == PDF:
        return redacted_pdf(whole, taken)
    if document.media_type in _TEXTS:
        return redacted_text(whole, taken)
    raise DocumentNotRedactable("Parts are taken out of a PDF or a text alone")


def _taken(parts: Iterable[DocumentPart], key: CaseKey) -> Taken:
    passages: dict[str, str] = {}
    pages: dict[int, str] = {}
    for part in parts:
        pages |= dict.fromkeys(part.pages, mark(part.ground))
        if part.passage is not None:
            words = opened_passage(part.passage, key, part_id=part.part_id)
            passages[words] = mark(part.ground)
    return Taken(passages, pages)


def _context(part_id: str) -> str:
    return f"withholding/{part_id}"
