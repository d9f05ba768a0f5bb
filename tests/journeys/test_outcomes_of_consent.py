"""Withdrawal of consent (Art. 7(3)) taken to each of its outcomes: use stopped, erased or kept for another purpose."""

import pytest
from tests.journey_steps import Desk, refused
from tests.right_outcomes import CONSENTED, NO_HONOURS, Stage, claim, refusal, says
from tests.service import Service


@pytest.fixture
def stage(service: Service) -> Stage:
    return Stage(Desk.of(service))


CONSENT = "select ingetrokken_op from toestemming where persoon_id = :key and doel = 'privemail'"
MAIL = "select prive_email from contact where persoon_id = :key"
MARKS = "select gegeven, grond, toegelaten_gebruik from gegevensbeperking where betrokkene = (:key)::text"
NONE = "delete from toestemming where persoon_id = :key"
CRISIS = "P10"


def test_partially_granted_the_private_address_stays_for_the_crisis_alone(stage: Stage) -> None:
    person, before = stage.someone(CONSENTED), stage.rows()
    mail = stage.ask(MAIL, person)
    case = stage.asked(person, claim("consentWithdrawal", scope=["contact_details"]))
    case = stage.decided(case)
    assert case["outcome"] == "partiallyGranted"
    stage.carried_out(case)
    assert stage.ask(MAIL, person) == mail, "another purpose still carries it"
    assert all(row[0] is not None for row in stage.ask(CONSENT, person))
    marks = [m for m in stage.ask(MARKS, person) if m.gegeven in {"prive_email", "privateEmail"}]
    assert marks
    assert {(m.grond, m.toegelaten_gebruik) for m in marks} == {("7(3)", CRISIS)}
    assert set(stage.changes(before, case)) == {"gegevensbeperking", "toestemming"}
    answered = stage.desk.answered(case)
    told = stage.letter(answered, "L13")
    assert "Crisis" in told
    assert "geen toestemming" not in told, "what never rested on consent is not told as refused"
    assert says(told, "R7-NOT-SOLE-BASIS")
    stage.closed(answered, "partiallyGranted")
    stage.journal(case, "restriction.started", "decision.confirmed", "execution.claimDone")


def test_refused_without_consent_recorded(stage: Stage) -> None:
    person = stage.someone()
    stage.put(person, NONE)
    before = stage.rows()
    case = stage.asked(person, claim("consentWithdrawal", scope=["payroll"]))
    line = {"claimId": case["claims"][0]["id"], "reason": "Geen toestemming."}
    for other in ("R17-3B", "R12-ID"):
        wrong = {"decisions": [line | refusal(other)]}
        refused(stage.desk.handler.put(case, "/decisions", wrong), 400, "groundNotAllowed")
    case = stage.whole(case, consentWithdrawal=refusal("R7-NO-CONSENT"))
    answered = stage.desk.answered(case)
    assert says(stage.letter(answered, "L14"), "R7-NO-CONSENT")
    assert set(stage.changes(before, case)) <= {"gegevensbeperking"}
    stage.closed(answered, "refused")


def test_no_data_held(stage: Stage) -> None:
    person = stage.someone()
    stage.put(person, NO_HONOURS)
    case = stage.decided(stage.asked(person, claim("consentWithdrawal", scope=["honours"])))
    answered = stage.desk.answered(case)
    stage.letter(answered, "L24")
    stage.closed(answered, "noDataHeld")
