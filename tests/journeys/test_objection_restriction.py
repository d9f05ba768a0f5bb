"""An objection rests the contested use the moment it is registered, and nothing ends it without notice (DL-15, DL-16)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from app.casework.watch import round_of_the_day
from app.decisions.model import Opinion, OpinionKind, OpinionResult
from app.kit.clock import brussels_date
from app.staff.model import Role
from tests.journey_steps import (
    Desk,
    kinds,
    letter_text,
    letters,
    ok,
    on_the_clock,
    refused,
    rows,
    unused,
    yesterday,
)
from tests.service import Client, Person, Service

SECURITY, PERSONNEL = "P06", "P01"
OBJECTION = [
    {
        "right": "objection",
        "statement": "Mijn badge wordt gebruikt om mij te volgen.",
        "details": {"purposeIds": [SECURITY]},
    }
]
MARKS = "select bestand, grond, opgeheven_op from gegevensbeperking where beperking = :id"


def somebody(service: Service, place: int) -> Person:
    """Return somebody with a number whom no other journey is about."""
    del place
    return unused(service)


def question(person: Person, **use: str) -> dict[str, Any]:
    return {"givenName": person.given_name, "familyName": person.family_name} | use


def allowed(client: Client, asked: dict[str, Any]) -> bool:
    return not ok(client.http.post("/restrictions/query", json=asked))["restricted"]


def restriction_of(client: Client, case: dict[str, Any], **more: str) -> dict[str, Any]:
    """Return the one restriction of a case."""
    answer = client.http.get("/restrictions", params={"caseId": case["id"]} | more)
    (one,) = ok(answer)["items"]
    found: dict[str, Any] = one
    return found


def lifted(client: Client, one: dict[str, Any]) -> Any:
    return client.http.post(f"/restrictions/{one['id']}/lifting", json={})


def marks(service: Service, one: dict[str, Any]) -> Sequence[Any]:
    return rows(service.personnel_url, MARKS, id=one["id"])


def decided(desk: Desk, case: dict[str, Any], **line: Any) -> dict[str, Any]:
    """Weigh and decide the one claim of a case as a whole, by a handler and a decision maker."""
    claim, upheld = case["claims"][0]["id"], line["decision"] == "grant"
    weighed = Opinion(
        opinion_id=f"test-{claim}",
        case_id=case["id"],
        kind=OpinionKind.BALANCING,
        reasons="De redenen van beide kanten zijn gewogen.",
        written_by="dirk",
        written_at=desk.service.clock(),
        claim_id=claim,
        result=OpinionResult.FOR_THE_PERSON if upheld else OpinionResult.AGAINST,
    )
    with desk.service.parts.desk() as kept:
        kept.decisions.add_opinion(weighed)
    dpo = desk.service.client(Role.DPO)
    ok(dpo.post(case, "/advice", {"text": "De afweging is zorgvuldig.", "claimId": claim}), 201)
    return desk.decided(case, {"claimId": claim, "reason": "Zo gewogen.", **line})


REFUSAL = {
    "decision": "refuse",
    "groundCodes": ["R21-COMPELLING"],
    "facts": "De toegang tot het gebouw moet beveiligd blijven.",
}


def test_an_objection_rests_the_use_before_anybody_is_identified(service: Service) -> None:
    desk, person = Desk.of(service), somebody(service, 0)
    collector = service.client(Role.DATA_COLLECTOR)
    assert allowed(collector, question(person, purposeId=SECURITY))
    case = desk.registered(person, claims=OBJECTION)
    assert case["state"] == "received"
    assert "restrictionActive" in case["flags"]
    today = brussels_date(service.clock()).isoformat()
    assert {"kind": "balancingTest", "dueDate": today} in case["tasks"]
    assert not allowed(collector, question(person, purposeId=SECURITY))
    assert allowed(collector, question(person, purposeId=PERSONNEL))
    assert not allowed(collector, {"number": person.number, "purposeId": SECURITY})
    answer = ok(collector.http.post("/restrictions/query", json=question(person)))
    (item,) = answer["items"]
    assert (item["ground"], item["scope"]) == ("18(1)(d)", {"purposeIds": [SECURITY]})
    assert set(item) == {"id", "ground", "scope", "allowedUses", "since"}


def test_the_store_marks_the_records_and_the_person_is_told_once(service: Service) -> None:
    desk, person = Desk.of(service), somebody(service, 1)
    case = desk.registered(person, claims=OBJECTION)
    desk.handler.until(case, lambda _: ("L10", "nl") in letters(desk.handler, case))
    one = restriction_of(desk.handler, case)
    assert one["systems"], "found exactly, before the identity was proven"
    made = marks(service, one)
    assert made
    assert {(mark.grond, mark.opgeheven_op) for mark in made} == {("18(1)(d)", None)}
    told = letter_text(desk.handler, case, "L10")
    assert "Beveiliging" in told
    assert person.number not in told
    (key,) = rows(
        service.personnel_url,
        "select betrokkene from gegevensbeperking where beperking = :id limit 1",
        id=one["id"],
    )
    by_key = {"system": "vlimpers", "subjectKey": key.betrokkene, "purposeId": SECURITY}
    assert not allowed(desk.handler, by_key)
    case = desk.handler.get(case)
    ok(
        desk.handler.post(
            case,
            "/identityChecks",
            {"result": "verified", "means": "inPerson", "note": "Kaart getoond."},
        ),
        201,
    )
    desk.handler.wait(case, "inAssessment")
    assert letters(desk.handler, case).count(("L10", "nl")) == 1
    assert len(marks(service, one)) == len(made), "marked again nothing is new"


def test_a_refused_objection_is_lifted_after_the_day_its_letter_names(service: Service) -> None:
    desk, person = Desk.of(service), somebody(service, 2)
    case = desk.searched(person, claims=OBJECTION, receivedAt=yesterday(service))
    one = restriction_of(desk.handler, case)
    refused(lifted(desk.handler, one), 409, "liftingNotAnnounced")
    early = desk.handler.http.post(
        f"/restrictions/{one['id']}/announcement", json={"reason": "Toch niet."}
    )
    refused(early, 409, "claimUndecided")
    decided(desk, case, **REFUSAL)
    desk.answered(case)
    one = restriction_of(desk.handler, case)
    day = brussels_date(service.clock()) + timedelta(days=14)
    assert (one["state"], one["liftDate"]) == ("liftingAnnounced", day.isoformat())
    assert "eindigt de beperking" in letter_text(desk.handler, case, "L11")
    assert "L17" not in {kind for kind, _ in letters(desk.handler, case)}, "L11 counts as such"
    refused(lifted(desk.handler, one), 409, "liftingTooEarly")
    assert not allowed(desk.handler, question(person, purposeId=SECURITY))
    with on_the_clock(service, f"{day - timedelta(days=1)}T08:00:00+01:00"):
        round_of_the_day(service.parts.desk, at=service.clock())
        assert "liftingDue" not in str(desk.handler.get(case).get("tasks"))
    with on_the_clock(service, f"{day}T08:00:00+01:00"):
        for _ in range(2):
            round_of_the_day(service.parts.desk, at=service.clock())
        tasks = desk.handler.get(case)["tasks"]
        assert [t["dueDate"] for t in tasks if t["kind"] == "liftingDue"] == [day.isoformat()]
        ended = ok(lifted(desk.handler, one))
        assert "liftingDue" not in str(desk.handler.get(case).get("tasks"))
    assert ended["state"] == "lifted"
    assert allowed(desk.handler, question(person, purposeId=SECURITY))
    assert {mark.opgeheven_op for mark in marks(service, one)} == {day}
    assert "restrictionActive" not in desk.handler.get(case)["flags"]
    refused(lifted(desk.handler, one), 409, "alreadyLifted")
    told = kinds(desk.handler, case)
    assert told.index("restriction.started") < told.index("restriction.liftingAnnounced")
    assert told[-1] == "restriction.lifted"


def test_an_upheld_objection_stops_the_use_for_good(service: Service) -> None:
    desk, person = Desk.of(service), somebody(service, 3)
    case = desk.searched(person, claims=OBJECTION, receivedAt=yesterday(service))
    case = decided(desk, case, decision="grant")
    ok(desk.handler.post(case, "/executions"))
    interim = restriction_of(desk.handler, case, state="lifted")
    told = kinds(desk.handler, case)
    assert told.count("restriction.replaced") == 1, "what ended is journalled like any other"
    assert told.count("restriction.started") > 1, "and what stands in its place"
    desk.answered(case)
    kept = ok(
        desk.handler.http.get("/restrictions", params={"caseId": case["id"], "state": "active"})
    )["items"]
    assert {(one["ground"], one["interim"]) for one in kept} == {("21(1)", False)}
    categories = [one["scope"]["categoryIds"] for one in kept]
    assert all(len(some) == 1 for some in categories), "each category by itself"
    assert not allowed(desk.handler, question(person, purposeId=SECURITY))
    assert allowed(desk.handler, question(person, purposeId=PERSONNEL))
    for one in kept:
        assert {(m.grond, m.opgeheven_op) for m in marks(service, one)} == {("21(1)", None)}

    def gone(_case: dict[str, Any]) -> bool:
        return all(m.opgeheven_op is not None for m in marks(service, interim))

    desk.handler.until(case, gone)
    assert "restriction.lifted" not in kinds(desk.handler, case), "what rested goes on resting"


def test_an_objection_that_is_taken_back_ends_with_notice_too(service: Service) -> None:
    desk, person = Desk.of(service), somebody(service, 4)
    case = desk.registered(person, claims=OBJECTION)
    ok(desk.handler.post(case, "/withdrawal"))
    one = restriction_of(desk.handler, case)
    assert one["state"] == "liftingAnnounced"
    assert "ingetrokken" in letter_text(desk.handler, case, "L17")
    refused(lifted(desk.handler, one), 409, "liftingTooEarly")


def test_a_withdrawn_consent_stops_the_use_at_once_and_needs_no_proof(service: Service) -> None:
    desk, person = Desk.of(service), somebody(service, 5)
    rows(
        service.personnel_url,
        "delete from toestemming using persoon where persoon.persoon_id = toestemming.persoon_id"
        " and vlimpersnummer = :number",
        number=person.number,
    )
    rows(
        service.personnel_url,
        "insert into toestemming (id, persoon_id, doel, gegeven_op)"
        " select (select max(id) + 1 from toestemming), persoon_id, 'privemail', '2025-01-01'"
        " from persoon where vlimpersnummer = :number",
        number=person.number,
    )
    case = desk.registered(person, claims=[{"right": "consentWithdrawal"}])
    use = question(person, categoryId="contact_details", element="private_email")
    assert not allowed(desk.handler, use | {"purposeId": PERSONNEL})
    assert allowed(desk.handler, use | {"purposeId": "P10"}), "CW-03"
    desk.handler.wait(case, "inAssessment")
    one = restriction_of(desk.handler, case)
    assert (one["ground"], one["interim"]) == ("7(3)", True)
    desk.handler.until(case, lambda _: "restriction.marked" in kinds(desk.handler, case))
    given = rows(
        service.personnel_url,
        "select ingetrokken_op from toestemming join persoon using (persoon_id)"
        " where vlimpersnummer = :number and doel = 'privemail'",
        number=person.number,
    )
    assert [consent.ingetrokken_op is None for consent in given] == [False]


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param({}, id="nobody"),
        pytest.param({"system": "vlimpers"}, id="a system without a key"),
        pytest.param({"givenName": "An"}, id="half a name"),
        pytest.param({"purposeId": SECURITY}, id="a use of nobody's data"),
    ],
)
def test_a_question_about_nobody_is_refused(service: Service, asked: dict[str, Any]) -> None:
    answer = service.client(Role.DPO).http.post("/restrictions/query", json=asked)
    refused(answer, 400, "badRequest")
