"""Withdrawal of consent (Art. 7(3)) taken to each of its outcomes: use stopped, erased or kept for another purpose."""

from datetime import timedelta
from typing import Any

import pytest
from tests.journey_steps import IN_PERSON, Desk, ok, on_the_clock, refused, yesterday
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


HARM = "Iemand anders zou zo de crisisnummers kunnen wissen."
INSUFFICIENT = {"result": "insufficient", "means": "inPerson", "note": "Een andere naam."}


def harmful(stage: Stage) -> dict[str, Any]:
    """Return the case of a withdrawal of which a handler said that acting for the wrong person could do harm."""
    desk = stage.desk
    case = desk.registered(
        stage.someone(CONSENTED),
        claims=[claim("consentWithdrawal")],
        receivedAt=yesterday(stage.service),
    )
    assert case["state"] == "inSearch", "a withdrawal needs no proof"
    place = f"/claims/{case['claims'][0]['id']}"
    told = ok(desk.handler.put(desk.handler.get(case), place, {"harm": HARM}))
    assert (told["state"], told["claims"][0]["harm"]) == ("received", HARM)
    draft = {"acceptProposals": True}
    refused(desk.handler.put(told, "/decisions", draft), 409, "identityNotProven")
    return told


def test_where_it_could_do_harm_it_waits_for_proof_and_is_carried_out_after_it(
    stage: Stage,
) -> None:
    case = harmful(stage)
    ok(stage.desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
    case = stage.desk.handler.wait(case, "inAssessment")
    assert case["claims"][0]["identity"] == "verified"


def test_where_it_could_do_harm_proof_that_shows_nobody_refuses_it(stage: Stage) -> None:
    case = harmful(stage)
    case = ok(stage.desk.handler.post(case, "/identityChecks", INSUFFICIENT), 201)
    case = stage.whole(case, consentWithdrawal=refusal("R12-ID"))
    assert case["outcome"] == "refused"
    answered = stage.desk.answered(case)
    assert says(stage.letter(answered, "L14"), "R12-ID")
    stage.closed(answered, "refused")


def test_where_it_does_no_harm_after_all_it_waits_for_nobody(stage: Stage) -> None:
    case = harmful(stage)
    place = f"/claims/{case['claims'][0]['id']}"
    case = ok(stage.desk.handler.put(case, place, {}))
    assert (case["state"], "harm" in case["claims"][0]) == ("inSearch", False)
    stage.desk.handler.wait(case, "inAssessment")


def test_where_it_could_do_harm_it_lapses_without_proof(stage: Stage) -> None:
    case, desk = harmful(stage), stage.desk
    asked = {"doubt": "Het adres is nieuw.", "means": ["inPerson"]}
    case = ok(desk.handler.post(case, "/identityRequests", asked), 201)
    later = (stage.service.parts.clock() + timedelta(days=20)).isoformat()
    with on_the_clock(stage.service, later):
        case = ok(desk.handler.post(case, "/lapse", {}))
    assert (case["state"], case["outcome"]) == ("lapsedIdentity", "lapsedIdentity")


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


MOBILE_TOO = (
    "insert into toestemming (id, persoon_id, doel, gegeven_op)"
    " select (select max(id) + 1 from toestemming), :key, 'bevraging', '2025-01-01'"
)
CONSENTS = (
    "select doel, ingetrokken_op is not null as ended from toestemming where persoon_id = :key"
)
STANDING = (
    "select gegeven, grond, opgeheven_op from gegevensbeperking where betrokkene = (:key)::text"
)


def test_a_withdrawal_that_names_an_element_ends_nothing_else(stage: Stage) -> None:
    person = stage.someone(CONSENTED)
    stage.put(person, "delete from toestemming where persoon_id = :key and doel <> 'privemail'")
    stage.put(person, MOBILE_TOO)
    case = stage.asked(person, claim("consentWithdrawal", details={"elements": ["private_email"]}))

    def ended(_case: dict[str, Any]) -> bool:
        return dict(map(tuple, stage.ask(CONSENTS, person))) == {
            "privemail": True,
            "bevraging": False,
        }

    stage.desk.handler.until(case, ended)
    asked = {"number": person.number, "categoryId": "contact_details", "purposeId": "P01"}
    http = stage.desk.handler.http
    for element, stopped in (
        ("private_email", True),
        ("privateEmail", True),
        ("private_mobile", False),
    ):
        answer = ok(http.post("/restrictions/query", json=asked | {"element": element}))
        assert answer["restricted"] is stopped, element
    proposals = stage.desk.handler.get(case, "/proposals")["items"]
    assert {p.get("element") for p in proposals} == {"private_email"}
    case = stage.decided(case)
    assert case["outcome"] == "partiallyGranted"
    stage.carried_out(case)
    assert ended(case)
    standing = [m for m in stage.ask(STANDING, person) if m.opgeheven_op is None]
    assert {m.gegeven for m in standing} <= {"privateEmail"}
    answered = stage.desk.answered(case)
    told = stage.letter(answered, "L13")
    assert "Crisis" in told
    assert says(told, "privé")
    assert not says(told, "mobiel", "gsm")
    stage.closed(answered, "partiallyGranted")


def test_a_withdrawal_for_an_element_that_no_consent_is_about_ends_none(stage: Stage) -> None:
    person = stage.someone(CONSENTED)
    before = stage.ask(CONSENTS, person)
    case = stage.asked(person, claim("consentWithdrawal", details={"elements": ["private_mobile"]}))
    assert ("privemail", False) in [tuple(row) for row in before]
    case = stage.decided(case)
    assert case["outcome"] == "refused"
    assert stage.ask(CONSENTS, person) == before
