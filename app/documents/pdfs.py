"""Open a PDF to see that it is whole, and refuse one that could do something when it is opened."""

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import takewhile
from typing import Final

import pikepdf
from pikepdf.settings import set_qpdf_limits

_ACTIVE_KEYS: Final = frozenset({"/JS", "/JavaScript", "/EmbeddedFile", "/EmbeddedFiles", "/EF"})
_ACTIVE_ACTIONS: Final = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/RichMediaExecute"}
)  # fmt: skip
_ACTIVE_ON_CARDS: Final = frozenset({"/URI"})
_FORMS: Final = "/XFA"
_ACTIVE_TYPES: Final = frozenset({"/EmbeddedFile"})
_ACTIVE_SUBTYPES: Final = frozenset({"/RichMedia", "/Screen", "/Movie", "/3D", "/FileAttachment"})
_DEPTH: Final = 12
_END: Final = b"%%EOF"
_TAIL: Final = 1024
"""Bytes in which a reader looks for the end mark of a PDF, and a browser for what a file is."""
_PAGE_OF_THE_WEB: Final = re.compile(
    rb"<(?:!doctype|html|head|body|script|iframe|svg)\b", re.IGNORECASE
)

# A few kilobytes of nested compression must not become gigabytes in memory.
_PACKINGS: Final = frozenset({
    "/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL", "/ASCII85Decode", "/A85",
    "/ASCIIHexDecode", "/AHx",
})  # fmt: skip
"""Those that can become much of little, and what may lie around them."""
_UNPACKED: Final = 48 * 1024 * 1024
set_qpdf_limits(
    flate_max_memory=_UNPACKED,
    run_length_max_memory=_UNPACKED,
    png_max_memory=_UNPACKED,
    tiff_max_memory=_UNPACKED,
    parser_max_container_size=1_000_000,
)


ODD_FILE: Final = (
    pikepdf.PdfError, pikepdf.PikepdfError, ValueError, RuntimeError, LookupError, TypeError, AttributeError,
)  # fmt: skip
"""What is raised for a PDF that is not as it should be."""


class PdfLocked(Exception):
    """A password is needed to open it."""


class PdfDamaged(Exception):
    """It cannot be opened as it is, or has no page."""


class PdfActive(Exception):
    """It holds a script, an attached file, or an action that starts or sends something."""


class PdfSeveral(Exception):
    """It is a file of another kind too, or more follows its end."""


def count_pages(content: bytes, *, strict: bool = False) -> int:
    """Return the number of pages of a harmless PDF. Raises PdfLocked, PdfDamaged, PdfActive, PdfSeveral.

    `strict` is for copies of identity cards: no link, no form, no lock, nothing after the end.
    """
    _check_alone(content, strict=strict)
    actions = _ACTIVE_ACTIONS | _ACTIVE_ON_CARDS if strict else _ACTIVE_ACTIONS
    keys = _ACTIVE_KEYS | {_FORMS} if strict else _ACTIVE_KEYS
    try:
        with opened_whole(content) as pdf:
            if strict and pdf.is_encrypted:
                raise PdfLocked
            pages = len(pdf.pages)
            active = any(_is_active(thing, actions, keys) for thing in pdf.objects)
            for thing in tuple(pdf.objects):
                _unpack(pdf, thing)
    except pikepdf.PasswordError as error:
        raise PdfLocked from error
    except ODD_FILE as error:
        raise PdfDamaged from error
    if active:
        raise PdfActive
    if pages == 0:
        raise PdfDamaged
    return pages


def _check_alone(content: bytes, *, strict: bool) -> None:
    """Raise PdfSeveral for what another program would take for an archive or a page of the web."""
    if zipfile.is_zipfile(io.BytesIO(content)) or _PAGE_OF_THE_WEB.search(content[:_TAIL]):
        raise PdfSeveral
    end = content.rfind(_END)
    if strict and end >= 0 and content[end + len(_END) :].strip(b"\0\t\n\f\r \x1a"):
        raise PdfSeveral


def opened_whole(content: bytes) -> pikepdf.Pdf:
    """Open the file as it is; one whose index is wrong, as scanners make them, as far as it can be mended."""
    try:
        return pikepdf.open(io.BytesIO(content), attempt_recovery=False)
    except pikepdf.PasswordError:
        raise
    except pikepdf.PdfError:
        # A file cut short would come back with pages missing and nobody would know.
        if _END not in content[-_TAIL:]:
            raise
        return pikepdf.open(io.BytesIO(content))


def _unpack(pdf: pikepdf.Pdf, thing: pikepdf.Object) -> None:
    """Unpack a stream, since who draws the page would do so without a limit. Raises PdfError where it is too large.

    A picture in one packing is drawn line by line and has limits of its own.
    """
    if not isinstance(thing, pikepdf.Stream):
        return
    given = thing.get("/Filter", pikepdf.Array())
    packings = [str(one) for one in given] if isinstance(given, pikepdf.Array) else [str(given)]
    outer = list(takewhile(_PACKINGS.__contains__, packings))
    if not outer or (len(packings) == 1 and thing.get("/Subtype") == pikepdf.Name.Image):
        return
    names = pikepdf.Array([pikepdf.Name(name) for name in outer])
    pikepdf.Stream(pdf, thing.read_raw_bytes(), Filter=names).read_bytes()


def _is_active(thing: pikepdf.Object, actions: frozenset[str], keys: frozenset[str]) -> bool:
    return any(_does_something(entries, actions, keys) for entries in _dictionaries(thing, _DEPTH))


def _does_something(entries: pikepdf.Object, actions: frozenset[str], keys: frozenset[str]) -> bool:
    if not keys.isdisjoint(entries.keys()):
        return True
    return (
        str(entries.get("/S", "")) in actions
        or str(entries.get("/Subtype", "")) in _ACTIVE_SUBTYPES
        or str(entries.get("/Type", "")) in _ACTIVE_TYPES
    )


def _dictionaries(thing: object, depth: int) -> Iterator[pikepdf.Object]:
    """Yield this dictionary and those written inside it; what is referred to has its own turn."""
    if depth == 0:
        # Nothing real nests so deep; what hides there is not looked for, the file is refused.
        raise PdfDamaged
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield thing
        for value in thing.values():
            yield from _inside(value, depth)
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            yield from _inside(value, depth)


def _inside(value: object, depth: int) -> Iterator[pikepdf.Object]:
    if isinstance(value, pikepdf.Object) and not value.is_indirect:
        yield from _dictionaries(value, depth - 1)
