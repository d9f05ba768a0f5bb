"""Whoever asked for a copy gets it before anything of it is erased, in whichever case, restored store included (IN-07)."""

from typing import Any

import pytest
from app.casework import carrying_out, execute
from app.casework.replay import Replayed, catch_up, replay
from app.staff.model import Actor, Role
from tests.journey_steps import Desk, kinds, ok, refused, requester, rows, unused
from tests.service import Person, Service

ERASE = {"right": "erasure", "statement": "Wis mijn contactgegevens.", "scope": ["contact_details"]}
PRIVATE = """
select c.* from contact c join persoon p using (persoon_id) where p.vlimpersnummer = :number
"""


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk.of(service)


def someone(desk: Desk) -> Person:
    return unused(
        desk.service,
        "exists (select 1 from contact c where c.persoon_id = p.persoon_id"
        " and c.prive_email is not null)",
    )


def to_erase(desk: Desk, person: Person, **more: Any) -> dict[str, Any]:
    """Return a case in which an erasure is granted and not ordered yet."""
    case = desk.searched(person, claims=[ERASE], **more)
    line = {"claimId": case["claims"][0]["id"], "decision": "grant", "reason": "Niet meer nodig."}
    ok(desk.handler.put(case, "/decisions", {"decisions": [line]}))
    return ok(desk.decider.post(case, "/decisions/confirmation"))


def order(desk: Desk, case: dict[str, Any]) -> Any:
    return desk.decider.post(case, "/executions", {"confirmReference": case["reference"]})


def asked_about(desk: Desk, person: Person, **known: str) -> bool:
    body = known or {"number": person.number}
    told = ok(desk.handler.http.post("/restrictions/query", json=body))
    return bool(told["retentionHold"])


@pytest.mark.parametrize("right", ["access", "portability"])
def test_a_copy_that_is_asked_for_comes_before_an_erasure_in_a_case_that_is_not_linked(
    desk: Desk, right: str
) -> None:
    person = someone(desk)
    erasing = to_erase(desk, person)
    copying = desk.registered(person, claims=[{"right": right}])
    assert copying["retentionHold"] is True
    assert "retentionHold" not in erasing
    told = refused(order(desk, erasing), 409, "copyNotSealed")
    assert told["reference"] == copying["reference"]
    assert asked_about(desk, person)
    assert desk.handler.get(erasing, "/executions")["items"] == []
    ended = ok(desk.handler.post(copying, "/withdrawal"))
    assert "retentionHold" not in ended
    assert not asked_about(desk, person)
    assert ok(order(desk, erasing))["state"] == "done"
    journal = kinds(desk.handler, ended)
    assert (journal.count("hold.started"), journal.count("hold.ended")) == (1, 1)


def test_the_hold_ends_when_the_copy_is_sealed(desk: Desk) -> None:
    person = someone(desk)
    copying = desk.searched(person)
    erasing = to_erase(desk, person)
    refused(order(desk, erasing), 409, "copyNotSealed")
    decided = desk.decided(copying)
    desk.handler.until(decided, lambda _: bool(desk.handler.get(decided, "/exports")["items"]))
    sealed = desk.handler.until(decided, lambda found: "retentionHold" not in found)
    assert kinds(desk.handler, sealed).count("hold.ended") == 1
    assert not asked_about(desk, person)
    assert ok(order(desk, erasing))["state"] == "done"


def test_the_hold_ends_with_a_refusal(desk: Desk) -> None:
    person = someone(desk)
    copying = desk.searched(person)
    line = {
        "claimId": copying["claims"][0]["id"],
        "decision": "refuse",
        "groundCodes": ["R23-JUDICIAL"],
        "facts": "Een lopend onderzoek.",
        "reason": "Zie het bevel.",
    }
    ok(desk.handler.put(copying, "/decisions", {"decisions": [line]}))
    late = {"justification": "De vraag bleef liggen."}
    confirmed = desk.decider.post(copying, "/decisions/confirmation", {})
    if confirmed.status_code == 409:
        confirmed = desk.decider.post(copying, "/decisions/confirmation", late)
    assert "retentionHold" not in ok(confirmed)
    assert "hold.ended" in kinds(desk.handler, copying)


def test_a_request_that_was_not_searched_yet_counts_by_what_it_says(desk: Desk) -> None:
    person = someone(desk)
    erasing = to_erase(desk, person)
    by_name = {"givenName": person.given_name.upper(), "familyName": person.family_name}
    copying = desk.registered(person, requester={**by_name, "dateOfBirth": person.born})
    told = refused(order(desk, erasing), 409, "copyNotSealed")
    assert told["reference"] == copying["reference"]
    # Another system knows the number alone, and the request did not give it.
    assert asked_about(desk, person)
    assert asked_about(desk, person, givenName=person.given_name, familyName=person.family_name)
    ok(desk.handler.post(copying, "/withdrawal"))


def test_somebody_of_the_same_name_holds_nothing_back(desk: Desk) -> None:
    person = someone(desk)
    erasing = to_erase(desk, person)
    other = desk.registered(person, requester=requester(person, dateOfBirth="1931-02-03"))
    assert other["retentionHold"] is True
    assert ok(order(desk, erasing))["state"] == "done"
    ok(desk.handler.post(other, "/withdrawal"))


def test_the_case_of_another_controller_counts_and_is_not_named(desk: Desk) -> None:
    person = someone(desk)
    erasing = to_erase(desk, person)
    elsewhere = desk.service.client(Role.CASE_HANDLER, entities=("OVO900778",))
    copying = elsewhere.register(person)
    told = refused(order(desk, erasing), 409, "copyNotSealed")
    assert "reference" not in told
    assert copying["reference"] not in str(told)
    other = desk.service.client(Role.CASE_HANDLER, entities=("OVO900779",))
    asked = other.http.post("/restrictions/query", json={"number": person.number})
    assert ok(asked)["retentionHold"] is False, "who may not see the case does not hear of it"
    ok(elsewhere.post(copying, "/withdrawal"))


def test_what_was_ordered_before_the_request_stops_too(desk: Desk) -> None:
    service, person = desk.service, someone(desk)
    erasing = to_erase(desk, person)
    by = Actor("dora", "Dora", frozenset({Role.DECISION_MAKER}), frozenset({"*"}))
    held = rows(service.personnel_url, PRIVATE, number=person.number)
    with service.parts.desk() as opened:
        # A lock keeps the worker from the order until the request is there.
        case = opened.cases.load(erasing["id"], hold=True)
        execute.order(
            opened, case, confirm_reference=erasing["reference"], by=by, at=service.clock()
        )
        copying = desk.registered(person)
    carrying_out.carry_out(service.parts.desk, erasing["id"], at=service.clock)
    stopped = desk.handler.until(erasing, lambda c: "executionFailed" in str(c.get("tasks")))
    steps = desk.handler.get(stopped, "/executions")
    assert {(s["status"], s["reason"]) for s in steps["items"]} == {
        ("awaitsOrder", "copyNotSealed")
    }
    assert steps["state"] == "awaitsOrder"
    assert rows(service.personnel_url, PRIVATE, number=person.number) == held
    ok(desk.handler.post(copying, "/withdrawal"))
    assert ok(order(desk, erasing))["state"] == "done"


def test_a_restored_store_is_not_cleaned_of_who_waits_for_a_copy(desk: Desk) -> None:
    service, person = desk.service, someone(desk)
    (key,) = rows(
        service.personnel_url,
        "select persoon_id from persoon where vlimpersnummer = :number",
        number=person.number,
    )[0]
    erasing = to_erase(desk, person)
    rows(
        service.personnel_url,
        "create table bewaard as select * from contact where persoon_id = :key",
        key=key,
    )
    ok(order(desk, erasing))
    try:
        gone = rows(service.personnel_url, "select * from contact where persoon_id = :key", key=key)
        known = {s["id"] for s in desk.handler.get(erasing, "/executions")["items"]}
        rows(service.personnel_url, "delete from contact where persoon_id = :key", key=key)
        rows(service.personnel_url, "insert into contact select * from bewaard")
        rows(
            service.personnel_url,
            "delete from uitgevoerde_stap where stap = any(:known)",
            known=list(known),
        )
        back = rows(service.personnel_url, "select * from contact where persoon_id = :key", key=key)
        assert back != gone
        copying = desk.registered(person)
        first = replayed(desk)
        assert first.held >= 1
        assert (
            rows(service.personnel_url, "select * from contact where persoon_id = :key", key=key)
            == back
        )
        ok(desk.handler.post(copying, "/withdrawal"))
        # IN-07: the round erases again what waited; it does so once.
        (again,) = (r for r in catch_up(service.parts.desk, at=service.clock()) if r.steps)
        assert (again.system, again.steps >= 1) == ("vlimpers", True)
        assert not [r for r in catch_up(service.parts.desk, at=service.clock()) if r.steps]
        assert (
            rows(service.personnel_url, "select * from contact where persoon_id = :key", key=key)
            == gone
        )
    finally:
        rows(service.personnel_url, "drop table bewaard")


def replayed(desk: Desk) -> Replayed:
    with desk.service.parts.desk() as opened:
        (done,) = [r for r in replay(opened, at=desk.service.clock()) if r.system == "vlimpers"]
    return done
