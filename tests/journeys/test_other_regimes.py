"""What others answer: told in the answer letter, sent on by people with the person's agreement, or the whole case sent elsewhere."""

from typing import Any

import pytest
from app.staff.model import Role
from tests.journey_steps import Desk, kinds, letter_text, ok, refused, unused
from tests.right_outcomes import says
from tests.service import Service

FILE = {
    "kind": "otherController",
    "what": "uw evaluatiedossier bij uw entiteit",
    "to": "Departement Voorbeeldzaken",
    "contact": "privacy@voorbeeldzaken.example",
    "reason": "Uw entiteit houdt dit dossier zelf bij.",
}
REGISTER = {
    "kind": "otherRegime",
    "what": "uw adres in het Rijksregister",
    "to": "de burgerlijke stand van Voorbeeldgem",
    "reason": "Alleen de gemeente verbetert het Rijksregister.",
}
AGREED = {"agreedDate": "2026-03-06", "agreedHow": "in haar mail van 6 maart"}
SENT_ON = {"date": "2026-03-09", "how": "beveiligde zending aan de gemeente"}
REMARKS = ["Uw adres past u zelf aan in het portaal.", "Uw medisch dossier is bij de arbeidsarts."]


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk.of(service)


def referred(desk: Desk, case: dict[str, Any], **body: Any) -> dict[str, Any]:
    return ok(desk.handler.post(case, "/referrals", body), 201)


def test_the_answer_says_where_else_to_be_and_what_the_handler_remarks(desk: Desk) -> None:
    case = desk.searched(unused(desk.service))
    first = referred(desk, case, **FILE, claimId=case["claims"][0]["id"])
    assert (first["groundCode"], first["forwardAgreed"]) == ("N-OTHER-CONTROLLER", False)
    referred(desk, case, **REGISTER, forwardAgreed=True, **AGREED)
    assert desk.handler.get(case)["version"] == case["version"], "it only adds"
    decided = desk.decided(case)
    desk.handler.until(decided, lambda _: bool(desk.handler.get(decided, "/exports")["items"]))
    seen = ok(desk.handler.post(decided, "/letters/previews", {"remarks": REMARKS}))
    answered = desk.answered(decided, language="en", remarks=REMARKS)
    told = letter_text(desk.handler, answered, "L06")
    for text in (told, " ".join(seen["html"].split())):
        assert "Voor deze gegevens moet u elders zijn" in text
        assert "We stuurden niets door" in text
        assert "Dat doen we." in text
    said = [*FILE.values(), *REGISTER.values(), *REMARKS, "N-OTHER-CONTROLLER", "N-OTHER-REGIME"]
    said = [x for x in said if x not in {FILE["kind"], REGISTER["kind"]}]
    assert [x for x in said if not says(told, x)] == []
    assert REMARKS[0] in letter_text(desk.handler, answered, "L06", "en")


def test_the_journal_counts_and_names_codes_but_repeats_no_word(desk: Desk) -> None:
    case = desk.searched(unused(desk.service))
    made = referred(desk, case, **FILE)
    gone = referred(desk, case, **REGISTER)
    path = f"/cases/{case['id']}/referrals/{gone['id']}"
    answer = desk.handler.http.delete(path, headers={"If-Match": f'"v{case["version"]}"'})
    assert answer.status_code == 204, answer.text
    assert [r["id"] for r in desk.handler.get(case, "/referrals")["items"]] == [made["id"]]
    answered = desk.answered(desk.decided(case), remarks=REMARKS)
    told = kinds(desk.handler, answered)
    assert (told.count("referral.added"), told.count("referral.removed")) == (2, 1)
    timeline = desk.handler.get(answered, "/timeline")["items"]
    (sent,) = [e for e in timeline if e["kind"] == "answer.sent"]
    assert sent["details"]["remarks"] == len(REMARKS)
    words = [FILE["what"], FILE["to"], FILE["reason"], *REMARKS]
    assert [word for word in words if word in str(timeline)] == []


def test_nothing_is_sent_on_without_agreement_and_once_alone(desk: Desk) -> None:
    case = desk.searched(unused(desk.service))
    made = referred(desk, case, **REGISTER)
    place = f"/referrals/{made['id']}/forwarding"
    refused(desk.handler.post(case, place, SENT_ON), 409, "forwardingNotAgreed")
    late = SENT_ON | AGREED | {"agreedDate": "2026-03-10"}
    refused(desk.handler.post(case, place, late), 409, "forwardingNotAgreed")
    done = ok(desk.handler.post(case, place, SENT_ON | AGREED), 201)
    assert (done["forwardedDate"], done["agreedHow"]) == (SENT_ON["date"], AGREED["agreedHow"])
    assert done["forwardedBy"]
    refused(desk.handler.post(case, place, SENT_ON | AGREED), 409, "forwardedAlready")
    path = f"/cases/{case['id']}/referrals/{made['id']}"
    match = {"If-Match": f'"v{case["version"]}"'}
    refused(desk.handler.http.delete(path, headers=match), 409, "forwardedAlready")
    answered = desk.answered(desk.decided(case))
    assert "We stuurden uw vraag door op 9 maart 2026" in letter_text(desk.handler, answered, "L06")
    assert "referral.forwarded" in kinds(desk.handler, answered)
    assert [d for d in desk.handler.get(answered, "/letters")["deliveries"] if d.get("email")] == []


def test_once_answered_nothing_is_added_but_an_agreement_may_still_come(desk: Desk) -> None:
    case = desk.searched(unused(desk.service))
    made = referred(desk, case, **REGISTER)
    answered = desk.answered(desk.decided(case))
    refused(desk.handler.post(answered, "/referrals", FILE), 409, "illegalTransition")
    place = f"/referrals/{made['id']}/forwarding"
    ok(desk.handler.post(answered, place, SENT_ON | AGREED), 201)
    closed = ok(desk.handler.post(answered, "/closure"))
    refused(desk.handler.post(closed, place, SENT_ON), 409, "illegalTransition")


def test_an_answer_that_holds_nothing_says_it_too(desk: Desk) -> None:
    stranger = {"givenName": "Onbekende", "familyName": "Aanvrager", "dateOfBirth": "1961-05-04"}
    case = desk.searched(unused(desk.service), requester=stranger)
    referred(desk, case, **FILE)
    answered = desk.answered(desk.decided(case), remarks=REMARKS)
    told = letter_text(desk.handler, answered, "L24")
    assert FILE["what"] in told
    assert REMARKS[1] in told


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param({**FILE, "kind": "elsewhere"}, 400, "badRequest", id="an unknown kind"),
        pytest.param({**FILE, "what": " "}, 400, "badRequest", id="nothing in particular"),
        pytest.param(
            {**FILE, "forwardAgreed": True}, 400, "badRequest", id="agreed, but when and how"
        ),
        pytest.param({**FILE, **AGREED}, 400, "badRequest", id="an agreement that is denied"),
        pytest.param(
            {**FILE, "forwardAgreed": True, **AGREED, "agreedDate": "2031-01-01"},
            400,
            "badRequest",
            id="agreed tomorrow",
        ),
        pytest.param({**FILE, "claimId": "x"}, 400, "unknownClaim", id="an unknown claim"),
    ],
)
def test_a_referral_says_all_that_it_needs(
    desk: Desk, body: dict[str, Any], status: int, code: str
) -> None:
    case = desk.registered(unused(desk.service))
    refused(desk.handler.post(case, "/referrals", body), status, code)
    assert desk.handler.get(case, "/referrals")["items"] == []


@pytest.mark.parametrize(
    "remarks",
    [["x"] * 11, ["x" * 501], [" "], ["a\u202eb"], "x"],
    ids=["too many", "too long", "empty", "turned around", "no list"],
)
def test_remarks_are_few_short_and_readable(desk: Desk, remarks: Any) -> None:
    case = desk.registered(unused(desk.service))
    for path in ("/answer", "/letters/previews"):
        refused(desk.handler.post(case, path, {"remarks": remarks}), 400, "badRequest")


def test_a_referral_of_another_case_does_not_exist(desk: Desk) -> None:
    one, other = (desk.registered(unused(desk.service)) for _ in range(2))
    made = referred(desk, one, **REGISTER)
    place = f"/referrals/{made['id']}/forwarding"
    refused(desk.handler.post(other, place, SENT_ON | AGREED), 404, "resourceNotFound")


def test_a_redirection_names_no_service_twice_and_says_what_we_answer(desk: Desk) -> None:
    person = unused(desk.service)
    ours = desk.registered(person)
    case = desk.registered(person, linkedCases=[ours["id"]])
    referred(desk, case, **REGISTER)
    body = {"to": "Agentschap Opgroeien", "reason": "Zij verwerken deze gegevens."}
    ended = ok(desk.handler.post(case, "/redirection", body))
    told = letter_text(desk.handler, ended, "L20")
    assert told.count(body["to"]) == 1
    assert "We kennen geen adres van die dienst" in told
    assert f"inzage ({ours['reference']})" in told
    assert REGISTER["what"] in told


def test_a_redirection_says_how_the_service_is_reached(desk: Desk) -> None:
    case = desk.registered(unused(desk.service))
    body = {"to": "Agentschap Opgroeien", "reason": "Zij verwerken dit.", "contact": "02 553 00 99"}
    ended = ok(desk.handler.post(case, "/redirection", body))
    told = letter_text(desk.handler, ended, "L20")
    assert "02 553 00 99" in told
    assert "Zelf beantwoorden we geen deel van dit verzoek" in told


def test_a_case_is_not_sent_elsewhere_once_a_change_was_ordered(desk: Desk) -> None:
    correction = {
        "categoryId": "contact_details",
        "element": "workPhone",
        "currentValue": "niet dit",
        "newValue": "02 553 00 00",
    }
    claim = {
        "right": "rectification",
        "statement": "Dit klopt niet.",
        "details": {"corrections": [correction]},
    }
    case = desk.searched(unused(desk.service), claims=[claim])
    line = {"claimId": case["claims"][0]["id"], "decision": "grant", "reason": "Na onderzoek."}
    ok(desk.handler.put(case, "/decisions", {"decisions": [line]}))
    case = ok(desk.decider.post(case, "/decisions/confirmation"))
    assert "redirection" in desk.handler.get(case)["allowedActions"]
    done = desk.handler.post(case, "/executions", {}).json()
    assert done["state"] == "needsPerson", "ordered, and not done"
    assert "redirection" not in desk.handler.get(case)["allowedActions"]
    body = {"to": "Elders", "reason": "Zij doen dat."}
    refused(desk.handler.post(case, "/redirection", body), 409, "executionBegun")
    assert desk.handler.get(case)["state"] == "decided"


def test_who_may_only_decide_or_register_refers_nobody(desk: Desk) -> None:
    case = desk.registered(unused(desk.service))
    refused(desk.decider.post(case, "/referrals", FILE), 403, "missingPermission")
    intake = desk.service.client(Role.INTAKE)
    own = intake.register(unused(desk.service))
    refused(intake.post(own, "/referrals", FILE), 403, "missingPermission")
