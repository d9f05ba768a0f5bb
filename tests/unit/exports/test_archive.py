"""A zip written from front to back is read by any reader, gives the same bytes twice, and is never held whole."""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from hashlib import shake_128

import pytest
from app.exports.archive import Member, packed

AT = datetime(2026, 11, 25, 9, 0, 31, tzinfo=UTC)
SMALL = b"een klein bestand\n" * 3
NOISE = shake_128(b"ruis").digest(1_000_000)


def member(path: str, content: bytes, *, size: int | None = None) -> Member:
    chunks = (content[at : at + 10_000] for at in range(0, len(content), 10_000))
    return Member(path, len(content) if size is None else size, chunks)


def zipped(*members: Member, at: datetime = AT) -> bytes:
    return b"".join(packed(members, root="map", at=at))


@pytest.mark.parametrize("content", [b"", SMALL, NOISE], ids=["empty", "small", "large"])
def test_what_was_written_is_read(content: bytes) -> None:
    made = zipped(member("een.txt", content), member("é.txt", SMALL))
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert package.testzip() is None
        assert package.read("map/een.txt") == content
        assert package.read("map/é.txt") == SMALL
        infos = package.infolist()
    assert {info.date_time for info in infos} == {(2026, 11, 25, 9, 0, 30)}
    assert {info.external_attr >> 16 for info in infos} == {0o100644}
    assert {info.create_system for info in infos} == {3}


def test_the_same_files_give_the_same_bytes_in_any_zone() -> None:
    there = AT.astimezone(timezone(timedelta(hours=5, minutes=45)))
    made = zipped(member("een", SMALL), member("twee", NOISE))
    assert zipped(member("een", SMALL), member("twee", NOISE), at=there) == made


def test_only_a_large_file_asks_for_zip64() -> None:
    made = zipped(member("een", SMALL), member("twee", SMALL, size=3 << 30))
    versions = [made[at + 4] for at in range(len(made)) if made.startswith(b"PK\x03\x04", at)]
    assert versions == [20, 45]
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert package.read("map/twee") == SMALL


def test_it_is_given_piece_by_piece() -> None:
    taken = []

    def chunks() -> Iterator[bytes]:
        for _ in range(20):
            taken.append(1)
            yield NOISE

    pieces = packed([Member("een", 20 * len(NOISE), chunks())], root="map", at=AT)
    sizes = [(len(piece), len(taken)) for piece in pieces]
    assert max(size for size, _ in sizes) < 2 * len(NOISE)
    assert sizes[0][1] == 1
