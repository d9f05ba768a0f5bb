"""What comes along with a mail and may show an identity card is treated as a copy of one, whatever its name (ID-08)."""

import io
from datetime import timedelta
from typing import Any

import pytest
from app.casework.take_mail import take
from app.cli.paper import identity_card
from PIL import Image
from tests.journey_steps import IN_PERSON, Desk, kinds, ok, refused
from tests.mail_samples import mail
from tests.pki import alone
from tests.service import Service
from tests.signed_mails import clear, message
from tests.signed_pdfs import request_pdf

POSSIBLE, GONE = "possibleIdentityCopy", "identityCopiesDestroyed"
CARD = identity_card("Anneleen Verhaegendonck")


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk.of(service)


def scanned(pages: int) -> bytes:
    """Return a PDF with a picture on each page and no word, as a scanner makes it."""
    pictures = [Image.new("RGB", (400, 260), (200, 210, 220)) for _ in range(pages)]
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:])
    return out.getvalue()


def mailed(desk: Desk, raw: bytes) -> dict[str, Any]:
    at = desk.service.parts.clock()
    with desk.service.parts.desk() as opened:
        found = take(opened, raw, arrived_at=at - timedelta(hours=2), at=at)
    case: dict[str, Any] = desk.handler.get({"id": found.case_id})
    return case


def documents(desk: Desk, case: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {d["fileName"]: d for d in desk.handler.get(case, "/documents")["items"]}


def content(desk: Desk, case: dict[str, Any], document: dict[str, Any]) -> bytes:
    place = f"/cases/{case['id']}/documents/{document['id']}/content"
    read = desk.handler.http.get(place)
    return read.content if read.status_code == 200 else str(read.status_code).encode()


@pytest.mark.parametrize(
    ("name", "made", "possible"),
    [
        ("IMG_0001.png", lambda: CARD, True),
        ("scan.pdf", lambda: scanned(1), True),
        ("scan.pdf", lambda: scanned(2), True),
        ("boek.pdf", lambda: scanned(3), False),
        ("brief.pdf", request_pdf, False),
        ("nota.txt", lambda: b"Nog iets.", False),
        ("verzoek.png", lambda: CARD, False),
    ],
    ids=["photo", "page", "two-pages", "three-pages", "letter", "text", "named-request"],
)
def test_the_content_tells_what_may_be_a_copy(
    desk: Desk, name: str, made: Any, *, possible: bool
) -> None:
    case = mailed(desk, mail(subject=f"Met {name}", files=((name, made()),)))
    found = documents(desk, case)[name]
    assert (POSSIBLE in found.get("findings", ())) == possible
    assert "documentDestroyed" not in str(found)


def test_it_is_destroyed_with_the_acceptance_and_the_words_stay(desk: Desk) -> None:
    files = (("IMG_7.png", CARD), ("nota.txt", b"Nog iets."))
    case = mailed(desk, mail("Ik vraag inzage in mijn gegevens.", subject="Foto", files=files))
    ok(desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
    after = documents(desk, case)
    assert content(desk, case, after["nota.txt"]) == b"Nog iets."
    assert b"Ik vraag inzage" in content(desk, case, after["bericht.eml"])
    (gone,) = [d for d in after.values() if "destroyedAt" in d]
    assert gone["mediaType"] == "image/png"
    assert "IMG_7" not in gone["fileName"]
    assert content(desk, case, gone) == b"410"
    assert kinds(desk.handler, case).count("identity.copyDestroyed") == 1


@pytest.mark.parametrize("signed", [True, False], ids=["signed", "unsigned"])
def test_of_a_mail_kept_whole_what_may_be_a_copy_goes_alone(desk: Desk, *, signed: bool) -> None:
    case = mailed(desk, mail(subject=f"Bijlage {signed}"))
    files = (("IMG_8.png", CARD), ("nota.txt", b"Nog iets hierover."))
    whole = mail("Mijn woorden.", subject="x", files=files)
    if signed:
        entity = whole[whole.index(b"Content-Type: multipart/mixed") :]
        whole = message(clear(entity.replace(b"\n", b"\r\n"), alone("Anneleen Verhaegendonck")))
    ok(desk.handler.attach(case, "signedEmail", whole, "bewijs.eml"), 201)
    assert POSSIBLE in documents(desk, case)["bewijs.eml"]["findings"]
    ok(desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
    after = documents(desk, case)["bewijs.eml"]
    assert GONE in after["findings"]
    assert POSSIBLE not in after["findings"]
    left = content(desk, case, after)
    assert b"Mijn woorden." in left
    assert b"Tm9nIGlldHMgaGllcm92ZXIu" in left, "what shows no card stays"
    assert b"iVBORw0KGgo" not in left
    assert b"pkcs7" not in left
    folder = desk.service.home / "files" / "cases" / case["id"] / "documents"
    assert not [place for place in folder.iterdir() if place.name == after["id"]]


def test_a_handler_says_what_it_is_and_then_it_stays(desk: Desk) -> None:
    case = mailed(desk, mail(subject="Bewijsstuk", files=(("IMG_9.png", CARD), ("B.png", CARD))))
    held = documents(desk, case)
    place = f"/documents/{held['IMG_9.png']['id']}"
    assert desk.decider.http.get(f"/cases/{case['id']}{place}/content").status_code == 403
    refused(desk.handler.put(case, place, {"kind": "other"}), 400, "badRequest")
    said = ok(desk.handler.put(case, place, {"kind": "evidence"}))
    assert (said["kind"], POSSIBLE in said.get("findings", ())) == ("evidence", False)
    refused(desk.handler.put(case, place, {"kind": "evidence"}), 409, "nothingToSort")
    card = ok(desk.handler.put(case, f"/documents/{held['B.png']['id']}", {"kind": "identityCard"}))
    assert card["kind"] == "identityCard"
    ok(desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
    after = {d["id"]: d for d in documents(desk, case).values()}
    assert "destroyedAt" not in after[said["id"]]
    assert content(desk, case, after[said["id"]]).startswith(b"\x89PNG")
    assert "destroyedAt" in after[card["id"]]
    assert kinds(desk.handler, case).count("document.sorted") == 2


def test_what_comes_when_nothing_needs_it_goes_at_once(desk: Desk) -> None:
    case = mailed(desk, mail(subject="Te laat"))
    ok(desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
    reference = case["reference"]
    mailed(desk, mail("Nog een foto.", subject=f"Re: {reference}", files=(("IMG_10.png", CARD),)))
    (gone,) = [d for d in documents(desk, case).values() if d["mediaType"] == "image/png"]
    assert "destroyedAt" in gone
