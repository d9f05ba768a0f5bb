"""One request with two rights: one clock, one letter with a section each; what acts on data comes first."""

from tests.journey_steps import Desk, letter_text, letters, person_of, refused
from tests.service import Service

BOTH = [{"right": "access"}, {"right": "erasure"}]


def test_access_given_and_erasure_refused_in_one_letter(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Renée")
    case = desk.searched(person, claims=BOTH)
    refusal = {
        "claimId": case["claims"][1]["id"],
        "decision": "refuse",
        "groundCodes": ["R17-3B"],
        "facts": "De wettelijke bewaartermijn loopt nog.",
        "reason": "De plicht om te bewaren loopt nog.",
    }
    decided = desk.decided(case, refusal)
    assert [claim["outcome"] for claim in decided["claims"]] == ["partiallyGranted", "refused"]
    assert decided["outcome"] == "partiallyGranted"
    desk.answered(case)
    assert letters(desk.handler, case) == [("L01", "nl"), ("L06", "nl")]
    told = letter_text(desk.handler, case, "L06")
    assert "Uw vraag: inzage" in told
    assert "Uw vraag: wissing" in told
    assert refusal["facts"].lower() in told.lower()
    assert "R17-3B" in told
    (export,) = desk.handler.get(case, "/exports")["items"]
    assert export["claimId"] == case["claims"][0]["id"]


def test_no_answer_while_a_granted_erasure_is_not_done(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Griet", "Peetersem")
    case = desk.searched(person, claims=BOTH)
    case = desk.every_document(case, case["claims"][1])
    grant = {
        "claimId": case["claims"][1]["id"],
        "decision": "grant",
        "reason": "De bewaartermijn is voorbij.",
    }
    decided = desk.decided(case, grant)
    assert decided["claims"][1]["outcome"] == "granted"
    assert "answer" not in decided["allowedActions"]
    problem = refused(desk.handler.post(case, "/answer"), 409, "executionOpen")
    assert problem["right"] == "erasure"
    assert desk.handler.get(case)["state"] == "decided"
    assert letters(desk.handler, case) == [("L01", "nl")]
