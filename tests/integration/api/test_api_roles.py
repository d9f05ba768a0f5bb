"""The role table through the real door: allowed or 403, and 404 for what is not there for this caller."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from app.staff.model import Role
from tests.answer_check import CHECKED
from tests.role_table import ROUTES, mark
from tests.service import Client, Service, every

Case = dict[str, Any]

LOCKED = {401, 403, 404}
THERE = {"list_name": "rights", "year": "2026"}
TOLD_APART = {("GET /cases/{case_id}/inspectionBundle", Role.DECISION_MAKER): "?contents=true"}
"""What a role may call in one of its forms alone."""
NAMED = re.compile(r"\{([a-z_]+)\}")


@pytest.fixture(scope="module")
def callers(service: Service) -> dict[Role, Client]:
    """One caller per role, of all entities."""
    return {role: service.client(role) for role in Role}


@pytest.fixture(scope="module")
def elsewhere(service: Service) -> dict[Role, Client]:
    """One caller per role, of another entity."""
    return {role: service.client(role, entities=("OVO900099",)) for role in Role}


@pytest.fixture(scope="module")
def ones_own(service: Service, callers: dict[Role, Client]) -> Case:
    """A case the intake registered itself."""
    return callers[Role.INTAKE].register(service.people[22])


@pytest.fixture(scope="module")
def of_somebody(service: Service, callers: dict[Role, Client]) -> Case:
    """A case a handler registered."""
    return callers[Role.CASE_HANDLER].register(service.people[23])


def attempt(http: httpx.Client, route: str, case: Case, **headers: str) -> httpx.Response:
    """Call a route with an empty body and without If-Match: it changes nothing, and may at most be 400 or 428."""
    method, _, path = route.partition(" ")
    # What is named beside the case does not exist: nothing is read and nothing changes.
    known = {"case_id": case["id"], **THERE}
    path = NAMED.sub(lambda found: known.get(found[1], "nothing"), path)
    body: dict[str, Any] = {"json": {"given": "nothing"}} if method != "GET" else {}
    if path.endswith("/documents") and method == "POST":
        body = {"files": {"nothing": b"x"}}
    return http.request(method, path, headers=headers, **body)


def is_locked(answer: httpx.Response, route: str) -> bool:
    """Whether the caller is shut out; what is named beside the case is missing in any case."""
    beside = set(NAMED.findall(route)) - {"case_id", *THERE}
    return answer.status_code in (LOCKED - {404} if beside else LOCKED)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("route", list(ROUTES))
def test_a_role_may_or_may_not(
    route: str, role: Role, callers: dict[Role, Client], ones_own: Case, of_somebody: Case
) -> None:
    cell = mark(route, role)
    asked = route + TOLD_APART.get((route, role), "")
    answer = attempt(callers[role].http, asked, ones_own if cell == "o" else of_somebody)
    if cell == ".":
        assert answer.status_code == 403
        assert answer.json()["type"] == "urn:problem-type:belgif:missingPermission"
    else:
        assert not is_locked(answer, route), answer.text
        assert answer.status_code < 500, answer.text


@pytest.mark.parametrize("route", [r for r in ROUTES if mark(r, Role.INTAKE) == "o"])
def test_a_registration_of_somebody_else_does_not_exist_for_intake(
    route: str, callers: dict[Role, Client], of_somebody: Case
) -> None:
    answer = attempt(callers[Role.INTAKE].http, route, of_somebody)
    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:problem-type:belgif:resourceNotFound"


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("route", list(ROUTES))
def test_for_another_entity_no_role_meets_the_case(
    route: str, role: Role, elsewhere: dict[Role, Client], of_somebody: Case
) -> None:
    answer = attempt(elsewhere[role].http, route, of_somebody)
    assert of_somebody["reference"] not in answer.text
    if mark(route, role) == ".":
        assert answer.status_code == 403
    elif "{case_id}" in route:
        assert answer.status_code == 404
        assert answer.json()["type"] == "urn:problem-type:belgif:resourceNotFound"
    else:
        assert not is_locked(answer, route), answer.text
        assert answer.status_code < 500, answer.text


@pytest.fixture(scope="module")
def stranger(service: Service) -> Iterator[httpx.Client]:
    """Somebody without a token."""
    with httpx.Client(base_url=f"{service.base}/dsr/v1", timeout=60, event_hooks=CHECKED) as http:
        yield http


@pytest.mark.parametrize("route", list(ROUTES))
@pytest.mark.parametrize(
    ("header", "problem"),
    [
        ({}, "noAccessToken"),
        ({"Authorization": "Basic YTpi"}, "noAccessToken"),
        ({"Authorization": "Bearer"}, "noAccessToken"),
        ({"Authorization": "Bearer nobody"}, "invalidAccessToken"),
    ],
)
def test_without_a_token_or_with_a_wrong_one_nobody_is_let_in(
    header: dict[str, str], problem: str, route: str, stranger: httpx.Client, of_somebody: Case
) -> None:
    answer = attempt(stranger, route, of_somebody, **header)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["type"] == f"urn:problem-type:belgif:{problem}"


def test_an_intake_lists_and_finds_its_own_registrations_alone(
    callers: dict[Role, Client], ones_own: Case, of_somebody: Case
) -> None:
    intake = callers[Role.INTAKE].http
    listed = {i["id"] for i in every(intake, "/cases")}
    assert ones_own["id"] in listed
    assert of_somebody["id"] not in listed
    for case, found in ((ones_own, 1), (of_somebody, 0)):
        answer = intake.post("/cases/query", json={"reference": case["reference"]})
        assert len(answer.json()["items"]) == found


def test_another_entity_lists_and_finds_nothing(
    elsewhere: dict[Role, Client], of_somebody: Case
) -> None:
    desk = elsewhere[Role.DPO].http
    assert desk.get("/cases").json()["items"] == []
    found = desk.post("/cases/query", json={"reference": of_somebody["reference"]})
    assert found.json()["items"] == []


def test_identity_documents_are_read_by_handlers_alone(
    service: Service, callers: dict[Role, Client]
) -> None:
    case = callers[Role.INTAKE].register(service.people[24])
    from app.cli.paper import identity_card  # noqa: PLC0415 - draws with a heavy library

    added = callers[Role.INTAKE].attach(
        case, "identityCard", identity_card("Anna Voorbeeld"), "k.png"
    )
    path = f"/cases/{case['id']}/documents/{added.json()['id']}/content"
    statuses = {role: callers[role].http.get(path).status_code for role in Role}
    assert {role for role, status in statuses.items() if status == 200} == {
        Role.CASE_HANDLER,
        Role.DPO,
    }
    assert statuses[Role.DECISION_MAKER] == statuses[Role.INTAKE] == 403
