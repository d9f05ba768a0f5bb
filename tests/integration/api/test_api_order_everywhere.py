"""The order of refusals holds for every call of the contract: 401, 403, 404, 415, 400, 428, 412."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from app.cli.paper import signed_request
from app.staff.model import Role
from pydantic.alias_generators import to_snake
from tests.answer_check import contract
from tests.problems import problem
from tests.role_table import mark
from tests.service import Client, Service

Case = dict[str, Any]
Call = Callable[..., httpx.Response]
Place = dict[str, str]

OPERATIONS: dict[str, dict[str, Any]] = {
    f"{method.upper()} {path}": call
    for path, item in contract()["paths"].items()
    for method, call in item.items()
}
JSON = "application/json"
REFERRAL = {
    "kind": "otherController",
    "what": "Pensioen",
    "to": "Pensioendienst",
    "reason": "Zij zijn verantwoordelijk.",
}


def named(operation: str) -> list[str]:
    """Return what the path of an operation names."""
    return re.findall(r"\{(\w+)\}", operation)


def path_of(operation: str, place: Place) -> str:
    path = operation.partition(" ")[2]
    return re.sub(r"\{(\w+)\}", lambda found: place[found[1]], path)


def is_versioned(operation: str) -> bool:
    names = {one["name"] for one in OPERATIONS[operation]["parameters"]}
    return "If-Match" in names


def example_of(operation: str) -> Any:
    return OPERATIONS[operation]["requestBody"]["content"][JSON]["example"]


def takes_json(operation: str) -> bool:
    return JSON in OPERATIONS[operation].get("requestBody", {}).get("content", {})


def role_for(operation: str) -> Role:
    """Return a role that may, over every case."""
    path = re.sub(r"\{(\w+)\}", lambda found: f"{{{to_snake(found[1])}}}", operation)
    return next(role for role in Role if mark(path, role) == "x")


@pytest.fixture(scope="module")
def tokens(service: Service) -> dict[Role, str]:
    """A token of each role."""
    return {role: service.token(role) for role in Role}


SECURED = [one for one in OPERATIONS if OPERATIONS[one].get("security") != []]
BESIDE = [one for one in SECURED if {*named(one)} - {"caseId", "year"}]
"""Calls that name something besides a case; what is no year is a fault of the input (400)."""
MADE: tuple[frozenset[str], ...] = (
    frozenset(),
    frozenset({"caseId"}),
    frozenset({"year"}),
    frozenset({"caseId", "claimId"}),
    frozenset({"caseId", "documentId"}),
    frozenset({"caseId", "referralId"}),
    frozenset({"caseId", "deliveryId"}),
    frozenset({"feedId"}),
    frozenset({"endpointId"}),
)
"""What a test can name without a long way; the guard on signatures holds for every call."""
CHANGES = [one for one in SECURED if not one.startswith("GET") and frozenset(named(one)) in MADE]


@pytest.mark.parametrize("operation", BESIDE)
def test_what_does_not_exist_is_told_before_what_is_wrong_with_the_rest(
    operation: str, call: Call, tokens: dict[Role, str], case: Case
) -> None:
    place = dict.fromkeys(named(operation), "nothing") | {"caseId": case["id"]}
    broken = {"content": b"{", "headers": {"Content-Type": "text/plain"}}
    answer = call(
        operation.partition(" ")[0],
        path_of(operation, place),
        tokens[role_for(operation)],
        params={"unknown": "1"},
        **(broken if takes_json(operation) else {}),
    )
    assert (answer.status_code, problem(answer)) == (404, "resourceNotFound"), answer.text


@pytest.fixture(scope="module")
def places(
    service: Service, handler: Client, sent_case: Case, call: Call, tokens: dict[Role, str]
) -> list[Place]:
    """A case without history, and things that hang on one."""
    case = handler.register(service.people[25])
    paper = signed_request("Anna Voorbeeld", date="2026-03-05")
    endpoint = {"url": "https://ontvanger.voorbeeld.example/dossiers"}
    feeds = tokens[role_for("DELETE /calendarFeeds/{feedId}")]
    on_the_case = {
        "claimId": case["claims"][0]["id"],
        "documentId": handler.attach(case, "signedRequest", paper, "verzoek.pdf").json()["id"],
        "referralId": handler.post(case, "/referrals", REFERRAL).json()["id"],
    }
    return [
        {},
        {"caseId": case["id"]},
        {"year": "2031"},
        *({"caseId": case["id"], name: value} for name, value in on_the_case.items()),
        {
            "caseId": sent_case["id"],
            "deliveryId": handler.get(sent_case, "/letters")["deliveries"][0]["id"],
        },
        {"feedId": call("POST", "/calendarFeeds", feeds, json={}).json()["id"]},
        {
            "endpointId": call(
                "POST", "/webhookEndpoints", tokens[Role.ADMIN], json=endpoint
            ).json()["id"]
        },
    ]


def told_in_turn(operation: str) -> list[tuple[int, dict[str, Any]]]:
    """Return calls with ever fewer faults, and the status that each is told."""
    query = {"params": {"unknown": "1"}}
    turns: list[tuple[int, dict[str, Any]]] = []
    sent: dict[str, Any] = {}
    if takes_json(operation):
        sent = {"json": example_of(operation)}
        for kind, content, status in (
            ("text/plain", b"{", 415),
            (JSON, b"{", 400),
            (JSON, b'{"unknown": 1}', 400),
        ):
            turns.append((status, {"content": content, "headers": {"Content-Type": kind}, **query}))
    elif "requestBody" in OPERATIONS[operation]:
        turns.append((415, {"content": b"{", "headers": {"Content-Type": JSON}, **query}))
        return turns
    turns.append((400, {**sent, **query}))
    if is_versioned(operation):
        turns.append((428, sent))
        turns.append((412, {**sent, "headers": {"If-Match": '"v99"'}}))
    return turns


@pytest.mark.parametrize("operation", CHANGES)
def test_each_fault_hides_those_after_it(
    operation: str, call: Call, tokens: dict[Role, str], places: list[Place]
) -> None:
    place = next(one for one in places if set(one) == set(named(operation)))
    method, path = operation.partition(" ")[0], path_of(operation, place)
    token = tokens[role_for(operation)]
    turns = told_in_turn(operation)
    told = [call(method, path, token, **sent).status_code for _, sent in turns]
    assert told == [status for status, _ in turns]
