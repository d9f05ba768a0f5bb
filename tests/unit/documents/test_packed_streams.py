"""What a PDF becomes when it is drawn is known before anybody draws it."""

import io
import zlib
from collections.abc import Callable
from functools import partial

import pikepdf
import pytest
from app.documents.pdfs import PdfDamaged, count_pages
from PIL import Image

LITTLE, MUCH = b"q Q " * 1000, bytes(60_000_000)


def packed(content: bytes, *filters: str, **more: object) -> bytes:
    """Return a PDF of one page with a stream packed so."""
    for name in reversed(filters):
        content = zlib.compress(content) if name == "FlateDecode" else content
    pdf = pikepdf.new()
    pdf.add_blank_page()
    names = pikepdf.Array([pikepdf.Name(f"/{name}") for name in filters])
    stream = pikepdf.Stream(pdf, content, Filter=names, **more)
    pdf.pages[0].Contents = pdf.make_indirect(stream)
    out = io.BytesIO()
    pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 40)).save(out, "JPEG")
    return out.getvalue()


PICTURE = {"Subtype": pikepdf.Name.Image}


@pytest.mark.parametrize(
    "content",
    [
        partial(packed, LITTLE),
        partial(packed, LITTLE, "FlateDecode"),
        partial(packed, LITTLE, "FlateDecode", "FlateDecode"),
        partial(packed, jpeg(), "FlateDecode", "DCTDecode", **PICTURE),
        partial(packed, b"\0", "CCITTFaxDecode", **PICTURE),
        partial(
            packed, MUCH, "FlateDecode", **PICTURE
        ),  # a scan in one packing, drawn line by line
    ],
    ids=["plain", "packed", "twice", "packed JPEG", "fax", "large picture"],
)
def test_what_unpacks_to_little_is_taken(content: Callable[[], bytes]) -> None:
    assert count_pages(content()) == 1


@pytest.mark.parametrize(
    "content",
    [
        partial(packed, MUCH, "FlateDecode"),
        partial(packed, MUCH, "FlateDecode", "FlateDecode"),
        partial(packed, MUCH, "FlateDecode", "DCTDecode", **PICTURE),
        partial(packed, MUCH, "FlateDecode", "FlateDecode", **PICTURE),
    ],
    ids=["once", "twice", "before another packing", "picture packed twice"],
)
def test_what_unpacks_to_much_is_refused(content: Callable[[], bytes]) -> None:
    with pytest.raises(PdfDamaged):
        count_pages(content())
