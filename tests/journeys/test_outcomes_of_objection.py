"""Objection (Art. 21) taken to each of its outcomes: upheld, refused with notice of the lifting, not weighed."""

from typing import Any

import pytest
from tests.journey_steps import Desk, letters, ok, refused
from tests.right_outcomes import GRANT, NO_HONOURS, Stage, claim, refusal, says
from tests.service import Service


@pytest.fixture
def stage(service: Service) -> Stage:
    return Stage(Desk.of(service))


STANDING = (
    "select bestand, grond, opgeheven_op from gegevensbeperking where betrokkene = (:key)::text"
)
MARKS = "select grond, opgeheven_op from gegevensbeperking where betrokkene = (:key)::text"
SECURITY = "P06"


def objection(**more: object) -> dict[str, object]:
    return claim("objection", details={"purposeIds": [SECURITY]}, **more)


def test_granted_the_use_has_ended(stage: Stage) -> None:
    person, before = stage.someone(), stage.rows()
    case = stage.asked(person, objection(scope=["telephony"]))
    stage.weighed(case, "forThePerson")
    case = stage.decided(case)
    assert case["outcome"] == "granted"
    done = stage.carried_out(case)
    assert {kind for kind, _ in done} == {"restrict"}
    assert set(stage.changes(before, case)) == {"gegevensbeperking"}
    assert "21(1)" in {m.grond for m in stage.ask(MARKS, person)}
    answered = stage.desk.answered(case)
    told = stage.letter(answered, "L11")
    assert "Beveiliging" in told
    stage.closed(answered, "granted")
    stage.journal(case, "restriction.started", "opinion.test", "decision.confirmed", "case.closed")


def test_partially_granted_where_another_basis_cannot_be_objected_to(stage: Stage) -> None:
    person = stage.someone()
    case = stage.asked(person, claim("objection", scope=["telephony"]))
    stage.weighed(case, "forThePerson")
    case = stage.decided(case)
    assert case["outcome"] == "partiallyGranted"
    stage.carried_out(case)
    answered = stage.desk.answered(case)
    assert says(stage.letter(answered, "L11"), "R21-BASIS")
    stage.closed(answered, "partiallyGranted")


def test_upheld_for_one_category_the_other_rests_until_its_end_was_announced(
    stage: Stage,
) -> None:
    person = stage.someone()
    case = stage.asked(person, objection(scope=["telephony", "contact_details"]))
    stage.weighed(case, "forThePerson")
    lines = [
        {"claimId": case["claims"][0]["id"], "categoryId": category, "reason": "Afgewogen."} | more
        for category, more in (("telephony", GRANT), ("contact_details", refusal("R21-COMPELLING")))
    ]
    case = stage.desk.decided(case, *lines)
    stage.carried_out(case)
    answered = stage.desk.answered(case)
    told = stage.letter(answered, "L11")
    assert "Dit stopte" in told
    assert "eindigt de beperking" in told
    found = ok(stage.desk.handler.http.get("/restrictions", params={"caseId": case["id"]}))["items"]
    state = {(*r["scope"]["categoryIds"], r["ground"]): r["state"] for r in found}
    assert state == {
        ("telephony", "21(1)"): "active",
        ("contact_details", "18(1)(d)"): "liftingAnnounced",
    }
    (rest,) = [r for r in found if r["interim"]]

    def moved(_case: dict[str, Any]) -> bool:
        """The phone records have their lasting mark alone, the others the one they had."""
        standing = {
            (m.bestand, m.grond) for m in stage.ask(STANDING, person) if m.opgeheven_op is None
        }
        grounds = dict(standing)
        return len(grounds) == len(standing) and set(grounds.values()) == {"21(1)", "18(1)(d)"}

    stage.desk.handler.until(case, moved)
    stage.closed(answered, "partiallyGranted")
    refused(
        stage.desk.handler.http.post(f"/restrictions/{rest['id']}/lifting", json={}),
        409,
        "liftingTooEarly",
    )


def test_an_objection_to_a_use_that_is_not_made_of_the_data_rests_nothing_and_says_so(
    stage: Stage,
) -> None:
    person, before = stage.someone(), stage.rows()
    case = stage.asked(person, objection(scope=["payroll"]))
    found = stage.desk.handler.http.get("/restrictions", params={"caseId": case["id"]})
    assert ok(found)["items"] == []
    assert "restrictionActive" not in case["flags"]
    assert "balancingTest" not in {t["kind"] for t in case.get("tasks", [])}
    proposals = stage.desk.handler.get(case, "/proposals")["items"]
    assert {(p["resolved"], *p["groundCodes"]) for p in proposals} == {("refuse", "R21-BASIS")}
    assert {p["facts"]["contestedUse"] for p in proposals} == {False}
    case = stage.decided(case)
    assert case["outcome"] == "refused"
    answered = stage.desk.answered(case)
    told = stage.letter(answered, "L11")
    assert says(told, "Voor wat u betwist, gebruiken we deze gegevens niet")
    assert not says(told, "rust sinds")
    assert not says(told, "eindigt de beperking")
    assert "L10" not in {kind for kind, _ in letters(stage.desk.handler, case)}
    assert stage.changes(before, case) == {}
    stage.closed(answered, "refused")


def test_refused_the_lifting_is_announced_first(stage: Stage) -> None:
    person = stage.someone()
    case = stage.asked(person, objection(scope=["telephony"]))
    line = {"claimId": case["claims"][0]["id"], "reason": "Afgewogen."}
    wrong = {"decisions": [line | refusal("R16-ACCURATE")]}
    refused(stage.desk.handler.put(case, "/decisions", wrong), 400, "groundNotAllowed")
    stage.weighed(case, "against")
    case = stage.whole(case, objection=refusal("R21-COMPELLING"))
    answered = stage.desk.answered(case)
    told = stage.letter(answered, "L11")
    assert says(told, "R21-COMPELLING")
    assert "eindigt de beperking" in told
    stage.closed(answered, "refused")
    marks = stage.ask(MARKS, person)
    assert {m.opgeheven_op for m in marks} == {None}, "only lifted on the day the letter names"
    (one,) = ok(stage.desk.handler.http.get("/restrictions", params={"caseId": case["id"]}))[
        "items"
    ]
    lifting = stage.desk.handler.http.post(f"/restrictions/{one['id']}/lifting", json={})
    refused(lifting, 409, "liftingTooEarly")


def test_refused_on_its_basis_without_weighing(stage: Stage) -> None:
    case = stage.asked(stage.someone(), claim("objection", scope=["payroll"]))
    case = stage.decided(case, objection=refusal("R21-6-PUBLIC-TASK"))
    assert case["outcome"] == "refused"
    told = stage.letter(stage.desk.answered(case), "L11")
    assert says(told, "R21-BASIS")
    assert "Zo wogen we" not in told, "nothing was weighed"


def test_no_data_held(stage: Stage) -> None:
    person = stage.someone()
    stage.put(person, NO_HONOURS)
    case = stage.decided(stage.asked(person, claim("objection", scope=["honours"])))
    answered = stage.desk.answered(case)
    stage.letter(answered, "L24")
    stage.closed(answered, "noDataHeld")
