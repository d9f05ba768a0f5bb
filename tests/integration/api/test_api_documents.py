"""Documents through the API: taken by content, refused in plain words, nothing kept of what is refused."""

import hashlib
import io
import struct
from typing import Any
from urllib.parse import unquote

import httpx
import pikepdf
import pytest
from app.cli.paper import identity_card, signed_request
from app.staff.model import Role
from PIL import Image
from pillow_heif import register_heif_opener
from tests.problems import problem
from tests.service import Client, Service
from tests.signed_pdfs import request_pdf

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
    plain, _, encoded = told.partition("; filename*=UTF-8''")
    assert plain.isascii()
    assert unquote(encoded) == kept


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


def card_pdf(pages: int = 2) -> bytes:
    """Return the copy of a card as a PDF with words on each page."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        for number in range(pages):
            with pikepdf.open(io.BytesIO(request_pdf(f"Zijde {number}", form=False))) as one:
                made.pages.append(one.pages[0])
        made.save(out)
    return out.getvalue()


def test_a_pdf_of_a_card_is_shown_page_by_page_as_a_picture(case: Case, handler: Client) -> None:
    added = handler.attach(case, "identityCard", card_pdf(), "kaart.pdf")
    assert (added.status_code, added.json()["pages"]) == (201, 2)
    place = added.headers["location"]
    for query, name in (("", "kaart-1.png"), ("?page=2", "kaart-2.png")):
        read = handler.http.get(place + query)
        assert read.headers["content-type"] == "image/png"
        assert name in read.headers["content-disposition"]
        assert b"%PDF" not in read.content
        with Image.open(io.BytesIO(read.content)) as page:
            assert (page.format, page.size) == ("PNG", (625, 417))
    answer = handler.http.get(f"{place}?page=3")
    assert (answer.status_code, problem(answer)) == (404, "resourceNotFound")
    for query in ("page=0", "page=x", "page=1&page=2", "side=1"):
        answer = handler.http.get(f"{place}?{query}")
        assert (answer.status_code, problem(answer)) == (400, "badRequest"), query


def test_another_document_has_no_pages_to_ask_for(case: Case, handler: Client) -> None:
    place = add(handler, case).headers["location"]
    assert handler.http.get(f"{place}?page=1").content == PAPER
    assert handler.http.get(f"{place}?page=2").status_code == 404


def test_a_photo_of_a_phone_is_given_as_jpeg(case: Case, handler: Client) -> None:
    register_heif_opener()
    sent = io.BytesIO()
    Image.open(io.BytesIO(CARD)).convert("RGB").save(sent, "HEIF")
    added = handler.attach(case, "identityCard", sent.getvalue(), "IMG_1.HEIC")
    assert added.status_code == 201, added.text
    told = added.json()
    assert (told["mediaType"], told["fileName"]) == ("image/heic", "IMG_1.jpg")
    assert told["findings"] == ["convertedToJpeg"]
    read = handler.http.get(added.headers["location"])
    assert read.headers["content-type"] == "image/jpeg"
    assert Image.open(io.BytesIO(read.content)).format == "JPEG"


WHOLE = {"x": 0, "y": 0, "width": 1, "height": 1}


def stored(service: Service, case: Case) -> list[str]:
    """Return the files of the case's documents in the vault."""
    folder = service.home / "files" / "cases" / case["id"] / "documents"
    return sorted(place.name for place in folder.iterdir())


@pytest.mark.parametrize("name", ["kaart.png", "kaart.pdf"])
def test_a_handler_covers_what_was_sent_too_much(
    name: str, service: Service, case: Case, handler: Client
) -> None:
    sent = CARD if name.endswith("png") else card_pdf()
    added = handler.attach(case, "identityCard", sent, name)
    place = f"/documents/{added.json()['id']}/maskings"
    answer = handler.post(case, place, {"rectangles": [WHOLE]})
    assert answer.status_code == 200, answer.text
    assert answer.json()["findings"] == ["masked"]
    assert answer.json()["sha256"] == hashlib.sha256(sent).hexdigest()
    read = handler.http.get(added.headers["location"]).content
    with Image.open(io.BytesIO(read)) as page:
        assert page.convert("L").getextrema() == (0, 0)
    assert stored(service, case) == [f"{added.json()['id']}.2"]
    again = handler.post(case, place, {"rectangles": [WHOLE | {"width": 0.5}]})
    assert again.status_code == 200
    assert stored(service, case) == [f"{added.json()['id']}.3"]
    kinds = [entry["kind"] for entry in handler.get(case, "/timeline")["items"]]
    assert kinds.count("document.masked") == 2


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "badRequest"),
        ({"rectangles": []}, 400, "badRequest"),
        ({"rectangles": [WHOLE | {"x": -0.1}]}, 400, "badRequest"),
        ({"rectangles": [WHOLE | {"width": 0}]}, 400, "badRequest"),
        ({"rectangles": [WHOLE | {"height": 1.1}]}, 400, "badRequest"),
        ({"rectangles": [{"x": 0}]}, 400, "badRequest"),
        ({"rectangles": [WHOLE | {"x": "0.5"}]}, 400, "badRequest"),
        ({"rectangles": [WHOLE | {"width": True}]}, 400, "badRequest"),
        ({"rectangles": [WHOLE], "page": 0}, 400, "badRequest"),
        ({"rectangles": [WHOLE], "page": 2}, 404, "resourceNotFound"),
    ],
)
def test_a_masking_that_makes_no_sense(
    body: dict[str, Any], status: int, code: str, case: Case, handler: Client
) -> None:
    added = handler.attach(case, "identityCard", CARD, "kaart.png").json()
    answer = handler.post(case, f"/documents/{added['id']}/maskings", body)
    assert (answer.status_code, problem(answer)) == (status, code)


def test_evidence_is_not_covered_and_nothing_without_the_version(
    case: Case, handler: Client
) -> None:
    added = handler.attach(case, "evidence", CARD, "bewijs.png").json()
    place = f"/documents/{added['id']}/maskings"
    answer = handler.post(case, place, {"rectangles": [WHOLE]})
    assert (answer.status_code, problem(answer)) == (409, "documentNotMaskable")
    answer = handler.http.post(f"/cases/{case['id']}{place}", json={"rectangles": [WHOLE]})
    assert answer.status_code == 428
