"""Through the API too: what a role is not offered is refused to it, at every state, and changes nothing."""

from typing import Any

import httpx
from app.staff.model import Role
from tests.journey_steps import IN_PERSON, Desk, kinds, ok, person_of
from tests.service import Client, Service

ROLES = (Role.CASE_HANDLER, Role.DPO, Role.DECISION_MAKER, Role.AUDITOR)
BODIES: dict[str, dict[str, Any]] = {
    "identityChecks": {"result": "noDoubt", "note": "Bekend aan het loket."},
    "identityRequests": {"doubt": "Het adres is nieuw.", "means": ["inPerson"]},
    "answersReceived": {"kind": "identity", "receivedDate": "2026-03-09", "sufficient": True},
    "collections": {},
    "decisions": {"acceptProposals": True},
    "decisions/confirmation": {},
    "executions": {},
    "extensions": {"reasonCode": "complexity", "reasons": "Veel systemen."},
    "answer": {},
    "closure": {},
    "lapse": {},
    "redirection": {"to": "De gemeente", "reason": "Het Rijksregister is van hen."},
    "specificationRequests": {},
    "withdrawal": {},
}


def attempt(client: Client, case: dict[str, Any], version: int, action: str) -> httpx.Response:
    method = "PUT" if action == "decisions" else "POST"
    return client.http.request(
        method,
        f"/cases/{case['id']}/{action}",
        json=BODIES[action],
        headers={"If-Match": f'"v{version}"'},
    )


def refused_what_is_not_offered(clients: dict[Role, Client], case: dict[str, Any]) -> None:
    """Try everything that is not offered, with every role."""
    version = clients[Role.CASE_HANDLER].get(case)["version"]
    for role, client in clients.items():
        seen = client.http.get(f"/cases/{case['id']}")
        offered = set(seen.json()["allowedActions"]) if seen.status_code == 200 else set()
        # `claims` is the call of one claim: what it takes is tried where a claim is clarified.
        offered -= {"claims"}
        assert offered <= set(BODIES), "an action without a body here"
        for action in sorted(set(BODIES) - offered):
            answer = attempt(client, case, version, action)
            told = (role, action, answer.text)
            if action == "executions" and answer.status_code == 200:
                assert answer.json()["state"] == "done", (
                    told
                )  # there was nothing to do, nor is it done
                continue
            assert answer.status_code in {400, 403, 404, 409}, told
            if answer.status_code == 400:
                assert answer.json()["type"].endswith("unknownClaim"), told
    assert clients[Role.CASE_HANDLER].get(case)["version"] == version


def test_from_registration_to_closure(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Ana-Sofia")
    clients = {role: service.client(role) for role in ROLES}
    case = desk.registered(person, receivedAt=service.clock().isoformat())
    refused_what_is_not_offered(clients, case)
    question = BODIES["identityRequests"]
    ok(desk.handler.post(case, "/identityRequests", question), 201)
    refused_what_is_not_offered(clients, case)
    ok(desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
    desk.handler.wait(case, "inAssessment")
    refused_what_is_not_offered(clients, case)
    ok(desk.handler.put(case, "/decisions", {"acceptProposals": True}))
    refused_what_is_not_offered(clients, case)
    ok(desk.decider.post(case, "/decisions/confirmation"))
    refused_what_is_not_offered(clients, case)
    desk.answered(case)
    refused_what_is_not_offered(clients, case)
    ok(desk.handler.post(case, "/closure"))
    refused_what_is_not_offered(clients, case)
    assert kinds(desk.handler, case).count("case.closed") == 1


def test_every_step_has_an_actor_and_a_moment(service: Service) -> None:
    # B38
    desk, person = Desk.of(service), person_of(service, "Giulia", "Bogaertsen")
    case = desk.searched(person)
    desk.decided(case)
    desk.answered(case)
    ok(desk.handler.post(case, "/closure"))
    items = desk.handler.get(case, "/timeline")["items"]
    assert [item["sequence"] for item in items] == list(range(len(items), 0, -1))
    actors = {item["kind"]: item["actor"] for item in items}
    people = {
        "case.registered",
        "identity.checked",
        "decision.drafted",
        "decision.confirmed",
        "answer.sent",
        "case.closed",
    }
    by_service = {"collection.systemSearched", "collection.completed"}
    assert {actors[kind] for kind in by_service} == {"service"}
    assert "service" not in {actors[kind] for kind in people}
    assert actors["decision.drafted"] != actors["decision.confirmed"]
    assert all(item["at"] for item in items)
    names = {person.given_name, person.family_name, person.number, person.born}
    assert not [item for item in items if any(name in str(item) for name in names)]
