"""Rectification (Art. 16) taken to each of its outcomes: corrected, completed, redirected, refused."""

from typing import Any

import pytest
from tests.journey_steps import Desk, refused
from tests.right_outcomes import GRANT, NO_HONOURS, Stage, claim, refusal, says
from tests.service import Service


@pytest.fixture
def stage(service: Service) -> Stage:
    return Stage(Desk.of(service))


PHONE = "select werk_telefoon from contact where persoon_id = :key"


def correction(now: Any, new: Any, **more: Any) -> dict[str, Any]:
    one = {
        "categoryId": "contact_details",
        "element": "workPhone",
        "currentValue": now,
        "newValue": new,
    }
    return claim("rectification", details={"corrections": [one | more]})


def test_granted_the_value_is_corrected_and_told(stage: Stage) -> None:
    person, before = stage.someone(), stage.rows()
    ((now,),) = stage.ask(PHONE, person)
    case = stage.asked(person, correction(now, "02 553 11 22"))
    case = stage.whole(case, rectification=GRANT)
    assert stage.carried_out(case) == [("rectify", "contactgegevens")]
    assert stage.changes(before, case) == {"contact": (1, 1)}
    assert stage.ask(PHONE, person) == [("02 553 11 22",)]
    answered = stage.desk.answered(case)
    told = stage.letter(answered, "L07")
    assert now in told
    assert "02 553 11 22" in told
    stage.closed(answered, "granted")
    assert {action for action, _ in stage.told(case)} == {"rectified"}
    assert {status for _, status in stage.told(case)} == {"sent"}
    stage.journal(
        case, "decision.confirmed", "execution.ordered", "execution.stepDone", "case.closed"
    )


def test_refused_what_is_accurate_stays(stage: Stage) -> None:
    person, before = stage.someone(), stage.rows()
    ((now,),) = stage.ask(PHONE, person)
    case = stage.asked(person, correction(now, "02 553 11 23"))
    line = {"claimId": case["claims"][0]["id"], "reason": "Juist."}
    wrong = {"decisions": [line | refusal("R17-3B")]}
    refused(stage.desk.handler.put(case, "/decisions", wrong), 400, "groundNotAllowed")
    case = stage.whole(case, rectification=refusal("R16-ACCURATE"))
    answered = stage.desk.answered(case)
    told = stage.letter(answered, "L14")
    assert says(told, "R16-ACCURATE")
    assert stage.changes(before, case) == {}
    stage.closed(answered, "refused")


def test_an_opinion_gets_a_supplementary_statement(stage: Stage) -> None:
    person, before = stage.someone(), stage.rows()
    text = "Mijn project staat niet in dit verslag."
    case = stage.asked(
        person, claim("rectification", scope=["evaluation"], details={"supplement": text})
    )
    partly = refusal("R16-OPINION") | {"decision": "partlyGrant"}
    case = stage.whole(case, rectification=partly)
    assert case["outcome"] == "partiallyGranted"
    done = stage.carried_out(case)
    assert [kind for kind, _ in done] == ["supplement"]
    assert set(stage.changes(before, case)) == {"aanvulling"}
    answered = stage.desk.answered(case)
    told = stage.letter(answered, "L07")
    assert "verklaring" in told
    assert says(told, "R16-OPINION")
    stage.closed(answered, "partiallyGranted")


def test_an_authentic_source_is_told_apart_own_copy_corrected_rest_restricted(stage: Stage) -> None:
    person, before = stage.someone(), stage.rows()
    case = stage.asked(person, claim("rectification", scope=["nationality"], details={}))
    partly = refusal("R16-AUTHENTIC-SOURCE") | {"decision": "partlyGrant"}
    case = stage.whole(case, rectification=partly)
    done = stage.carried_out(case)
    assert ("restrict", "nationaliteiten") in done or (
        "restrict",
        "nationaliteiten_kruispuntbank",
    ) in done
    assert set(stage.changes(before, case)) <= {"gegevensbeperking", "aanvulling"}
    answered = stage.desk.answered(case)
    told = stage.letter(answered, "L07")
    assert "Rijksregister" in told
    stage.closed(answered, "partiallyGranted")


def test_own_copy_of_an_authentic_source_is_corrected(stage: Stage) -> None:
    person = stage.someone(
        "exists (select 1 from nationaliteit n where n.persoon_id = p.persoon_id and n.bron = 'RR')"
    )
    query = "select land from nationaliteit where persoon_id = :key"
    now = stage.ask(query, person)
    asked = correction(
        now[0][0], "Kroatië", categoryId="nationality", element="country", holding="nationaliteiten"
    )
    case = stage.whole(stage.asked(person, asked), rectification=GRANT)
    assert stage.carried_out(case) == [("rectify", "nationaliteiten")]
    assert ("Kroatië",) in stage.ask(query, person)
    stage.closed(stage.desk.answered(case), "granted")


def test_no_data_held(stage: Stage) -> None:
    person = stage.someone()
    stage.put(person, NO_HONOURS)
    case = stage.decided(stage.asked(person, claim("rectification", scope=["honours"])))
    answered = stage.desk.answered(case)
    stage.letter(answered, "L24")
    stage.closed(answered, "noDataHeld")


def test_another_value_than_the_stored_one_changes_nothing(stage: Stage) -> None:
    person = stage.someone()
    stored = stage.ask(PHONE, person)
    case = stage.asked(person, correction("02 000 00 00", "02 553 11 24"))
    refused(stage.desk.handler.post(case, "/executions", {}), 409, "illegalTransition")
    case = stage.whole(case, rectification=GRANT)
    done = stage.desk.handler.post(case, "/executions", {}).json()
    assert [s["reason"] for s in done["steps"]] == ["valueNotStored"]
    assert stage.ask(PHONE, person) == stored
    refused(stage.desk.handler.post(case, "/answer"), 409, "executionOpen")
