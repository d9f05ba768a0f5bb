"""The other ways of a case: specified, lapsed, sent on, overdue, reminded."""

from datetime import timedelta
from typing import Any

import pytest
from app.casework.watch import round_of_the_day
from tests.journey_steps import (
    IN_PERSON,
    Desk,
    attach_proof,
    kinds,
    letter_text,
    ok,
    on_the_clock,
    person_of,
    refused,
)
from tests.service import Service

QUESTION: dict[str, Any] = {"doubt": "Het e-mailadres is nieuw.", "means": ["inPerson"]}


@pytest.fixture
def desk(service: Service) -> Desk:
    """A handler and a decision maker."""
    return Desk.of(service)


def asked(desk: Desk, **more: Any) -> dict[str, Any]:
    """Register a request and ask for proof."""
    case = desk.registered(person_of(desk.service, "Anneleen"), **more)
    return ok(desk.handler.post(case, "/identityRequests", QUESTION), 201)


def test_without_proof_a_case_lapses_and_proof_reopens_it(desk: Desk) -> None:
    case = asked(desk)
    assert "lapse" in case["allowedActions"]
    ended = ok(desk.handler.post(case, "/lapse", {}))
    assert (ended["state"], ended["outcome"]) == ("lapsedIdentity", "lapsedIdentity")
    told = letter_text(desk.handler, ended, "L15")
    assert QUESTION["doubt"] in told
    assert "klacht" in told
    refused(desk.handler.post(ended, "/lapse", {}), 409, "illegalTransition")
    again = ok(desk.handler.post(ended, "/identityChecks", IN_PERSON), 201)
    assert "outcome" not in again
    assert desk.handler.wait(again, "inAssessment")


def test_nothing_lapses_while_proof_waits_to_be_looked_at(desk: Desk) -> None:
    case = asked(desk)
    attach_proof(desk.handler, case, person_of(desk.service, "Anneleen"))
    case = desk.handler.get(case)
    assert "lapse" not in case["allowedActions"]
    refused(desk.handler.post(case, "/lapse", {}), 409, "proofWaits")


def test_a_case_is_sent_on_with_its_reason(desk: Desk) -> None:
    case = desk.registered(person_of(desk.service, "Anneleen"))
    body = {"to": "Dienst Burgerzaken van uw gemeente", "reason": "Zij beheren dit register."}
    ended = ok(desk.handler.post(case, "/redirection", body))
    assert (ended["state"], ended["outcome"]) == ("redirected", "redirected")
    told = letter_text(desk.handler, ended, "L20")
    assert body["to"] in told
    assert body["reason"] in told


def test_a_specification_stops_the_clock_until_the_answer(desk: Desk) -> None:
    case = desk.searched(person_of(desk.service, "Anneleen"))
    waiting = ok(desk.handler.post(case, "/specificationRequests", {"overview": "Veel."}), 201)
    assert waiting["state"] == "specificationPending"
    assert "suspended" in waiting["flags"]
    assert "alles" in letter_text(desk.handler, waiting, "L04").lower()
    answer = {
        "kind": "specification",
        "receivedDate": desk.service.clock().date().isoformat(),
        "sufficient": True,
    }
    ok(desk.handler.post(waiting, "/answersReceived", answer), 201)
    found = desk.handler.wait(case, "inAssessment")
    refused(desk.handler.post(found, "/specificationRequests", {}), 409, "specificationNotPossible")


def test_only_access_is_specified(desk: Desk) -> None:
    claims = [{"right": "erasure"}]
    case = desk.searched(person_of(desk.service, "Anneleen"), claims=claims)
    assert "specificationRequests" not in case["allowedActions"]
    refused(desk.handler.post(case, "/specificationRequests", {}), 409, "specificationNotPossible")


def test_the_round_does_each_thing_once(desk: Desk) -> None:
    service = desk.service
    start = service.clock()
    with on_the_clock(service, start.isoformat()):
        pending = asked(desk, receivedAt=(start - timedelta(minutes=1)).isoformat())
        choosing = desk.searched(person_of(service, "Anneleen"))
        ok(desk.handler.post(choosing, "/specificationRequests", {}), 201)
        late = desk.registered(person_of(service, "Anneleen"))
    with on_the_clock(service, (start + timedelta(days=15)).isoformat()):
        for _ in range(2):
            round_of_the_day(service.parts.desk, at=service.clock())
        assert [t["kind"] for t in desk.handler.get(pending)["tasks"]] == ["identityReminder"]
        found = desk.handler.wait(choosing, "inAssessment")
        assert "suspended" not in found["flags"]
        ok(desk.handler.post(pending, "/letters", {"kind": "L03"}), 201)
        refused(desk.handler.post(pending, "/letters", {"kind": "L03"}), 409, "letterNotDue")
    with on_the_clock(service, (start + timedelta(days=40)).isoformat()):
        for _ in range(2):
            round_of_the_day(service.parts.desk, at=service.clock())
        assert {t["kind"] for t in desk.handler.get(pending)["tasks"]} == {
            "identityReminder",
            "lapsePrepared",
        }
        assert kinds(desk.handler, late).count("clock.deadlinePassed") == 1
        day = (service.clock() + timedelta(days=7)).date().isoformat()
        sorry = {"kind": "L23", "cause": "Een storing.", "newDate": day}
        ok(desk.handler.post(late, "/letters", sorry), 201)
        assert "Een storing." in letter_text(desk.handler, late, "L23")
        assert "tasks" not in desk.handler.get(late)


def test_who_writes_for_another_without_a_mandate_hears_what_it_needs(desk: Desk) -> None:
    case = desk.registered(person_of(desk.service, "Anneleen"))
    sender = ["Bert Voorbeeld", "Dorpsstraat 1", "9000 Gent"]
    ok(desk.handler.post(case, "/letters", {"kind": "L21", "sender": sender}), 201)
    refused(desk.handler.post(case, "/letters", {"kind": "L21"}), 400, "badRequest")
    assert "Bert Voorbeeld" in letter_text(desk.handler, case, "L21")
