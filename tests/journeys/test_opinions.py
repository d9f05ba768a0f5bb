"""What is weighed in writing: an objection is decided on its test."""

from typing import Any

import pytest
from app.staff.model import Role
from tests.excessive_steps import advice, excessive_test
from tests.journey_steps import Desk, kinds, letter_text, ok, refused, unused, yesterday
from tests.service import Client, Service


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk.of(service)


@pytest.fixture
def dpo(service: Service) -> Client:
    return service.client(Role.DPO)


def objected(desk: Desk) -> dict[str, Any]:
    claim = {"right": "objection", "statement": "Mijn situatie verzet zich hiertegen."}
    return desk.searched(unused(desk.service), claims=[claim], receivedAt=yesterday(desk.service))


def a_test(case: dict[str, Any], result: str, **more: Any) -> dict[str, Any]:
    return {
        "kind": "objection",
        "claimId": case["claims"][0]["id"],
        "result": result,
        "reasons": "De situatie van de persoon is afgewogen tegen ons belang.",
        **more,
    }


def weighable(desk: Desk, case: dict[str, Any]) -> set[str]:
    """Return what the proposals become where the law lets an objection be weighed."""
    items = desk.handler.get(case, "/proposals")["items"]
    return {p["resolved"] for p in items if "R21-COMPELLING" in p["groundCodes"]}


@pytest.mark.parametrize(("result", "resolved"), [("forThePerson", "grant"), ("against", "refuse")])
def test_the_test_says_what_the_objection_becomes(desk: Desk, result: str, resolved: str) -> None:
    case = objected(desk)
    assert weighable(desk, case) == {"humanChoice"}
    assert "balancingTest" in str(desk.handler.get(case)["tasks"])
    made = ok(desk.decider.post(case, "/balancingTests", a_test(case, result)), 201)
    assert (made["kind"], made["result"]) == ("objection", result)
    assert weighable(desk, case) == {resolved}
    assert "balancingTest" not in str(desk.handler.get(case).get("tasks", []))
    told = kinds(desk.handler, case)
    assert told.count("opinion.test") == 1


def test_the_latest_test_counts_and_a_draft_before_it_falls(desk: Desk) -> None:
    case = objected(desk)
    ok(desk.decider.post(case, "/balancingTests", a_test(case, "forThePerson")), 201)
    ok(desk.handler.put(case, "/decisions", {"acceptProposals": True}))
    ok(desk.decider.post(case, "/balancingTests", a_test(case, "against")), 201)
    assert weighable(desk, case) == {"refuse"}
    refused(desk.decider.post(case, "/decisions/confirmation"), 409, "decisionIncomplete")
    items = desk.handler.get(case, "/opinions")["items"]
    assert [item["result"] for item in items] == ["forThePerson", "against"]


@pytest.mark.parametrize("decision", ["grant", "refuse"])
def test_an_objection_is_not_decided_without_its_test(desk: Desk, decision: str) -> None:
    case = objected(desk)
    line = {"claimId": case["claims"][0]["id"], "decision": decision, "reason": "Zo beslist."}
    if decision == "refuse":
        line |= {"groundCodes": ["R21-COMPELLING"], "facts": "Het belang weegt zwaarder."}
    ok(desk.handler.put(case, "/decisions", {"decisions": [line]}))
    refused(desk.decider.post(case, "/decisions/confirmation"), 409, "balancingMissing")


def test_an_objection_is_decided_with_the_advice_of_the_dpo(desk: Desk, dpo: Client) -> None:
    # OB-02
    case = objected(desk)
    ok(dpo.post(case, "/advice", advice(case)), 201)  # before the test: on what nobody weighed yet
    ok(desk.decider.post(case, "/balancingTests", a_test(case, "forThePerson")), 201)
    line = {"claimId": case["claims"][0]["id"], "decision": "grant", "reason": "Na afweging."}
    ok(desk.handler.put(case, "/decisions", {"decisions": [line]}))
    ok(dpo.post(case, "/advice", {"text": "Over het hele dossier."}), 201)
    refused(desk.decider.post(case, "/decisions/confirmation"), 409, "balancingAdviceMissing")
    ok(dpo.post(case, "/advice", advice(case)), 201)
    assert ok(desk.decider.post(case, "/decisions/confirmation"))["state"] == "decided"


def test_a_refused_objection_prints_the_test_in_its_letter(desk: Desk, dpo: Client) -> None:
    case = objected(desk)
    ok(desk.decider.post(case, "/balancingTests", a_test(case, "against")), 201)
    ok(dpo.post(case, "/advice", advice(case)), 201)
    draft = ok(desk.handler.put(case, "/decisions", {"acceptProposals": True}))
    names = ("claimId", "categoryId", "purposeId", "legalBasis", "element")
    lines = [
        {n: p[n] for n in names if n in p}
        | {
            "decision": "refuse",
            "groundCodes": [p["groundCodes"][0]],
            "facts": "De taak is van algemeen belang.",
            "reason": "Na onderzoek.",
        }
        for p in draft["openProposals"]
    ]
    answered = desk.answered(desk.decided(case, *lines))
    assert answered["outcome"] == "refused"
    assert "is afgewogen tegen ons belang" in letter_text(desk.handler, answered, "L11")


def test_advice_stands_beside_the_case(desk: Desk, dpo: Client) -> None:
    case = objected(desk)
    version = case["version"]
    made = ok(dpo.post(case, "/advice", {"text": "Let op de gezondheidsgegevens."}), 201)
    assert made["kind"] == "advice"
    assert desk.handler.get(case)["version"] == version
    assert [o["reasons"] for o in desk.handler.get(case, "/opinions")["items"]] == [
        "Let op de gezondheidsgegevens."
    ]
    assert "gezondheidsgegevens" not in str(desk.handler.get(case, "/timeline"))


def test_a_test_belongs_to_its_claim_and_comes_before_the_decision(desk: Desk) -> None:
    case = desk.searched(unused(desk.service))
    refused(desk.decider.post(case, "/balancingTests", a_test(case, "against")), 400, "testUnfit")
    unknown = excessive_test(case) | {"claimId": "x"}
    refused(desk.decider.post(case, "/balancingTests", unknown), 400, "unknownClaim")
    refused(
        desk.handler.post(case, "/balancingTests", a_test(case, "against")),
        403,
        "missingPermission",
    )
    desk.decided(case)
    late = a_test(case, "against", kind="thirdParty")
    refused(desk.decider.post(case, "/balancingTests", late), 409, "illegalTransition")
