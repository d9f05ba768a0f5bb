"""Hostile uploads, mutated from thirty files: each is taken or refused in plain words, quickly, in little memory, leaving nothing behind.

`make drill SEED=1 COUNT=200` sends 2,000; the same seed sends the same files.
"""

import io
import os
import struct
import sys
import threading
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pikepdf
import pytest
from app.documents.model import DocumentKind
from app.staff.model import Role
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pillow_heif import register_heif_opener
from tests.own_server import OwnServer, own_server
from tests.pki import alone
from tests.service import Client, Person
from tests.signed_mails import attachment, clear, message, multipart, opaque
from tests.signed_mails import text as words
from tests.signed_pdfs import annotated, request_pdf, signed, with_empty_field

pytestmark = pytest.mark.drill

PER_COUNT = 10
SHORT = 60
"""How many are sent without a count of one's own, in a few seconds."""
MOST_MEMORY_MB = 500
MOST_SECONDS = 5.0
PERSON = Person("2400013", "Anneleen", "Verhaegendonck", "1984-07-12")
KINDS = [kind.value for kind in DocumentKind]
MAGIC = (
    b"%PDF-1.7\n", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"GIF89a", b"BM", b"II*\0",
    b"<html>", b"<svg xmlns='http://www.w3.org/2000/svg'>", b"\0\0\0\x18ftypheic", b"From: a@b.be\r\nDate: x\r\n",
    b"MZ", b"\x1f\x8b\x08", b"RIFF", b"%!PS",
)  # fmt: skip


def picture(kind: str, size: tuple[int, int] = (320, 200), mode: str = "RGB", **more: Any) -> bytes:
    image = Image.effect_noise(size, 40).convert(mode)
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def exif() -> Image.Exif:
    made = Image.Exif()
    made[0x0112], made[0x010F] = 6, "Merk"
    made.get_ifd(0x8825).update({1: "N", 2: (50.0, 51.0, 2.0)})
    return made


def paper(change: Callable[[pikepdf.Pdf], None] = lambda _: None, **save: Any) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(request_pdf())) as pdf:
        change(pdf)
        pdf.save(out, **save)
    return out.getvalue()


def scan() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((400, 300), 30).save(out, "PDF")
    return out.getvalue()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("nullen", bytes(5_000_000))
    return out.getvalue()


def png_of(width: int, height: int, data: bytes, depth: int = 8, colour: int = 2) -> bytes:
    """Return a PNG that says it is so large, whatever its dots are."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return MAGIC[2] + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def bombs() -> dict[str, bytes]:
    nothing = zlib.compress(bytes(100_000_000), 9)
    jpeg = bytearray(picture("JPEG", progressive=True))
    at = jpeg.index(b"\xff\xc2")
    jpeg[at + 5 : at + 9] = struct.pack(">HH", 4400, 4500)
    nested = zlib.compress(zlib.compress(bytes(200_000_000), 9), 9)

    def unpacks(pdf: pikepdf.Pdf) -> None:
        filters = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
        pdf.pages[0].Contents = pdf.make_indirect(pikepdf.Stream(pdf, nested, Filter=filters))

    def huge(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].MediaBox = pikepdf.Array([0, 0, 2_000_000, 2_000_000])

    return {
        "PNG bomb": png_of(60_000, 60_000, nothing),
        "PNG at the limit": png_of(6000, 5555, zlib.compress(bytes(6000 * 3 * 5555 + 5555), 9)),
        "JPEG that says it is large": bytes(jpeg),
        "PDF bomb": paper(unpacks),
        "PDF of a huge page": paper(huge),
        "a zip": archive(),
    }


@cache
def seeds() -> dict[str, bytes]:
    """Return thirty files: good ones of every kind, and bombs."""
    register_heif_opener()
    anna = alone("Anneleen Verhaegendonck")
    told = PngInfo()
    told.add_text("Author", "Anna", zip=True)
    with_file = multipart(words(), attachment(), boundary="=_b")
    return {
        "JPEG": picture("JPEG"),
        "JPEG with a place": picture("JPEG", exif=exif()),
        "progressive JPEG": picture("JPEG", progressive=True, comment=b"x"),
        "grey JPEG": picture("JPEG", mode="L"),
        "JPEG of four colours": picture("JPEG", mode="CMYK"),
        "PNG": picture("PNG"),
        "PNG with a place": picture("PNG", exif=exif(), pnginfo=told),
        "PNG with a palette": picture("PNG", mode="P"),
        "PNG of two colours": picture("PNG", mode="1"),
        "PNG that is clear": picture("PNG", mode="RGBA"),
        "HEIC": picture("HEIF"),
        "HEIC turned": picture("HEIF", exif=exif().tobytes()),
        "HEIC, large": picture("HEIF", (1600, 1200)),
        "PDF": request_pdf(),
        "PDF of a scan": scan(),
        "PDF packed": paper(object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "PDF locked": paper(encryption=pikepdf.Encryption(owner="a", user="b")),
        "PDF half locked": paper(encryption=pikepdf.Encryption(owner="a", user="")),
        "signed PDF": signed(request_pdf(), anna),
        "signed PDF with a remark": annotated(signed(request_pdf(), anna)),
        "PDF with an empty field": with_empty_field(request_pdf()),
        "mail": message(words()),
        "mail clear-signed": message(clear(with_file, anna)),
        "mail opaque": message(opaque(with_file, anna)),
        **bombs(),
    }


def flipped(content: bytes, rng: Random) -> bytes:
    made = bytearray(content)
    for _ in range(rng.choice((1, 3, 20, 200))):
        made[rng.randrange(len(made))] ^= 1 << rng.randrange(8)
    return bytes(made)


def cut(content: bytes, rng: Random) -> bytes:
    return content[: rng.randrange(len(content))]


def spliced(content: bytes, rng: Random) -> bytes:
    other = seeds()[rng.choice(list(seeds()))]
    return content[: rng.randrange(len(content))] + other[rng.randrange(len(other)) :]


def resized(content: bytes, rng: Random) -> bytes:
    made = bytearray(content)
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(max(1, min(len(made), 4000) - 4))
        made[at : at + 4] = struct.pack(
            ">I", rng.choice((0, 1, 0xFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF))
        )
    return bytes(made)


def masqueraded(content: bytes, rng: Random) -> bytes:
    return rng.choice(MAGIC) + content


def repeated(content: bytes, rng: Random) -> bytes:
    start = rng.randrange(len(content))
    piece = content[start : start + rng.randrange(1, 5000)]
    times = min(rng.choice((2, 50, 2000)), 3_000_000 // len(piece) + 1)
    return content[:start] + piece * times + content[start:]


def numbers_changed(content: bytes, rng: Random) -> bytes:
    digits = [at for at, byte in enumerate(content) if 0x30 <= byte <= 0x39] or [0]
    made = bytearray(content)
    for _ in range(rng.randrange(1, 10)):
        made[rng.choice(digits)] = rng.choice(b"0123456789-")
    return bytes(made)


def unchanged(content: bytes, _: Random) -> bytes:
    return content


MUTATIONS = (flipped, cut, spliced, resized, masqueraded, repeated, numbers_changed, unchanged)


@dataclass
class Drill:
    """Sends files one by one and keeps what became of them."""

    server: OwnServer
    handler: Client
    case: dict[str, Any]
    results: Counter[str] = field(default_factory=Counter)
    kept: set[str] = field(default_factory=set)
    slowest: tuple[float, str] = (0.0, "")

    def send(self, name: str, content: bytes, rng: Random) -> None:
        kind = rng.choice(KINDS)
        file = (rng.choice(("a.pdf", "a.jpg", "a.png", "a.heic", "a.eml", "a.txt", "a")), content)
        before = self._spent()
        answer = self.handler.http.post(
            f"/cases/{self.case['id']}/documents", data={"kind": kind}, files={"file": file}
        )
        spent = self._spent() - before
        self.slowest = max(self.slowest, (spent, name))
        self.results[f"{answer.status_code} {answer.json().get('reason', '')}"] += 1
        assert answer.status_code in {201, 400}, (name, kind, answer.text)
        if answer.status_code == 201:
            self.kept.add(answer.json()["id"])
            self._look(name, answer.headers["location"])
        else:
            assert answer.json()["reason"], name

    def _look(self, name: str, place: str) -> None:
        read = self.handler.http.get(place)
        assert read.status_code == 200, (name, read.text)

    def _spent(self) -> float:
        """Return the seconds of work of the server: a busy machine is no finding."""
        fields = (
            Path(f"/proc/{self.server.process.pid}/stat").read_text().rpartition(")")[2].split()
        )
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stored(self) -> set[str]:
        folder = self.server.home / "files" / "cases" / self.case["id"] / "documents"
        return {place.name for place in folder.iterdir()} if folder.exists() else set()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnServer]:
    with own_server(tmp_path_factory.mktemp("own"), LOKET_CALLS_PER_MINUTE="100000") as made:
        yield made


def test_there_are_thirty_seeds() -> None:
    assert len(seeds()) == 30


def test_no_hostile_upload_breaks_anything(
    server: OwnServer, drill_seed: int, drill_count: int, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = Random(drill_seed)  # noqa: S311 - the same files each time
    handler = server.client(Role.CASE_HANDLER)
    drill = Drill(server, handler, handler.register(PERSON))
    sent = SHORT if drill_count <= SHORT // PER_COUNT * 2 else drill_count * PER_COUNT
    names = list(seeds())
    for number in range(sent):
        name = names[number % len(names)]
        # Each seed as it is first.
        mutation = unchanged if number < len(names) else rng.choice(MUTATIONS)
        drill.send(f"{name}, {mutation.__name__}, {number}", mutation(seeds()[name], rng), rng)
    with capsys.disabled():
        told = f"{dict(drill.results)}; {server.most_memory} MB; slowest {drill.slowest}"
        sys.stdout.write(f"\n{sent} uploads: {told}\n")
    assert drill.stored() == drill.kept
    assert [path for path in server.temporary.rglob("*") if path.is_file()] == []
    assert server.most_memory < MOST_MEMORY_MB
    assert drill.slowest[0] < MOST_SECONDS, drill.slowest
    assert b"Traceback" not in server.log.read_bytes()


def test_large_ones_at_the_same_time_share_the_memory(server: OwnServer) -> None:
    handler = server.client(Role.CASE_HANDLER)
    case = handler.register(PERSON)
    large = seeds()["PNG at the limit"]
    statuses: list[int] = []

    def send() -> None:
        with httpx.Client(timeout=120, headers=handler.http.headers) as client:
            answer = client.post(
                f"{server.base}/dsr/v1/cases/{case['id']}/documents",
                data={"kind": "identityCard"}, files={"file": ("a.png", large)},
            )  # fmt: skip
            statuses.append(answer.status_code)

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [201] * 6
    assert server.most_memory < MOST_MEMORY_MB
