"""Nobody, two people, a name that only looks alike: a human chooses, never the machine."""

from typing import Any

from tests.journey_steps import (
    IN_PERSON,
    Desk,
    kinds,
    letter_text,
    letters,
    ok,
    person_of,
    refused,
    requester,
    rows,
)
from tests.service import Person, Service

NOBODY = Person("", "Odilon", "Nergensbekend", "1970-01-01")


def waiting_for_choice(desk: Desk, body: dict[str, Any]) -> dict[str, Any]:
    """Register and prove a request, and wait until the worker asks who is meant."""
    case = desk.handler.register(NOBODY, requester=body)
    ok(desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
    found = desk.handler.until(
        case, lambda read: "subjectChoice" in [task["kind"] for task in read.get("tasks", ())]
    )
    assert found["state"] == "inSearch"
    assert desk.handler.get(case, "/dossier")["items"] == [], "nothing is collected"
    assert "collection.systemSearched" not in kinds(desk.handler, case)
    return found


def candidates(desk: Desk, case: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.handler.get(case, "/dossier")["candidates"]
    return found


def test_nobody_matches(service: Service) -> None:
    desk = Desk.of(service)
    case = desk.searched(NOBODY)
    dossier = desk.handler.get(case, "/dossier")
    assert {item["status"] for item in dossier["items"]} == {"nothingHeld"}
    assert {item["system"] for item in dossier["items"]} == {"vlimpers", "vlimpers_leren"}
    assert desk.handler.get(case, "/proposals")["items"] == []
    assert desk.decided(case)["claims"][0]["outcome"] == "noDataHeld"
    assert desk.answered(case)["state"] == "sent"
    assert letters(desk.handler, case) == [("L01", "nl"), ("L24", "nl")]
    told = letter_text(desk.handler, case, "L24")
    assert "Vlimpers Leren" in told
    assert "Odilon Nergensbekend" in told
    assert "Gegevensbeschermingsautoriteit" in told
    assert desk.handler.get(case, "/exports")["items"] == []
    assert ok(desk.handler.post(case, "/closure"))["outcome"] == "noDataHeld"


def test_two_people_match_and_a_handler_chooses(service: Service) -> None:
    desk, tom = Desk.of(service), person_of(service, "Tom", "Jansegers")
    case = waiting_for_choice(desk, requester(tom, vlimpersNumber=None))
    offered = candidates(desk, case)
    assert [c["certainty"] for c in offered] == ["exact", "exact"]
    read = desk.handler.get(case, "/timeline")["items"][0]
    assert (read["kind"], read["details"]) == ("content.read", {"candidates": 2})
    assert "candidates" not in desk.decider.get(case, "/dossier"), "other people's names"
    assert {(c["givenName"], c["familyName"], c["dateOfBirth"]) for c in offered} == {
        (tom.given_name, tom.family_name, tom.born)
    }
    stranger = {"subjectKeys": {"vlimpers": "100001"}}
    refused(desk.handler.post(case, "/collections", stranger), 409, "illegalTransition")
    chosen = offered[1]
    body = {"subjectKeys": {chosen["system"]: chosen["key"]}}
    ok(desk.handler.post(case, "/collections", body), 202)
    found = desk.handler.wait(case, "inAssessment")
    assert "tasks" not in found
    assert "candidates" not in desk.handler.get(case, "/dossier")
    number = desk.handler.get(case, "/dossier/vlimpers_number")["items"][0]
    assert number["recordId"] == chosen["key"], "his own record and not the other Tom's"
    assert "collection.subjectChosen" in kinds(desk.handler, case)


def test_a_name_that_only_looks_alike_is_suggested_and_can_be_nobody(service: Service) -> None:
    desk, lukasz = Desk.of(service), person_of(service, "Łukasz", "Đặngowski")
    folded = {
        "givenName": "Lukasz",
        "familyName": "Dangowski",
        "dateOfBirth": lukasz.born,
    }
    case = waiting_for_choice(desk, folded)
    (offered,) = candidates(desk, case)
    assert (offered["certainty"], offered["familyName"]) == ("suggested", "Đặngowski")
    ok(desk.handler.post(case, "/collections", {"subjectKeys": {}}), 202)
    desk.handler.wait(case, "inAssessment")
    dossier = desk.handler.get(case, "/dossier")["items"]
    assert {item["status"] for item in dossier} == {"nothingHeld"}
    assert desk.decided(case)["claims"][0]["outcome"] == "noDataHeld"


def test_a_name_that_only_looks_alike_can_be_the_person(service: Service) -> None:
    desk, zoe = Desk.of(service), person_of(service, "Zoë", "Lefèbvreux")
    folded = {"givenName": "Zoe", "familyName": "Lefebvreux", "dateOfBirth": zoe.born}
    case = waiting_for_choice(desk, folded)
    (offered,) = candidates(desk, case)
    body = {"subjectKeys": {offered["system"]: offered["key"]}}
    ok(desk.handler.post(case, "/collections", body), 202)
    desk.handler.wait(case, "inAssessment")
    assert desk.decided(case)["claims"][0]["outcome"] in {"granted", "partiallyGranted"}


def test_without_a_choice_asked_nothing_is_chosen(service: Service) -> None:
    desk = Desk.of(service)
    case = desk.searched(NOBODY)
    body = {"subjectKeys": {"vlimpers": "100001"}}
    refused(desk.handler.post(case, "/collections", body), 409, "illegalTransition")
    assert rows(service.personnel_url, "select 1 from persoon where persoon_id = 100001")
    ok(desk.handler.post(case, "/collections"), 202)
    desk.handler.wait(case, "inAssessment")


def test_a_withdrawal_leaves_nobody_to_choose(service: Service) -> None:
    desk, tom = Desk.of(service), person_of(service, "Tom", "Jansegers")
    case = waiting_for_choice(desk, requester(tom, vlimpersNumber=None))
    assert candidates(desk, case)
    ended = ok(desk.handler.post(case, "/withdrawal"))
    assert ended["state"] == "withdrawn"
    assert "tasks" not in ended
    assert "candidates" not in desk.handler.get(case, "/dossier")
