"""What files are taken: kinds and media types, limits, safe names. Pure."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from app.documents.model import DocumentKind, MediaType
from app.errors import DeskError


class RejectReason(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    TOO_BIG = "tooBig"
    WRONG_TYPE = "wrongType"
    PASSWORD_PROTECTED = "passwordProtected"  # noqa: S105 - the name of a reason, no password
    DAMAGED = "damaged"
    ACTIVE_CONTENT = "activeContent"
    TOO_MANY_PAGES = "tooManyPages"
    TOO_MANY_PIXELS = "tooManyPixels"
    SEVERAL_FORMATS = "severalFormats"
    VIRUS = "virus"


class FileRejected(DeskError):
    """The file is not taken. Facts: `reason`, `kind` and, where there is one, `limit`."""

    code: ClassVar[str] = "fileRejected"


@dataclass(frozen=True, slots=True)
class FileLimits:
    """The largest file that is taken."""

    megabytes: int = 15
    pages: int = 200
    card_pages: int = 20
    """Pages of the copy of an identity card: each is drawn to be shown."""
    megapixels: int = 40

    @property
    def bytes(self) -> int:
        """The limit of the whole file, in bytes."""
        return self.megabytes * 1_000_000


_IMAGES: Final = frozenset({MediaType.JPEG, MediaType.PNG, MediaType.HEIC})
_PAPERS: Final = _IMAGES | {MediaType.PDF}
ALLOWED: Final = {
    DocumentKind.SIGNED_REQUEST: _PAPERS,
    DocumentKind.IDENTITY_CARD: _PAPERS,
    DocumentKind.SIGNED_EMAIL: frozenset({MediaType.EMAIL, MediaType.TEXT}),
    DocumentKind.SIGNED_PDF: frozenset({MediaType.PDF}),
    DocumentKind.MANDATE: _PAPERS,
    DocumentKind.EVIDENCE: frozenset(MediaType),
    DocumentKind.OTHER: frozenset(MediaType),
}
"""Media types each kind takes. A mail may carry a card along: as proof it is a `signedEmail`."""

EXTENSIONS: Final = {
    MediaType.PDF: ".pdf",
    MediaType.JPEG: ".jpg",
    MediaType.PNG: ".png",
    MediaType.HEIC: ".heic",
    MediaType.EMAIL: ".eml",
    MediaType.TEXT: ".txt",
}
_ALSO: Final = {MediaType.JPEG: (".jpeg", ".jpe"), MediaType.HEIC: (".heif", ".hif")}

_STEM_LENGTH: Final = 80
_NOT_IN_NAMES: Final = re.compile(r'[<>:"|?*\\/]+')
_SPACES: Final = re.compile(r"\s+")
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)
_LIKE_A_NATIONAL_NUMBER: Final = re.compile(
    r"(?<!\d)\d{2}[ ._-]?\d{2}[ ._-]?\d{2}[ ._-]{0,2}\d{3}[ ._-]{0,2}\d{2}(?!\d)"
)


def check_size(size: int, kind: DocumentKind, *, limits: FileLimits) -> None:
    """Refuse an empty file and one over the limit. Raises FileRejected."""
    if size == 0:
        raise FileRejected(reason=RejectReason.EMPTY, kind=kind)
    if size > limits.bytes:
        raise FileRejected(reason=RejectReason.TOO_BIG, kind=kind, limit=limits.megabytes)


def check_type(found: MediaType | None, kind: DocumentKind) -> MediaType:
    """Return the media type when `kind` takes it. Raises FileRejected."""
    if found is None or found not in ALLOWED[kind]:
        raise FileRejected(reason=RejectReason.WRONG_TYPE, kind=kind)
    return found


def safe_name(
    sent: str, media_type: MediaType, *, kind: DocumentKind, taken: Collection[str] = ()
) -> str:
    """Return a name fit for any disk, zip or page, with the ending of the content, none of `taken`.

    No folders, control or direction characters, device names; at most 100 characters.
    What looks like a national number is left out (ID-09: never in a file name).
    """
    ending = EXTENSIONS[media_type]
    stem = _safe_stem(sent, ending, *_ALSO.get(media_type, ())) or str(kind)
    names_taken = {name.casefold() for name in taken}
    name, number = stem + ending, 2
    while name.casefold() in names_taken:
        name, number = f"{stem} ({number}){ending}", number + 1
    return name


def kept_as(media_type: MediaType) -> MediaType:
    """Return how a file of this type is kept: a HEIC photo as JPEG, which everybody can open."""
    return MediaType.JPEG if media_type is MediaType.HEIC else media_type


def is_name_of(sent: str, media_type: MediaType) -> bool:
    """Tell whether the name as sent has an ending that fits the content."""
    return sent.lower().endswith((EXTENSIONS[media_type], *_ALSO.get(media_type, ())))


def _safe_stem(sent: str, *endings: str) -> str:
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", sent))[-1]
    shown = "".join(c for c in last if c.isspace() or not unicodedata.category(c).startswith("C"))
    stem = _SPACES.sub(" ", _NOT_IN_NAMES.sub("_", shown))
    for ending in endings:
        if stem.lower().endswith(ending):
            stem = stem[: -len(ending)]
            break
    else:
        stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", stem)
    stem = _LIKE_A_NATIONAL_NUMBER.sub("x", stem)[:_STEM_LENGTH].strip(" .")
    # Windows reads a device in the part before the first dot, whatever follows.
    return f"_{stem}" if _DEVICES.fullmatch(stem.split(".")[0].strip()) else stem
