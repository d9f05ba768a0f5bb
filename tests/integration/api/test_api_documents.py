"""Documents through the API: taken by content, refused in plain words, nothing kept of what is refused."""

import hashlib
import io
import struct
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from app.cli.paper import identity_card, signed_request
from app.staff.model import Role
from PIL import Image
from tests.problems import problem
from tests.service import Client, Service

Case = dict[str, Any]

PAPER = signed_request("Anna Voorbeeld", date="2026-03-05")
CARD = identity_card("Anna Voorbeeld")
LIMIT = 10_000_000


def add(
    client: Client,
    case: Case,
    *,
    files: list[tuple[str, tuple[str, bytes]]] | None = None,
    fields: list[tuple[str, str]] | None = None,
    query: str = "",
) -> httpx.Response:
    parts: list[tuple[str, Any]] = list(
        files if files is not None else [("file", ("a.pdf", PAPER))]
    )
    parts += [(name, (None, value)) for name, value in fields or [("kind", "signedRequest")]]
    return client.http.post(f"/cases/{case['id']}/documents{query}", files=parts)


def test_a_document_is_told_by_what_was_found_in_it(case: Case, handler: Client) -> None:
    answer = add(handler, case)
    assert answer.status_code == 201
    body = answer.json()
    assert body["mediaType"] == "application/pdf"
    assert body["sha256"] == hashlib.sha256(PAPER).hexdigest()
    assert body["size"] == len(PAPER)
    assert handler.http.get(answer.headers["location"]).content == PAPER
    listed = handler.get(case, "/documents")["items"]
    assert listed == [body]


def photo(size: int, kind: int = 3) -> bytes:
    """Return a JPEG of so many pixels each way; `kind` is how its orientation is written, 3 as it should."""
    exif = Image.Exif()
    exif[0x0112] = 6
    made = io.BytesIO()
    Image.new("RGB", (size, size)).save(made, "JPEG", exif=exif)
    right, told = (struct.pack(">HH", 0x0112, n) for n in (3, kind))
    assert right in made.getvalue()
    return made.getvalue().replace(right, told)


@pytest.mark.parametrize(
    "content",
    [photo(1), photo(7), photo(40, 2), photo(40, 5), photo(40, 7), photo(40, 12), photo(40, 99)],
    ids=["one pixel", "seven pixels", "text", "fraction", "bytes", "float", "nothing known"],
)
@pytest.mark.filterwarnings("ignore::UserWarning")  # the library's remark on what is odd
def test_a_small_or_odd_photo_is_a_photo(content: bytes, case: Case, handler: Client) -> None:
    answer = handler.attach(case, "identityCard", content, "kaart.jpg")
    assert answer.status_code == 201, answer.text
    stored = handler.http.get(answer.headers["location"]).content
    assert Image.open(io.BytesIO(stored)).size[0] in {1, 7, 40}


@pytest.mark.parametrize(
    ("kind", "file", "words"),
    [
        ("signedRequest", ("leeg.pdf", b""), "Le fichier est vide"),
        ("identityCard", ("virus.pdf", b"X5O!P%@AP[4\\PZX54(P^)7CC)7}"), "doit"),
        ("identityCard", ("kaart.png", b"GIF89a" + b"\x00" * 50), "doit"),
        ("signedRequest", ("half.pdf", PAPER[: len(PAPER) // 2]), "endommagé"),
        ("identityCard", ("half.png", CARD[:200]), "endommagé"),
        ("signedRequest", ("groot.pdf", PAPER + b" " * LIMIT), "moins de 10 Mo"),
        ("signedRequest", ("reus.pdf", b"%PDF-1.7" + b" " * 3 * LIMIT), "moins de 10 Mo"),
    ],
)
def test_a_file_that_is_not_taken(
    kind: str, file: tuple[str, bytes], words: str, case: Case, handler: Client
) -> None:
    answer = handler.http.post(
        f"/cases/{case['id']}/documents",
        data={"kind": kind},
        files={"file": file},
        headers={"Accept-Language": "fr"},
    )
    assert (answer.status_code, problem(answer)) == (400, "fileRejected"), answer.text
    assert words in answer.json()["detail"]
    assert answer.json()["reason"]
    assert handler.get(case, "/documents")["items"] == []


ONE = [("file", ("a.pdf", PAPER))]
KIND = [("kind", "signedRequest")]


@pytest.mark.parametrize(
    ("files", "fields", "name"),
    [
        ([], KIND, "file"),
        ([*ONE, *ONE], KIND, "file"),
        ([("attachment", ("a.pdf", PAPER))], KIND, "file"),
        ([*ONE, ("attachment", ("a.pdf", PAPER))], KIND, "attachment"),
        (ONE, [("note", "x")], "kind"),
        (ONE, [*KIND, *KIND], "kind"),
        (ONE, [*KIND, ("note", "x")], "note"),
        (ONE, [("kind", "passport")], "kind"),
        (ONE, [("kind", "")], "kind"),
        (ONE, [("kind", "a\x00")], "kind"),
        ([], [("file", "text instead"), *KIND], "file"),
    ],
)
def test_a_form_that_is_not_of_the_contract(
    files: list[tuple[str, tuple[str, bytes]]],
    fields: list[tuple[str, str]],
    name: str,
    case: Case,
    handler: Client,
) -> None:
    answer = add(handler, case, files=files, fields=fields)
    assert (answer.status_code, problem(answer)) == (400, "badRequest"), answer.text
    assert name in {issue["name"] for issue in answer.json()["issues"]}
    assert handler.get(case, "/documents")["items"] == []


@pytest.mark.parametrize(
    ("kind", "content", "status"),
    [
        ("application/json", b"{}", 415),
        ("application/pdf", PAPER, 415),
        ("multipart/form-data", b"", 415),
        ("multipart/form-data; boundary=x", b"", 400),
        ("multipart/form-data; boundary=x", b"nonsense", 400),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n", 400),
    ],
)
def test_a_body_that_is_no_form(
    kind: str, content: bytes, status: int, case: Case, handler: Client
) -> None:
    answer = handler.http.post(
        f"/cases/{case['id']}/documents", content=content, headers={"Content-Type": kind}
    )
    assert answer.status_code == status
    assert problem(answer) == {400: "badRequest", 415: "unsupportedMediaType"}[status]


def test_a_form_with_a_query(case: Case, handler: Client) -> None:
    answer = add(handler, case, query="?kind=other")
    assert (answer.status_code, problem(answer)) == (400, "badRequest")
    assert answer.json()["issues"][0]["in"] == "query"


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "C:\\x.pdf", "a\u202efdp.exe", "x" * 3000, "é€.pdf", ""],
)
def test_a_name_is_made_safe(name: str, case: Case, handler: Client) -> None:
    answer = add(handler, case, files=[("file", (name, PAPER))])
    if not name:  # a part without a file name is no file
        assert answer.status_code == 400
        return
    assert answer.status_code == 201, answer.text
    kept = answer.json()["fileName"]
    assert not set('/\\\x00"\r\n\u202e') & set(kept)
    assert len(kept) <= 100
    read = handler.http.get(answer.headers["location"])
    told = read.headers["content-disposition"]
    assert told.startswith('attachment; filename="')
    assert kept.isascii() is ("filename*" not in told)
    assert kept in unquote(told)


def test_a_copy_that_was_destroyed_is_gone(service: Service, handler: Client) -> None:
    person = service.people[26]
    case = handler.register(person)
    handler.prove(case, person)
    card = next(d for d in handler.get(case, "/documents")["items"] if d["kind"] == "identityCard")
    assert "destroyedAt" in card
    answer = handler.http.get(f"/cases/{case['id']}/documents/{card['id']}/content")
    assert (answer.status_code, problem(answer)) == (410, "documentDestroyed")


@pytest.mark.parametrize("kind", ["signedRequest", "mandate", "identityCard"])
def test_who_does_not_handle_the_case_reads_no_proof_of_who_somebody_is(
    kind: str, service: Service, handler: Client, decider: Client
) -> None:
    intake = service.client(Role.INTAKE)
    case = intake.register(service.people[20])
    place = intake.attach(case, kind, PAPER, "a.pdf").headers["location"]
    for client in (intake, decider):
        answer = client.http.get(place)
        assert (answer.status_code, problem(answer)) == (403, "missingPermission")
    assert handler.http.get(place).status_code == 200


def test_a_document_of_another_case_is_not_here(
    service: Service, case: Case, handler: Client
) -> None:
    made = add(handler, case).json()
    other = handler.register(service.people[27])
    answer = handler.http.get(f"/cases/{other['id']}/documents/{made['id']}/content")
    assert (answer.status_code, problem(answer)) == (404, "resourceNotFound")
