"""What was suggested of a request is read by a handler: another right, or one more, in the same case on the same clock (IN-02, DL-14)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from app.casework.clarify import clarify
from app.casework.take_mail import take
from app.identity.assurance import Level
from app.staff.model import SERVICE
from tests.journey_steps import IN_PERSON, Desk, kinds, letters, ok, refused, unused
from tests.mail_samples import mail
from tests.service import Service

SECURITY = "P06"
CONTESTS = {"purposeIds": [SECURITY]}
OBJECTS, WITHDRAWN = "18(1)(d)", "7(3)"
"""Grounds of what rests before the decision."""


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk.of(service)


def mailed(desk: Desk, words: str) -> dict[str, Any]:
    """Return the case of a mail with these words, of somebody with a number whom no other test is about."""
    person, at = unused(desk.service), desk.service.parts.clock()
    sender = f"{person.given_name} {person.family_name} <p{person.number}@voorbeeld.be>"
    raw = mail(f"{words} Vlimpersnummer: {person.number}.", sender=sender, subject="Vraag")
    with desk.service.parts.desk() as opened:
        found = take(opened, raw, arrived_at=at - timedelta(days=1), at=at)
    case: dict[str, Any] = desk.handler.get({"id": found.case_id})
    return case


def read(desk: Desk, case: dict[str, Any], right: str, place: int = 0, **more: Any) -> Any:
    number = case["claims"][place]["id"]
    return desk.handler.put(case, f"/claims/{number}", {"right": right, **more})


def found(desk: Desk, case: dict[str, Any], right: str, **more: Any) -> Any:
    return desk.handler.post(case, "/claims", {"right": right, **more})


def rights(case: dict[str, Any]) -> list[str]:
    return [claim["right"] for claim in case["claims"]]


def restrictions(desk: Desk, case: dict[str, Any]) -> list[tuple[str, str]]:
    """Return ground and state of what rests for a case."""
    items = ok(desk.handler.http.get("/restrictions", params={"caseId": case["id"]}))["items"]
    return sorted((one["ground"], one["state"]) for one in items)


def last(desk: Desk, case: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return the details of the last entry of a kind."""
    entries = desk.handler.get(case, "/timeline")["items"]
    told: dict[str, Any] = next(e["details"] for e in entries if e["kind"] == kind)
    return told


def test_a_mail_taken_for_access_is_an_erasure_in_truth(desk: Desk) -> None:
    case = mailed(desk, "Dag, wat weten jullie van mij? Dat moet weg.")
    assert (rights(case), case["toBeClarified"]) == (["access"], True)
    due, number = case["dueDate"], case["claims"][0]["id"]
    case = ok(read(desk, case, "erasure", details={"ground": "b"}))
    (claim,) = case["claims"]
    assert (claim["id"], claim["right"], claim["details"]) == (number, "erasure", {"ground": "b"})
    assert "toBeClarified" not in case
    assert "toBeClarified" not in claim
    assert (case["state"], case["dueDate"]) == ("received", due)
    told = {"claimId": number, "before": "access", "right": "erasure"}
    assert last(desk, case, "claim.clarified") == told
    desk.handler.until(case, lambda _: bool(letters(desk.handler, case)))
    assert letters(desk.handler, case) == [("L01", "nl")]
    ok(desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
    case = desk.handler.wait(case, "inAssessment")
    items = desk.handler.get(case, "/proposals")["items"]
    assert {one["claimId"] for one in items} == {number}
    assert "hold.ended" in kinds(desk.handler, case)


def test_a_mail_with_two_rights_is_one_case_on_one_clock(desk: Desk) -> None:
    case = mailed(desk, "Ik vraag inzage in mijn gegevens. En volg mijn badge niet meer.")
    due = case["dueDate"]
    case = ok(found(desk, case, "objection", details=CONTESTS, statement="De badge."), 201)
    assert (rights(case), case["dueDate"]) == (["access", "objection"], due)
    assert restrictions(desk, case) == [(OBJECTS, "active")]
    told = {"claimId": case["claims"][1]["id"], "right": "objection"}
    assert last(desk, case, "claim.clarified") == told
    ok(desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
    case = desk.handler.wait(case, "inAssessment")
    assert {claim["identity"] for claim in case["claims"]} == {"verified"}


def test_the_suggested_right_is_confirmed_as_it_is(desk: Desk) -> None:
    case = mailed(desk, "Dag, wat weten jullie van mij?")
    case = ok(read(desk, case, "access"))
    assert "toBeClarified" not in case
    assert "before" not in last(desk, case, "claim.clarified")


def test_what_rested_for_a_right_that_is_read_away_ends_with_notice(desk: Desk) -> None:
    claims = [{"right": "objection", "details": CONTESTS}]
    case = desk.registered(unused(desk.service), claims=claims)
    assert restrictions(desk, case) == [(OBJECTS, "active")]
    case = ok(read(desk, case, "rectification"))
    assert restrictions(desk, case) == [(OBJECTS, "liftingAnnounced")]
    assert "balancingTest" not in {task["kind"] for task in case.get("tasks", ())}
    assert ("L17", "nl") in letters(desk.handler, case)
    case = ok(read(desk, case, "objection", details=CONTESTS))
    assert restrictions(desk, case) == [(OBJECTS, "active")]


def test_a_withdrawal_that_was_an_objection_rests_on_the_other_ground(desk: Desk) -> None:
    claims = [{"right": "consentWithdrawal"}]
    case = desk.registered(unused(desk.service), claims=claims)
    assert restrictions(desk, case) == [(WITHDRAWN, "active")]
    case = ok(read(desk, case, "objection", details=CONTESTS))
    assert (OBJECTS, "active") in restrictions(desk, case)
    assert (WITHDRAWN, "active") not in restrictions(desk, case)
    assert case["state"] == "received"  # ID-02a: an objection needs proof, a withdrawal does not


def test_a_right_without_proof_is_searched_at_once_and_one_with_proof_waits_for_it(
    desk: Desk,
) -> None:
    at = desk.service.clock().isoformat()
    case = desk.registered(unused(desk.service), receivedAt=at)
    asked = {"doubt": "De naam alleen volstaat niet.", "means": ["inPerson"]}
    case = ok(desk.handler.post(case, "/identityRequests", asked), 201)
    assert "suspended" in case["flags"]
    case = ok(read(desk, case, "consentWithdrawal"))
    assert case["state"] == "inSearch"
    assert "suspended" not in case["flags"]
    assert "safeHarbourDate" not in case
    case = desk.handler.wait(case, "inAssessment")
    case = ok(found(desk, case, "access"), 201)
    assert case["state"] == "received"
    refused(
        desk.handler.put(case, "/decisions", {"acceptProposals": True}), 409, "identityNotProven"
    )
    ok(desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
    assert rights(desk.handler.wait(case, "inAssessment")) == ["consentWithdrawal", "access"]


def test_a_draft_on_the_other_reading_falls_and_the_search_is_made_anew(desk: Desk) -> None:
    case = desk.searched(unused(desk.service))
    ok(desk.handler.put(case, "/decisions", {"acceptProposals": True}))
    case = ok(read(desk, desk.handler.get(case), "portability"))
    assert case["state"] == "inSearch"
    case = desk.handler.wait(case, "inAssessment")
    refused(desk.decider.post(case, "/decisions/confirmation"), 409, "decisionIncomplete")


NO_DOUBT = {"result": "noDoubt", "note": "Ze schreef van haar eigen adres, dat we kennen."}


@pytest.mark.parametrize(
    ("check", "state"),
    [(IN_PERSON, "inSearch"), (NO_DOUBT, "received")],
    ids=["strong", "weaker"],
)
def test_a_right_that_needs_stronger_proof_waits_for_it(
    desk: Desk, check: dict[str, str], state: str
) -> None:
    case = desk.registered(unused(desk.service))
    ok(desk.handler.post(case, "/identityChecks", check), 201)
    case = desk.handler.wait(case, "inAssessment")
    with desk.service.parts.desk() as opened:
        policy = opened.policy
        levels = {**policy.assurance.of_right, "erasure": Level.HIGH}
        own = replace(policy, assurance=replace(policy.assurance, of_right=levels, of_scope={}))
        now = clarify(
            replace(opened, policy=own),
            opened.cases.load(case["id"]),
            case["claims"][0]["id"],
            right="erasure",
            scope=None,
            statement=None,
            details={},
            by=SERVICE,
            at=desk.service.parts.clock(),
        )
    assert now.state.value == state  # ID-04


@pytest.mark.parametrize(
    ("check", "scope", "state"),
    [
        (IN_PERSON, ["health_reintegration"], "inAssessment"),
        (NO_DOUBT, ["health_reintegration"], "received"),
        (NO_DOUBT, None, "received"),
        (NO_DOUBT, ["telephony", "transport_commuting"], "inAssessment"),
    ],
    ids=["strong", "weaker", "weaker-all", "no-more-asked"],
)
def test_a_wider_scope_that_needs_stronger_proof_waits_for_it(
    desk: Desk, check: dict[str, str], scope: list[str] | None, state: str
) -> None:
    claims = [{"right": "access", "scope": ["telephony"]}]
    case = desk.registered(unused(desk.service), claims=claims)
    ok(desk.handler.post(case, "/identityChecks", check), 201)
    case = desk.handler.wait(case, "inAssessment")
    due = case["dueDate"]
    with desk.service.parts.desk() as opened:
        policy = opened.policy
        of_scope = {("access", "special"): Level.HIGH}
        own = replace(policy, assurance=replace(policy.assurance, of_scope=of_scope))
        now = clarify(
            replace(opened, policy=own),
            opened.cases.load(case["id"]),
            case["claims"][0]["id"],
            scope=scope,
            statement=None,
            details={},
            by=SERVICE,
            at=desk.service.parts.clock(),
        )
    assert now.state.value == state  # ID-04
    case = desk.handler.get(case)
    assert case["dueDate"] == due
    if state == "received":
        assert "identity" not in case["claims"][0]
        assert last(desk, case, "claim.clarified")["needsProof"] is True
        draft = {"acceptProposals": True}
        refused(desk.handler.put(case, "/decisions", draft), 409, "identityNotProven")
        ok(desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
        desk.handler.wait(case, "inAssessment")


def test_once_decided_no_right_is_read_anew_or_added(desk: Desk) -> None:
    case = desk.searched(unused(desk.service))
    desk.decided(case)
    case = desk.handler.get(case)
    refused(read(desk, case, "erasure"), 409, "illegalTransition")
    refused(found(desk, case, "erasure"), 409, "illegalTransition")


def test_a_claim_is_read_by_the_version_that_was_seen_and_in_a_right_that_exists(
    desk: Desk,
) -> None:
    case = mailed(desk, "Ik vraag inzage in mijn gegevens.")
    place = f"/cases/{case['id']}/claims"
    assert desk.handler.http.post(place, json={"right": "erasure"}).status_code == 428
    refused(found(desk, case, "forgetting"), 400, "badRequest")
    refused(desk.handler.post(case, "/claims", {}), 400, "badRequest")
    refused(read(desk, case, "forgetting"), 400, "badRequest")
