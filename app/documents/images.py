"""Make a photo or scan anew from its dots: upright, with nothing of place, time and device, and nothing that came along."""

import io
import re
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from PIL import Image
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from pillow_heif import HeifImageFile

from app.documents.model import MediaType
from app.documents.rules import kept_as

# Opened by their own class: nothing else is tried, and the size is ours to judge before decoding.
_OPENERS: Final[dict[MediaType, type[ImageFile]]] = {
    MediaType.JPEG: JpegImageFile,
    MediaType.PNG: PngImageFile,
    MediaType.HEIC: HeifImageFile,
}
_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1"})
_HEIC_HEAD: Final = 64
_HEIC_MEGAPIXELS: Final = 25
"""Its decoder holds each dot three times over."""

_HAND: Final = ThreadPoolExecutor(1, thread_name_prefix="images")
"""One image at a time, always by the same thread: a few small files must not fill the memory together, nor what threads hold back of it."""
_PROGRESSIVE_MEGAPIXELS: Final = 20
"""Of a JPEG that goes over the picture more than once, all of it is held while it is read."""
_BYTES_PER_DOT: Final = 3
_HALVED_FROM: Final = 20_000_000
"""Dots from which a JPEG is read at half its width and height: more than enough to read a page."""
_MOST_SCANS: Final = 100
"""Times a JPEG may go over the picture; cameras do it at most ten times, each costing its time."""
_SCAN: Final = re.compile(rb"\xff\xda")
_QUALITY: Final = 90
_PACKED: Final = 1
"""How hard a PNG is packed: the least takes a tenth of the time."""

_ORIENTATION: Final = 0x0112
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_TOLD: Final = ("exif", "xmp", "comment", "photoshop", "icc_profile", "mp", "metadata")
_ODD: Final = (
    OSError, ValueError, SyntaxError, LookupError, RuntimeError, TypeError, AttributeError, AssertionError,
    EOFError, ArithmeticError, struct.error, zlib.error,
)  # fmt: skip
"""What the decoders raise for a file that is not as it should be."""


class ImageDamaged(Exception):
    """It cannot be decoded to the last line."""


class ImageTooLarge(Exception):
    """It has more pixels than are taken. `megapixels`: how many are."""

    def __init__(self, megapixels: int) -> None:
        super().__init__(megapixels)
        self.megapixels = megapixels


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture made anew."""

    content: bytes
    told_more: bool
    """Whether what was sent told of itself: a place, a time, a device, a remark."""


def is_heic(content: bytes) -> bool:
    """Tell whether the content is a HEIC photo, by the brands it declares."""
    size, box = int.from_bytes(content[:4]), content[4:8]
    if box != b"ftyp" or size > len(content):
        return False
    head = content[8 : min(size, _HEIC_HEAD)]
    brands = {head[:4], *(head[at : at + 4] for at in range(8, len(head), 4))}
    return not _HEIC_BRANDS.isdisjoint(brands)


def made_anew(content: bytes, media_type: MediaType, *, megapixels: int) -> Picture:
    """Return the picture upright, without anything but its dots. Raises ImageTooLarge before decoding, ImageDamaged."""
    if media_type is MediaType.HEIC:
        megapixels = min(megapixels, _HEIC_MEGAPIXELS)
    return _HAND.submit(_made_anew, content, media_type, megapixels).result()


def _made_anew(content: bytes, media_type: MediaType, megapixels: int) -> Picture:
    try:
        with _OPENERS[media_type](io.BytesIO(content)) as image:
            _check_pixels(image, megapixels)
            _check_scans(image, content)
            turned = 1 if media_type is MediaType.HEIC else _orientation(image)
            if image.width * image.height > _HALVED_FROM:
                image.draft(None, (image.width // 2, image.height // 2))
            image.load()
            told_more = any(image.info.get(name) for name in _TOLD) or _has_words(image)
            return Picture(_written(image, turned, kept_as(media_type)), told_more)
    except _ODD as error:
        raise ImageDamaged from error


def _check_pixels(image: ImageFile, megapixels: int) -> None:
    if "progressive" in image.info:
        megapixels = min(megapixels, _PROGRESSIVE_MEGAPIXELS)
    dots = image.width * image.height
    if dots * max(len(image.getbands()), _BYTES_PER_DOT) > megapixels * 1_000_000 * _BYTES_PER_DOT:
        raise ImageTooLarge(megapixels)


def _check_scans(image: ImageFile, content: bytes) -> None:
    if "progressive" in image.info and sum(1 for _ in _SCAN.finditer(content)) > _MOST_SCANS:
        raise ImageDamaged


def _orientation(image: ImageFile) -> int:
    """Return how the image is to be turned, upright where what it says of that cannot be read."""
    try:
        turned = image.getexif().get(_ORIENTATION, 1)
    except _ODD:
        return 1
    return turned if turned in range(1, 9) else 1


def _has_words(image: ImageFile) -> bool:
    return isinstance(image, PngImageFile) and bool(image.text)


def _written(image: Image.Image, turned: int, media_type: MediaType) -> bytes:
    # What is not named here would be written along: only what makes dots clear stays.
    image.info = {name: image.info[name] for name in ("transparency",) if name in image.info}
    if turned != 1:
        image = image.transpose(_TURNS[turned])
    out = io.BytesIO()
    if media_type is MediaType.PNG:
        image.save(out, "PNG", compress_level=_PACKED, exif=b"", icc_profile=None)
        return out.getvalue()
    if image.mode not in {"RGB", "L"}:
        image = image.convert("RGB")
    image.save(out, "JPEG", quality=_QUALITY, exif=b"", icc_profile=None)
    return out.getvalue()
