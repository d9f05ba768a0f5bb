"""What is offered is what is possible: every action of the contract, tried by every role at every state, and undone.

The cases are real, and each attempt is made through the API within a transaction that is rolled back. Executions
are not tried here: their steps are transactions of their own. They are in `test_offered_actions.py`, as is
what only a moment or a source brings about (a search that runs, a case that may lapse).
"""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from app.cases.model import State
from app.cases.transitions import BY_SERVICE, TRANSITIONS, Action
from app.http import routes
from app.main import make_app
from app.staff.model import Role
from sqlalchemy.orm import Session
from starlette.requests import Request
from tests.journey_steps import IN_PERSON, Desk, ok, unused
from tests.service import Service

Case = dict[str, Any]

BODIES: dict[Action, dict[str, Any]] = {
    Action.CHECK_IDENTITY: {"result": "noDoubt", "note": "Bekend aan het loket."},
    Action.REQUEST_IDENTITY: {"doubt": "Het adres is nieuw.", "means": ["inPerson"]},
    Action.REQUEST_SPECIFICATION: {},
    Action.RECEIVE_ANSWER: {"kind": "identity", "sufficient": True},
    Action.COLLECT: {},
    Action.CLARIFY: {},
    Action.DRAFT: {"acceptProposals": True},
    Action.CONFIRM: {},
    Action.EXTEND: {"reasonCode": "complexity", "reasons": "Veel systemen."},
    Action.ANSWER: {},
    Action.CLOSE: {},
    Action.WITHDRAW: {},
    Action.LAPSE: {},
    Action.REDIRECT: {"to": "De gemeente", "reason": "Het Rijksregister is van hen."},
}
BASE = "http://testserver/dsr/v1"
ELSEWHERE = {Action.EXECUTE, Action.REJECT_IDENTITY} | BY_SERVICE
MADE = (
    "received", "identityPending", "inAssessment", "drafted", "decided", "sent", "closed", "withdrawn",
    "redirected",
)  # fmt: skip
"""The states, with the draft of a case in assessment as one of its own."""


def test_every_action_of_the_table_is_tried() -> None:
    assert set(BODIES) | ELSEWHERE == {action for _, action in TRANSITIONS}
    tried = {State(name) for name in MADE if name != "drafted"}
    left = {State.IN_SEARCH, State.SPECIFICATION_PENDING, State.LAPSED_IDENTITY}
    assert tried | left == set(State)


@pytest.fixture(scope="module")
def cases(service: Service) -> dict[str, Case]:
    """A case at each of the states."""
    desk = Desk.of(service)

    def fresh() -> Case:
        return desk.registered(unused(service), receivedAt=service.clock().isoformat())

    def searched() -> Case:
        case = fresh()
        ok(desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
        return desk.handler.wait(case, "inAssessment")

    def drafted() -> Case:
        case = searched()
        ok(desk.handler.put(case, "/decisions", BODIES[Action.DRAFT]))
        return case

    def decided() -> Case:
        case = drafted()
        ok(desk.decider.post(case, "/decisions/confirmation"))
        return case

    def sent() -> Case:
        case = decided()
        desk.answered(case)
        return case

    made = {
        "received": fresh(),
        "identityPending": fresh(),
        "inAssessment": searched(),
        "drafted": drafted(),
        "decided": decided(),
        "sent": sent(),
        "closed": sent(),
        "withdrawn": fresh(),
        "redirected": fresh(),
    }
    for name, path, action in (
        ("identityPending", "/identityRequests", Action.REQUEST_IDENTITY),
        ("withdrawn", "/withdrawal", Action.WITHDRAW),
        ("redirected", "/redirection", Action.REDIRECT),
        ("closed", "/closure", Action.CLOSE),
    ):
        answer = desk.handler.post(made[name], path, BODIES[action])
        assert answer.status_code in {200, 201}, answer.text
    return made


@pytest.fixture(scope="module")
def undone(service: Service) -> Iterator[Callable[..., Any]]:
    """Makes a call of the API of which nothing stays."""
    app = make_app(service.parts)
    with service.parts.engine.connect() as connection, pytest.MonkeyPatch.context() as patch:

        def begun(request: Request) -> Session:
            one = Session(connection, join_transaction_mode="create_savepoint")
            request.state.session = one
            return one

        async def made(method: str, path: str, **more: Any) -> httpx.Response:
            transport = httpx.ASGITransport(app)
            with connection.begin() as outer:
                async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
                    answer = await client.request(method, path, **more)
                outer.rollback()
            return answer

        patch.setattr(routes, "_begun", begun)
        yield lambda *call, **more: asyncio.run(made(*call, **more))


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("state", MADE)
def test_what_is_offered_is_what_is_possible(
    state: str, role: Role, cases: dict[str, Case], undone: Callable[..., Any], service: Service
) -> None:
    place = f"/cases/{cases[state]['id']}"
    headers = {"Authorization": f"Bearer {service.token(role)}"}
    reader = {"Authorization": f"Bearer {service.token(Role.CASE_HANDLER)}"}
    now = undone("GET", place, headers=reader).json()
    assert now["state"] == ("inAssessment" if state == "drafted" else state)
    seen = undone("GET", place, headers=headers)
    offered = set(seen.json()["allowedActions"]) if seen.status_code == 200 else set()
    possible = {
        action.value
        for action in BODIES
        if _is_taken(undone, place, action, headers | {"If-Match": seen_version(now)}, now)
    }
    assert possible == offered - {Action.EXECUTE.value}
    assert undone("GET", place, headers=reader).json()["version"] == now["version"]


def seen_version(case: Case) -> str:
    return f'"v{case["version"]}"'


def _is_taken(
    undone: Callable[..., Any],
    place: str,
    action: Action,
    headers: dict[str, str],
    case: Case,
) -> bool:
    """Whether the call is answered with what it did."""
    method, path, body = "POST", action.value, BODIES[action]
    if action is Action.CLARIFY:
        method, path = "PUT", f"claims/{case['claims'][0]['id']}"
    if action is Action.DRAFT:
        method = "PUT"
    if action is Action.RECEIVE_ANSWER:
        body = {**body, "receivedDate": case["receivedDate"]}
    answer = undone(method, f"{place}/{path}", json=body, headers=headers)
    if answer.status_code in {200, 201, 202}:
        return True
    told = (action.value, answer.status_code, answer.text)
    assert answer.status_code in {400, 403, 404, 409}, told
    assert answer.status_code != 400 or answer.json()["type"].endswith("unknownClaim"), told
    return False
