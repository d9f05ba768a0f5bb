"""Forms with files are read in memory alone, within limits, and refused when they are not what they say."""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from app.http.uploads import (
    FieldMissing,
    NotMultipart,
    Upload,
    UploadDamaged,
    UploadTooBig,
    read_upload,
)
from fastapi import Request
from hypothesis import given
from hypothesis import strategies as st

MB = 1_000_000
FORM_TYPE = "multipart/form-data; boundary=grens"


def part(name: str, content: bytes, *, file_name: str | None = None, kind: str = "") -> bytes:
    head = f'Content-Disposition: form-data; name="{name}"'
    head += f'; filename="{file_name}"' if file_name is not None else ""
    head += f"\r\nContent-Type: {kind}" if kind else ""
    return b"--grens\r\n" + head.encode() + b"\r\n\r\n" + content + b"\r\n"


def form(*parts: bytes) -> bytes:
    return b"".join(parts) + b"--grens--\r\n"


def read(
    body: bytes,
    *,
    kind: str = FORM_TYPE,
    piece: int = 65_536,
    length: str | None = None,
    max_file: int = 10 * MB,
    max_total: int = 12 * MB,
) -> Upload:
    pieces: Iterator[bytes] = iter([body[at : at + piece] for at in range(0, len(body), piece)])

    async def receive() -> dict[str, object]:
        await asyncio.sleep(0)
        sent = next(pieces, None)
        return {"type": "http.request", "body": sent or b"", "more_body": sent is not None}

    headers = [(b"content-type", kind.encode())]
    if length is not None:
        headers.append((b"content-length", length.encode()))
    request = Request({"type": "http", "method": "POST", "headers": headers}, receive)
    return asyncio.run(read_upload(request, max_file_bytes=max_file, max_total_bytes=max_total))


def test_fields_and_files_come_apart() -> None:
    upload = read(
        form(
            part("kind", b"identityCard"),
            part("right", b"access"),
            part("right", "één".encode()),
            part("file", b"\x00\x01\r\n--gren", file_name="Anné.jpg", kind="image/jpeg"),
            part("none", b"", file_name=""),
        )
    )
    assert upload.fields == {"kind": "identityCard", "right": "één"}
    assert upload.texts("right") == ("access", "één")
    assert upload.text("kind") == "identityCard"
    file = upload.file("file")
    assert (file.file_name, file.declared_type) == ("Anné.jpg", "image/jpeg")
    assert file.content == b"\x00\x01\r\n--gren"
    assert "Anné" not in repr(upload)
    assert len(upload.files) == 1


def test_an_empty_file_that_was_chosen_is_a_file() -> None:
    assert read(form(part("file", b"", file_name="leeg.pdf"))).file("file").content == b""


@given(st.binary(max_size=2000), st.integers(1, 300))
def test_how_the_wire_cuts_it_never_shows(content: bytes, piece: int) -> None:
    body = form(part("kind", b"other"), part("file", content, file_name="a"))
    upload = read(body, piece=piece)
    if b"\r\n--grens" not in content:
        assert upload.file("file").content == content
    assert upload.text("kind") == "other"


def test_eight_megabytes_never_touch_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    real_open = os.open

    def watched(path: str, flags: int, *rest: int) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):
            opened.append(path)
        return real_open(path, flags, *rest)

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(os, "open", watched)
    content = os.urandom(8 * MB)
    assert read(form(part("file", content, file_name="a.pdf"))).file("file").content == content
    assert opened == []
    assert list(tmp_path.iterdir()) == []
    # The watch itself works: this is what a spooled upload would do.
    with tempfile.TemporaryFile():
        assert len(opened) == 1


def test_a_missing_field_is_named() -> None:
    upload = read(form(part("kind", b"  ")))
    for ask in (upload.text, upload.file):
        with pytest.raises(FieldMissing) as missing:
            ask("kind")
        assert missing.value.facts == {"field": "kind"}


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "text/plain",
    ],
)
def test_another_media_type_is_refused(kind: str) -> None:
    with pytest.raises(NotMultipart):
        read(form(part("kind", b"x")), kind=kind)


BROKEN = {
    "nothing": b"",
    "cut inside a file": form(part("file", b"x" * 100, file_name="a"))[:-40],
    "no end": part("kind", b"x"),
    "another boundary": form(part("kind", b"x")).replace(b"grens", b"anders"),
    "a part without a name": b"--grens\r\nContent-Disposition: form-data\r\n\r\nx\r\n--grens--\r\n",
    "a part without a head": b"--grens\r\n\r\nx\r\n--grens--\r\n",
    "a head without end": b"--grens\r\n" + b"X: " + b"y" * 100_000,
    "too many parts": form(*(part(f"f{n}", b"x") for n in range(201))),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_body_that_breaks_its_word_is_refused(case: str) -> None:
    with pytest.raises(UploadDamaged):
        read(BROKEN[case])


LARGE = {
    "a file over its limit": (form(part("file", bytes(2 * MB + 1), file_name="a")), None, 2),
    "all together over the limit": (
        form(*(part("file", bytes(2 * MB), file_name="a") for _ in range(3))), None, 5,
    ),
    "told beforehand": (form(), "5000001", 5),
    "a text that never ends": (form(part("kind", bytes(200_000))), None, 1),
}  # fmt: skip


@pytest.mark.parametrize("case", LARGE)
def test_too_much_is_refused_with_the_limit(case: str) -> None:
    body, length, limit = LARGE[case]
    with pytest.raises(UploadTooBig) as refused:
        read(body, length=length, max_file=2 * MB, max_total=5 * MB)
    assert refused.value.facts == {"limit": limit}


def test_the_limit_itself_is_taken() -> None:
    upload = read(form(part("file", bytes(2 * MB), file_name="a")), max_file=2 * MB)
    assert len(upload.file("file").content) == 2 * MB
