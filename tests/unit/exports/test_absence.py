"""A text is found however it stands in a file, and is not found where it is not."""

import base64
import io
import json
import unicodedata
import zipfile
from datetime import UTC, datetime
from html import escape
from urllib.parse import quote

import pytest
from app.exports.absence import Needles, zip_parts
from app.exports.archive import Member, packed
from hypothesis import given
from hypothesis import strategies as st

NAME = 'Zoë "Bo" O\'Hara & co'
SHAPES = {
    "as it is": NAME.encode(),
    "in capitals": NAME.upper().encode(),
    "taken apart": unicodedata.normalize("NFD", NAME).encode(),
    "UTF-16": NAME.encode("utf-16"),
    "UTF-16, high byte first": NAME.encode("utf-16-be"),
    "HTML": escape(NAME).encode(),
    "XML": escape(NAME, quote=False).encode(),
    "JSON": json.dumps([NAME], ensure_ascii=False).encode(),
    "JSON in ASCII": json.dumps([NAME]).encode(),
    "CSV": NAME.replace('"', '""').encode(),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_it_is_found_in_every_shape(shape: bytes) -> None:
    needles = Needles([NAME])
    assert needles.in_chunks([b"ervoor " + shape + b" erna"])
    for at in range(1, len(shape)):
        assert needles.in_chunks([b"ervoor " + shape[:at], shape[at:] + b" erna"]), at


@given(st.binary(max_size=20), st.binary(max_size=20))
def test_it_is_found_in_base64_wherever_it_begins(before: bytes, after: bytes) -> None:
    encoded = base64.b64encode(before + NAME.encode() + after)
    assert Needles([NAME]).in_chunks([encoded])


def test_what_is_not_there_is_not_found() -> None:
    needles = Needles([NAME])
    assert not needles.in_chunks([b"Zoe Bo Hara"] * 1000)
    assert not needles.in_text(quote("Pieter"))
    assert not Needles([]).in_chunks([b"anything"])


def zipped(*files: tuple[str, bytes]) -> bytes:
    members = [Member(path, len(content), (content,)) for path, content in files]
    return b"".join(packed(members, root="map", at=datetime(2026, 3, 5, tzinfo=UTC)))


@pytest.mark.parametrize("size", [0, 1000, 3_000_000], ids=["alone", "small", "large"])
@pytest.mark.parametrize("piece", [7, 1000, 1 << 20])
def test_it_is_found_inside_a_zip(size: int, piece: int) -> None:
    filler = bytes(n % 251 for n in range(1000)) * (size // 1000)
    made = zipped(("first.xml", filler), ("second.xml", filler + NAME.encode()))
    chunks = [made[at : at + piece] for at in range(0, len(made), piece)]
    assert Needles([NAME]).in_zip(chunks)
    assert not Needles(["Iemand anders"]).in_zip(chunks)


def test_it_is_found_in_a_name_inside_a_zip() -> None:
    assert Needles(["Pieter"]).in_zip([zipped(("Pieter.xml", b"x"))])


def test_every_part_of_a_zip_is_read() -> None:
    files = [(f"{n}.xml", bytes([n]) * n * 400_000) for n in range(5)]
    read = [b"".join(part) for part in zip_parts([zipped(*files)])]
    assert read == [x for name, content in files for x in (f"map/{name}".encode(), content)]


def test_a_zip_of_another_make_is_not_taken_for_clean() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        made.writestr("a", "b")
    with pytest.raises(ValueError, match="deflated"):
        Needles(["Pieter"]).in_zip([out.getvalue()])
