"""Portability (Art. 20) taken to each of its outcomes: its own package, or a refusal that keeps access open."""

import pytest
from tests.journey_steps import Desk, Package, refused
from tests.right_outcomes import GRANT, NO_HONOURS, Stage, claim, refusal, says
from tests.service import Service


@pytest.fixture
def stage(service: Service) -> Stage:
    return Stage(Desk.of(service))


def test_granted_a_package_of_what_was_provided(stage: Stage) -> None:
    person, before = stage.someone("statuut = 'C'"), stage.rows()
    case = stage.asked(person, claim("portability", scope=["transport_commuting"]))
    case = stage.whole(case, portability=GRANT)
    answered = stage.desk.answered(case)
    assert answered["outcome"] in {"granted", "partiallyGranted"}
    told = stage.letter(answered, "L12")
    assert "overdragen" in told or "overdraagbaar" in told
    assert Package.of(stage.desk.handler, answered).descriptor["resources"]
    assert stage.changes(before, case) == {}
    stage.closed(answered, answered["outcome"])
    assert stage.notices(case) == [], "nobody is told of a copy"


@pytest.mark.parametrize("code", ["R20-BASIS", "R20-NOT-AUTOMATED"])
def test_refused_access_is_offered(stage: Stage, code: str) -> None:
    case = stage.asked(stage.someone(), claim("portability", scope=["evaluation"]))
    line = {"claimId": case["claims"][0]["id"], "reason": "Geen overdracht."}
    wrong = {"decisions": [line | refusal("R21-BASIS")]}
    refused(stage.desk.handler.put(case, "/decisions", wrong), 400, "groundNotAllowed")
    case = stage.whole(case, portability=refusal(code))
    answered = stage.desk.answered(case)
    told = stage.letter(answered, "L14")
    assert says(told, code)
    assert "inzage" in told
    stage.closed(answered, "refused")


@pytest.mark.parametrize(("word", "employment"), [("S", "statutory"), ("C", "contractual")])
def test_a_civil_servant_has_no_contract(stage: Stage, word: str, employment: str) -> None:
    person = stage.someone(f"statuut = '{word}'")
    case = stage.asked(person, claim("portability", scope=["transport_commuting"]))
    items = stage.desk.handler.get(case, "/proposals")["items"]
    contract = [p for p in items if p["facts"].get("employment") and p["legalBasis"] == "6.1.b"]
    assert {p["facts"]["employment"] for p in contract} == {employment}
    assert ("humanChoice" in {p["resolved"] for p in contract}) is (word == "C")
    if word == "S":
        case = stage.decided(case)
        told = stage.letter(stage.desk.answered(case), "L14")
        assert "statutair aangesteld" in told


def test_no_data_held(stage: Stage) -> None:
    person = stage.someone()
    stage.put(person, NO_HONOURS)
    case = stage.decided(stage.asked(person, claim("portability", scope=["honours"])))
    answered = stage.desk.answered(case)
    stage.letter(answered, "L24")
    stage.closed(answered, "noDataHeld")
