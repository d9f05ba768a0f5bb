"""Asking for somebody else through the form: it keeps what is said and decides nothing (ID-12, ID-13)."""

import re
from collections.abc import Callable
from typing import Any, Final

import httpx
import pytest
from app.cases.model import NO_STANDING, AgentKind
from app.cli.paper import signed_request
from app.language import Language
from app.staff.model import Role
from tests.service import Person, Service, every
from tests.visitor import CODE, REFERENCE, Files, Seen, Visitor, answers

FOLDERS: Final = {Language.NL: "", Language.FR: "/fr", Language.EN: "/en"}
MANDATE: Final = ("volmacht.pdf", signed_request("Anna Peeters", date="2026-03-05"))
SUMMARY: Final = re.compile(r'<li><a href="#([^"]+)">([^<]+)</a></li>')
NO_RIGHT: Final = {
    Language.NL: "U mag dit niet vragen voor iemand anders",
    Language.FR: "Vous ne pouvez pas demander ceci pour quelqu'un d'autre",
    Language.EN: "You cannot ask this for somebody else",
}
CHECKED: Final = {
    Language.NL: "Een medewerker kijkt na of u voor deze persoon mag optreden",
    Language.FR: "Un collaborateur vérifie si vous pouvez agir pour cette personne",
    Language.EN: "A member of staff checks whether you may act for this person",
}


def asked_for(person: Person, kind: str, **more: Any) -> dict[str, Any]:
    """Return what somebody fills in who asks for a person."""
    return (
        answers(person)
        | {
            "for": "other",
            "agent_kind": kind,
            "agent_given_name": "Bert",
            "agent_family_name": "Claes",
            "agent_street": "Laan 1",
            "agent_postal_code": "1000",
            "agent_city": "Brussel",
        }
        | more
    )


def with_mandate() -> Files:
    return {"mandate": (*MANDATE, "application/pdf")}


def case_of(service: Service, page: httpx.Response) -> dict[str, Any]:
    assert page.status_code == 200, page.text
    reference = REFERENCE.findall(page.text)[0]
    return service.client(Role.CASE_HANDLER).by_reference(reference)


def journal_of(service: Service, case: dict[str, Any]) -> list[dict[str, Any]]:
    listed = every(service.client(Role.AUDITOR).http, "/journal")
    return [entry for entry in listed if entry["chain"] == case["id"]]


def test_everything_said_of_a_mandate_is_kept_and_nothing_is_proven(
    visitor: Visitor, service: Service
) -> None:
    category = service.parts.register.categories[0].category_id
    said = {
        "agent_organisation": "Kantoor Claes",
        "agent_email": "bert@voorbeeld.example",
        "mandate_signed_day": "5",
        "mandate_signed_month": "maart",
        "mandate_signed_year": "2026",
        "mandate_until_day": "31",
        "mandate_until_month": "12",
        "mandate_until_year": "2030",
        "mandate_right": ["access", "erasure"],
        "mandate_scope": [category, "no-such-category"],
        "mandate_answer": "representative",
    }
    page = visitor.send(asked_for(service.people[3], "mandate", **said), with_mandate())
    case = case_of(service, page)
    documents = service.client(Role.CASE_HANDLER).get(case, "/documents")["items"]
    (mandate,) = [d for d in documents if d["kind"] == "mandate"]
    agent = case["representative"]
    assert case["requester"]["familyName"] == service.people[3].family_name
    assert agent["kind"] == "mandate"
    assert (agent["givenName"], agent["familyName"]) == ("Bert", "Claes")
    assert agent["organisation"] == "Kantoor Claes"
    assert agent["email"] == "bert@voorbeeld.example"
    assert agent["postalAddress"]["street"] == "Laan 1"
    assert agent["mandateDocumentId"] == mandate["id"]
    assert agent["signedDate"] == "2026-03-05"
    assert agent["validUntil"] == "2030-12-31"
    assert agent["rights"] == ["access", "erasure"]
    assert agent["scope"] == [category]
    assert agent["answerTo"] == "representative"
    # A handler says how an address was verified, and whether they may act (ID-11, ID-12).
    assert "addressProof" not in agent
    assert all("identity" not in claim for claim in case["claims"])
    assert case["state"] == "received"
    kinds = [entry["kind"] for entry in journal_of(service, case)]
    assert kinds.count("representative.recorded") == 2


@pytest.mark.parametrize("kind", sorted(set(AgentKind) - NO_STANDING))
def test_each_kind_is_registered_without_a_document_too(
    visitor: Visitor, service: Service, kind: AgentKind
) -> None:
    case = case_of(service, visitor.send(asked_for(service.people[4], kind)))
    assert case["representative"]["kind"] == kind.value
    assert "mandateDocumentId" not in case["representative"]
    assert case["state"] == "received"


@pytest.mark.parametrize("kind", sorted(NO_STANDING))
def test_who_has_no_standing_is_told_so_and_registered(
    visitor: Visitor, service: Service, kind: AgentKind
) -> None:
    asked = asked_for(service.people[5], kind, right="objection")
    page = visitor.send(asked, with_mandate())
    case = case_of(service, page)
    assert NO_RIGHT[Language.NL] in page.text
    assert "U krijgt een brief met wat een volmacht nodig heeft" in page.text
    assert case["representative"]["kind"] == kind.value
    assert "mandateDocumentId" not in case["representative"]
    assert [claim["identity"] for claim in case["claims"]] == ["insufficient"]
    kinds = [entry["kind"] for entry in journal_of(service, case)]
    assert "representative.withoutStanding" in kinds
    assert "restriction.started" not in kinds


@pytest.mark.parametrize("language", list(Language))
def test_the_sender_alone_gets_the_letter_about_a_mandate_in_dutch(
    visitor: Visitor, service: Service, language: Language
) -> None:
    page = visitor.send(asked_for(service.people[5], "spouse"), folder=FOLDERS[language])
    case, handler = case_of(service, page), service.client(Role.CASE_HANDLER)

    def sent() -> list[tuple[str, str]]:
        letters = handler.get(case, "/letters")["items"]
        return [(letter["kind"], letter["language"]) for letter in letters]

    handler.until(case, lambda _: bool(sent()))
    assert sent() == [("L21", "nl")]  # LT-01: Dutch is the letter, whatever the form spoke


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("whose", ["known", "unknown"])
def test_the_page_says_the_same_of_somebody_we_know_and_somebody_we_do_not(
    visitor: Visitor, service: Service, language: Language, whose: str
) -> None:
    stranger = Person("999999", "Nemo", "Niemand", "1970-01-01")
    person = service.people[6] if whose == "known" else stranger
    page = visitor.send(asked_for(person, "colleague"), folder=FOLDERS[language])
    assert NO_RIGHT[language] in page.text
    assert page.text.count("<time") == 1  # the day of receipt: no date of an answer is promised


@pytest.mark.parametrize("language", list(Language))
def test_who_acts_gets_a_number_and_no_code(
    visitors: Callable[[], Visitor], service: Service, language: Language
) -> None:
    visitor, folder = visitors(), FOLDERS[language]
    page = visitor.send(asked_for(service.people[7], "lawyer"), folder=folder)
    assert CHECKED[language] in page.text
    assert CODE.findall(page.text) == []
    assert f"{folder}/status/dossier" not in Seen(page.text).links
    assert visitor.browser.get(f"{folder}/status/dossier").url.path == f"{folder}/status"
    again = visitor.browser.get(f"{folder}/verzoek/ontvangen")
    assert CHECKED[language] in again.text
    assert case_of(service, page)["language"] == language.value


def test_what_is_missing_is_asked_of_both(visitor: Visitor) -> None:
    page = visitor.send({"for": "other", "right": "access"})
    seen = Seen(page.text)
    summary = SUMMARY.findall(page.text)
    assert [sentence for _, sentence in summary] == [
        "Kies als wie u dit vraagt",
        "Vul uw eigen voornaam in",
        "Vul uw eigen naam in",
        "Vul uw eigen straat en nummer in",
        "Vul uw eigen gemeente in",
        "Vul de voornaam in van de persoon voor wie u dit vraagt",
        "Vul de naam in van de persoon voor wie u dit vraagt",
        "Vul de geboortedatum of het Vlimpersnummer in van de persoon voor wie u dit vraagt",
    ]
    assert {anchor for anchor, _ in summary} <= set(seen.ids)
    assert set(seen.inputs) <= seen.labels
    assert set(seen.described) <= set(seen.ids)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("agent_email", "bert", "Vul een e-mailadres in met een @"),
        ("mandate_signed_day", "5", "Deze datum moet een bestaande datum zijn"),
        ("mandate_until_month", "13", "Deze datum moet een bestaande datum zijn"),
        ("mandate_signed_day", "1 1 2099", "De datum van het document mag niet in de toekomst"),
        ("agent_city", "x" * 201, "hoogstens 200 tekens"),
        ("agent_interest", "x" * 1001, "hoogstens 1000 tekens"),
        ("agent_kind", "king", "Kies als wie u dit vraagt"),
    ],
)
def test_a_slip_is_pointed_out_and_kept(
    visitor: Visitor, service: Service, field: str, typed: str, sentence: str
) -> None:
    page = visitor.send(asked_for(service.people[8], "parent", **{field: typed}))
    assert page.status_code == 400
    assert page.text.count(sentence) == 2
    seen = Seen(page.text)
    assert seen.inputs["agent_given_name"]["value"] == "Bert"
    assert "checked" in seen.inputs["for-other"]
    assert set(seen.described) <= set(seen.ids)


def test_what_was_typed_for_somebody_else_does_not_count_for_oneself(
    visitor: Visitor, service: Service
) -> None:
    asked = asked_for(service.people[9], "manager") | {"for": "self"}
    page = visitor.send(asked, with_mandate())
    case = case_of(service, page)
    assert "representative" not in case
    assert service.client(Role.CASE_HANDLER).get(case, "/documents")["items"] == []
    assert CODE.findall(page.text)


def test_a_parent_says_why_and_another_does_not(visitor: Visitor, service: Service) -> None:
    why = {"agent_interest": "Voor de kinderbijslag"}
    parent = case_of(service, visitor.send(asked_for(service.people[0], "parent", **why)))
    lawyer = case_of(service, visitor.send(asked_for(service.people[0], "lawyer", **why)))
    assert parent["representative"]["interest"] == "Voor de kinderbijslag"
    assert "interest" not in lawyer["representative"]


def test_a_form_sent_twice_for_somebody_else_makes_one_case(
    visitor: Visitor, service: Service
) -> None:
    fields = visitor.form() | asked_for(service.people[1], "union")
    first, again = (visitor.send(fields, with_mandate()) for _ in range(2))
    assert REFERENCE.findall(first.text) == REFERENCE.findall(again.text) != []
    assert CODE.findall(again.text) == []


def test_a_mandate_that_cannot_be_read_is_refused_with_its_reason(
    visitor: Visitor, service: Service
) -> None:
    files = {"mandate": ("leeg.pdf", b"", "application/pdf")}
    page = visitor.send(asked_for(service.people[2], "mandate"), files)
    assert page.status_code == 400
    assert page.text.count("Het bestand is leeg") == 2


def test_the_bytes_of_a_mandate_lie_nowhere_in_the_clear(
    visitor: Visitor, service: Service
) -> None:
    marker = b"MERK-VOLMACHT-9471"
    content = MANDATE[1] + b"\n%" + marker
    files = {"mandate": ("volmacht.pdf", content, "application/pdf")}
    case_of(service, visitor.send(asked_for(service.people[3], "mandate"), files))
    kept = [path for path in service.home.rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if marker in path.read_bytes()]
