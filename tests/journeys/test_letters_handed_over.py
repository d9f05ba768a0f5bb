"""Every letter reaches the person, and says of period and copy what holds in this very case."""

from dataclasses import replace
from typing import Any

import pytest
from app.casework import identify
from app.identity.model import Means
from app.kit.clock import brussels_date
from tests.case_samples import CLARA
from tests.journey_steps import (
    IN_PERSON,
    Desk,
    handed_over,
    letter_text,
    letters,
    ok,
    on_the_clock,
    person_of,
    requester,
    yesterday,
)
from tests.service import Service
from tests.visitor import CODE, Visitor


def acknowledged(desk: Desk, case: dict[str, Any]) -> None:
    desk.handler.until(case, lambda _: ("L01", "nl") in letters(desk.handler, case))


def test_a_paper_request_gets_its_code_by_post_and_follows_the_case_with_it(
    service: Service,
) -> None:
    desk, person = Desk.of(service), person_of(service, "Hilde")
    case = desk.registered(person, channel="post", receivedAt=None, receivedDate="2026-03-05")
    acknowledged(desk, case)
    (delivery,) = handed_over(desk.handler, case, "L01")
    name = f"{person.given_name} {person.family_name}"
    assert (delivery["channel"], delivery["status"]) == ("post", "queued")
    assert delivery["address"] == [name], "no address was given"
    told = letter_text(desk.handler, case, "L01")
    (code,) = set(CODE.findall(told))
    page = Visitor(service).open(case["reference"], code)
    assert (page.status_code, case["reference"] in page.text) == (200, True)
    ok(desk.handler.post(case, "/withdrawal"))
    (confirmed,) = handed_over(desk.handler, case, "L16")
    assert (confirmed["channel"], confirmed["status"]) == ("portal", "available")


def test_a_letter_before_the_answer_goes_to_the_address_of_the_request(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Hilde")
    given = {"street": "Lindenhof 1", "postalCode": "9991", "city": "Oosterdale"}
    case = desk.registered(person, requester=requester(person, postalAddress=given))
    acknowledged(desk, case)
    (delivery,) = handed_over(desk.handler, case, "L01")
    assert delivery["address"][1:] == ["Lindenhof 1", "9991 Oosterdale"]
    told = letter_text(desk.handler, case, "L01")
    assert all(line in told for line in delivery["address"])


def test_who_saw_the_code_on_the_page_finds_no_other_in_the_letter(service: Service) -> None:
    desk, visitor = Desk.of(service), Visitor(service)
    reference, code = visitor.request()
    case = desk.handler.by_reference(reference)
    acknowledged(desk, case)
    assert CODE.findall(letter_text(desk.handler, case, "L01")) == []
    (delivery,) = handed_over(desk.handler, case, "L01")
    assert (delivery["channel"], delivery["status"]) == ("portal", "available")
    assert visitor.open(reference, code).status_code == 200


@pytest.mark.parametrize(
    ("asked_at", "said", "not_said"),
    [
        ("2026-09-03T10:00:00+02:00", "is geschorst sinds 3 september 2026", "loopt gewoon door"),
        ("2026-09-14T10:00:00+02:00", "Hij loopt gewoon door", "geschorst sinds"),
    ],
    ids=["prompt", "too late to stop the clock"],
)
def test_a_question_of_identity_says_whether_the_period_rests(
    service: Service, asked_at: str, said: str, not_said: str
) -> None:
    desk, person = Desk.of(service), person_of(service, "Hilde")
    with on_the_clock(service, asked_at):
        case = desk.registered(person, receivedAt="2026-09-01T10:00:00+02:00")
        acknowledged(desk, case)
        body = {"doubt": "Het e-mailadres is nieuw.", "means": ["signedPdf", "inPerson"]}
        ok(desk.handler.post(case, "/identityRequests", body), 201)
    told = letter_text(desk.handler, case, "L02")
    assert said in told
    assert not_said not in told
    (delivery,) = handed_over(desk.handler, case, "L02")
    assert delivery["channel"] == "portal", "the code is there by now"


def test_who_may_sign_in_is_told_where(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Hilde")
    case = desk.registered(person, receivedAt=yesterday(service))
    acknowledged(desk, case)
    with service.parts.desk() as house:
        policy = replace(house.policy, identity_means=frozenset(Means))
        identify.ask(
            replace(house, policy=policy),
            house.cases.load(case["id"]),
            doubt="Het e-mailadres is nieuw.",
            means=[Means.SESSION],
            by=CLARA,
            at=service.clock(),
        )
    assert "Meld u aan in Vlimpers en bevestig daar" in letter_text(desk.handler, case, "L02")


def test_an_extension_after_the_decision_names_the_copy_that_is_ready(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Roos", "Wuytsman")
    case = desk.searched(person, receivedAt=yesterday(service))
    desk.decided(case)
    desk.handler.until(
        case,
        lambda _: [e["state"] for e in desk.handler.get(case, "/exports")["items"]] == ["sealed"],
    )
    reasons = {"reasonCode": "complexity", "reasons": "Uw gegevens staan in veel systemen."}
    ok(desk.handler.post(case, "/extensions", reasons), 201)
    told = letter_text(desk.handler, case, "L05")
    assert "de kopie van uw gegevens" in told
    assert "Nog geen deel is klaar" not in told
    (delivery,) = handed_over(desk.handler, case, "L05")
    assert delivery["status"] in {"available", "queued"}


def test_without_proof_the_refusal_promises_no_access(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Maja")
    case = desk.registered(person, claims=[{"right": "erasure"}], receivedAt=yesterday(service))
    ok(desk.handler.post(case, "/identityChecks", {**IN_PERSON, "result": "insufficient"}), 201)
    line = {
        "claimId": case["claims"][0]["id"],
        "decision": "refuse",
        "groundCodes": ["R12-ID"],
        "facts": "Er kwam geen bewijs na onze vraag.",
        "reason": "De identiteit staat niet vast.",
    }
    ok(desk.handler.put(case, "/decisions", {"decisions": [line]}))
    ok(desk.decider.post(case, "/decisions/confirmation"))
    desk.answered(case)
    told = letter_text(desk.handler, case, "L14")
    assert "U kunt altijd een nieuw verzoek indienen." in told
    assert "U kunt wel inzage vragen" not in told


def test_a_letter_sent_again_leaves_the_task_of_another_that_came_back(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Roos", "Wuytsman")
    case = desk.searched(person, receivedAt=yesterday(service))
    acknowledged(desk, case)
    desk.decided(case)
    desk.answered(case, delivery="post")
    (first,), (answer,) = (handed_over(desk.handler, case, kind) for kind in ("L01", "L06"))
    today = brussels_date(service.clock()).isoformat()

    def receipt(delivery: dict[str, Any], status: str) -> None:
        body = {"status": status, "date": today, "proof": "bericht van de post"}
        ok(desk.handler.post(case, f"/deliveries/{delivery['id']}/receipt", body), 201)

    def tasks() -> list[str]:
        return [task["kind"] for task in desk.handler.get(case).get("tasks", ())]

    receipt(answer, "sent")
    receipt(answer, "bounced")
    receipt(first, "sent")
    assert tasks() == ["deliveryBounced"]
    receipt(answer, "sent")
    assert tasks() == []
