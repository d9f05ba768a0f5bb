"""Who has to stay away from a case (ID-13) reads nothing of it by any door: not of one case, and in no list of several."""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from app.staff.model import Role
from app.staff.persons import person_keys
from app.staff.store import StaffStore
from sqlalchemy.orm import Session
from tests.journey_steps import IN_PERSON, Desk, letters, ok, refused, requester, unused
from tests.role_table import ROUTES
from tests.service import Client, Person, Service, every

Case = dict[str, Any]

COLLEAGUE = "jo.genoemd@vb.example"
STATEMENT = f"Mijn collega ({COLLEAGUE}) las mijn dossier."
NOTE = "Paspoort gezien aan de balie"
HAPPENED = "De brief lag open bij de buren."
OPEN = {
    "GET /cases/{case_id}",
    "GET /cases/{case_id}/timeline",
    "GET /cases/{case_id}/clock",
}
"""That there is a case, its state and its dates."""
OF_A_CASE = sorted(route for route in ROUTES if "/cases/{case_id}" in route)
NAMED = re.compile(r"\{([a-z_]+)\}")


@pytest.fixture(scope="module")
def person(service: Service) -> Person:
    return unused(service)


@pytest.fixture(scope="module")
def case(service: Service, person: Person) -> Case:
    """A case that names a colleague, with an incident and a restriction."""
    desk = Desk.of(service)
    more = {"requester": requester(person, email="an.vraagt@vb.example")}
    claims = [
        {"right": "access", "statement": STATEMENT},
        {"right": "objection", "statement": STATEMENT},
    ]
    made = desk.registered(person, **more, claims=claims, receivedAt=service.clock().isoformat())
    ok(desk.handler.post(made, "/identityChecks", {**IN_PERSON, "note": NOTE}), 201)
    desk.handler.until(made, lambda _: bool(letters(desk.handler, made)))
    incident = {
        "letterIds": [desk.handler.get(made, "/letters")["items"][0]["id"]],
        "knownAt": service.clock().isoformat(),
        "wrongRecipient": "De buren",
        "happened": HAPPENED,
    }
    ok(desk.handler.post(made, "/incidents", incident), 201)
    return made


@pytest.fixture(scope="module")
def near(service: Service, person: Person) -> Iterator[dict[str, Client]]:
    """Somebody with every role who is the person, who leads them, or who is named."""
    key, made = service.parts.policy.person_key, {}
    known: dict[str, dict[str, Any]] = {
        "self": {"own_keys": person_keys(key, numbers=[person.number])},
        "leads": {"related_keys": person_keys(key, numbers=[person.number])},
        "named": {"own_keys": person_keys(key, emails=[COLLEAGUE])},
    }
    for why, keys in known.items():
        with Session(service.parts.engine) as session, session.begin():
            secret = StaffStore(session).issue_token(
                list(Role), ["*"], label="test", at=service.clock(), **keys
            )
        made[why] = Client(service.base, secret)
    yield made
    for client in made.values():
        client.http.close()


def attempt(http: httpx.Client, route: str, case: Case) -> httpx.Response:
    """Call a route with what no body holds: who is let in hears that first, and changes nothing."""
    method, _, path = route.partition(" ")
    path = NAMED.sub(lambda found: case["id"] if found[1] == "case_id" else "nothing", path)
    body: dict[str, Any] = {} if method == "GET" else {"json": {"given": "nothing"}}
    return http.request(method, path, **body)


@pytest.mark.parametrize("route", OF_A_CASE)
def test_a_route_of_a_case_is_shut_to_who_has_to_stay_away(
    route: str, case: Case, near: dict[str, Client]
) -> None:
    answer = attempt(near["named"].http, route, case)
    if route in OPEN:
        assert answer.status_code == 200, answer.text
    else:
        refused(answer, 403, "conflictOfInterest")


@pytest.mark.parametrize("why", ["self", "leads", "named"])
def test_what_is_open_tells_no_more_than_that_there_is_a_case_its_state_and_dates(
    why: str, case: Case, person: Person, near: dict[str, Client]
) -> None:
    http = near[why].http
    told = "".join(attempt(http, route, case).text for route in sorted(OPEN))
    told += json.dumps(every(http, "/cases"))
    for word in (STATEMENT, NOTE, person.family_name, person.number, person.born, "an.vraagt"):
        assert word not in told
    seen = ok(http.get(f"/cases/{case['id']}"))
    assert seen["dueDate"]
    assert (seen["allowedActions"], seen["linkedCases"]) == ([], [])
    assert all(claim.keys() == {"id", "right"} for claim in seen["claims"])


@pytest.mark.parametrize("why", ["self", "leads", "named"])
@pytest.mark.parametrize("path", ["/incidents", "/restrictions", "/journal"])
def test_a_list_over_several_cases_leaves_out_what_it_is_about(
    path: str, why: str, service: Service, case: Case, near: dict[str, Client]
) -> None:
    others = json.dumps(every(service.client(Role.DPO).http, path))
    told = json.dumps(every(near[why].http, path))
    assert case["id"] in others, "there is something to be left out"
    assert HAPPENED not in told
    assert NOTE not in told
    assert (case["id"] in told) is (path == "/journal"), "a chain of hashes stays whole"


def test_among_several_cases_that_one_is_refused(case: Case, near: dict[str, Client]) -> None:
    http = near["leads"].http
    version = ok(http.get(f"/cases/{case['id']}"))["version"]
    items = [{"caseId": case["id"], "ifMatch": f'"v{version}"'}]
    done = ok(http.post("/cases/bulk", json={"action": "closure", "items": items}))
    assert (done["done"], done["refused"]) == (0, 1)
    (told,) = done["items"]
    assert told["problem"]["type"] == "urn:problem-type:loket:conflictOfInterest"
