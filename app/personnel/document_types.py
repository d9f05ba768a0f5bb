"""Of what type a document is, and how the name of its file ends: by what it begins with, by its name, by what the store says."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

PDF: Final = "application/pdf"
TEXT: Final = "text/plain"
UNKNOWN: Final = "application/octet-stream"
HEAD: Final = 1024
"""Bytes by which a document is known."""

_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_OPEN: Final = "application/vnd.oasis.opendocument"
_ENDINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        PDF: "pdf",
        TEXT: "txt",
        "text/csv": "csv",
        "text/rtf": "rtf",
        "application/rtf": "rtf",
        "application/json": "json",
        "application/xml": "xml",
        "application/zip": "zip",
        "application/msword": "doc",
        "application/vnd.ms-excel": "xls",
        f"{_OFFICE}.wordprocessingml.document": "docx",
        f"{_OFFICE}.spreadsheetml.sheet": "xlsx",
        f"{_OFFICE}.presentationml.presentation": "pptx",
        f"{_OPEN}.text": "odt",
        f"{_OPEN}.spreadsheet": "ods",
        "message/rfc822": "eml",
        "image/jpeg": "jpg",
        "image/png": "png",
        "image/tiff": "tif",
        "image/heic": "heic",
    }
)
"""No ending with which a file could be run by opening it."""
_BY_ENDING: Final = {
    **{ending: kind for kind, ending in _ENDINGS.items()},
    "jpeg": "image/jpeg",
    "tiff": "image/tiff",
}
_BEGINNINGS: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_TYPE: Final = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,99}")


def is_pdf(head: bytes) -> bool:
    """Whether readers take it for a PDF: whatever it is called."""
    return b"%PDF-" in head[:HEAD]


def media_type_of(head: bytes, *, name: str, declared: str) -> str:
    """Return the media type of a document: its beginning tells most, then what the store says, then its name."""
    if is_pdf(head):
        return PDF
    for mark, kind in _BEGINNINGS:
        if head.startswith(mark):
            return kind
    said = declared.partition(";")[0].strip().lower()
    if _TYPE.fullmatch(said) and said not in {PDF, UNKNOWN}:
        return said
    return _BY_ENDING.get(name.rpartition(".")[2].lower(), UNKNOWN)


def ending_of(media_type: str) -> str:
    """Return how the name of a file of this type ends; `bin` for one that is not known."""
    return _ENDINGS.get(media_type, "bin")
