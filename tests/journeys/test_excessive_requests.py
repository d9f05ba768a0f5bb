"""Unfounded or excessive (Art. 12(5)): shown in a test, advised on by the DPO, taken by a decision maker; never by number alone."""

from dataclasses import replace
from typing import Any

import pytest
from app.casework import write
from app.decisions.excess import ExcessiveAdviceMissing
from app.decisions.grounds import ExcessiveTestMissing
from app.staff.model import Actor, Role
from tests.excessive_steps import advice, excessive_test
from tests.journey_steps import (
    Desk,
    kinds,
    letter_text,
    letters,
    ok,
    refused,
    requester,
    unused,
    yesterday,
)
from tests.right_outcomes import says
from tests.service import Client, Service

BASIS = "We rekenen de uren die we voor uw kopie werken."


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk.of(service)


@pytest.fixture
def dpo(service: Service) -> Client:
    return service.client(Role.DPO)


def drafted(case: dict[str, Any], code: str = "R12-EXCESSIVE") -> dict[str, Any]:
    line = {
        "claimId": case["claims"][0]["id"],
        "decision": "refuse",
        "groundCodes": [code],
        "facts": "U schreef dat u ons wilt belasten.",
        "reason": "Zie de test.",
    }
    return {"decisions": [line]}


def asked(desk: Desk, **more: Any) -> dict[str, Any]:
    return desk.searched(unused(desk.service), receivedAt=yesterday(desk.service), **more)


def test_each_part_that_is_missing_is_named(desk: Desk, dpo: Client) -> None:
    case = asked(desk)
    refused(desk.handler.put(case, "/decisions", drafted(case)), 409, "excessiveTestMissing")
    ok(desk.decider.post(case, "/balancingTests", excessive_test(case, "forThePerson")), 201)
    refused(desk.handler.put(case, "/decisions", drafted(case)), 409, "excessiveTestMissing")
    ok(dpo.post(case, "/advice", advice(case)), 201)  # on another test than the one that counts
    ok(desk.decider.post(case, "/balancingTests", excessive_test(case)), 201)
    wrong = drafted(case, "R12-UNFOUNDED")
    refused(desk.handler.put(case, "/decisions", wrong), 409, "excessiveTestMissing")
    ok(desk.handler.put(case, "/decisions", drafted(case)))
    refused(desk.decider.post(case, "/decisions/confirmation"), 409, "excessiveAdviceMissing")
    ok(dpo.post(case, "/advice", advice(case)), 201)
    refused(dpo.post(case, "/decisions/confirmation"), 403, "missingPermission")
    confirmed = ok(desk.decider.post(case, "/decisions/confirmation"))
    assert confirmed["outcome"] == "refused"
    answered = desk.answered(confirmed)
    told = letter_text(desk.handler, answered, "L14")
    assert says(told, "R12-EXCESSIVE")
    assert "U schreef dat u ons wilt belasten." in told
    timeline = str(desk.handler.get(answered, "/timeline"))
    assert excessive_test(case)["excess"]["facts"] not in timeline


def test_number_alone_is_no_reason(desk: Desk) -> None:
    case = asked(desk)
    bare = excessive_test(case)
    del bare["excess"]["intention"]
    refused(desk.decider.post(case, "/balancingTests", bare), 400, "numberAloneNotEnough")
    assert desk.handler.get(case, "/opinions")["items"] == []


def test_a_repetition_is_one_of_requests_that_the_service_knows(desk: Desk, dpo: Client) -> None:
    person = unused(desk.service)
    first = desk.registered(person, receivedAt="2026-01-05T10:00:00+01:00")
    elsewhere = desk.service.client(Role.CASE_HANDLER, entities=("OVO900777",))
    elsewhere.register(person, receivedAt="2026-01-06T10:00:00+01:00")
    repetition = {"repetition": "De gegevens wijzigen één keer per jaar."}
    nothing = excessive_test(first, **repetition)
    refused(desk.decider.post(first, "/balancingTests", nothing), 409, "noEarlierRequest")
    case = desk.searched(person, receivedAt=yesterday(desk.service))
    earlier = desk.decider.get(case, "/earlierRequests")["items"]
    assert [(e["reference"], e["receivedDate"]) for e in earlier] == [
        (first["reference"], "2026-01-05")
    ]
    made = ok(desk.decider.post(case, "/balancingTests", excessive_test(case, **repetition)), 201)
    assert made["excess"]["earlierRequests"] == [
        {"reference": first["reference"], "receivedDate": "2026-01-05"}
    ]
    ok(dpo.post(case, "/advice", advice(case)), 201)
    ok(desk.handler.put(case, "/decisions", drafted(case)))
    assert ok(desk.decider.post(case, "/decisions/confirmation"))["outcome"] == "refused"


@pytest.mark.parametrize(
    ("known", "counts"),
    [
        ({"dateOfBirth": None, "vlimpersNumber": None}, False),
        ({"dateOfBirth": None}, True),
        ({"vlimpersNumber": None}, True),
        ({"dateOfBirth": "1931-02-03", "vlimpersNumber": None}, False),
    ],
    ids=["a name alone", "by number", "by birth date", "another birth date"],
)
def test_a_namesakes_request_does_not_count_against_anybody(
    desk: Desk, known: dict[str, str | None], *, counts: bool
) -> None:
    # IN-08: it is for us to show
    person = unused(desk.service)
    desk.registered(
        person, requester=requester(person, **known), receivedAt="2026-01-05T10:00:00+01:00"
    )
    case = desk.registered(person, receivedAt=yesterday(desk.service))
    assert bool(desk.decider.get(case, "/earlierRequests")["items"]) is counts


def test_what_somebody_without_standing_asked_does_not_count(desk: Desk) -> None:
    # ID-13
    person = unused(desk.service)
    boss = {"kind": "manager", "givenName": "Bas", "familyName": "Voorbeeld"}
    desk.registered(person, representative=boss, receivedAt="2026-01-05T10:00:00+01:00")
    case = desk.registered(person, receivedAt=yesterday(desk.service))
    assert desk.decider.get(case, "/earlierRequests")["items"] == []


def test_the_test_is_a_decision_makers_and_has_its_findings(desk: Desk, dpo: Client) -> None:
    case = asked(desk)
    test = excessive_test(case)
    for other in (desk.handler, dpo):
        refused(other.post(case, "/balancingTests", test), 403, "missingPermission")
    bare = {name: value for name, value in test.items() if name != "excess"}
    refused(desk.decider.post(case, "/balancingTests", bare), 400, "badRequest")
    wrong = test | {"kind": "thirdParty"}
    refused(desk.decider.post(case, "/balancingTests", wrong), 400, "badRequest")


def test_a_withdrawal_of_consent_is_never_excessive(desk: Desk) -> None:
    claim = {"right": "consentWithdrawal", "statement": "Ik trek mijn toestemming in."}
    case = desk.registered(unused(desk.service), claims=[claim])
    case = desk.handler.wait(case, "inAssessment")
    refused(desk.decider.post(case, "/balancingTests", excessive_test(case)), 400, "testUnfit")


def test_no_fee_is_announced_where_none_is_asked(desk: Desk) -> None:
    case = asked(desk)
    body = {"kind": "L22", "claimId": case["claims"][0]["id"], "amountBasis": BASIS}
    refused(desk.handler.post(case, "/letters", body), 409, "letterOff")
    refused(desk.handler.post(case, "/letters", {"kind": "L22"}), 400, "badRequest")


def test_a_fee_is_announced_with_its_reasons_and_a_way_out(desk: Desk, dpo: Client) -> None:
    case, service = asked(desk), desk.service
    claim_id = case["claims"][0]["id"]

    def announce() -> None:
        with service.parts.desk() as opened:
            on = replace(opened, policy=replace(opened.policy, fees=True))
            by = Actor("clara", "Clara", frozenset({Role.CASE_HANDLER}), frozenset({"*"}))
            write.announce_fee(
                on,
                on.cases.load(case["id"]),
                claim_id,
                amount_basis=BASIS,
                by=by,
                at=service.clock(),
            )

    with pytest.raises(ExcessiveTestMissing):
        announce()
    ok(desk.decider.post(case, "/balancingTests", excessive_test(case)), 201)
    with pytest.raises(ExcessiveAdviceMissing):
        announce()
    ok(dpo.post(case, "/advice", advice(case)), 201)
    announce()
    told = letter_text(desk.handler, case, "L22")
    held = excessive_test(case)["excess"]
    assert [x for x in (*held.values(), BASIS, "U trekt uw verzoek in") if x not in told] == []
    assert "We rekenen nu nog niets aan" in told
    with pytest.raises(write.LetterNotDue):
        announce()
    assert [kind for kind, _ in letters(desk.handler, case)].count("L22") == 1
    assert kinds(desk.handler, case).count("letter.issued") >= 1
    # Withdrawing stays possible, and nothing was charged by anybody.
    assert "withdrawal" in desk.handler.get(case)["allowedActions"]
