"""Twenty small requests at once through the processes as they run in service: web server, worker, HTTP."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import httpx
from app.staff.model import Role
from app.staff.store import StaffStore
from app.wiring import Live
from sqlalchemy.orm import Session
from tests.bench.case import Person
from tests.bench.processes import free_port, loket_process, wait_for

REQUESTS = 20
_HANDS = 4
"""How many people click at the same time."""


def burst(started: Live, people: Sequence[Person]) -> float:
    """Return the seconds from the first accepted proof to the last sealed answer."""
    port = free_port()
    tokens = [token(started, role) for role in (Role.CASE_HANDLER, Role.DECISION_MAKER)]
    with ExitStack() as stack:
        stack.enter_context(
            loket_process(started.home, "serve", "--no-worker", "--port", str(port))
        )
        stack.enter_context(loket_process(started.home, "worker"))
        desk, boss = (
            stack.enter_context(
                httpx.Client(
                    base_url=f"http://127.0.0.1:{port}/dsr/v1",
                    headers={"Authorization": f"Bearer {token}"},
                    timeout=60,
                )
            )
            for token in tokens
        )
        wait_for(port, "/dsr/v1/health", {})
        _answered(desk, boss, _registered(desk, people[0]))  # starts are not counted
        cases = [_registered(desk, person) for person in people[:REQUESTS]]
        begin = time.perf_counter()
        with ThreadPoolExecutor(_HANDS) as hands:
            list(hands.map(lambda case: _answered(desk, boss, case), cases))
        return time.perf_counter() - begin


def _answered(desk: httpx.Client, boss: httpx.Client, case: str) -> None:
    """Take one case from the proof to the answer."""
    proof = {"result": "verified", "means": "inPerson", "note": "Kaart gezien aan het loket."}
    _act(desk, "POST", case, "/identityChecks", proof)
    _wait_until(desk, case, "inAssessment")
    _act(desk, "PUT", case, "/decisions", {"acceptProposals": True})
    reason = {"registerGapsReason": "Raakt dit antwoord niet."}
    _act(boss, "POST", case, "/decisions/confirmation", reason)
    _act(desk, "POST", case, "/answer", {"delivery": "portal"})


def _registered(desk: httpx.Client, person: Person) -> str:
    number, given, family, born = person
    answer = desk.post(
        "/cases",
        json={
            "receivedAt": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "channel": "api",
            "language": "nl",
            "requester": {
                "givenName": given,
                "familyName": family,
                "dateOfBirth": born,
                "vlimpersNumber": number,
            },
            "claims": [{"right": "access"}],
        },
    )
    return str(_checked(answer).json()["id"])


def _act(client: httpx.Client, method: str, case: str, path: str, body: Any) -> None:
    """Act on the newest version; the worker may have made a newer one in between."""
    while True:
        tag = _checked(client.get(f"/cases/{case}")).headers["ETag"]
        answer = client.request(
            method, f"/cases/{case}{path}", json=body, headers={"If-Match": tag}
        )
        if answer.status_code != httpx.codes.PRECONDITION_FAILED:
            _checked(answer)
            return


def _wait_until(client: httpx.Client, case: str, state: str) -> None:
    while _checked(client.get(f"/cases/{case}")).json()["state"] != state:
        time.sleep(0.02)


def _checked(answer: httpx.Response) -> httpx.Response:
    if answer.is_error:
        raise AssertionError(f"{answer.request.url.path} answered {answer.status_code}")
    return answer


def token(started: Live, role: Role) -> str:
    """Return a new token."""
    with Session(started.parts.engine) as session, session.begin():
        at = started.parts.clock()
        return StaffStore(session).issue_token([role], ["*"], label="bench", at=at)
