"""Following a request: only reference and code together open it, and everything fetched is journalled."""

import hashlib
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from app.cli.paper import identity_card, signed_request
from app.kit.ids import new_reference
from app.staff.model import Role
from tests.service import Client, Service, every
from tests.visitor import Seen, Visitor, hidden

NOT_FOUND = "We vinden geen verzoek met deze gegevens"
OTHER_CODE = "0000-0000-0000-0000"


def case_of(handler: Client, reference: str) -> dict[str, Any]:
    return handler.by_reference(reference)


def reads(service: Service, case: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what of the case was fetched by its requester."""
    listed = every(service.client(Role.AUDITOR).http, "/journal")
    return [
        entry["details"]
        for entry in listed
        if (entry["chain"], entry["kind"], entry["actor"])
        == (case["id"], "content.read", "dataSubject")
    ]


def letters(visitor: Visitor) -> list[str]:
    page = Seen(visitor.browser.get("/status/dossier").text)
    return [link for link in page.links if link.startswith("/status/brief/")]


@pytest.mark.parametrize(
    "typed",
    [
        lambda text: text,
        lambda text: text.lower(),
        lambda text: text.replace("-", ""),
        lambda text: f"  {text.replace('-', ' ')}\u200b ",
        lambda text: text.replace("0", "o").replace("1", "l"),
    ],
    ids=["as shown", "lower case", "no dashes", "spaces", "look-alikes"],
)
def test_reference_and_code_open_the_case(
    visitors: Callable[[], Visitor], typed: Callable[[str], str]
) -> None:
    reference, code = visitors().request()
    page = visitors().open(typed(reference), typed(code))
    assert page.url.path == "/status/dossier"
    assert reference in page.text
    assert "Wij zijn aan zet" in page.text
    assert "Uiterlijk op" in page.text
    assert code not in page.text


def test_a_wrong_code_and_an_unknown_reference_sound_alike(
    visitors: Callable[[], Visitor],
) -> None:
    reference, code = visitors().request()
    wrong, unknown = visitors().open(reference, OTHER_CODE), visitors().open(new_reference(), code)
    assert wrong.status_code == unknown.status_code == 400
    assert wrong.text.count(NOT_FOUND) == unknown.text.count(NOT_FOUND) == 2
    titles = {Seen(page.text).title for page in (wrong, unknown)}
    assert titles == {"Fout: Verzoek volgen \u2013 Rechtenloket"}


@pytest.mark.parametrize(
    ("reference", "code", "sentence"),
    [
        ("", OTHER_CODE, "Vul uw dossiernummer in"),
        ("DSR-7K3M-9QX2", OTHER_CODE, "Het dossiernummer klopt niet. Kijk het na"),
        ("7K3M", OTHER_CODE, "Het dossiernummer klopt niet. Kijk het na"),
        ("é", OTHER_CODE, "Het dossiernummer klopt niet. Kijk het na"),
        ("DSR-7K3M-9QX1", " - ", "Vul uw code in"),
    ],
)
def test_a_slip_is_pointed_out(visitor: Visitor, reference: str, code: str, sentence: str) -> None:
    page = visitor.open(reference, code)
    assert page.status_code == 400
    assert page.text.count(sentence) == 2


def test_ten_wrong_codes_shut_a_case_for_a_quarter_of_an_hour(
    visitors: Callable[[], Visitor], service: Service
) -> None:
    reference, code = visitors().request()
    other, its_code = visitors().request()
    guesser = visitors()
    for _ in range(10):
        assert NOT_FOUND in guesser.open(reference, OTHER_CODE).text
    shut = guesser.open(reference, code)
    assert shut.status_code == 429
    assert "Er zijn te veel foute codes ingevuld" in shut.text
    assert visitors().open(reference, code).status_code == 429
    assert visitors().open(other, its_code).status_code == 200
    service.clock.offset = timedelta(minutes=16)
    assert visitors().open(reference, code).status_code == 200


def test_a_reference_that_does_not_exist_is_shut_alike(visitors: Callable[[], Visitor]) -> None:
    reference, guesser = new_reference(), visitors()
    for _ in range(10):
        assert NOT_FOUND in guesser.open(reference, OTHER_CODE).text
    assert guesser.open(reference, OTHER_CODE).status_code == 429


@pytest.mark.parametrize("path", ["/status/dossier", "/status/brief/x"])
def test_without_a_code_there_is_nothing(visitor: Visitor, path: str) -> None:
    page = visitor.browser.get(path)
    assert page.url.path == "/status"


def test_a_form_that_is_not_ours_opens_nothing(visitors: Callable[[], Visitor]) -> None:
    reference, code = visitors().request()
    fields = {"token": "x", "reference": reference, "code": code}
    page = visitors().browser.post("/status", data=fields)
    assert page.status_code == 400
    assert "We herkennen dit formulier niet meer" in page.text


def test_too_large_a_form_is_refused(visitor: Visitor) -> None:
    assert visitor.browser.post("/status", data={"code": "A" * 20_000}).status_code == 413


def test_leaving_forgets_the_case(visitor: Visitor) -> None:
    visitor.request()
    page = visitor.browser.get("/status/dossier")
    visitor.browser.post("/status/afsluiten", data={"token": "x"})
    assert visitor.browser.get("/status/dossier").url.path == "/status/dossier"
    left = visitor.browser.post("/status/afsluiten", data=hidden(page))
    assert left.url.path == "/"
    assert visitor.browser.get("/status/dossier").url.path == "/status"
    assert visitor.browser.get("/verzoek/ontvangen").url.path == "/verzoek"


def test_a_letter_is_fetched_and_journalled(
    visitors: Callable[[], Visitor], service: Service
) -> None:
    visitor, handler = visitors(), service.client(Role.CASE_HANDLER)
    reference, _ = visitor.request()
    case = case_of(handler, reference)
    wait_for_letters(visitor, 1)
    assert reads(service, case) == []
    (link,) = letters(visitor)
    letter = visitor.browser.get(link)
    assert letter.headers["content-type"] == "application/pdf"
    name = f"{reference}-L01-nl.pdf"
    assert letter.headers["content-disposition"] == (
        f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"
    )
    assert "no-store" in letter.headers["cache-control"]
    digest = hashlib.sha256(letter.content).hexdigest()
    (read,) = reads(service, case)
    assert read.pop("downloadId")
    assert read == {"letterId": link.rsplit("/", 1)[-1]}
    assert letter.headers["etag"] == f'"{digest}"'
    stranger = visitors()
    stranger.request()
    for place in (link, "/status/brief/x", "/status/brief/%00"):
        assert stranger.browser.get(place).status_code == 404


def test_while_a_proof_is_asked_the_clock_stands_still(visitor: Visitor, service: Service) -> None:
    handler = service.client(Role.CASE_HANDLER)
    reference, _ = visitor.request()
    case = case_of(handler, reference)
    body = {"doubt": "De naam komt twee keer voor.", "means": ["inPerson"]}
    assert handler.post(case, "/identityRequests", body).status_code in {200, 201}
    page = visitor.browser.get("/status/dossier").text
    asked = handler.get(case)
    assert "U bent aan zet" in page
    assert f'<time datetime="{asked["suspendedSince"]}">' in page
    assert f'<time datetime="{asked["safeHarbourDate"]}">' in page
    assert "Uiterlijk op <strong>" not in page


def test_a_longer_period_is_told_with_its_date(visitor: Visitor, service: Service) -> None:
    handler = service.client(Role.CASE_HANDLER, Role.DPO)
    reference, _ = visitor.request()
    case = case_of(handler, reference)
    body = {"reasonCode": "complexity", "reasons": "Veel systemen."}
    assert handler.post(case, "/extensions", body).status_code in {200, 201}
    page = visitor.browser.get("/status/dossier").text
    assert "We hadden meer tijd nodig" in page
    assert f'<time datetime="{case["dueDate"]}">' not in page


def test_an_answer_that_is_late_says_so(visitor: Visitor, service: Service) -> None:
    visitor.request()
    assert "Die datum is voorbij" not in visitor.browser.get("/status/dossier").text
    reference, code = visitor.request()
    service.clock.offset = timedelta(days=40)
    page = visitor.open(reference, code)
    assert "Die datum is voorbij" in page.text
    assert "dagen geleden" in page.text


def test_with_the_code_alone_the_answer_stays_shut(
    visitors: Callable[[], Visitor], service: Service
) -> None:
    visitor, handler = visitors(), service.client(Role.CASE_HANDLER)
    person = service.people[0]
    name = f"{person.given_name} {person.family_name}"
    reference, code = visitor.request()
    case = case_of(handler, reference)
    handler.attach(case, "signedRequest", signed_request(name, date="2026-03-05"), "v.pdf")
    handler.attach(case, "identityCard", identity_card(name), "k.png")
    proven = {"result": "verified", "means": "signedRequestWithIdCopy"}
    assert handler.post(case, "/identityChecks", proven).status_code == 201
    handler.wait(case, "inAssessment")
    handler.put(case, "/decisions", {"acceptProposals": True})
    decider = service.client(Role.DECISION_MAKER)
    assert decider.post(case, "/decisions/confirmation").status_code == 200
    assert handler.post(case, "/answer").status_code == 200

    reader = visitors()
    page = reader.open(reference, code)
    assert "Ons antwoord staat voor u klaar" in page.text
    assert "Antwoord op uw vraag om inzage" in page.text
    assert "Kopie van uw gegevens" in page.text
    assert "we hebben geen e-mailadres van u dat we konden nakijken" in page.text
    assert [link for link in Seen(page.text).links if "/ophalen/" in link] == []
    answered = [x["id"] for x in handler.get(case, "/letters")["items"] if x["kind"] == "L06"]
    for letter_id in answered:
        assert visitor.browser.get(f"/status/brief/{letter_id}").status_code == 404
    fields = {"token": hidden(page)["token"], "item": answered[0]}
    assert reader.browser.post("/status/link", data=fields).status_code == 409
    assert reads(service, case) == []


def wait_for_letters(visitor: Visitor, count: int) -> None:
    """Wait until the worker has written so many letters."""
    until = time.monotonic() + 30
    while len(letters(visitor)) < count:
        assert time.monotonic() < until, "no letter came"
        time.sleep(0.1)
