"""A manager, HR, a colleague or a spouse asks: they hear what a mandate needs, and nothing else happens (ID-13)."""

from typing import Any

import pytest
from app.cases.model import NO_STANDING
from tests.journey_steps import (
    IN_PERSON,
    Desk,
    handed_over,
    kinds,
    letter_text,
    letters,
    ok,
    person_of,
    refused,
    yesterday,
)
from tests.service import Person, Service

NOBODY = Person("", "Hortensia", "Bestaatnergens", "1961-02-03")
SENDER: dict[str, Any] = {
    "givenName": "Gust",
    "familyName": "Vraagstaart",
    "postalAddress": {
        "street": "Kerkplein",
        "houseNumber": "4",
        "postalCode": "9000",
        "city": "Gent",
    },
}


def asked(desk: Desk, person: Person, kind: str, *rights: str) -> dict[str, Any]:
    claims = [{"right": right} for right in rights or ("access",)]
    made = desk.registered(
        person,
        claims=claims,
        representative=SENDER | {"kind": kind},
        receivedAt=yesterday(desk.service),
    )
    return desk.handler.until(made, lambda found: ("L21", "nl") in letters(desk.handler, found))


@pytest.mark.parametrize("kind", sorted(NO_STANDING))
def test_the_sender_hears_what_a_mandate_needs_and_nothing_is_collected(
    service: Service, kind: str
) -> None:
    desk, person = Desk.of(service), person_of(service, "Bram")
    case = asked(desk, person, kind, "access", "objection", "consentWithdrawal")
    assert case["state"] == "received"
    assert case["flags"] == []
    assert "retentionHold" not in case
    assert letters(desk.handler, case) == [("L21", "nl")]
    (sent,) = handed_over(desk.handler, case, "L21")
    assert (sent["channel"], sent["address"]) == (
        "post",
        ["Gust Vraagstaart", "Kerkplein 4", "9000 Gent"],
    )
    told = kinds(desk.handler, case)
    assert "representative.withoutStanding" in told
    for check in (IN_PERSON, {"result": "noDoubt", "note": "Ze werken samen."}):
        refused(desk.handler.post(case, "/identityChecks", check), 409, "noStanding")
    refused(desk.handler.post(case, "/collections"), 409, "identityNotProven")
    assert desk.handler.get(case, "/dossier")["items"] == []
    assert not any(k.startswith(("collection", "restriction", "hold")) for k in told)


def test_the_refusal_goes_to_the_sender_alone(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Bram")
    case = asked(desk, person, "manager")
    line = {
        "claimId": case["claims"][0]["id"],
        "decision": "refuse",
        "groundCodes": ["R12-ID"],
        "facts": "Er is geen mandaat.",
    }
    ok(desk.handler.put(case, "/decisions", {"decisions": [line]}))
    assert ok(desk.decider.post(case, "/decisions/confirmation"))["outcome"] == "refused"
    refused(desk.handler.post(case, "/answer"), 409, "statusPageClosed")
    desk.answered(case, delivery="post")
    (sent,) = handed_over(desk.handler, case, "L14")
    assert sent["address"] == ["Gust Vraagstaart", "Kerkplein 4", "9000 Gent"]
    told = letter_text(desk.handler, case, "L14")
    assert "Gust Vraagstaart" in told
    assert person.family_name not in told
    assert ok(desk.handler.post(case, "/closure"))["state"] == "closed"
    assert desk.handler.get(case, "/dossier")["items"] == []


def test_nobody_can_tell_from_the_letter_whether_we_know_the_person(service: Service) -> None:
    desk = Desk.of(service)
    told = []
    for person in (person_of(service, "Bram"), NOBODY):
        case = asked(desk, person, "colleague")
        told.append(letter_text(desk.handler, case, "L21").replace(case["reference"], "X"))
        assert person.family_name not in told[-1]
    assert told[0] == told[1]


def test_who_turns_out_to_have_a_mandate_is_heard(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Bram")
    case = asked(desk, person, "spouse", "access", "objection")
    assert case["claims"][0]["identity"] == "insufficient"
    assert (case["flags"], case.get("retentionHold")) == ([], None)
    changed = ok(desk.handler.put(case, "/representative", SENDER | {"kind": "mandate"}))
    # DL-15, IN-07: what had no effect without standing has it from here on.
    assert changed["retentionHold"] is True
    assert "restrictionActive" in desk.handler.get(changed)["flags"]
    told = kinds(desk.handler, changed)
    assert told.count("hold.started") == told.count("restriction.started") == 1
    assert "identity" not in changed["claims"][0]
    refused(desk.handler.post(case, "/identityChecks", IN_PERSON), 409, "mandateIncomplete")
