"""An answer by word of mouth: asked for by the person, identity proven, put in writing, and followed by the letter (IN-11)."""

from typing import Any

import pytest
from tests.journey_steps import Desk, kinds, letters, ok, refused, unused
from tests.service import Service

TOLD: dict[str, Any] = {
    "askedByPerson": True,
    "askedHow": "Zij belde op 5 maart en vroeg om het antwoord te horen.",
    "identityProof": "Zij toonde haar kaart aan het loket.",
    "givenDate": "2026-03-10",
    "givenBy": "Team gegevensbescherming",
    "summary": "We lazen de lijst van de gegevens voor en legden uit wat de kopie bevat.",
}


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk.of(service)


def test_what_was_told_is_kept_and_the_letter_follows(desk: Desk) -> None:
    case = desk.searched(unused(desk.service))
    refused(desk.handler.post(case, "/oralAnswers", TOLD), 409, "illegalTransition")
    decided = desk.decided(case)
    made = ok(desk.handler.post(decided, "/oralAnswers", TOLD), 201)
    assert {name: made[name] for name in TOLD if name != "askedByPerson"} == {
        name: value for name, value in TOLD.items() if name != "askedByPerson"
    }
    assert desk.decider.get(decided, "/oralAnswers")["items"] == [made]
    assert desk.handler.get(decided)["state"] == "decided"
    answered = desk.answered(decided)
    assert ("L06", "nl") in letters(desk.handler, answered)
    assert kinds(desk.handler, answered).count("answer.oralRecorded") == 1
    assert TOLD["summary"] not in str(desk.handler.get(answered, "/timeline"))


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"askedByPerson": False}, id="not asked for"),
        pytest.param({"identityProof": " "}, id="no proof of identity"),
        pytest.param({"givenDate": "2031-01-01"}, id="still to come"),
        pytest.param({"summary": None}, id="no summary"),
    ],
)
def test_a_record_is_whole(desk: Desk, wrong: dict[str, Any]) -> None:
    case = desk.registered(unused(desk.service))
    refused(desk.handler.post(case, "/oralAnswers", TOLD | wrong), 400, "badRequest")


def test_a_refusal_for_want_of_identity_is_not_told(desk: Desk) -> None:
    case = desk.registered(unused(desk.service))
    insufficient = {"result": "insufficient", "means": "inPerson", "note": "Een andere naam."}
    ok(desk.handler.post(case, "/identityChecks", insufficient), 201)
    line = {
        "claimId": case["claims"][0]["id"],
        "decision": "refuse",
        "groundCodes": ["R12-ID"],
        "facts": "De kaart was van iemand anders.",
    }
    ok(desk.handler.put(case, "/decisions", {"decisions": [line]}))
    late = {"justification": "De vraag bleef liggen."}
    decided = ok(desk.decider.post(case, "/decisions/confirmation", late))
    refused(desk.handler.post(decided, "/oralAnswers", TOLD), 409, "identityNotProven")
