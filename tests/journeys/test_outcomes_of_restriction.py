"""Restriction (Art. 18) taken to each of its outcomes: marked in the store, told, and closed."""

import pytest
from tests.journey_steps import Desk, refused
from tests.right_outcomes import GRANT, NO_HONOURS, Stage, claim, refusal, says
from tests.service import Service

MARKS = "select bestand, grond, toegelaten_gebruik from gegevensbeperking where betrokkene = (:key)::text"


@pytest.fixture
def stage(service: Service) -> Stage:
    return Stage(Desk.of(service))


def test_granted_the_records_are_marked_and_recipients_told(stage: Stage) -> None:
    person, before = stage.someone(), stage.rows()
    case = stage.asked(
        person, claim("restriction", scope=["payroll"], details={"ground": "legalClaim"})
    )
    refused(stage.desk.handler.post(case, "/executions", {}), 409, "illegalTransition")
    case = stage.whole(case, restriction=GRANT)
    done = stage.carried_out(case)
    assert set(done) == {("restrict", "loonbrieven"), ("restrict", "bankrekeningen")}
    changes = stage.changes(before, case)
    assert changes == {"gegevensbeperking": (0, changes["gegevensbeperking"][1])}
    marks = stage.ask(MARKS, person)
    assert {(m.bestand, m.grond) for m in marks} == {
        ("loonbrieven", "18(1)(c)"),
        ("bankrekeningen", "18(1)(c)"),
    }
    answered = stage.desk.answered(case)
    told = stage.letter(answered, "L09")
    assert "beperk" in told
    assert "Eindigt de beperking? Dan krijgt u eerst een brief van ons." in told
    stage.closed(answered, "granted")
    assert {action for action, _ in stage.told(case)} == {"restricted"}
    assert {status for _, status in stage.told(case)} == {"sent"}
    stage.journal(
        case,
        "decision.confirmed",
        "execution.ordered",
        "execution.stepDone",
        "notice.planned",
        "execution.claimDone",
        "notice.sent",
        "case.closed",
    )


def test_partially_granted_only_what_was_granted_is_marked(stage: Stage) -> None:
    person = stage.someone()
    case = stage.asked(person, claim("restriction", scope=["payroll", "evaluation"]))
    lines = [
        {"claimId": case["claims"][0]["id"], "categoryId": "evaluation", **GRANT},
        {
            "claimId": case["claims"][0]["id"],
            "categoryId": "payroll",
            **refusal("R18-NO-GROUND", reason="Er is geen grond."),
        },
    ]
    case = stage.desk.decided(case, *lines)
    done = stage.carried_out(case)
    assert {holding for _, holding in done} <= {"evaluaties", "evaluaties_als_evaluator"}
    assert {m.bestand for m in stage.ask(MARKS, person)} <= {h for _, h in done}
    answered = stage.desk.answered(case)
    told = stage.letter(answered, "L09")
    assert says(told, "R18-NO-GROUND")
    assert "Gegevensbeschermingsautoriteit" in told or "Toezichtcommissie" in told
    stage.closed(answered, "partiallyGranted")


def test_refused_nothing_is_marked(stage: Stage) -> None:
    person, before = stage.someone(), stage.rows()
    case = stage.asked(person, claim("restriction", scope=["payroll"]))
    line = {"claimId": case["claims"][0]["id"], "reason": "Geen grond."}
    wrong = {"decisions": [line | refusal("R17-3B")]}
    refused(stage.desk.handler.put(case, "/decisions", wrong), 400, "groundNotAllowed")
    case = stage.whole(case, restriction=refusal("R18-NO-GROUND"))
    assert "executions" not in case["allowedActions"]
    answered = stage.desk.answered(case)
    told = stage.letter(answered, "L14")
    assert says(told, "R18-NO-GROUND")
    assert "De gegevens zijn nagekeken" in told
    assert stage.changes(before, case) == {}
    stage.closed(answered, "refused")
    assert stage.notices(case) == []


def test_no_data_held_where_the_claim_is_about_what_is_not_there(stage: Stage) -> None:
    person = stage.someone()
    stage.put(person, NO_HONOURS)
    case = stage.asked(person, claim("restriction", scope=["honours"]))
    case = stage.decided(case)
    assert case["outcome"] == "noDataHeld"
    answered = stage.desk.answered(case)
    stage.letter(answered, "L24")
    stage.closed(answered, "noDataHeld")
