"""Access (Art. 15) taken to each of its outcomes: the copy, a part withheld, a refusal, nothing held."""

import pytest
from app.staff.model import Role
from tests.excessive_steps import advice, excessive_test
from tests.journey_steps import Desk, Package, ok, refused
from tests.right_outcomes import GRANT, Stage, claim, refusal, says
from tests.service import Service


@pytest.fixture
def stage(service: Service) -> Stage:
    return Stage(Desk.of(service))


def test_granted_the_copy_goes_with_its_letter(stage: Stage) -> None:
    person, before = stage.someone(), stage.rows()
    case = stage.asked(person, claim("access"))
    case = stage.whole(case, access=GRANT)
    answered = stage.desk.answered(case)
    told = stage.letter(answered, "L06")
    assert "kopie" in told
    assert Package.of(stage.desk.handler, answered).descriptor["resources"]
    assert stage.changes(before, case) == {}
    stage.closed(answered, answered["outcome"])
    assert stage.notices(case) == []
    stage.journal(case, "collection.completed", "decision.confirmed", "case.closed")


def test_partially_granted_for_others(stage: Stage) -> None:
    case = stage.decided(stage.asked(stage.someone(), claim("access")))
    answered = stage.desk.answered(case)
    assert answered["outcome"] == "partiallyGranted"
    assert says(stage.letter(answered, "L06"), "R15-THIRD-PARTY")
    stage.closed(answered, "partiallyGranted")


def test_refused_by_a_named_statute_alone(stage: Stage) -> None:
    case = stage.asked(stage.someone(), claim("access"))
    line = {"claimId": case["claims"][0]["id"], "reason": "Onderzoek."}
    for other in ("R15-THIRD-PARTY", "R16-ACCURATE", "R23-LAW"):
        wrong = {"decisions": [line | refusal(other)]}
        refused(stage.desk.handler.put(case, "/decisions", wrong), 400, "groundNotAllowed")
    law = refusal("R23-JUDICIAL")
    case = stage.whole(case, access=law)
    answered = stage.desk.answered(case)
    assert says(stage.letter(answered, "L14"), "R23-JUDICIAL")
    assert stage.desk.handler.get(case, "/exports")["items"] == []
    stage.closed(answered, "refused")


def test_excessive_only_after_its_test(stage: Stage) -> None:
    case = stage.asked(stage.someone(), claim("access"))
    chosen = refusal("R12-EXCESSIVE")
    line = {"claimId": case["claims"][0]["id"], "reason": "Herhaald."}
    tried = {"decisions": [line | chosen]}
    refused(stage.desk.handler.put(case, "/decisions", tried), 409, "excessiveTestMissing")
    ok(stage.desk.decider.post(case, "/balancingTests", excessive_test(case)), 201)
    dpo = stage.desk.service.client(Role.DPO)
    ok(dpo.post(case, "/advice", advice(case)), 201)
    case = stage.whole(case, access=chosen)
    answered = stage.desk.answered(case)
    assert says(stage.letter(answered, "L14"), "R12-EXCESSIVE")
    stage.closed(answered, "refused")
