"""Decode a photo or scan to see that it is whole, and take out what it says of place, time and device."""

import io
import re
import struct
import zlib
from collections.abc import Iterator
from typing import Final

from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from app.documents.model import MediaType

# Opened by their own class: nothing else is tried, and the size is ours to judge before decoding.
_OPENERS: Final = {MediaType.JPEG: JpegImageFile, MediaType.PNG: PngImageFile}
_ORIENTATION: Final = 0x0112
_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1"})
_HEIC_HEAD: Final = 64
_BOX_HEAD: Final = 8

_PNG_HEAD: Final = b"\x89PNG\r\n\x1a\n"
_PNG_DROPPED: Final = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})

_JPEG_MARKER: Final = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
_JPEG_END, _JPEG_SCAN = 0xD9, 0xDA
# Kept: APP0 (density), APP2 when it holds the colour profile, APP14 (how colours are coded).
_JPEG_DROPPED: Final = frozenset({0xE1, *range(0xE3, 0xEE), 0xEF, 0xFE})
_JPEG_APP2: Final = 0xE2


class ImageDamaged(Exception):
    """It cannot be decoded to the last line."""


class ImageTooLarge(Exception):
    """It has more pixels than are taken."""


def is_heic(content: bytes) -> bool:
    """Tell whether the content is a HEIC photo, by the brands it declares."""
    size, box = int.from_bytes(content[:4]), content[4:8]
    if box != b"ftyp" or size > len(content):
        return False
    head = content[8 : min(size, _HEIC_HEAD)]
    brands = {head[:4], *(head[at : at + 4] for at in range(8, len(head), 4))}
    return not _HEIC_BRANDS.isdisjoint(brands)


def check_image(content: bytes, media_type: MediaType, *, megapixels: int) -> None:
    """Decode the image once. Raises ImageTooLarge before decoding, ImageDamaged."""
    try:
        with _OPENERS[media_type](io.BytesIO(content)) as image:
            if image.width * image.height > megapixels * 1_000_000:
                raise ImageTooLarge
            # A JPEG is read to its end at an eighth of its size: the same proof, a fraction of the memory.
            image.draft(None, (max(1, image.width // 8), max(1, image.height // 8)))
            image.load()
    except (OSError, ValueError, SyntaxError, LookupError, struct.error) as error:
        raise ImageDamaged from error


def check_heic(content: bytes) -> None:
    """See that the boxes of a HEIC file are all there and end where the file ends. Raises ImageDamaged.

    No decoder is at hand: the pixels themselves are not looked at.
    """
    found, at = set(), 0
    while at < len(content):
        size, box = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        if size == 1:
            size = int.from_bytes(content[at + 8 : at + 16])
        elif size == 0:
            size = len(content) - at
        if size < _BOX_HEAD or at + size > len(content):
            raise ImageDamaged
        found.add(box)
        at += size
    if not {b"ftyp", b"meta", b"mdat"} <= found:
        raise ImageDamaged


def without_metadata(content: bytes, media_type: MediaType) -> bytes:
    """Return the same pixels without place, time, device, comment or thumbnail; the orientation stays.

    For an image that `check_image` passed. Raises ImageDamaged when its parts do not add up.
    """
    turned = _orientation(content, media_type)
    try:
        parts = _jpeg_parts if media_type is MediaType.JPEG else _png_parts
        return b"".join(parts(content, turned))
    except (struct.error, IndexError) as error:
        raise ImageDamaged from error


def _orientation(content: bytes, media_type: MediaType) -> int:
    """Return how the image is to be turned, upright where what it says of that cannot be read."""
    with _OPENERS[media_type](io.BytesIO(content)) as image:
        try:
            turned = image.getexif().get(_ORIENTATION, 1)
        except (OSError, ValueError, SyntaxError, LookupError, TypeError, struct.error):
            return 1
    return turned if turned in range(1, 9) else 1


def _orientation_only(turned: int) -> bytes:
    # A TIFF of one entry: tag, type 3 (short), one value.
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _ORIENTATION, 3, 1, turned, 0, 0)


def _png_parts(content: bytes, turned: int) -> Iterator[bytes]:
    yield _PNG_HEAD
    at, kind = len(_PNG_HEAD), b""
    while kind != b"IEND":
        (length,) = struct.unpack_from(">I", content, at)
        kind, end = content[at + 4 : at + 8], at + 12 + length
        if end > len(content):
            raise ImageDamaged
        if kind == b"IDAT" and turned != 1:
            yield _png_chunk(b"eXIf", _orientation_only(turned))
            turned = 1
        if kind not in _PNG_DROPPED:
            yield content[at:end]
        at = end


def _png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _jpeg_parts(content: bytes, turned: int) -> Iterator[bytes]:
    yield content[:2]
    if turned != 1:
        exif = b"Exif\x00\x00" + _orientation_only(turned)
        yield struct.pack(">2sH", b"\xff\xe1", len(exif) + 2) + exif
    at = 2
    while found := _JPEG_MARKER.search(content, at):
        # Between segments lies pixel data of a scan, or nothing.
        yield content[at : found.start()]
        marker = found.group(1)[0]
        if marker == _JPEG_END:
            # What follows the end is dropped: some phones put a second picture there, with its own Exif.
            yield b"\xff\xd9"
            return
        (length,) = struct.unpack_from(">H", content, found.end())
        at = found.end() + length
        if not _is_dropped(marker, content[found.end() + 2 : at]):
            yield content[found.end() - 2 : at]
    raise ImageDamaged


def _is_dropped(marker: int, segment: bytes) -> bool:
    if marker == _JPEG_APP2:
        return not segment.startswith(b"ICC_PROFILE")
    return marker in _JPEG_DROPPED
