"""What was uploaded lies nowhere in clear, while the case runs and after: not on disk, in the database, its log, or the temporary folder."""

import base64
import io
import random
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pikepdf
import pytest
from app.cli.paper import signed_request
from app.documents.images import made_anew
from app.documents.model import MediaType
from app.staff.model import Role
from PIL import Image
from tests.journey_steps import IN_PERSON, ok
from tests.own_server import OwnServer, own_server
from tests.service import Client, Person
from tests.visitor import CODE, answers, hidden

SEED = random.Random(5)  # noqa: S311 - the same bytes each time
MARKER = SEED.randbytes(32)
WORDS = MARKER.hex()
SIZE = 8_000_000
WINDOW = 8
"""A database that packs a value keeps pieces of so many bytes as they are."""
PERSON = Person("2400013", "Anneleen", "Verhaegendonck", "1984-07-12")
ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda", b"\x1f\x8b\x08")


def photo() -> bytes:
    """Return a JPEG of 8 MB that names the marker, with noise for dots."""
    image = Image.frombytes("RGB", (2000, 1500), SEED.randbytes(9_000_000))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95, subsampling=0, comment=MARKER + WORDS.encode())
    return out.getvalue().ljust(SIZE, b"\0")


def paper() -> bytes:
    """Return a PDF of 8 MB that holds the marker as words, packed and not."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.pages[0].Contents = made.make_stream(f"BT ({WORDS}) Tj ET".encode())
        made.Root.Loose = pikepdf.String(WORDS)
        made.Root.Packed = made.make_indirect(
            pikepdf.Stream(made, zlib.compress(MARKER * 4), Filter=pikepdf.Name.FlateDecode)
        )
        made.Root.Filling = made.make_stream(SEED.randbytes(SIZE) + MARKER)
        made.save(out, compress_streams=False)
    return out.getvalue()


PHOTO, PAPER = photo(), paper()
SMALL = signed_request("Anneleen Verhaegendonck", date="2026-03-05")
KEPT = made_anew(PHOTO, MediaType.JPEG, megapixels=40).content
MIDDLES = [file[len(file) // 3 :][:32] for file in (KEPT, PHOTO[: SIZE // 2], PAPER)]
"""Pieces of the files themselves, and of the photo as it is made anew."""


def windows(mark: bytes) -> Iterator[bytes]:
    for at in range(len(mark) - WINDOW + 1):
        yield mark[at : at + WINDOW]


def forms(mark: bytes) -> set[bytes]:
    """Return the ways in which a mark may stand somewhere."""
    found = {mark[:20], mark.hex().encode()[:40], mark.hex().upper().encode()[:40]}
    for shift in range(3):  # wherever it begins in what was encoded
        found.add(base64.b64encode(b"x" * shift + mark)[4:36])
    return found


LOOKED_FOR = {form for mark in (MARKER, *MIDDLES) for form in forms(mark)} | {
    *windows(MARKER),
    WORDS.encode()[:40],
    base64.b64encode(WORDS.encode())[4:36],
}


def unpacked(content: bytes) -> Iterator[bytes]:
    """Yield the content, and what is compressed in it."""
    yield content
    for head in ZLIB:
        at = content.find(head)
        while at >= 0:
            with suppress(zlib.error):
                yield zlib.decompressobj(wbits=47).decompress(content[at : at + 500_000], 2_000_000)
            at = content.find(head, at + 1)
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            yield from (packed.read(name) for name in packed.namelist())


def found_in(content: bytes) -> bool:
    return any(form in part for part in unpacked(content) for form in LOOKED_FOR)


def places(server: OwnServer) -> list[Path]:
    folders = (server.home, server.temporary)
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [*files, server.log]


def traces(server: OwnServer) -> list[str]:
    """Return the files that hold something of what was uploaded."""
    found = []
    for path in places(server):
        try:
            content = path.read_bytes()
        except FileNotFoundError:  # the database works on
            continue
        if found_in(content):
            found.append(str(path))
    return found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnServer]:
    """A server with everything of its own."""
    with own_server(tmp_path_factory.mktemp("own"), LOKET_UPLOAD_LIMIT_MB="10") as made:
        yield made


def test_the_test_sees_what_lies_in_clear() -> None:
    """It must be able to fail: each way of leaving something is seen."""
    pieces: list[Callable[[], bytes]] = [
        lambda: MARKER,
        lambda: b"x" + MARKER[5:14],
        lambda: base64.b64encode(b"ab" + MARKER),
        lambda: MARKER.hex().upper().encode(),
        lambda: b"...." + zlib.compress(b"voor" + MARKER),
        lambda: b"~" + KEPT[len(KEPT) // 3 - 9 :][:100],
    ]
    assert [found_in(piece()) for piece in pieces] == [True] * len(pieces)
    assert not found_in(SEED.randbytes(1_000_000))
    assert len(PHOTO) >= SIZE
    assert len(PAPER) >= SIZE


def slowly(server: OwnServer, body: bytes) -> Iterator[bytes]:
    """Send a body in pieces, and look in the temporary folder while the server has only half of it."""
    half = len(body) // 2
    for at in range(0, half, 65_536):
        yield body[at : min(at + 65_536, half)]
    assert server.open_files() == []
    assert [path for path in server.temporary.rglob("*") if path.is_file()] == []
    yield body[half:]


def by_api(server: OwnServer, handler: Client) -> dict[str, Any]:
    case = handler.register(PERSON)
    for name, content in (("kaart.jpg", PHOTO), ("kaart.pdf", PAPER)):
        form = handler.http.build_request(
            "POST", "/", data={"kind": "identityCard"}, files={"file": (name, content)}
        )
        body = form.read()
        answer = handler.http.post(
            f"/cases/{case['id']}/documents",
            content=slowly(server, body),
            headers={
                "Content-Type": form.headers["content-type"],
                "Content-Length": str(len(body)),
            },
        )
        ok(answer, 201)
    ok(handler.attach(case, "signedRequest", SMALL, "v.pdf"), 201)
    return case


def by_form(browser: httpx.Client) -> str:
    own = hidden(browser.get("/verzoek"))
    page = browser.post(
        "/verzoek",
        data=own | answers(PERSON),
        files={"identity_card": ("kaart.jpg", PHOTO, "image/jpeg")},
    )
    assert page.status_code == 200, page.text
    assert CODE.search(page.text), page.text
    return page.text


def vault(server: OwnServer, case: dict[str, Any]) -> list[Path]:
    folder = server.home / "files" / "cases" / case["id"] / "documents"
    return sorted(folder.iterdir())


def test_nothing_of_an_upload_lies_in_clear_and_after_acceptance_nothing_at_all(
    server: OwnServer,
) -> None:
    handler = server.client(Role.CASE_HANDLER)
    case = by_api(server, handler)
    by_form(server.browser())
    (other,) = [
        found for found in handler.http.get("/cases").json()["items"] if found["id"] != case["id"]
    ]
    assert len(vault(server, case)) == 3
    assert len(vault(server, other)) == 1
    assert traces(server) == []

    for one in (case, other):
        ok(handler.post(one, "/identityChecks", IN_PERSON), 201)
    (left,) = vault(server, case)
    assert vault(server, other) == []
    assert traces(server) == []
    documents = handler.get(case, "/documents")["items"]
    assert [d["kind"] for d in documents if "destroyedAt" not in d] == ["signedRequest"]
    assert left.name == documents[-1]["id"]
    read = handler.http.get(f"/cases/{case['id']}/documents/{left.name}/content")
    assert read.content == SMALL, "the key of the case stays"
