"""Versions: every case carries its ETag, a change names the one it saw, and of many at once one wins."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from app.staff.model import Role
from tests.at_once import together
from tests.problems import problem
from tests.service import Client, Service

Case = dict[str, Any]

CHANGES: list[tuple[str, str, dict[str, Any]]] = [
    ("PUT", "assignee", {"assignee": "clara"}),
    ("POST", "identityChecks", {"result": "noDoubt", "note": "Bekend"}),
    ("POST", "identityRequests", {"doubt": "Andere naam", "means": ["inPerson"]}),
    ("POST", "answersReceived", {"kind": "identity", "receivedDate": "2026-03-06", "sufficient": True}),
    ("POST", "collections", {}),
    ("PUT", "decisions", {"acceptProposals": True}),
    ("POST", "decisions/confirmation", {}),
    ("POST", "exports", {}),
    ("POST", "withholdings", {"categoryId": "x", "recordId": "1", "ground": "R15-THIRD-PARTY", "note": "n"}),
    ("POST", "transfers", {"claimId": "x", "name": "n", "url": "https://voorbeeld.be/", "confirmed": True}),
    ("POST", "advice", {"text": "Let op"}),
    ("POST", "extensions", {"reasonCode": "complexity", "reasons": "Veel"}),
    ("POST", "answer", {}),
    ("POST", "withdrawal", {}),
    ("POST", "closure", {}),
]  # fmt: skip


REFUSED: list[tuple[str | None, int, str]] = [
    (None, 428, "preconditionRequired"),
    ('"v99"', 412, "versionMismatch"),
    ('W/"v1"', 412, "versionMismatch"),
    ("v1", 412, "versionMismatch"),
    ("*", 412, "versionMismatch"),
    ("", 412, "versionMismatch"),
]


@pytest.mark.parametrize(("method", "step", "body"), CHANGES)
def test_a_change_names_the_version_it_saw(
    method: str, step: str, body: Any, case: Case, dpo: Client
) -> None:
    for header, status, name in REFUSED:
        headers = {} if header is None else {"If-Match": header}
        answer = dpo.http.request(method, f"/cases/{case['id']}/{step}", json=body, headers=headers)
        assert (answer.status_code, problem(answer)) == (status, name), header
    assert dpo.get(case)["version"] == case["version"]


def test_what_only_adds_names_none_and_makes_no_new_version(case: Case, handler: Client) -> None:
    assert handler.http.post(f"/cases/{case['id']}/notes", json={"text": "a"}).status_code == 201
    assert handler.attach(case, "other", b"een brief", "brief.txt").status_code == 201
    assert handler.get(case)["version"] == case["version"]


def test_every_case_carries_its_version(case: Case, handler: Client) -> None:
    read = handler.http.get(f"/cases/{case['id']}")
    assert read.headers["etag"] == '"v1"'
    changed = handler.put(case, "/assignee", {"assignee": "clara"})
    assert (changed.headers["etag"], changed.json()["version"]) == ('"v2"', 2)
    assert changed.json()["assignee"] == "clara"
    assert "assignee" not in handler.put(case, "/assignee", {}).json()


@pytest.mark.parametrize("at", ["2026-03-05T10:00:00+01:00", "2026-03-05T09:00:00.25Z"])
def test_the_same_version_says_the_same(at: str, service: Service, handler: Client) -> None:
    made = handler.register(service.people[20], receivedAt=at)
    assert handler.get(made) == made


def test_a_claim_that_is_not_there_is_told_before_the_version(case: Case, handler: Client) -> None:
    for headers in ({}, {"If-Match": '"v99"'}, {"If-Match": '"v1"'}):
        place = f"/cases/{case['id']}/claims/nobody"
        answer = handler.http.put(place, json={}, headers=headers)
        assert (answer.status_code, problem(answer)) == (404, "resourceNotFound")


def test_one_of_several_versions_may_be_named(case: Case, handler: Client) -> None:
    answer = handler.http.put(
        f"/cases/{case['id']}/assignee", json={}, headers={"If-Match": '"v7", "v1"'}
    )
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("header", "status"),
    [('"v1"', 304), ('"v0", "v1"', 304), ("*", 304), ('"v2"', 200), ("v1", 200)],
)
def test_what_the_reader_has_is_not_sent_again(
    header: str, status: int, case: Case, handler: Client
) -> None:
    answer = handler.http.get(f"/cases/{case['id']}", headers={"If-None-Match": header})
    assert answer.status_code == status
    assert answer.headers["etag"] == '"v1"'
    assert bool(answer.content) is (status == 200)


def test_a_case_is_placed_where_it_was_made(service: Service, handler: Client) -> None:
    made = handler.http.post(
        "/cases",
        json={
            "receivedDate": "2026-03-05",
            "channel": "post",
            "requester": {"givenName": "Anna", "familyName": "Voorbeeld"},
            "claims": [{"right": "access"}],
        },
    )
    place = made.headers["location"]
    assert place == f"{service.base}/dsr/v1/cases/{made.json()['id']}"
    assert handler.http.get(place).json()["id"] == made.json()["id"]
    assert "location" not in handler.http.get(place).headers


def test_fifty_changes_of_one_version_have_one_winner(case: Case, handler: Client) -> None:
    def change() -> Any:
        return handler.http.put(
            f"/cases/{case['id']}/assignee", json={"assignee": "c"}, headers={"If-Match": '"v1"'}
        )

    statuses = Counter(answer.status_code for answer in together([change] * 50))
    assert statuses == {200: 1, 412: 49}
    assert handler.get(case)["version"] == 2


def test_fifty_confirmations_and_answers_have_one_winner_each(
    service: Service, handler: Client, decider: Client
) -> None:
    case = _drafted(service, handler)
    confirmed = together(_posting(service, case, "decisions/confirmation"))
    _one_winner(confirmed)
    version = handler.get(case)["version"]
    answered = together(_posting(service, case | {"version": version}, "answer"))
    _one_winner(answered)
    letters = [letter["kind"] for letter in decider.get(case, "/letters")["items"]]
    assert letters.count("L06") + letters.count("L24") == 1
    assert len(decider.get(case, "/exports")["items"]) == 1
    kinds = Counter(e["kind"] for e in handler.get(case, "/timeline?pageSize=100")["items"])
    assert kinds["decision.confirmed"] == kinds["answer.sent"] == 1


def _drafted(service: Service, handler: Client) -> Case:
    person = service.people[25]
    case = handler.register(person)
    handler.prove(case, person)
    handler.wait(case, "inAssessment")
    drafted: Case = handler.put(case, "/decisions", {"acceptProposals": True}).json()
    return drafted


def _posting(service: Service, case: Case, step: str) -> list[Callable[[], Any]]:
    both = service.client(Role.DECISION_MAKER, Role.CASE_HANDLER)

    def post() -> Any:
        return both.http.post(
            f"/cases/{case['id']}/{step}",
            json={},
            headers={"If-Match": f'"v{case["version"]}"'},
        )

    return [post] * 50


def _one_winner(answers: list[Any]) -> None:
    statuses = Counter(answer.status_code for answer in answers)
    assert statuses[200] == 1, [a.text for a in answers if a.status_code not in {200, 409, 412}][:3]
    assert set(statuses) <= {200, 409, 412}
