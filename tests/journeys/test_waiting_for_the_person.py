"""A case that waits for the person: proof that never comes (L15), a choice among very many data (L04), a late refusal."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from app.casework.watch import round_of_the_day
from app.kit.clock import brussels_date
from app.personnel.demo.fill import add_records
from tests.journey_steps import (
    IN_PERSON,
    Desk,
    attach_proof,
    give_to_post,
    kinds,
    letter_text,
    letters,
    ok,
    on_the_clock,
    refused,
    requester,
    unused,
)
from tests.own_house import rows_of
from tests.right_outcomes import CONSENTED, Stage, claim, refusal, says
from tests.service import Service

QUESTION: dict[str, Any] = {"doubt": "Het e-mailadres is nieuw.", "means": ["inPerson"]}
BACK = {"kind": "identity", "sufficient": True}
STREET = "Verzonnenstraat 99"
WARNED = "select * from events where case_id = :id and name = 'deadlineApproaching' order by 1"
MANY = 5000


@pytest.fixture
def stage(service: Service) -> Stage:
    """A handler and a decision maker, and people nobody else is about."""
    return Stage(Desk.of(service))


def asked(stage: Stage, *claims: dict[str, Any], having: str = "true") -> dict[str, Any]:
    """Register a request that came in just now, and ask for proof."""
    case = received(stage, *claims, having=having)
    return ok(stage.desk.handler.post(case, "/identityRequests", QUESTION), 201)


def received(stage: Stage, *claims: dict[str, Any], having: str = "true") -> dict[str, Any]:
    """Register a request that came in just now, by default of access."""
    return stage.desk.registered(
        unused(stage.service, having),
        receivedAt=stage.service.clock().isoformat(),
        claims=list(claims) or [{"right": "access"}],
    )


def after(stage: Stage, days: int) -> str:
    """Return the moment so many days from now."""
    return (stage.service.clock() + timedelta(days=days)).isoformat()


def said(stage: Stage, case: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return the details of the last journal entry of a kind."""
    items = stage.desk.handler.get(case, "/timeline?pageSize=100")["items"]
    return dict(next(item["details"] for item in items if item["kind"] == kind))


def day_of(case: dict[str, Any]) -> date:
    return brussels_date(datetime.fromisoformat(case["receivedAt"]))


def test_without_proof_a_case_lapses_from_the_fourteenth_day_and_proof_reopens_it(
    stage: Stage,
) -> None:
    handler, case = stage.desk.handler, asked(stage)
    first = day_of(case) + timedelta(days=14)
    told = refused(handler.post(case, "/lapse", {}), 409, "lapseTooEarly")
    assert told["firstDate"] == first.isoformat()
    with on_the_clock(stage.service, after(stage, 13)):
        assert "lapse" not in handler.get(case)["allowedActions"]
        refused(handler.post(case, "/lapse", {}), 409, "lapseTooEarly")
    with on_the_clock(stage.service, after(stage, 14)):
        assert "lapse" in handler.get(case)["allowedActions"]
        ended = ok(handler.post(case, "/lapse", {}))
        assert (ended["state"], ended["outcome"]) == ("lapsedIdentity", "lapsedIdentity")
        letter = letter_text(handler, ended, "L15")
        assert QUESTION["doubt"] in letter
        assert "klacht" in letter
        assert said(stage, case, "case.lapsed") == {"claims": 1, "all": True, "late": False}
        refused(handler.post(ended, "/lapse", {}), 409, "illegalTransition")
    with on_the_clock(stage.service, after(stage, 20)):
        again = ok(handler.post(ended, "/identityChecks", IN_PERSON), 201)
        assert "outcome" not in again
        assert handler.wait(again, "inAssessment")["claims"][0]["identity"] == "verified"
        credit = date.fromisoformat(again["dueDate"]) - day_of(case)
        assert credit >= timedelta(days=28 + 20), "the days until the proof came are credited"


def test_a_letter_after_the_safe_harbour_date_is_late_and_still_allowed(stage: Stage) -> None:
    case = asked(stage)
    after_it = date.fromisoformat(case["safeHarbourDate"]) - day_of(case) + timedelta(days=1)
    with on_the_clock(stage.service, after(stage, after_it.days)):
        ok(stage.desk.handler.post(case, "/lapse", {}))
        assert said(stage, case, "case.lapsed")["late"] is True


def test_nothing_lapses_while_proof_waits_to_be_looked_at(stage: Stage) -> None:
    handler, person = stage.desk.handler, unused(stage.service)
    case = stage.desk.registered(person, receivedAt=stage.service.clock().isoformat())
    ok(handler.post(case, "/identityRequests", QUESTION), 201)
    attach_proof(handler, case, person)
    with on_the_clock(stage.service, after(stage, 20)):
        assert "lapse" not in handler.get(case)["allowedActions"]
        refused(handler.post(case, "/lapse", {}), 409, "proofWaits")
        judged = {"result": "insufficient", "means": "signedRequestWithIdCopy", "note": "Vaag."}
        ok(handler.post(case, "/identityChecks", judged), 201)
        refused(handler.post(case, "/lapse", {}), 409, "proofWaits")  # nothing is asked any more
        ok(handler.post(case, "/identityRequests", QUESTION), 201)
        early = refused(handler.post(case, "/lapse", {}), 409, "lapseTooEarly")
        last_asked = brussels_date(stage.service.clock())
        assert early["firstDate"] == (last_asked + timedelta(days=14)).isoformat()
    with on_the_clock(stage.service, after(stage, 34)):
        ok(handler.post(case, "/lapse", {}))


def test_an_objection_rests_until_it_lapses_and_its_end_is_announced(stage: Stage) -> None:
    handler = stage.desk.handler
    case = asked(stage, claim("objection"), {"right": "access"})
    (resting,) = restrictions(stage, case)
    with on_the_clock(stage.service, after(stage, 14)):
        ended = ok(handler.post(case, "/lapse", {}))
        assert {c["outcome"] for c in ended["claims"]} == {"lapsedIdentity"}
        told = kinds(handler, ended)
        assert told.index("case.lapsed") < told.index("restriction.liftingAnnounced")
        stage.letter(ended, "L17")
        lifting = f"/restrictions/{resting['id']}/lifting"
        refused(handler.http.post(lifting, json={}), 409, "liftingTooEarly")
        give_to_post(stage.service, handler, ended, "L17")
    with on_the_clock(stage.service, after(stage, 28)):
        ok(handler.http.post(lifting, json={}))


def restrictions(stage: Stage, case: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what rests for a case."""
    return list(ok(stage.desk.handler.http.get(f"/restrictions?caseId={case['id']}"))["items"])


def half_lapsed(stage: Stage, *more: dict[str, Any]) -> dict[str, Any]:
    """Let everything lapse in a case in which a consent was withdrawn too; the clock stands on that day."""
    withdrawal = claim("consentWithdrawal", scope=["contact_details"])
    case = asked(stage, {"right": "access"}, withdrawal, *more, having=CONSENTED)
    with on_the_clock(stage.service, after(stage, 14)):
        return ok(stage.desk.handler.post(case, "/lapse", {}))


def outcomes(case: dict[str, Any]) -> dict[str, str | None]:
    return {c["right"]: c.get("outcome") for c in case["claims"]}


def test_a_withdrawal_of_consent_outlives_the_lapse_and_is_answered(stage: Stage) -> None:
    # DL-18, legal-rules 4.1 and 9: it needs no proof, so that it never lapses for want of it.
    handler, case = stage.desk.handler, half_lapsed(stage)
    assert case["state"] == "inSearch"
    assert outcomes(case) == {"access": "lapsedIdentity", "consentWithdrawal": None}
    assert said(stage, case, "case.lapsed")["all"] is False
    noted = kinds(handler, case)  # IN-07: the copy that lapsed holds nothing back any more
    assert (noted.count("hold.started"), noted.count("hold.ended")) == (1, 1)
    assert "retentionHold" not in case
    told = stage.letter(case, "L15")
    assert says(told, "een deel van uw verzoek niet", ": inzage.", "intrekking van toestemming")
    assert "suspended" not in case["flags"]
    credit = date.fromisoformat(case["dueDate"]) - day_of(case)
    assert credit <= timedelta(days=36), "the clock never stood still for what needs no proof"
    found = handler.wait(case, "inAssessment")
    held = {p["categoryId"] for p in handler.get(found, "/proposals")["items"]}
    assert held <= {"contact_details"}, "without proof nothing else of the file is read"
    (resting,) = restrictions(stage, case)
    decided = stage.decided(found)
    stage.carried_out(decided)
    answered = stage.desk.answered(decided)
    told = stage.letter(answered, "L13")
    assert says(told, "R7-NOT-SOLE-BASIS")
    assert "inzage" not in told.partition("Geachte")[2].lower(), "that part was answered by L15"
    assert outcomes(answered)["access"] == "lapsedIdentity"
    assert resting["id"] in {r["id"] for r in restrictions(stage, case)}, (
        "what was stopped stays so"
    )
    stage.closed(answered, "partiallyGranted")


def test_a_withdrawal_of_consent_waits_for_nobody_once_the_rest_is_taken_back(stage: Stage) -> None:
    # DL-18, section 9
    handler = stage.desk.handler
    withdrawal = claim("consentWithdrawal", scope=["contact_details"])
    case = asked(stage, {"right": "access"}, withdrawal, having=CONSENTED)
    with on_the_clock(stage.service, after(stage, 14)):
        round_of_the_day(stage.service.parts.desk, at=stage.service.clock())
        assert "identityReminder" in str(handler.get(case)["tasks"])
        (access,) = [c["id"] for c in case["claims"] if c["right"] == "access"]
        left = ok(handler.post(case, "/withdrawal", {"claimIds": [access]}))
        assert left["state"] == "inSearch"
        assert "suspended" not in left["flags"]
        assert date.fromisoformat(left["dueDate"]) - day_of(case) <= timedelta(days=36)
        assert "identity" not in str(left.get("tasks")), "nobody is reminded of a proof"
        refused(
            handler.post(left, "/answersReceived", BACK | {"receivedDate": str(day_of(case))}),
            409,
            "nothingAsked",
        )
        found = handler.wait(left, "inAssessment")
    held = {p["categoryId"] for p in handler.get(found, "/proposals")["items"]}
    assert held <= {"contact_details"}, "without proof nothing else of the file is read"
    decided = stage.decided(found)
    stage.carried_out(decided)
    stage.letter(stage.desk.answered(decided), "L13")


def test_proof_reopens_what_lapsed_beside_a_withdrawal(stage: Stage) -> None:
    case = half_lapsed(stage)
    stage.desk.handler.wait(case, "inAssessment")
    with on_the_clock(stage.service, after(stage, 16)):
        again = ok(stage.desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
        assert outcomes(again) == {"access": None, "consentWithdrawal": None}
        found = stage.desk.handler.wait(again, "inAssessment")
        held = {p["categoryId"] for p in stage.desk.handler.get(found, "/proposals")["items"]}
        assert len(held) > 1, "now everything is searched"
        refused(
            stage.desk.handler.post(found, "/identityChecks", IN_PERSON), 409, "illegalTransition"
        )


def test_only_the_objection_stops_resting_where_a_consent_was_withdrawn_too(stage: Stage) -> None:
    case = half_lapsed(stage, claim("objection"))
    assert outcomes(case)["objection"] == "lapsedIdentity"
    found = {r["ground"]: r["state"] for r in restrictions(stage, case)}
    assert found["18(1)(d)"] == "liftingAnnounced"
    assert found["7(3)"] == "active"


def searched(stage: Stage, *claims: dict[str, Any], records: int = 0) -> dict[str, Any]:
    """Bring a request of somebody with at least so many records to the assessment."""
    person = unused(stage.service)
    if records:
        add_records(stage.service.personnel_url, person.number, records)
    address = {"street": STREET, "postalCode": "9000", "city": "Gent"}
    more: dict[str, Any] = {"requester": requester(person, postalAddress=address)}
    more |= {"claims": list(claims)} if claims else {}
    now = stage.service.clock().isoformat()
    return stage.desk.searched(person, receivedAt=now, **more)


def test_few_data_are_given_whole_without_a_question(stage: Stage) -> None:
    case = searched(stage)
    assert "specificationRequests" not in case["allowedActions"]
    told = refused(
        stage.desk.handler.post(case, "/specificationRequests", {}), 409, "quantityNotLarge"
    )
    assert 0 < told["records"] < told["threshold"] == MANY


@pytest.mark.parametrize(
    "claims",
    [
        [{"right": "access", "scope": ["contact_details"]}],
        [{"right": "access"}, claim("erasure")],
        [claim("erasure")],
    ],
    ids=["a part was asked", "another right waits", "no access"],
)
def test_only_a_general_request_of_access_alone_is_specified(
    stage: Stage, claims: list[dict[str, Any]]
) -> None:
    case = searched(stage, *claims, records=MANY)
    assert "specificationRequests" not in case["allowedActions"]
    refused(
        stage.desk.handler.post(case, "/specificationRequests", {}), 409, "specificationNotPossible"
    )


def specified(stage: Stage) -> dict[str, Any]:
    """Ask somebody about whom very much is held what they want to see."""
    case = searched(stage, records=MANY)
    assert "specificationRequests" in case["allowedActions"]
    return ok(stage.desk.handler.post(case, "/specificationRequests", {"overview": "Veel."}), 201)


def answer(stage: Stage, *, sufficient: bool = True) -> dict[str, Any]:
    today = brussels_date(stage.service.clock()).isoformat()
    return {"kind": "specification", "receivedDate": today, "sufficient": sufficient}


def narrowed(stage: Stage, case: dict[str, Any], *scope: str) -> Any:
    """Limit the one claim of a case."""
    return stage.desk.handler.put(case, f"/claims/{case['claims'][0]['id']}", {"scope": scope})


def test_a_specification_stops_the_clock_until_the_answer(stage: Stage) -> None:
    handler, waiting = stage.desk.handler, specified(stage)
    assert waiting["state"] == "specificationPending"
    assert "suspended" in waiting["flags"]
    told = letter_text(handler, waiting, "L04")
    assert "alles" in told.lower()
    assert STREET not in told, "what is held goes to no address of the request (ID-11)"
    with on_the_clock(stage.service, after(stage, 5)):
        refused(narrowed(stage, waiting, "contact_details"), 409, "narrowedWithoutWord")
        ok(handler.post(waiting, "/answersReceived", answer(stage)), 201)
        handler.wait(waiting, "inAssessment")  # the search changes the case too
        found = ok(narrowed(stage, waiting, "contact_details"))
        assert "suspended" not in found["flags"]
        refused(handler.post(found, "/specificationRequests", {}), 409, "specificationNotPossible")


def silence_is_taken_for_everything(stage: Stage, case: dict[str, Any]) -> None:
    round_of_the_day(stage.service.parts.desk, at=stage.service.clock())
    assert said(stage, case, "answer.received")["sufficient"] is True


def the_person_answers(stage: Stage, case: dict[str, Any]) -> None:
    ok(stage.desk.handler.post(case, "/answersReceived", answer(stage)), 201)


@pytest.mark.parametrize("end", [silence_is_taken_for_everything, the_person_answers])
def test_a_question_that_waits_longer_credits_fourteen_days(stage: Stage, end: Any) -> None:
    # Section 1.3: however late the round is made, or the answer comes in.
    handler, case = stage.desk.handler, specified(stage)
    with on_the_clock(stage.service, after(stage, 25)):
        end(stage, case)
        found = handler.wait(case, "inAssessment")
    with stage.service.parts.desk() as desk:
        (pause,) = desk.cases.load(case["id"]).suspensions
    assert pause.answered_on == pause.asked_on + timedelta(days=14)
    assert date.fromisoformat(found["dueDate"]) <= day_of(case) + timedelta(days=31 + 14 + 5)


def test_a_warning_given_as_the_period_runs_on_tells_the_case_as_it_became(stage: Stage) -> None:
    waiting = specified(stage)
    with on_the_clock(stage.service, after(stage, 40)):  # no round was made for weeks
        silence_is_taken_for_everything(stage, waiting)
    *_, told = rows_of(stage.service, WARNED, id=waiting["id"])
    assert (told.case_version - waiting["version"], told.details["state"]) == (1, "inSearch")


def test_an_answer_after_the_period_ran_on_is_kept_and_moves_nothing(stage: Stage) -> None:
    handler, case = stage.desk.handler, specified(stage)
    with on_the_clock(stage.service, after(stage, 15)):
        silence_is_taken_for_everything(stage, case)
        found = handler.wait(case, "inAssessment")
        refused(narrowed(stage, found, "contact_details"), 409, "narrowedWithoutWord")
    with on_the_clock(stage.service, after(stage, 18)):
        unclear = answer(stage, sufficient=False)
        ok(handler.post(found, "/answersReceived", unclear), 201)
        refused(narrowed(stage, found, "contact_details"), 409, "narrowedWithoutWord")
        kept = ok(handler.post(found, "/answersReceived", answer(stage)), 201)
        assert (kept["state"], kept["dueDate"]) == (found["state"], found["dueDate"])
        assert said(stage, case, "answer.received")["late"] is True
        assert ok(narrowed(stage, found, "contact_details"))["claims"][0]["scope"]


def test_a_refusal_after_the_first_deadline_is_late_even_in_an_extended_case(stage: Stage) -> None:
    # DL-11: Art. 12(4) knows no extension.
    handler, decider = stage.desk.handler, stage.desk.decider
    case = searched(stage, claim("restriction"))
    first = case["dueDate"]
    why = {"reasonCode": "complexity", "reasons": "Drie systemen leggen een andere datum vast."}
    extended = ok(handler.post(case, "/extensions", why), 201)
    assert extended["dueDate"] > first
    line = refusal("R18-NO-GROUND", claimId=case["claims"][0]["id"], reason="Geen grond.")
    body = {"decisions": [line], "acceptProposals": True}
    days = (date.fromisoformat(first) - day_of(case)).days
    confirmation = "/decisions/confirmation"
    gaps = {"registerGapsReason": "De open punten raken dit antwoord niet."}
    with on_the_clock(stage.service, after(stage, days)):
        draft = ok(handler.put(case, "/decisions", body))["draft"]
        assert "lateRefusal" not in draft
    with on_the_clock(stage.service, after(stage, days + 1)):
        assert handler.get(case, "/decisions")["lateRefusal"] == {"refuseBy": first}
        told = refused(decider.post(case, confirmation, gaps), 409, "lateRefusalUnexplained")
        assert told["refuseBy"] == first
        reasons = gaps | {"justification": "Het onderzoek duurde langer dan een maand."}
        ok(decider.post(case, confirmation, reasons))
        late = said(stage, case, "decision.lateRefusalJustified")
        assert late == {"refuseBy": first, "extended": True}
        assert "lateRefusal" not in handler.get(case, "/decisions")


def test_a_grant_is_not_late_before_the_extended_deadline(stage: Stage) -> None:
    case = searched(stage)
    why = {"reasonCode": "complexity", "reasons": "Drie systemen leggen een andere datum vast."}
    ok(stage.desk.handler.post(case, "/extensions", why), 201)
    with on_the_clock(stage.service, after(stage, 40)):
        stage.decided(case)
        assert "decision.lateRefusalJustified" not in kinds(stage.desk.handler, case)


def test_who_writes_for_another_without_a_mandate_hears_what_it_needs(stage: Stage) -> None:
    handler, case = stage.desk.handler, received(stage)
    sender = ["Bert Voorbeeld", "Dorpsstraat 1", "9000 Gent"]
    ok(handler.post(case, "/letters", {"kind": "L21", "sender": sender}), 201)
    refused(handler.post(case, "/letters", {"kind": "L21"}), 400, "badRequest")
    assert "Bert Voorbeeld" in letter_text(handler, case, "L21")
    assert ("L21", "nl") in letters(handler, case)
