"""Somebody acts for the person: what each must show, what stays outside, and where the answer goes (ID-12 to ID-16)."""

from datetime import timedelta
from typing import Any

import pytest
from app.cli.paper import signed_request
from app.staff.model import Role
from tests.journey_steps import (
    IN_PERSON,
    Desk,
    handed_over,
    kinds,
    letter_text,
    letters,
    ok,
    on_the_clock,
    refused,
    requester,
    rows,
    unused,
    yesterday,
)
from tests.service import Person, Service

OFFICE = {"street": "Balielaan", "houseNumber": "7", "postalCode": "2000", "city": "Antwerpen"}
AGENT: dict[str, Any] = {
    "kind": "mandate",
    "givenName": "Lea",
    "familyName": "Gevolmachtigd",
    "postalAddress": OFFICE,
}
LINES = ["Lea Gevolmachtigd", "Balielaan 7", "2000 Antwerpen"]
BOTH_PROVEN = IN_PERSON | {"note": "Beide kaarten getoond, handtekening vergeleken."}
PLAIN = "contact_details"


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk.of(service)


@pytest.fixture
def person(service: Service) -> Person:
    return unused(service)


def asked(desk: Desk, person: Person, **more: Any) -> dict[str, Any]:
    """Register a request somebody makes for a person, with the mandate attached."""
    kind = more.pop("kind", "mandate")
    case = desk.registered(person, **({"representative": AGENT | {"kind": kind}} | more))
    paper = signed_request(f"{person.given_name} {person.family_name}", date="2026-03-05")
    attached = ok(desk.handler.attach(case, "mandate", paper, "mandaat.pdf"), 201)
    return case | {"mandate": attached["id"]}


def mandated(desk: Desk, case: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Record the mandate."""
    body = AGENT | {
        "mandateDocumentId": case["mandate"],
        "signedDate": "2026-03-01",
        "rights": ["access"],
    }
    return ok(desk.handler.put(case, "/representative", body | more))


def proven(desk: Desk, case: dict[str, Any]) -> dict[str, Any]:
    ok(desk.handler.post(case, "/identityChecks", BOTH_PROVEN), 201)
    return desk.handler.wait(case, "inAssessment")


def test_who_acts_is_told_how_it_goes_and_the_answer_goes_to_the_person(
    desk: Desk, person: Person
) -> None:
    case = asked(desk, person)
    assert case["representative"] | {"answerTo": "person"} == case["representative"]
    desk.handler.until(case, lambda c: letters(desk.handler, c) == [("L01", "nl")])
    (first,) = handed_over(desk.handler, case, "L01")
    assert first["address"] == LINES
    told = letter_text(desk.handler, case, "L01")
    assert "Beste Lea Gevolmachtigd" in told
    assert "deze code" not in told
    refused(desk.handler.post(case, "/identityChecks", BOTH_PROVEN), 409, "mandateIncomplete")
    shown = mandated(desk, case)["representative"]
    assert shown["rights"] == ["access"]
    assert shown["mandateDocumentId"] == case["mandate"]
    proven(desk, case)
    desk.decided(case)
    refused(desk.handler.post(case, "/answer"), 409, "statusPageClosed")
    desk.answered(case, delivery="post")
    (sent,) = handed_over(desk.handler, case, "L06")
    assert sent["address"][0] == f"{person.given_name} {person.family_name}"
    assert set(sent["address"]).isdisjoint(LINES)
    assert f"Beste {person.given_name}" in letter_text(desk.handler, case, "L06")
    assert "representative.recorded" in kinds(desk.handler, case)


def test_the_mandate_lets_the_answer_go_to_who_acts_at_a_verified_address(
    desk: Desk, person: Person
) -> None:
    case = asked(desk, person)
    mandated(desk, case, answerTo="representative")
    proven(desk, case)
    desk.decided(case)
    refused(desk.handler.post(case, "/answer", {"delivery": "post"}), 409, "addressNotVerified")
    checked = "Adres nagezien in het tableau van de Orde."
    mandated(desk, case, answerTo="representative", addressProof=checked)
    desk.answered(case, delivery="post")
    (sent,) = handed_over(desk.handler, case, "L06")
    assert sent["address"] == LINES
    told = letter_text(desk.handler, case, "L06")
    assert "Beste Lea Gevolmachtigd" in told
    assert f"Namens {person.given_name} {person.family_name}" in told


def test_what_the_mandate_does_not_hold_stays_outside(desk: Desk, person: Person) -> None:
    rights = [{"right": "access", "scope": [PLAIN]}, {"right": "erasure", "scope": [PLAIN]}]
    case = asked(desk, person, claims=rights)
    mandated(desk, case, scope=[PLAIN])
    told = refused(desk.handler.post(case, "/identityChecks", BOTH_PROVEN), 409, "mandateTooNarrow")
    erasure = case["claims"][1]["id"]
    assert (told["claimId"], told["lacking"]) == (erasure, "right")
    ok(desk.handler.post(case, "/withdrawal", {"claimIds": [erasure]}))
    found = proven(desk, case)
    wider = {"scope": [PLAIN, "payroll"]}
    place = f"/claims/{found['claims'][0]['id']}"
    told = refused(desk.handler.put(case, place, wider), 409, "mandateTooNarrow")
    assert told["lacking"] == "scope"
    assert desk.handler.get(case)["claims"][0]["scope"] == [PLAIN]
    body = AGENT | {"mandateDocumentId": case["mandate"], "signedDate": "2026-03-01"}
    narrower = body | {"rights": ["portability"]}
    refused(desk.handler.put(case, "/representative", narrower), 409, "mandateTooNarrow")
    refused(
        desk.handler.put(case, "/representative", body | {"rights": ["access"], "scope": ["x"]}),
        400,
        "mandateUnknown",
    )
    refused(
        desk.handler.put(case, "/representative", body | {"mandateDocumentId": "none"}),
        400,
        "mandateUnknown",
    )


def test_a_mandate_ends(desk: Desk, person: Person) -> None:
    case = asked(desk, person)
    today = desk.service.clock().date()
    ended = (today - timedelta(days=2)).isoformat()
    mandated(desk, case, validUntil=ended)
    told = refused(desk.handler.post(case, "/identityChecks", BOTH_PROVEN), 409, "mandateExpired")
    assert told["validUntil"] == ended
    until = (today + timedelta(days=2)).isoformat()
    again = {"answerTo": "representative", "addressProof": "Tableau.", "validUntil": until}
    mandated(desk, case, **again)
    proven(desk, case)
    desk.decided(case)
    with on_the_clock(desk.service, f"{today + timedelta(days=4)}T10:00:00+02:00"):
        refused(desk.handler.post(case, "/answer", {"delivery": "post"}), 409, "mandateExpired")


def test_without_a_mandate_the_sender_hears_what_it_needs_and_the_case_is_refused(
    desk: Desk, person: Person
) -> None:
    case = asked(desk, person, kind="union", receivedAt=yesterday(desk.service))
    ok(desk.handler.post(case, "/letters", {"kind": "L21"}), 201)
    (sent,) = handed_over(desk.handler, case, "L21")
    assert sent["address"] == LINES
    assert person.family_name not in letter_text(desk.handler, case, "L21")
    line = {
        "claimId": case["claims"][0]["id"],
        "decision": "refuse",
        "groundCodes": ["R12-ID"],
        "facts": "Er is geen mandaat.",
    }
    ok(desk.handler.put(case, "/decisions", {"decisions": [line]}))
    assert ok(desk.decider.post(case, "/decisions/confirmation"))["outcome"] == "refused"
    assert desk.handler.get(case, "/dossier")["items"] == []


def test_a_lawyers_word_is_taken_for_what_is_not_special(desk: Desk, person: Person) -> None:
    lawyer = {"kind": "lawyer", "mandateDocumentId": None, "signedDate": None}
    word = {name: value for name, value in (AGENT | lawyer).items() if value is not None}
    every = asked(desk, person, kind="lawyer")
    ok(desk.handler.put(every, "/representative", word | {"rights": ["access"]}))
    refused(desk.handler.post(every, "/identityChecks", BOTH_PROVEN), 409, "mandateIncomplete")
    some = asked(desk, person, kind="lawyer", claims=[{"right": "access", "scope": [PLAIN]}])
    doubted = word | {"rights": ["access"], "doubt": "Het kantoor staat niet op het tableau."}
    ok(desk.handler.put(some, "/representative", doubted))
    refused(desk.handler.post(some, "/identityChecks", BOTH_PROVEN), 409, "mandateIncomplete")
    ok(desk.handler.put(some, "/representative", word | {"rights": ["access"]}))
    proven(desk, some)


def child(desk: Desk, person: Person, *, years: int) -> dict[str, Any]:
    """Register what a parent asks for a child of so many years."""
    born = desk.service.clock().date().replace(day=1) - timedelta(days=365 * years + years // 4)
    asks = {"givenName": "Mila", "familyName": person.family_name, "dateOfBirth": str(born)}
    return asked(desk, person, kind="parent", requester=asks)


def test_a_parent_proves_authority_and_interest_and_a_dispute_goes_to_the_dpo(
    desk: Desk, person: Person
) -> None:
    case, parent = child(desk, person, years=9), {"kind": "parent", "rights": []}
    mandated(desk, case, **parent)
    told = refused(
        desk.handler.post(case, "/identityChecks", BOTH_PROVEN), 409, "mandateIncomplete"
    )
    assert told["missing"] == "interest"
    parent["interest"] = "De kinderbijslag klopt niet."
    disputed = mandated(desk, case, **parent, disputed=True)
    assert [task["kind"] for task in disputed["tasks"]] == ["representationDisputed"]
    checked = desk.handler.post(case, "/identityChecks", BOTH_PROVEN)
    refused(checked, 409, "representationDisputed")
    body = AGENT | parent | {"mandateDocumentId": case["mandate"], "signedDate": "2026-03-01"}
    refused(desk.handler.put(case, "/representative", body), 403, "missingPermission")
    dpo = desk.service.client(Role.DPO)
    assert "tasks" not in ok(dpo.put(case, "/representative", body))
    proven(desk, case)


def test_parental_authority_ends_and_a_young_worker_asks_alone(desk: Desk, person: Person) -> None:
    case = child(desk, person, years=19)
    mandated(desk, case, kind="parent", rights=[], interest="Voor de studies.")
    refused(desk.handler.post(case, "/identityChecks", BOTH_PROVEN), 409, "notAMinor")
    born = desk.service.clock().date().replace(day=1) - timedelta(days=365 * 16)
    young = desk.registered(person, requester=requester(person, dateOfBirth=str(born)))
    assert "representative" not in young
    ok(desk.handler.post(young, "/identityChecks", IN_PERSON), 201)


def test_an_administrator_shows_the_order(desk: Desk, person: Person) -> None:
    case = asked(desk, person, kind="administrator")
    ok(desk.handler.put(case, "/representative", AGENT | {"kind": "administrator"}))
    refused(desk.handler.post(case, "/identityChecks", BOTH_PROVEN), 409, "mandateIncomplete")
    mandated(desk, case, kind="administrator")
    proven(desk, case)


def test_an_heir_is_referred_and_asks_for_data_on_themselves(desk: Desk, person: Person) -> None:
    own = desk.registered(person)
    case = asked(desk, person, kind="heir", linkedCases=[own["id"]])
    refused(desk.handler.post(case, "/identityChecks", BOTH_PROVEN), 409, "deceasedHasNoClaim")
    where = {"to": "Team bestuursdocumenten", "reason": "De regels gelden niet voor overledenen."}
    assert ok(desk.handler.post(case, "/redirection", where))["state"] == "redirected"
    (sent,) = handed_over(desk.handler, case, "L20")
    assert sent["address"] == LINES
    told = letter_text(desk.handler, case, "L20")
    assert own["reference"] not in told, "what the person asked themselves is not theirs to know"
    assert desk.handler.get(case, "/dossier")["items"] == []


def test_a_code_that_somebody_held_is_worth_nothing_once_they_act_for_another(
    desk: Desk, person: Person
) -> None:
    case = desk.registered(person)
    desk.handler.until(case, lambda c: letters(desk.handler, c) == [("L01", "nl")])
    held = "select status_code_hash is null from cases where case_id = :id"
    database = desk.service.parts.engine.url.render_as_string(hide_password=False)
    assert rows(database, held, id=case["id"])[0][0] is False
    ok(desk.handler.put(case, "/representative", AGENT))
    assert rows(database, held, id=case["id"])[0][0] is True


def test_nobody_acts_any_more_once_the_answer_has_gone(desk: Desk, person: Person) -> None:
    case = desk.searched(person)
    desk.decided(case)
    desk.answered(case)
    refused(desk.handler.put(case, "/representative", AGENT), 409, "illegalTransition")
    future = AGENT | {"signedDate": str(desk.service.clock().date() + timedelta(days=3))}
    refused(desk.handler.put(case, "/representative", future), 400, "badRequest")


def test_consent_is_not_taken_back_by_somebody_without_a_mandate(
    desk: Desk, person: Person
) -> None:
    case = asked(desk, person, claims=[{"right": "consentWithdrawal"}])
    assert case["state"] == "received"
    mandated(desk, case, rights=["consentWithdrawal"])
    proven(desk, case)
