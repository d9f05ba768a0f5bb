"""A zip written from front to back is read by the standard library, small files and large ones alike."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from app.exports import zip_stream
from app.exports.zip_stream import HELD, PLAIN_LIMIT, ZipStream

AT = datetime(2026, 11, 25, 9, 0, 31, tzinfo=UTC)
SMALL = b"een klein bestand\n" * 3
BIG = bytes(range(256)) * (HELD // 100)


def zipped(*files: tuple[str, bytes], size: int = 0, at: datetime = AT) -> bytes:
    out = bytearray()
    made = ZipStream(out.extend, at=at)
    for path, content in files:
        part = made.open(path, size=size)
        for begin in range(0, len(content), 10_000):
            part.write(content[begin : begin + 10_000])
        part.close()
    made.close()
    return bytes(out)


@pytest.mark.parametrize("size", [0, PLAIN_LIMIT])
@pytest.mark.parametrize("content", [b"", SMALL, BIG])
def test_what_was_written_is_read(content: bytes, size: int) -> None:
    made = zipped(("map/een.txt", content), ("map/é.txt", SMALL), size=size)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert package.testzip() is None
        assert package.read("map/een.txt") == content
        assert package.read("map/é.txt") == SMALL
        assert {info.date_time for info in package.infolist()} == {(2026, 11, 25, 9, 0, 30)}


def test_the_same_files_give_the_same_bytes() -> None:
    files = ("een", SMALL), ("twee", BIG)
    assert zipped(*files) == zipped(*files)


def test_more_files_than_a_plain_zip_lists() -> None:
    made = zipped(*((str(number), b"") for number in range(70_000)))
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert len(package.namelist()) == 70_000


def test_a_zip_past_four_gigabytes_has_large_places(monkeypatch: pytest.MonkeyPatch) -> None:
    out = bytearray()
    made = ZipStream(out.extend, at=AT)
    made.add("een", SMALL)
    before = len(out)
    skipped = 5 << 30
    monkeypatch.setattr(made, "_at", before + skipped)
    made.add("twee", SMALL)
    made.close()
    listed = bytes(out[out.index(b"PK\x01\x02") :])
    assert (before + skipped).to_bytes(8, "little") in listed
    assert b"PK\x06\x06" in listed


def test_after_2038_the_date_still_stands() -> None:
    with zipfile.ZipFile(io.BytesIO(zipped(("een", SMALL), at=AT.replace(year=2040)))) as package:
        assert package.infolist()[0].date_time[0] == 2040


def test_a_file_larger_than_was_said_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_stream, "_FULL", HELD)
    with pytest.raises(OverflowError):
        zipped(("een", BIG))
