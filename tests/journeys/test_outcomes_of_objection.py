"""Objection (Art. 21) taken to each of its outcomes: upheld, refused with notice of the lifting, not weighed."""

import pytest
from tests.journey_steps import Desk, ok, refused
from tests.right_outcomes import NO_HONOURS, Stage, claim, refusal, says
from tests.service import Service


@pytest.fixture
def stage(service: Service) -> Stage:
    return Stage(Desk.of(service))


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
