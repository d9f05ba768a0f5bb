"""Lists: pages with an opaque cursor, filters, order, and the search whose words stand in no URL."""

from typing import Any

import httpx
import pytest
from app.staff.model import Role
from tests.journey_steps import on_the_clock
from tests.problems import problem
from tests.service import Client, Service, pages

Case = dict[str, Any]
ENTITY = "OVO900055"

PEOPLE = [
    ("Zoë", "Hébert-Ångström", "zoe@voorbeeld.example", "9900001"),
    ("Jan", "Peeters", "jan@voorbeeld.example", "9900002"),
    ("Jan", "De Peeters_100%", None, "9900003"),
    ("An", "Janssens", "AN@voorbeeld.example", None),
    ("Bart", "Janssens", None, None),
]
DATES = ["2026-03-05", "2026-01-31", "2026-03-05", "2025-12-01", "2026-11-20"]


@pytest.fixture(scope="module")
def desk(service: Service) -> Client:
    """A handler of an entity that is this module's alone."""
    return service.client(Role.CASE_HANDLER, entities=(ENTITY,))


@pytest.fixture(scope="module", autouse=True)
def cases(service: Service, desk: Client) -> list[Case]:
    """Five cases: the second extended is impossible by now, the third suspended, the fifth on time."""
    made = []
    for (given, family, email, number), day in zip(PEOPLE, DATES, strict=True):
        person = {"givenName": given, "familyName": family}
        person |= {"email": email} if email else {}
        person |= {"vlimpersNumber": number} if number else {}
        body = {
            "receivedDate": day,
            "channel": "post",
            "requester": person,
            "claims": [{"right": "access" if day != DATES[3] else "erasure"}],
        }
        answer = desk.http.post("/cases", json=body)
        assert answer.status_code == 201, answer.text
        made.append(answer.json())
    ask = {"doubt": "Andere naam dan in het bestand", "means": ["inPerson"]}
    with on_the_clock(
        service, "2026-03-06T10:00:00+01:00"
    ):  # promptly: a late question suspends nothing
        assert desk.post(made[2], "/identityRequests", ask).status_code == 201
    extend = {"reasonCode": "complexity", "reasons": "Zeer veel stukken"}
    assert desk.post(made[4], "/extensions", extend).status_code == 201
    return made


def ids(desk: Client, **asked: Any) -> list[str]:
    return [i["id"] for body in pages(desk.http, "/cases", **asked) for i in body["items"]]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_pages_hold_everything_once_and_in_order(
    size: int, desk: Client, cases: list[Case]
) -> None:
    found = list(pages(desk.http, "/cases", pageSize=size))
    assert all(len(body["items"]) <= size == body["pageSize"] for body in found)
    assert all(body["self"].startswith("http") for body in found)
    whole = [item["id"] for body in found for item in body["items"]]
    assert whole == ids(desk)
    assert sorted(whole) == sorted(case["id"] for case in cases)
    assert ids(desk, sort="-dueDate", pageSize=size) == whole[::-1]


def test_a_suspended_case_sorts_by_its_safe_harbour_date(desk: Client, cases: list[Case]) -> None:
    order = ids(desk)
    assert order[:2] == [cases[3]["id"], cases[1]["id"]]
    assert set(order[2:4]) == {cases[0]["id"], cases[2]["id"]}
    suspended = desk.get(cases[2])
    assert {"dueDate", "daysLeft"} & set(suspended) == set()
    assert suspended["safeHarbourDate"] == cases[0]["dueDate"]
    assert "suspendedSince" in suspended
    line = next(i for i in desk.http.get("/cases").json()["items"] if i["id"] == cases[2]["id"])
    assert "dueDate" not in line


def test_a_line_leads_to_its_case(desk: Client) -> None:
    for line in desk.http.get("/cases").json()["items"]:
        case = desk.http.get(line["href"]).json()
        assert {k: line[k] for k in ("id", "reference", "state", "version")} == {
            k: case[k] for k in ("id", "reference", "state", "version")
        }
        assert line["rights"] == [claim["right"] for claim in case["claims"]]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"state": "received"}, {0, 1, 3, 4}),
        ({"state": "identityPending"}, {2}),
        ({"state": ["received", "identityPending"]}, {0, 1, 2, 3, 4}),
        ({"state": "closed"}, set()),
        ({"right": "erasure"}, {3}),
        ({"right": ["erasure", "access"]}, {0, 1, 2, 3, 4}),
        ({"right": "erasure", "state": "identityPending"}, set()),
        ({"flag": "suspended"}, {2}),
        ({"flag": "overdue"}, {0, 1, 3}),
        ({"flag": "extended"}, {4}),
        ({"flag": ["suspended", "extended"]}, {2, 4}),
        ({"flag": "restrictionActive"}, set()),
        ({"dueBefore": "2026-01-05"}, {3}),
        ({"dueBefore": "2026-04-07"}, {1, 3}),
        ({"dueBefore": "2026-04-08"}, {0, 1, 3}),
    ],
)
def test_a_filter(
    asked: dict[str, Any], expected: set[int], desk: Client, cases: list[Case]
) -> None:
    if "overdue" in asked.get("flag", ""):
        expected = {i for i in (0, 1, 3, 4) if "overdue" in desk.get(cases[i])["flags"]}
    assert set(ids(desk, **asked)) == {cases[i]["id"] for i in expected}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"name": "peeters"}, {1, 2}),
        ({"name": "PEETERS jan"}, {1, 2}),
        ({"name": "jan"}, {1, 2, 3, 4}),
        ({"name": "zoe hebert angstrom"}, {0}),
        ({"name": "Zoë"}, {0}),
        ({"name": "%"}, {2}),
        ({"name": "_"}, {2}),
        ({"name": "De Peeters_100%"}, {2}),
        ({"name": "nobody"}, set()),
        ({"name": "' or 1=1 --"}, set()),
        ({"number": "9900002"}, {1}),
        ({"number": "990000"}, set()),
        ({"email": "ZOE@voorbeeld.example"}, {0}),
        ({"email": "an@VOORBEELD.example"}, {3}),
        ({"email": "an@voorbeeld.example", "name": "bart"}, set()),
        ({"name": "jan", "right": ["erasure"]}, {3}),
        ({"name": "peeters", "state": ["identityPending"]}, {2}),
    ],
)
def test_a_search(
    body: dict[str, Any], expected: set[int], desk: Client, cases: list[Case]
) -> None:
    answer = desk.http.post("/cases/query", json=body)
    assert answer.status_code == 200, answer.text
    assert {i["id"] for i in answer.json()["items"]} == {cases[i]["id"] for i in expected}
    assert "next" not in answer.json()


def test_a_reference_is_read_as_people_write_it(desk: Client, cases: list[Case]) -> None:
    written = cases[1]["reference"].lower().replace("-", " ").replace("0", "o").replace("1", "l")
    for text in (cases[1]["reference"], written, cases[1]["reference"].removeprefix("DSR-")):
        found = desk.http.post("/cases/query", json={"reference": text}).json()["items"]
        assert [item["id"] for item in found] == [cases[1]["id"]]


def test_a_search_goes_on_with_the_same_body(desk: Client, cases: list[Case]) -> None:
    path, found = "/cases/query?pageSize=1", []
    while path:
        answer = desk.http.post(path, json={"name": "jan"})
        assert "jan" not in answer.json()["self"]
        found += [item["id"] for item in answer.json()["items"]]
        path = answer.json().get("next", "")
        if path:
            other = desk.http.post(path, json={"name": "zoe"})
            assert (other.status_code, problem(other)) == (400, "badRequest")
    assert sorted(found) == sorted(cases[i]["id"] for i in (1, 2, 3, 4))


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"state": ["received"]},
        {"name": ""},
        {"name": " "},
        {"reference": "DSR-0000-0001"},
        {"reference": "1"},
        {"email": "anna"},
        {"name": "a\x00"},
        {"nationalNumber": "85073003328"},
        {"name": ["a"]},
        {"pageSize": 1, "name": "jan"},
    ],
)
def test_a_search_for_nothing_or_something_unknown(body: dict[str, Any], desk: Client) -> None:
    answer = desk.http.post("/cases/query", json=body)
    assert (answer.status_code, problem(answer)) == (400, "badRequest")


def test_a_cursor_belongs_to_its_list(service: Service, desk: Client) -> None:
    cursor = httpx.URL(desk.http.get("/cases?pageSize=1").json()["next"]).params["afterCase"]
    refused = [
        desk.http.get("/cases", params={"afterCase": cursor, "state": "received"}),
        desk.http.get("/cases", params={"afterCase": cursor, "sort": "-dueDate"}),
        desk.http.get("/cases", params={"afterCase": cursor[:-2] + "AA"}),
        desk.http.get("/cases", params={"afterCase": "A" + cursor[1:]}),
        desk.http.post("/cases/query", params={"afterCase": cursor}, json={"name": "jan"}),
        service.client(Role.DPO).http.get("/cases", params={"afterCase": cursor}),
    ]
    assert {answer.status_code for answer in refused} == {400}
    assert desk.http.get("/cases", params={"afterCase": cursor, "pageSize": 7}).status_code == 200


def test_the_timeline_is_newest_first_and_paged(desk: Client, cases: list[Case]) -> None:
    for text in ("een", "twee", "drie"):
        desk.http.post(f"/cases/{cases[0]['id']}/notes", json={"text": text})
    path = f"/cases/{cases[0]['id']}/timeline"
    for size in (1, 2, 100):
        found = [i for body in pages(desk.http, path, pageSize=size) for i in body["items"]]
        sequences = [item["sequence"] for item in found]
        assert sequences == sorted(sequences, reverse=True)
        assert found[-1]["kind"] == "case.registered"
    assert desk.http.get(path).json()["pageSize"] == 25
    assert "drie" not in desk.http.get(path).text


def test_the_journal_is_paged_and_holds_no_personal_data(service: Service) -> None:
    auditor = service.client(Role.AUDITOR)
    first = auditor.http.get("/journal?pageSize=5").json()
    second = auditor.http.get(first["next"]).json()
    seen = {(i["chain"], i["sequence"]) for i in first["items"]}
    assert len(seen) == 5
    assert not seen & {(i["chain"], i["sequence"]) for i in second["items"]}
    assert "Peeters" not in str(first)
    checked = auditor.http.get("/journal/verification").json()
    assert checked["intact"] is True
    assert checked["faults"] == []


def test_records_are_paged_without_loss(sent_case: Case, handler: Client) -> None:
    place = f"/cases/{sent_case['id']}/dossier"
    answers = handler.http.get(place).json()
    assert answers["complete"] is True
    biggest = max(answers["items"], key=lambda item: item["recordCount"])
    path = f"{place}/{biggest['categoryId']}"
    by_one = [r for body in pages(handler.http, path, pageSize=1) for r in body["items"]]
    at_once = [r for body in pages(handler.http, path, pageSize=100) for r in body["items"]]
    assert by_one == at_once
    assert len(at_once) == handler.http.get(path).json()["total"] > 1
    unknown = handler.http.get(f"{place}/nothing")
    assert (unknown.status_code, problem(unknown)) == (404, "resourceNotFound")
