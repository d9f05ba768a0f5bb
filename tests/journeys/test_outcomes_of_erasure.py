"""Erasure (Art. 17) taken to each of its outcomes: gone what nothing carries, the rest told with its reason."""

from typing import Any

import pytest
from tests.journey_steps import IN_PERSON, Desk, ok, refused
from tests.right_outcomes import CONSENTED, GRANT, HONOUR, NO_HONOURS, Stage, claim, refusal, says
from tests.service import Service


@pytest.fixture
def stage(service: Service) -> Stage:
    return Stage(Desk.of(service))


PRIVATE = {"private_email", "private_mobile"}
WORK = "select * from werkplek where persoon_id = :key"
SLIPS = "select count(*), count(*) filter (where bewaren_tot < current_date) from loonbrief where persoon_id = :key"
EXPIRED = """update loonbrief set bewaren_tot = '2020-01-01' where id in
  (select id from loonbrief where persoon_id = :key order by id limit 3)"""


def test_granted_everything_of_the_category_goes(stage: Stage) -> None:
    person = stage.someone()
    stage.put(person, NO_HONOURS, HONOUR)
    before = stage.rows()
    case = stage.asked(person, claim("erasure", scope=["honours"], details={"ground": "a"}))
    case = stage.whole(case, erasure=GRANT)
    done = stage.carried_out(case)
    assert done == [("erase", "eretekens")]
    changes = stage.changes(before, case)
    assert set(changes) == {"ereteken"}
    assert stage.ask("select 1 from ereteken where persoon_id = :key", person) == []
    answered = stage.desk.answered(case)
    told = stage.letter(answered, "L08")
    assert "gewist" in told
    assert "90 dagen" in told
    stage.closed(answered, "granted")
    assert {action for action, _ in stage.told(case)} <= {"erased"}
    stage.journal(
        case,
        "decision.confirmed",
        "execution.ordered",
        "execution.stepDone",
        "execution.claimDone",
        "case.closed",
    )


def test_refused_a_legal_duty_keeps_the_data(stage: Stage) -> None:
    person = stage.someone()
    before = stage.rows()
    case = stage.asked(person, claim("erasure", scope=["evaluation"]))
    line = {"claimId": case["claims"][0]["id"], "reason": "De plicht loopt nog."}
    wrong = {"decisions": [line | refusal("R18-NO-GROUND")]}
    refused(stage.desk.handler.put(case, "/decisions", wrong), 400, "groundNotAllowed")
    case = stage.whole(case, erasure=refusal("R17-3B"))
    answered = stage.desk.answered(case)
    told = stage.letter(answered, "L14")
    assert says(told, "R17-3B")
    assert "17, lid 3" in told or "17(3)(b)" in told
    assert stage.changes(before, case) == {}
    stage.closed(answered, "refused")


def test_partially_granted_expired_records_go_although_the_basis_is_a_duty(stage: Stage) -> None:
    person = stage.someone()
    stage.put(person, EXPIRED)
    before, ((held, expired),) = stage.rows(), stage.ask(SLIPS, person)
    case = stage.asked(person, claim("erasure", scope=["payroll"]))
    facts = [p["facts"] for p in stage.desk.handler.get(case, "/proposals")["items"]]
    assert any(f.get("expiredRecords") == expired for f in facts), facts
    case = stage.decided(case, erasure=refusal("R17-NO-GROUND"))
    assert case["outcome"] == "partiallyGranted"
    done = stage.carried_out(case)
    assert done == [("erase", "loonbrieven")]
    assert stage.ask(SLIPS, person)[0] == (held - expired, 0)
    assert stage.changes(before, case) == {"loonbrief": (expired, 0)}
    answered = stage.desk.answered(case)
    told = stage.letter(answered, "L08")
    assert says(told, "R17-3B")
    assert told.count("Tot wanneer") == 1
    assert "Dit kennen we niet toe" not in told, "what stays is told once"
    stage.closed(answered, "partiallyGranted")


def test_an_element_under_two_purposes_stays(stage: Stage) -> None:
    person, mail = (
        stage.someone(CONSENTED),
        "select prive_email from contact where persoon_id = :key",
    )
    kept = stage.ask(mail, person)
    case = stage.asked(person, claim("erasure", scope=["contact_details"], details={"ground": "b"}))
    items = stage.desk.handler.get(case, "/proposals")["items"]
    codes = {c for p in items if p.get("element") in PRIVATE for c in p["groundCodes"]}
    assert "R17-OTHER-GROUND" in codes, [(p.get("element"), p["legalBasis"]) for p in items]
    body = stage.decided(case, erasure=GRANT)
    tried = ok(stage.desk.handler.post(body, "/executions", {"dryRun": True}))
    erased = {e for s in tried["steps"] for e in s.get("elements", [])}
    assert "privateEmail" not in erased
    assert tried["stays"]
    stage.carried_out(body)
    stage.desk.handler.post(body, "/executions", {}).raise_for_status()
    assert stage.ask(mail, person) == kept
    answered = stage.desk.answered(body)
    assert says(stage.letter(answered, "L08"), "R17-OTHER-GROUND")
    stage.closed(answered, "partiallyGranted")


def test_no_data_held(stage: Stage) -> None:
    person = stage.someone()
    stage.put(person, NO_HONOURS)
    case = stage.decided(stage.asked(person, claim("erasure", scope=["honours"])))
    answered = stage.desk.answered(case)
    told = stage.letter(answered, "L24")
    assert "van de soort die u noemde" in told, "other data are held"
    assert "eretekens" in told
    stage.closed(answered, "noDataHeld")


def test_a_person_who_is_not_known_is_told_so(stage: Stage) -> None:
    asker: dict[str, Any] = {
        "givenName": "Qwirella",
        "familyName": "Onbekendova",
        "dateOfBirth": "1971-02-03",
    }
    body = {"requester": asker, "claims": [claim("erasure")]}
    case = ok(
        stage.desk.handler.http.post(
            "/cases", json={"receivedAt": "2026-03-05T10:00:00+01:00", "channel": "api", **body}
        ),
        201,
    )
    ok(stage.desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
    case = stage.desk.handler.wait(case, "inAssessment")
    case = stage.decided(case)
    answered = stage.desk.answered(case)
    assert "verwerkt geen persoonsgegevens over u." in stage.letter(answered, "L24")
    stage.closed(answered, "noDataHeld")
