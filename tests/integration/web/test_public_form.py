"""The request form: nothing is demanded that need not be, nothing typed is lost, and one form makes one case."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from app.cli.paper import identity_card, signed_request
from app.http.repeats import KeptAnswers
from app.staff.model import Role
from tests.service import Service, every
from tests.visitor import CODE, NO_FILES, REFERENCE, Files, Seen, Visitor, answers, hidden

SUMMARY = re.compile(r'<li><a href="#([^"]+)">([^<]+)</a></li>')
AT_FIELD = re.compile(
    r'id="([a-z_]+)-error"><span class="visually-hidden">Fout:</span> ([^<]+)</p>'
)
CARD = ("kaart.png", identity_card("Anna Peeters"), "image/png")
PAPER = ("verzoek.pdf", signed_request("Anna Peeters", date="2026-03-05"), "application/pdf")


def cases(service: Service) -> list[dict[str, Any]]:
    return every(service.client(Role.CASE_HANDLER).http, "/cases")


def case_of(service: Service, reference: str) -> dict[str, Any]:
    return service.client(Role.CASE_HANDLER).by_reference(reference)


def stored_files(service: Service) -> int:
    with service.parts.desk() as desk:
        return sum("/documents/" in path for path in desk.vault.list(""))


def test_the_start_page_says_what_it_takes(visitor: Visitor) -> None:
    page = visitor.browser.get("/")
    assert page.status_code == 200
    assert "binnen één maand" in page.text
    assert "Niets." in page.text
    assert {"/verzoek", "/status", "/toegankelijkheid"} <= set(Seen(page.text).links)


def test_every_right_can_be_asked_in_plain_words(visitor: Visitor) -> None:
    page = visitor.browser.get("/verzoek").text
    for wish in (
        "een kopie krijgen",
        "dat u het verbetert",
        "gegevens over mij wist",
        "trek die in",
    ):
        assert wish in page
    assert page.count('name="right"') == 8
    assert "AVG" not in page


def test_an_empty_form_comes_back_with_every_problem_in_the_same_words(
    visitor: Visitor, service: Service
) -> None:
    before = len(cases(service))
    page = visitor.send({"given_name": ""})
    seen = Seen(page.text)
    assert page.status_code == 400
    assert seen.title.startswith("Fout: ")
    summary = SUMMARY.findall(page.text)
    assert [sentence for _, sentence in summary] == [
        "Kies wat u wilt vragen",
        "Vul uw voornaam in",
        "Vul uw naam in",
        "Vul uw geboortedatum in, of uw Vlimpersnummer",
    ]
    assert {sentence for _, sentence in AT_FIELD.findall(page.text)} == {s for _, s in summary}
    assert {anchor for anchor, _ in summary} <= set(seen.ids)
    assert 'role="alert"' in page.text
    assert len(cases(service)) == before


def test_everything_typed_is_kept(visitor: Visitor) -> None:
    typed = {
        "statement": "Eerste regel\n<b>tweede</b> & meer",
        "given_name": 'Anna "Ann"',
        "birth_day": "31",
        "birth_month": "februari",
        "birth_year": "1985",
        "vlimpers_number": "12 34 56",
        "email": "anna voorbeeld",
        "street": "Straat 1",
        "postal_code": "9000",
        "country": "Nederland",
    }
    page = visitor.send({"right": ["erasure", "unsure"], **typed})
    seen = Seen(page.text)
    assert page.status_code == 400
    for name, value in typed.items():
        shown = seen.areas.get(name, seen.inputs[name].get("value", "")).strip()
        assert shown == ("123456" if name == "vlimpers_number" else value)
    ticked = [i for i, given in seen.inputs.items() if "checked" in given]
    assert ticked == ["right-erasure", "right-unsure", "for-self", "mandate_answer-person"]
    assert dict(SUMMARY.findall(page.text)) == {
        "family_name": "Vul uw naam in",
        "birth_day": "De geboortedatum moet een bestaande datum zijn",
        "email": "Vul een e-mailadres in met een @, zoals naam@voorbeeld.be",
        "city": "Vul ook de gemeente in",
    }


def test_a_request_without_any_proof_is_taken(visitor: Visitor, service: Service) -> None:
    reference, _ = visitor.request(statement="Mijn verlof", email="anna@voorbeeld.example")
    case = case_of(service, reference)
    person = service.people[0]
    assert case["channel"] == "form"
    assert case["state"] == "received"
    assert case["requester"]["familyName"] == person.family_name
    assert case["requester"]["dateOfBirth"] == person.born
    assert [(c["right"], c["statement"]) for c in case["claims"]] == [("access", "Mijn verlof")]


def test_the_number_alone_is_enough_to_find_somebody(visitor: Visitor, service: Service) -> None:
    person = service.people[1]
    fields = {
        "right": "access",
        "given_name": person.given_name,
        "family_name": person.family_name,
        "vlimpers_number": f" {person.number} ",
    }
    page = visitor.send(fields)
    case = case_of(service, REFERENCE.findall(page.text)[0])
    assert case["requester"]["vlimpersNumber"] == person.number
    assert "dateOfBirth" not in case["requester"]


def test_who_is_not_sure_has_their_words_read_as_access(visitor: Visitor, service: Service) -> None:
    refused = visitor.send(answers(service.people[0], right="unsure"))
    assert "Vertel in uw eigen woorden wat u wilt vragen" in refused.text
    reference, _ = visitor.request(right="unsure", statement="Wat weten jullie?")
    case = case_of(service, reference)
    assert [claim["right"] for claim in case["claims"]] == ["access"]
    assert case["toBeClarified"] is True


def test_files_are_kept_with_the_case(visitor: Visitor, service: Service) -> None:
    page = visitor.send(
        answers(service.people[0]), {"signed_request": PAPER, "identity_card": CARD}
    )
    assert "Ondertekend verzoek" in page.text
    case = case_of(service, REFERENCE.findall(page.text)[0])
    documents = service.client(Role.CASE_HANDLER).get(case, "/documents")["items"]
    assert {d["kind"]: d["mediaType"] for d in documents} == {
        "signedRequest": "application/pdf",
        "identityCard": "image/png",
    }


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (("leeg.pdf", b"", "application/pdf"), "Het bestand is leeg"),
        (
            ("brief.pdf", b"MZ\x90\x00", "application/pdf"),
            "Het bestand moet een PDF, JPG, PNG of HEIC zijn",
        ),
        (("kaart.png", CARD[1][:300], "image/png"), "Het bestand is beschadigd of niet volledig"),
        (
            ("groot.png", CARD[1] + bytes(1_000_000), "image/png"),
            "Het bestand moet kleiner zijn dan 1 MB",
        ),
    ],
    ids=["empty", "other type", "cut off", "over the limit"],
)
def test_a_refused_file_leaves_no_case_and_no_bytes(
    visitor: Visitor, service: Service, file: tuple[str, bytes, str], sentence: str
) -> None:
    before = len(cases(service)), stored_files(service)
    page = visitor.send(
        answers(service.people[0]), {"signed_request": PAPER, "identity_card": file}
    )
    assert page.status_code == 400
    at = dict(AT_FIELD.findall(page.text))
    assert at["identity_card"].startswith(sentence)
    assert at["signed_request"] == (
        "Kies het bestand ‘verzoek.pdf’ opnieuw. We konden het nog niet bewaren"  # noqa: RUF001 - Dutch quotation marks
    )
    assert Seen(page.text).inputs["given_name"]["value"] == service.people[0].given_name
    assert (len(cases(service)), stored_files(service)) == before


def test_far_too_much_is_refused_in_words(visitor: Visitor, service: Service) -> None:
    huge = ("huge.png", bytes(8_000_000), "image/png")
    page = visitor.send(answers(service.people[0]), {"identity_card": huge})
    assert page.status_code == 400
    assert "Elk bestand moet kleiner zijn dan 1 MB" in page.text


@pytest.mark.parametrize("token", ["", "x", None], ids=["empty", "wrong", "another browser's"])
def test_a_form_that_is_not_ours_makes_no_case_and_keeps_what_was_typed(
    visitors: Callable[[], Visitor], service: Service, token: str | None
) -> None:
    before = len(cases(service))
    visitor = visitors()
    given = visitors().form() if token is None else {**visitor.form(), "token": token}
    page = visitor.send(given | answers(service.people[0]))
    assert page.status_code == 400
    assert "We herkennen dit formulier niet meer" in page.text
    assert Seen(page.text).inputs["given_name"]["value"] == service.people[0].given_name
    assert len(cases(service)) == before
    again = visitor.send(hidden(page) | answers(service.people[0]))
    assert REFERENCE.search(again.text)


def test_a_program_that_fills_in_the_hidden_field_is_stopped_a_human_is_not(
    visitor: Visitor, service: Service
) -> None:
    before = len(cases(service))
    page = visitor.send(answers(service.people[0], website="https://voorbeeld.example"))
    assert page.status_code == 400
    assert Seen(page.text).inputs["website"]["value"] == ""
    assert len(cases(service)) == before
    assert visitor.send(hidden(page) | answers(service.people[0])).status_code == 200


def test_the_same_form_sent_again_shows_the_first_case(visitor: Visitor, service: Service) -> None:
    before = len(cases(service))
    fields = visitor.form() | answers(service.people[0])
    first = visitor.send(fields, {"identity_card": CARD})
    again = visitor.send(fields, {"identity_card": CARD})
    assert first.status_code == again.status_code == 200
    assert REFERENCE.findall(first.text) == REFERENCE.findall(again.text)
    assert CODE.findall(first.text) == CODE.findall(again.text)
    assert len(cases(service)) == before + 1


def test_what_breaks_after_the_case_was_made_leaves_none(
    visitor: Visitor, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(cases(service)), stored_files(service)
    fields = visitor.form() | answers(service.people[0])
    keep = KeptAnswers.keep

    def break_after(self: KeptAnswers, *given: Any) -> None:
        keep(self, *given)
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr(KeptAnswers, "keep", break_after)
        assert visitor.send(fields, {"identity_card": CARD}).status_code == 500
    assert (len(cases(service)), stored_files(service)) == before
    assert visitor.send(fields, {"identity_card": CARD}).status_code == 200
    assert len(cases(service)) == before[0] + 1


def test_two_quick_clicks_make_one_case(visitor: Visitor, service: Service) -> None:
    before = len(cases(service))
    fields = visitor.form() | answers(service.people[0])
    cookies = dict(visitor.browser.cookies)
    pages: list[httpx.Response] = []

    def click() -> None:
        with httpx.Client(
            base_url=service.base, cookies=cookies, timeout=60, follow_redirects=True
        ) as tab:
            pages.append(tab.post("/verzoek", data=fields, files=NO_FILES))

    clicks = [threading.Thread(target=click) for _ in range(4)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert [page.status_code for page in pages] == [200] * 4
    assert len({tuple(CODE.findall(page.text)) for page in pages}) == 1
    assert len(cases(service)) == before + 1


def test_a_form_sent_again_with_other_answers_asks_first(
    visitor: Visitor, service: Service
) -> None:
    before = len(cases(service))
    fields = visitor.form() | answers(service.people[0])
    visitor.send(fields)
    page = visitor.send(fields | {"right": "erasure"})
    assert page.status_code == 400
    assert "U verstuurde dit formulier al eens" in page.text
    assert len(cases(service)) == before + 1
    more = visitor.send(hidden(page) | answers(service.people[0], right="erasure"))
    assert "gegevens over mij wist" in more.text
    assert len(cases(service)) == before + 2


def test_the_confirmation_says_when_and_can_be_opened_again(
    visitor: Visitor, service: Service
) -> None:
    page = visitor.send(answers(service.people[0], statement="Mijn <verlof>"))
    case = case_of(service, REFERENCE.findall(page.text)[0])
    assert f'<time datetime="{case["dueDate"]}">' in page.text
    assert "Wat gebeurt er nu?" in page.text
    assert "Mijn &lt;verlof&gt;" in page.text
    assert page.url.path == "/verzoek/ontvangen"
    assert page.url.query == b""
    assert page.headers["cache-control"] == "no-store"
    again = visitor.browser.get("/verzoek/ontvangen")
    assert CODE.findall(again.text) == CODE.findall(page.text)


def test_without_a_request_there_is_nothing_to_confirm(visitor: Visitor) -> None:
    assert visitor.browser.get("/verzoek/ontvangen").url.path == "/verzoek"


def test_a_case_of_the_form_is_journalled_as_the_persons_own(
    visitor: Visitor, service: Service
) -> None:
    reference, code = visitor.request()
    case = case_of(service, reference)
    entries = every(service.client(Role.AUDITOR).http, "/journal")
    mine = [entry for entry in entries if entry["chain"] == case["id"]]
    assert ("case.registered", "dataSubject") in {(e["kind"], e["actor"]) for e in mine}
    assert code.replace("-", "") not in str(entries)


def test_a_session_ends_a_day_after_the_last_page(visitor: Visitor, service: Service) -> None:
    visitor.request()
    service.clock.offset = timedelta(hours=23)
    assert visitor.browser.get("/status/dossier").url.path == "/status/dossier"
    service.clock.offset = timedelta(hours=46)
    assert visitor.browser.get("/status/dossier").url.path == "/status/dossier"
    service.clock.offset = timedelta(hours=71)
    assert visitor.browser.get("/status/dossier").url.path == "/status"


def test_the_cookie_shows_nothing_and_cannot_be_changed(visitor: Visitor) -> None:
    reference, code = visitor.request()
    (cookie,) = [c for c in visitor.browser.cookies.jar if c.name == "loket"]
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.expires is None
    assert reference not in str(cookie.value)
    assert code.replace("-", "") not in str(cookie.value)
    broken = "A" + str(cookie.value)[1:] if str(cookie.value)[0] != "A" else "B"
    visitor.browser.cookies.clear()
    visitor.browser.cookies.set("loket", broken)
    assert visitor.browser.get("/status/dossier").url.path == "/status"


@pytest.mark.parametrize("path", ["/", "/verzoek", "/status", "/toegankelijkheid", "/nergens"])
def test_a_page_is_whole(visitor: Visitor, path: str) -> None:
    check_whole(visitor.browser.get(path).text)


def test_pages_of_a_case_and_of_mistakes_are_whole(visitor: Visitor) -> None:
    check_whole(visitor.send({"right": "access"}, Files(identity_card=("x", b"", "x"))).text)
    visitor.request()
    check_whole(visitor.browser.get("/verzoek/ontvangen").text)
    check_whole(visitor.browser.get("/status/dossier").text)


def check_whole(text: str) -> None:
    seen = Seen(text)
    assert seen.language == "nl"
    assert len(seen.headings) == 1
    assert seen.title.strip()
    assert len(seen.ids) == len(set(seen.ids))
    assert set(seen.inputs) == seen.labels
    assert set(seen.described) <= set(seen.ids)
    assert {link[1:] for link in seen.links if link.startswith("#")} <= set(seen.ids)
    assert "<script" not in text
    assert "style=" not in text
    assert seen.links[0] == "#main"
