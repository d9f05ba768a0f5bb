"""A draft that others touched, that fell, or that promises what a copy cannot do."""

from typing import Any

from app.staff.model import Role
from tests.journey_steps import Desk, letter_text, ok, person_of, refused
from tests.service import Service

DECISIONS, CONFIRMATION = "/decisions", "/decisions/confirmation"


def line(case: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the refusal of a category of the first claim."""
    return {
        "claimId": case["claims"][0]["id"],
        "categoryId": "discipline",
        "decision": "refuse",
        "groundCodes": ["R23-LAW"],
        "statuteRef": "decreet X van 1 januari 2020, artikel 2",
        "facts": "Er loopt een onderzoek.",
        "reason": "Het onderzoek loopt nog.",
    } | more


def test_the_letter_refuses_nothing_that_the_copy_holds(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Jean-Pierre")
    case = desk.searched(person)
    proposals = desk.handler.get(case, "/proposals")["items"]
    uses = [p for p in proposals if p["categoryId"] == "discipline"]
    assert len(uses) > 1, "a category with several uses"
    one = {name: uses[0][name] for name in ("purposeId", "legalBasis")}
    for wrong, code in (
        (line(case, decision="partlyGrant"), "partNotWithholdable"),
        (line(case, **one), "partNotWithholdable"),
        ({k: v for k, v in line(case).items() if k != "statuteRef"}, "groundNotAllowed"),
        (line(case, groundCodes=["R17-3B"]), "groundNotAllowed"),
    ):
        body = {"acceptProposals": True, "decisions": [wrong]}
        problem = refused(desk.handler.put(case, DECISIONS, body), 400, code)
        assert problem["issues"][0]["name"] == "decisions"
    unshown = {"acceptProposals": True, "decisions": [line(case, groundCodes=["R12-EXCESSIVE"])]}
    refused(desk.handler.put(case, DECISIONS, unshown), 409, "excessiveTestMissing")
    decided = desk.decided(case, line(case))
    assert decided["claims"][0]["outcome"] == "partiallyGranted"
    (taken,) = [
        x for x in desk.handler.get(case, DECISIONS)["decisions"] if x["decision"] == "refuse"
    ]
    assert taken["statuteRef"] == line(case)["statuteRef"]
    desk.answered(case)
    told = letter_text(desk.handler, case, "L06")
    assert "Wet of decreet: decreet X van 1 januari 2020, artikel 2." in told


def test_nobody_confirms_their_own_lines_through_a_colleague(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Jean-Pierre")
    case = desk.searched(person)
    both = service.client(Role.CASE_HANDLER, Role.DECISION_MAKER)
    body = {"acceptProposals": True, "decisions": [line(case)]}
    ok(both.put(case, DECISIONS, body))
    ok(desk.handler.put(case, DECISIONS, {"acceptProposals": True}))
    assert CONFIRMATION[1:] not in both.get(case)["allowedActions"]
    refused(both.post(case, CONFIRMATION), 403, "drafterMayNotConfirm")
    ok(desk.handler.put(case, DECISIONS, body))
    assert CONFIRMATION[1:] in both.get(case)["allowedActions"]
    confirmed = ok(both.post(case, CONFIRMATION))
    assert confirmed["state"] == "decided"


def test_after_a_claim_is_withdrawn_the_rest_is_drafted_anew(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Kobe", "Peetersem")
    case = desk.searched(person, claims=[{"right": "access"}, {"right": "erasure"}])
    erasure = case["claims"][1]["id"]
    keep = {
        "claimId": erasure,
        "decision": "refuse",
        "groundCodes": ["R17-3B"],
        "facts": "De bewaartermijn loopt nog.",
        "reason": "De plicht loopt nog.",
    }
    ok(desk.handler.put(case, DECISIONS, {"acceptProposals": True, "decisions": [keep]}))
    ok(desk.handler.post(case, "/withdrawal", {"claimIds": [erasure]}))
    refused(desk.decider.post(case, CONFIRMATION), 409, "decisionIncomplete")
    assert desk.handler.get(case, DECISIONS) == {"decisions": []}
    draft = ok(desk.handler.put(case, DECISIONS, {"acceptProposals": True}))
    assert {x["claimId"] for x in draft["draft"]["decisions"]} == {case["claims"][0]["id"]}
    assert ok(desk.decider.post(case, CONFIRMATION))["state"] == "decided"


def test_a_confirmation_counts_what_the_register_leaves_open(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Raf")
    case = desk.searched(person)
    gaps = desk.handler.get(case, "/proposals").get("registerGaps", [])
    assert gaps, "an answer with gaps"
    assert desk.decided(case)["registerGaps"] == len(gaps)
