"""A refusal that an act lays down (Art. 23): on every right but the withdrawal of consent, with its statute named, and never by itself."""

import pytest
from tests.journey_steps import Desk, refused
from tests.right_outcomes import Stage, claim, refusal, says
from tests.service import Service

STATUTE = "Decreet van 9 mei 2031 over de interne audit, artikel 12"
BY_LAW = refusal("R23-LAW", statuteRef=STATUTE)
PHONE = {
    "categoryId": "contact_details",
    "element": "workPhone",
    "currentValue": "02 553 00 00",
    "newValue": "02 553 77 88",
}
CLAIMS = {
    "erasure": claim("erasure", scope=["evaluation"], details={"ground": "d"}),
    "objection": claim("objection", scope=["telephony"], details={"purposeIds": ["P06"]}),
    "portability": claim("portability", scope=["transport_commuting"]),
    "rectification": claim("rectification", details={"corrections": [PHONE]}),
    "restriction": claim("restriction", scope=["evaluation"], details={"ground": "legalClaim"}),
}
ANSWERS = {"objection": "L11"}
"""Letters of a refusal; of every other right it is L14."""


@pytest.fixture
def stage(service: Service) -> Stage:
    return Stage(Desk.of(service))


@pytest.mark.parametrize("right", sorted(CLAIMS))
def test_a_statute_refuses_once_it_is_named(stage: Stage, right: str) -> None:
    person, before = stage.someone(), stage.rows()
    case = stage.asked(person, CLAIMS[right])
    offered = stage.desk.handler.get(case, "/proposals")["items"]
    assert "R23-LAW" not in str(offered), "off until somebody names it"
    line = {"claimId": case["claims"][0]["id"], "reason": "Onderzoek."}
    for unnamed in ({}, {"statuteRef": "   "}):
        wrong = {"decisions": [line | refusal("R23-LAW", **unnamed)]}
        answer = stage.desk.handler.put(case, "/decisions", wrong)
        assert answer.status_code == 400, answer.text
    if right == "objection":
        stage.weighed(case, "against")
    case = stage.whole(case, **{right: BY_LAW})
    answered = stage.desk.answered(case)
    told = stage.letter(answered, ANSWERS.get(right, "L14"))
    assert says(told, "R23-LAW", STATUTE)
    assert "Toezichtcommissie" in told
    stage.closed(answered, "refused")
    assert set(stage.changes(before, case)) <= RESTS.get(right, set())
    assert {n["action"] for n in stage.notices(case)} <= {"restricted", "lifted"}


RESTS = {"objection": {"gegevensbeperking"}}
"""What rests until the lifting that the letter announces."""


@pytest.mark.parametrize("right", sorted(CLAIMS))
def test_what_comes_from_the_police_or_a_judge_stays_unsaid(stage: Stage, right: str) -> None:
    person, before = stage.someone(), stage.rows()
    case = stage.asked(person, CLAIMS[right])
    if right == "objection":
        stage.weighed(case, "against")
    case = stage.whole(case, **{right: refusal("R23-JUDICIAL")})
    answered = stage.desk.answered(case)
    assert says(stage.letter(answered, ANSWERS.get(right, "L14")), "R23-JUDICIAL")
    stage.closed(answered, "refused")
    assert set(stage.changes(before, case)) <= RESTS.get(right, set())


@pytest.mark.parametrize("code", ["R23-LAW", "R23-JUDICIAL"])
def test_no_statute_keeps_a_consent_standing(stage: Stage, code: str) -> None:
    case = stage.asked(stage.someone(), claim("consentWithdrawal", scope=["contact_details"]))
    line = {"claimId": case["claims"][0]["id"], "reason": "Onderzoek."}
    wrong = {"decisions": [line | refusal(code, statuteRef=STATUTE)]}
    refused(stage.desk.handler.put(case, "/decisions", wrong), 400, "groundNotAllowed")
