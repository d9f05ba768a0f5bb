"""What is covered is in no byte of the copy that is kept, and the rest of the page stays as it was."""

import io

import pikepdf
import pytest
from app.documents.masking import Rectangle, masked
from app.documents.model import MediaType
from app.documents.pdf_reading import page_texts
from app.documents.shown import page_picture
from PIL import Image
from tests.signed_pdfs import request_pdf

LEFT = Rectangle(0, 0, 0.5, 1)


def picture(kind: str, mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (200, 100), "white").save(out, kind)
    return out.getvalue()


def black(content: bytes) -> tuple[float, float]:
    """Return how much of the left and the right half is black."""
    with Image.open(io.BytesIO(content)) as image:
        grey = image.convert("L")
    halves = (grey.crop((0, 0, 99, 100)), grey.crop((104, 0, 200, 100)))
    left, right = (sum(h.histogram()[:40]) / (h.width * h.height) for h in halves)
    return left, right


@pytest.mark.parametrize(
    ("kind", "mode", "media_type"),
    [
        ("JPEG", "RGB", MediaType.JPEG),
        ("JPEG", "L", MediaType.JPEG),
        ("JPEG", "RGB", MediaType.HEIC),  # kept as JPEG
        ("PNG", "RGB", MediaType.PNG),
        ("PNG", "1", MediaType.PNG),
        ("PNG", "RGBA", MediaType.PNG),
    ],
)
def test_a_box_is_black_and_the_rest_stays(kind: str, mode: str, media_type: MediaType) -> None:
    covered = masked(picture(kind, mode), media_type, page=1, rectangles=[LEFT])
    assert black(covered) == (1, 0)
    with Image.open(io.BytesIO(covered)) as image:
        assert (image.format, image.size) == (kind, (200, 100))


def test_a_box_at_the_edge_covers_the_last_dot() -> None:
    corner = Rectangle(0.9, 0.9, 1, 1)
    covered = masked(picture("PNG"), MediaType.PNG, page=1, rectangles=[corner])
    with Image.open(io.BytesIO(covered)) as image:
        assert image.getpixel((199, 99)) == (0, 0, 0)


def _pages(count: int) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as made:
        for number in range(count):
            with pikepdf.open(io.BytesIO(request_pdf(f"Geheim {number}", form=False))) as one:
                made.pages.append(one.pages[0])
        made.docinfo["/Author"] = "Anna"
        made.save(out)
    return out.getvalue()


def test_of_a_pdf_every_page_is_a_picture_from_then_on() -> None:
    sent = _pages(2)
    covered = masked(sent, MediaType.PDF, page=2, rectangles=[Rectangle(0, 0, 1, 1)])
    assert [page[0] for page in page_texts(covered)] == ["", ""]
    assert b"Anna" not in covered
    with pikepdf.open(io.BytesIO(covered)) as pdf:
        assert len(pdf.pages) == 2
        assert [float(side) for side in pdf.pages[0].mediabox][2:] == pytest.approx(
            [300, 200], abs=1
        )
    first, second = (Image.open(io.BytesIO(page_picture(covered, n))) for n in (1, 2))
    assert sum(second.convert("L").histogram()[40:]) == 0
    assert sum(first.convert("L").histogram()[:100]) > 0, "the words of the other page stay"
    assert sum(first.convert("L").histogram()[200:]) > 0
