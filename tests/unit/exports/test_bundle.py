"""The inspection bundle as a stream: the same files give the same bytes, and none is held whole."""

import io
import json
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime

from app.exports.bundle import BundleFile, bundle

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
ABOUT = {"madeAt": "2026-11-25T09:00:00+00:00", "madeBy": "a", "destroyed": False}
PIECES = 320
LARGE = 256 * 1024 * PIECES


def large() -> Iterator[bytes]:
    """Yield 80 MB that do not compress to nothing."""
    piece = bytes(range(256)) * 1024
    for number in range(PIECES):
        yield number.to_bytes(4, "big") + piece[4:]


FILES = (
    BundleFile("data/case.json", lambda: iter((b"{}",))),
    BundleFile("data/dossier/001.jsonl", large, content=True),
)


def made(*, contents: bool) -> Iterator[bytes]:
    return bundle(
        FILES, reference="DSR-7K3M-9QX1", about=ABOUT, contents=contents, sign=lambda _: b"s", at=AT
    )


def test_a_large_file_is_never_held_whole() -> None:
    for contents in (True, False):
        tracemalloc.start()
        size = sum(len(chunk) for chunk in made(contents=contents))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert size > 0
        assert most < 8_000_000


def test_the_same_files_give_the_same_bytes() -> None:
    assert b"".join(made(contents=False)) == b"".join(made(contents=False))


def test_what_stays_out_has_the_hash_it_has_inside() -> None:
    with zipfile.ZipFile(io.BytesIO(b"".join(made(contents=False)))) as packed:
        (left_out,) = json.loads(packed.read("DSR-7K3M-9QX1-inspection/data/left-out.json"))
    with zipfile.ZipFile(io.BytesIO(b"".join(made(contents=True)))) as packed:
        manifest = packed.read("DSR-7K3M-9QX1-inspection/manifest-sha256.txt").decode()
    assert left_out["size"] == LARGE
    assert f"{left_out['sha256']}  {left_out['path']}\n" in manifest
