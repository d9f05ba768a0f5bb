"""What the person needs as evidence is not erased though it was granted: a legal hold, a restriction that asks to keep data."""

from typing import Any

import pytest
from app.casework import carrying_out, execute
from app.staff.model import Actor, Role
from sqlalchemy import text
from tests.journey_steps import Desk, ok, refused, rows, unused
from tests.service import Person, Service

CONTACT = "contact_details"
ERASE = {"right": "erasure", "statement": "Wis mijn contactgegevens.", "scope": [CONTACT]}
PRIVATE = """
select c.* from contact c join persoon p using (persoon_id) where p.vlimpersnummer = :number
"""
DECIDER = Actor("dora", "Dora", frozenset({Role.DECISION_MAKER}), frozenset({"*"}))


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk.of(service)


def someone(desk: Desk) -> Person:
    return unused(
        desk.service,
        "exists (select 1 from contact c where c.persoon_id = p.persoon_id"
        " and c.prive_email is not null)",
    )


def granted(desk: Desk, person: Person, claim: dict[str, Any]) -> dict[str, Any]:
    case = desk.searched(person, claims=[claim])
    line = {"claimId": case["claims"][0]["id"], "decision": "grant", "reason": "Dat kan."}
    ok(desk.handler.put(case, "/decisions", {"decisions": [line]}))
    return ok(desk.decider.post(case, "/decisions/confirmation"))


def order(desk: Desk, case: dict[str, Any]) -> Any:
    return desk.decider.post(case, "/executions", {"confirmReference": case["reference"]})


def hold(desk: Desk, case: dict[str, Any], *, active: bool) -> None:
    ok(desk.handler.put(case, "/legalHold", {"active": active, "reason": "Klacht bij de VTC."}))


def held(desk: Desk, person: Person) -> Any:
    return rows(desk.service.personnel_url, PRIVATE, number=person.number)


def is_held_back(desk: Desk, person: Person) -> bool:
    body = {"number": person.number}
    return bool(ok(desk.handler.http.post("/restrictions/query", json=body))["retentionHold"])


@pytest.mark.parametrize("where", ["inTheCase", "inAnEndedCase"])
def test_nothing_is_erased_while_a_legal_hold_stands(desk: Desk, where: str) -> None:
    person = someone(desk)
    other = desk.searched(person, claims=[{"right": "rectification", "statement": "Fout."}])
    ok(desk.handler.post(other, "/withdrawal"))
    erasing = granted(desk, person, ERASE)
    held_case = erasing if where == "inTheCase" else other
    before = held(desk, person)
    assert not is_held_back(desk, person)
    hold(desk, held_case, active=True)
    assert is_held_back(desk, person), "another system deletes nothing either"
    told = refused(order(desk, erasing), 409, "legalHold")
    assert told["reference"] == held_case["reference"]
    assert held(desk, person) == before
    assert desk.handler.get(erasing, "/executions")["items"] == []
    hold(desk, held_case, active=False)
    assert not is_held_back(desk, person)
    assert ok(order(desk, erasing))["state"] == "done"
    assert held(desk, person) != before


def test_a_hold_on_somebody_else_keeps_nothing(desk: Desk) -> None:
    person, other = someone(desk), someone(desk)
    elsewhere = desk.searched(other, claims=[{"right": "access"}])
    hold(desk, elsewhere, active=True)
    assert ok(order(desk, granted(desk, person, ERASE)))["state"] == "done"


def test_the_hold_of_another_controller_counts_and_is_not_named(desk: Desk) -> None:
    person = someone(desk)
    erasing = granted(desk, person, ERASE)
    elsewhere = desk.service.client(Role.CASE_HANDLER, entities=("OVO900771",))
    theirs = elsewhere.register(person, claims=[{"right": "rectification"}])
    ok(elsewhere.put(theirs, "/legalHold", {"active": True, "reason": "Klacht."}))
    told = refused(order(desk, erasing), 409, "legalHold")
    assert theirs["reference"] not in str(told)
    assert "reference" not in told


def test_what_was_ordered_before_the_hold_stops_too(desk: Desk) -> None:
    service, person = desk.service, someone(desk)
    erasing = granted(desk, person, ERASE)
    before = held(desk, person)
    with service.parts.desk() as opened:
        # A lock keeps the worker from the order until the hold is there.
        case = opened.cases.load(erasing["id"], hold=True)
        execute.order(
            opened, case, confirm_reference=erasing["reference"], by=DECIDER, at=service.clock()
        )
        elsewhere = desk.registered(person, claims=[{"right": "rectification"}])
        hold(desk, elsewhere, active=True)
    carrying_out.carry_out(service.parts.desk, erasing["id"], at=service.clock)
    stopped = desk.handler.until(erasing, lambda c: "executionFailed" in str(c.get("tasks")))
    steps = desk.handler.get(stopped, "/executions")["items"]
    assert {(s["status"], s["reason"]) for s in steps} == {("awaitsOrder", "legalHold")}
    assert held(desk, person) == before
    hold(desk, elsewhere, active=False)
    assert ok(order(desk, erasing))["state"] == "done"


@pytest.mark.parametrize(
    ("ground", "keeps"), [("legalClaim", True), ("unlawful", True), ("accuracy", False)]
)
def test_data_restricted_to_be_kept_are_erased_only_once_that_is_lifted(
    desk: Desk, ground: str, *, keeps: bool
) -> None:
    person = someone(desk)
    wish = {
        "right": "restriction",
        "statement": "Hou mijn gegevens bij.",
        "scope": [CONTACT],
        "details": {"ground": ground},
    }
    limiting = granted(desk, person, wish)
    ok(desk.handler.post(limiting, "/executions", {}))
    desk.handler.until(limiting, lambda _: desk.handler.get(limiting, "/executions")["state"] == "done")  # fmt: skip
    before = held(desk, person)
    erasing = granted(desk, person, ERASE)
    if not keeps:
        assert ok(order(desk, erasing))["state"] == "done"
        return
    told = refused(order(desk, erasing), 409, "restrictionKeeps")
    assert told["reference"] == limiting["reference"]
    assert held(desk, person) == before
    with desk.service.parts.engine.begin() as connection:  # the lifting itself has tests of its own
        connection.execute(
            text("update restrictions set state = 'lifted' where case_id = :id"),
            {"id": limiting["id"]},
        )
    assert ok(order(desk, erasing))["state"] == "done"
