"""Bad input is refused with 400 and the place of each fault, never with 422, never with 500, never with its value."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from app.staff.model import Role
from tests.problems import problem
from tests.service import Client, Service

Case = dict[str, Any]
Call = Callable[..., httpx.Response]

GOOD: Mapping[str, Any] = {
    "receivedAt": "2026-03-05T10:00:00+01:00",
    "channel": "email",
    "requester": {"givenName": "Anna", "familyName": "Voorbeeld"},
    "claims": [{"right": "access"}],
}
NAMED = {"givenName": "Anna", "familyName": "Voorbeeld"}
LATER = (datetime.now(UTC) + timedelta(days=2)).isoformat()


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in GOOD.items() if key != name}


def requester(**more: Any) -> dict[str, Any]:
    return {**GOOD, "requester": NAMED | more}


def claim(**more: Any) -> dict[str, Any]:
    return {**GOOD, "claims": [{"right": "access"} | more]}


def received(**when: Any) -> dict[str, Any]:
    return {**without("receivedAt"), **when}


BAD: list[tuple[str, Any, str]] = [
    ("no body", {}, "channel"),
    ("no channel", without("channel"), "channel"),
    ("an unknown channel", {**GOOD, "channel": "fax"}, "channel"),
    ("an unknown language", {**GOOD, "language": "de"}, "language"),
    ("an unknown field", {**GOOD, "urgent": True}, "urgent"),
    ("a name of the code's own", {**GOOD, "to_be_clarified": True}, "to_be_clarified"),
    ("null for a mandatory value", {**GOOD, "channel": None}, "channel"),
    ("no requester", without("requester"), "requester"),
    ("a requester without name", {**GOOD, "requester": {}}, "requester.givenName"),
    ("a blank name", requester(givenName="   "), "requester.givenName"),
    ("a name of dots", requester(familyName="..."), "requester.familyName"),
    ("a name one cannot see", requester(familyName="\u200b\u200b"), "requester.familyName"),
    ("a name that turns around", requester(givenName="Anna\u202egnp"), "requester.givenName"),
    ("a name on two lines", requester(givenName="Anna\nBcc: x"), "requester.givenName"),
    ("a name without end", requester(givenName="A" * 201), "requester.givenName"),
    ("a number for a name", requester(givenName=7), "requester.givenName"),
    ("no e-mail address", requester(email="anna"), "requester.email"),
    ("a birth in the future", requester(dateOfBirth="2039-01-01"), "requester.dateOfBirth"),
    ("an impossible birth date", requester(dateOfBirth="2001-02-30"), "requester.dateOfBirth"),
    ("a birth as number", requester(dateOfBirth=0), "requester.dateOfBirth"),
    ("a birth with other digits", requester(dateOfBirth="\uff12001-02-03"), "requester.dateOfBirth"),
    ("an address without street", requester(postalAddress={"city": "Gent"}), "requester.postalAddress.street"),
    ("an address of nothing", requester(postalAddress=" , "), "requester.postalAddress"),
    ("an unknown part of a name", requester(middleName="X"), "requester.middleName"),
    ("no claim", {**GOOD, "claims": []}, "claims"),
    ("no list of claims", {**GOOD, "claims": {"right": "access"}}, "claims"),
    ("an unknown right", claim(right="forgetting"), "claims[0].right"),
    ("a right with another case", claim(right="Access"), "claims[0].right"),
    ("a right with NUL", claim(right="access\x00"), "claims[0].right"),
    ("to be clarified, but which right is clear", claim(right="erasure", toBeClarified=True), "claims[0]"),
    ("yes for true", {**GOOD, "toBeClarified": "yes"}, "toBeClarified"),
    ("1 for true", {**GOOD, "toBeClarified": 1}, "toBeClarified"),
    ("NUL in a sentence", claim(statement="a\x00b"), "claims[0].statement"),
    ("half a character", claim(statement="a\ud800b"), "claims[0].statement"),
    ("a control character", claim(statement="a\x1b[31m"), "claims[0].statement"),
    ("NUL in details", claim(details={"field": "a\x00"}), "claims[0].details.field"),
    ("NUL in a name of details", claim(details={"a\x00": 1}), "claims[0].details"),
    ("NUL deep in details", claim(details={"a": [{"b": "\x00"}]}), "claims[0].details.a[0].b"),
    ("a number no reader holds", claim(details={"a": [2**53]}), "claims[0].details.a[0]"),
    ("an entity that is no code", {**GOOD, "entity": "OVO 1; drop"}, "entity"),
    ("a linked case nobody has", {**GOOD, "linkedCases": ["nobody"]}, "linkedCases[0]"),
    ("NUL in a linked case", {**GOOD, "linkedCases": ["\x00"]}, "linkedCases[0]"),
    ("no receipt", without("receivedAt"), "receivedAt"),
    ("two receipts", {**GOOD, "receivedDate": "2026-03-05"}, "receivedAt"),
    ("a receipt without offset", received(receivedAt="2026-03-05T10:00:00"), "receivedAt"),
    ("a receipt without hour", received(receivedAt="2026-03-05"), "receivedAt"),
    ("a receipt as number", received(receivedAt=1772704800), "receivedAt"),
    ("a receipt with a 25th hour", received(receivedAt="2026-03-05T25:00:00Z"), "receivedAt"),
    ("a receipt in the future", received(receivedAt=LATER), "receivedAt"),
    ("a date in the future", received(receivedDate=LATER[:10]), "receivedDate"),
    ("a date with an hour", received(receivedDate="2026-03-05T00:00:00Z"), "receivedDate"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "name"), [pytest.param(b, n, id=why) for why, b, n in BAD])
def test_a_fault_is_told_with_its_place_and_never_with_its_value(
    body: Any, name: str, handler: Client
) -> None:
    answer = handler.http.post(
        "/cases", content=json.dumps(body), headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, problem(answer)) == (400, "badRequest"), answer.text
    issues = answer.json()["issues"]
    assert name in {issue["name"] for issue in issues}
    assert {issue["in"] for issue in issues} == {"body"}
    assert all(issue["detail"] and "value" not in issue for issue in issues)
    assert "Voorbeeld" not in answer.text


def test_all_faults_are_told_at_once(handler: Client) -> None:
    answer = handler.http.post("/cases", json={"channel": "fax", "claims": [{"right": "x"}]})
    names = {issue["name"] for issue in answer.json()["issues"]}
    assert {"channel", "claims[0].right", "requester"} <= names


def test_an_unknown_field_has_a_type_of_its_own(handler: Client) -> None:
    issue = handler.http.post("/cases", json={**GOOD, "urgent": True}).json()["issues"][0]
    assert issue["type"] == "urn:problem-type:belgif:input-validation:unknownInput"


@pytest.mark.parametrize(
    "when",
    [
        {"receivedDate": "2017-12-31"},
        {"receivedDate": "0001-01-01"},
        {"receivedDate": "2041-01-01"},
        {"receivedDate": "9999-12-31"},
        {"receivedAt": "0001-01-01T00:00:00+14:00"},
        {"receivedAt": "0001-01-01T00:00:00Z"},
        {"receivedAt": "9999-12-31T23:59:59-12:00"},
        {"receivedAt": "2017-12-31T22:59:59Z"},
    ],
)
@pytest.mark.parametrize("path", ["/cases", "/clock/calculations"])
def test_beyond_the_calendar_nothing_is_guessed(
    path: str, when: dict[str, str], handler: Client
) -> None:
    body = received(**when) if path == "/cases" else when
    answer = handler.http.post(path, json=body)
    assert (answer.status_code, problem(answer)) == (400, "calendarEnds")


CONTENTS: list[tuple[str, bytes]] = [
    ("nothing closed", b"{"),
    ("an array", b"[]"),
    ("a list of bodies", b'[{"channel": "email"}]'),
    ("null", b"null"),
    ("a number", b"7"),
    ("a text", b'"text"'),
    ("true", b"true"),
    ("NaN", b'{"channel": NaN}'),
    ("Infinity", b'{"details": -Infinity}'),
    ("a number beyond all", b'{"channel": 1e999}'),
    ("an endless integer", b'{"channel": ' + b"9" * 5000 + b"}"),
    ("a key twice", b'{"channel": "email", "channel": "post"}'),
    ("a key twice inside", b'{"requester": {"givenName": "A", "givenName": "B"}}'),
    ("endless nesting", b"[" * 100_000),
    ("deep but whole", b'{"a":' * 30 + b"1" + b"}" * 30),
    ("deeper than a parser goes", b'{"a":' * 50_000 + b"1" + b"}" * 50_000),
    ("another encoding", '{"channel": "é"}'.encode("latin-1")),
    ("UTF-16", '{"channel": "email"}'.encode("utf-16")),
    ("half a character in UTF-8", b'{"channel": "\xed\xa0\x80"}'),
    ("NUL bytes", b"\x00\x00\x00"),
    ("a raw control character", b'{"channel": "a\x01"}'),
    ("a comment", b"{} // done"),
    ("two bodies", b"{}{}"),
    ("form fields", b"channel=email"),
]


@pytest.mark.parametrize("content", [pytest.param(c, id=why) for why, c in CONTENTS])
@pytest.mark.parametrize("path", ["/cases", "/clock/calculations", "/cases/query"])
def test_a_body_that_is_no_object_of_the_contract(
    path: str, content: bytes, handler: Client
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = handler.http.post(path, content=content, headers=headers)
    assert (answer.status_code, problem(answer)) == (400, "badRequest")
    assert answer.json()["issues"]


def test_a_body_in_pieces_has_the_same_limit(handler: Client) -> None:
    pieces = (b"x" * 100_000 for _ in range(20))
    answer = handler.http.post(
        "/cases", content=pieces, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, problem(answer)) == (413, "payloadTooLarge")
    assert answer.json()["limit"] == 1_000_000


def test_details_may_hold_what_json_holds_but_answers_hold_no_null(handler: Client) -> None:
    details = {"field": "phone", "from": None, "to": [None, 1.5, {"a": None, "b": 2**53 - 1}]}
    answer = handler.http.post("/cases", json=claim(right="rectification", details=details))
    assert answer.status_code == 201
    assert answer.json()["claims"][0]["details"] == {
        "field": "phone",
        "to": [1.5, {"b": 2**53 - 1}],
    }


def test_a_letter_that_names_no_right_is_access_to_be_clarified(handler: Client) -> None:
    for body in ({**GOOD, "toBeClarified": True}, claim(toBeClarified=True)):
        made = handler.http.post("/cases", json=body).json()
        assert made["toBeClarified"] is True
        assert made["claims"][0]["toBeClarified"] is True
    assert "toBeClarified" not in handler.http.post("/cases", json=GOOD).json()


@pytest.mark.parametrize("number", ["85.07.30-033.28", "85.07.30-033.29", "nonsense", "0" * 100])
def test_the_national_number_is_not_read_without_an_authorisation(
    number: str, handler: Client
) -> None:
    answer = handler.http.post("/cases", json=requester(nationalNumber=number))
    assert answer.status_code == 201
    assert "nationalNumber" not in answer.json()["requester"]
    assert "850730" not in answer.text


@pytest.mark.parametrize(
    ("number", "status"), [("85.07.30-033.28", 201), ("85073003328", 201), ("85073003329", 400)]
)
def test_with_an_authorisation_a_wrong_check_is_refused(
    number: str, status: int, service: Service, handler: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    maker: Any = service.parts.desk_on
    allowing = replace(service.parts.policy, national_number_allowed=True)
    monkeypatch.setattr(maker.__self__, "policy", allowing)
    answer = handler.http.post("/cases", json=requester(nationalNumber=number))
    assert answer.status_code == status
    if status == 201:
        assert answer.json()["requester"]["nationalNumber"] == "85073003328"
    else:
        assert answer.json()["issues"][0]["name"] == "requester.nationalNumber"
        assert number not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/cases?color=red",
        "/cases?state=lost",
        "/cases?state=",
        "/cases?right=forgetting",
        "/cases?flag=red",
        "/cases?dueBefore=soon",
        "/cases?dueBefore=2026-03-05T00:00:00Z",
        "/cases?sort=name",
        "/cases?sort=dueDate&sort=-dueDate",
        "/cases?pageSize=0",
        "/cases?pageSize=101",
        "/cases?pageSize=-1",
        "/cases?pageSize=ten",
        "/cases?pageSize=99999999999999999999999999",
        "/cases?page_size=5",
        "/cases?%00=1",
        "/cases?name=Voorbeeld",
        "/cases?afterCase=abc",
        "/cases?afterCase=%00",
        "/cases?afterCase=" + "W" * 5000,
        "/cases?afterCase=%F0%9F%92%A9",
        "/journal?afterEntry=1",
        "/journal?pageSize=1000",
        "/holidays/26",
        "/holidays/abcd",
        "/holidays/2026?language=nl",
        "/register?x",
        "/refData/rights?x=1",
        "/health?verbose=1",
        "/doc/openapi.json?x=1",
        "/statistics/reports/1",
        "/statistics/reports/2041",
        "/statistics/reports/last",
    ],
)
def test_a_query_that_is_not_of_the_contract(path: str, dpo: Client) -> None:
    answer = dpo.http.get(path)
    assert (answer.status_code, problem(answer)) == (400, "badRequest")
    assert answer.json()["issues"][0]["in"] in {"query", "path"}


@pytest.mark.parametrize("year", ["2017", "2041", "0000", "9999"])
def test_a_year_beyond_the_calendar(year: str, dpo: Client) -> None:
    answer = dpo.http.get(f"/holidays/{year}")
    assert (answer.status_code, problem(answer)) == (400, "calendarEnds")


STEPS: list[tuple[str, dict[str, Any], str]] = [
    ("identityChecks", {"result": "sure"}, "result"),
    ("identityChecks", {"result": "verified"}, "means"),
    ("identityChecks", {"result": "verified", "means": "passport"}, "means"),
    ("identityChecks", {"result": "verified", "means": "video", "note": "gezien"}, "means"),
    ("identityChecks", {"result": "verified", "means": "inPerson"}, "note"),
    ("identityChecks", {"result": "noDoubt"}, "note"),
    ("identityChecks", {"result": "noDoubt", "means": "inPerson", "note": "x"}, "means"),
    ("identityRequests", {"doubt": "", "means": ["inPerson"]}, "doubt"),
    ("identityRequests", {"doubt": "Andere naam", "means": []}, "means"),
    ("identityRequests", {"doubt": "Andere naam", "means": ["video"]}, "means"),
    ("answersReceived", {"kind": "identity", "sufficient": True}, "receivedAt"),
    ("answersReceived", {"kind": "money", "sufficient": True, "receivedDate": "2026-03-06"}, "kind"),
    ("answersReceived", {"kind": "identity", "sufficient": 1, "receivedDate": "2026-03-06"}, "sufficient"),
    ("extensions", {"reasonCode": "holiday", "reasons": "x"}, "reasonCode"),
    ("extensions", {"reasonCode": "complexity", "reasons": " "}, "reasons"),
    ("extensions", {"reasonCode": "complexity"}, "reasons"),
    ("extensions", {"reasonCode": "complexity", "reasons": "x", "plannedDate": "0001-01-01"}, "plannedDate"),
    ("extensions", {"reasonCode": "complexity", "reasons": "x", "months": 3}, "months"),
    ("withdrawal", {"claimIds": []}, "claimIds"),
    ("withdrawal", {"claimIds": ["nobody"]}, "claimId"),
    ("withdrawal", {"claimIds": ["\x00"]}, "claimIds[0]"),
    ("answer", {"delivery": "pigeon"}, "delivery"),
    ("answer", {"language": "de"}, "language"),
    ("closure", {"note": "a\x00"}, "note"),
    ("collections", {"subjectKeys": {"a": 1}}, "subjectKeys.a"),
    ("exports", {"claimId": ""}, "claimId"),
    ("decisions/confirmation", {"justification": " "}, "justification"),
    ("notes", {"text": ""}, "text"),
    ("notes", {"text": "x" * 5001}, "text"),
    ("letters/previews", {"language": "de"}, "language"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("step", "body", "name"), [pytest.param(s, b, n, id=f"{s} {b}"[:80]) for s, b, n in STEPS]
)
def test_a_step_tells_what_is_wrong_with_its_body(
    step: str, body: dict[str, Any], name: str, case: Case, dpo: Client
) -> None:
    answer = dpo.http.post(
        f"/cases/{case['id']}/{step}", json=body, headers={"If-Match": f'"v{case["version"]}"'}
    )
    assert answer.status_code == 400, answer.text
    problem(answer)
    assert name in {issue["name"] for issue in answer.json()["issues"]}
    assert dpo.get(case)["version"] == case["version"]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"status": "lost", "date": "2026-03-06"}, "status"),
        ({"status": "sent", "date": "9999-12-31"}, "date"),
    ],
)
def test_a_receipt_tells_what_is_wrong_with_its_body(
    body: dict[str, str], name: str, sent_case: Case, handler: Client
) -> None:
    delivery = handler.get(sent_case, "/letters")["deliveries"][0]["id"]
    answer = handler.post(sent_case, f"/deliveries/{delivery}/receipt", body)
    assert answer.status_code == 400
    assert [issue["name"] for issue in answer.json()["issues"]] == [name]


@pytest.mark.parametrize(
    "suspension",
    [
        {"kind": "identity", "askedOn": "2026-03-01"},
        {"kind": "identity", "askedOn": "2026-03-10", "answeredOn": "2026-03-09"},
        {"kind": "identity", "askedOn": "2041-03-10"},
        {"kind": "holiday", "askedOn": "2026-03-10"},
        {"kind": "identity"},
        {"kind": "identity", "askedOn": "10/03/2026"},
    ],
)
def test_a_pause_that_cannot_be(suspension: dict[str, str], handler: Client) -> None:
    body = {"receivedDate": "2026-03-05", "suspensions": [suspension]}
    answer = handler.http.post("/clock/calculations", json=body)
    assert answer.status_code == 400
    assert problem(answer) in {"badRequest", "invalidSuspension", "calendarEnds"}


def test_an_entity_of_others_is_not_registered_for(service: Service) -> None:
    client = service.client(Role.CASE_HANDLER, entities=("OVO900007",))
    answer = client.http.post("/cases", json={**GOOD, "entity": "OVO900008"})
    assert (answer.status_code, problem(answer)) == (403, "missingPermission")
    assert client.http.post("/cases", json=GOOD).json()["entity"] == "OVO900007"


def test_a_token_of_several_entities_says_which(service: Service) -> None:
    client = service.client(Role.CASE_HANDLER, entities=("OVO900007", "OVO900008"))
    answer = client.http.post("/cases", json=GOOD)
    assert [issue["name"] for issue in answer.json()["issues"]] == ["entity"]
    made = client.http.post("/cases", json={**GOOD, "entity": "OVO900008"})
    assert made.json()["entity"] == "OVO900008"


def test_a_letter_that_cannot_be_printed_stops_the_step(case: Case, handler: Client) -> None:
    asked = {"doubt": "De naam is 山田", "means": ["inPerson"]}
    answer = handler.post(case, "/identityRequests", asked)
    assert (answer.status_code, problem(answer)) == (409, "letterNotPrintable")
    assert "山田" not in answer.text
    assert handler.get(case)["version"] == case["version"]
    assert handler.get(case)["state"] == "received"
