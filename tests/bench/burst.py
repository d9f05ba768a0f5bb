"""Twenty small requests at once through the processes as they run in service: web server, worker, HTTP."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
from app.staff.model import Role
from app.staff.store import StaffStore
from app.wiring import Live
from sqlalchemy.orm import Session
from tests.bench.case import Person

REQUESTS = 20
_HANDS = 4
"""How many people click at the same time."""
_START_SECONDS = 60


def burst(started: Live, people: Sequence[Person]) -> float:
    """Return the seconds from the first accepted proof to the last sealed answer."""
    port = _free_port()
    tokens = [_token(started, role) for role in (Role.CASE_HANDLER, Role.DECISION_MAKER)]
    with ExitStack() as stack:
        stack.enter_context(_process(started.home, "serve", "--no-worker", "--port", str(port)))
        stack.enter_context(_process(started.home, "worker"))
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
        _wait_for(desk)
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


def _token(started: Live, role: Role) -> str:
    with Session(started.parts.engine) as session, session.begin():
        at = started.parts.clock()
        return StaffStore(session).issue_token([role], ["*"], label="bench", at=at)


@contextmanager
def _process(home: Path, *arguments: str) -> Iterator[None]:
    """Run one process of the service."""
    command = [str(Path(sys.executable).with_name("loket")), *arguments]
    environment = {**os.environ, "LOKET_HOME": str(home), "LOKET_LOG_LEVEL": "WARNING"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)


def _wait_for(client: httpx.Client) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        try:
            _checked(client.get("/health"))
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the web server did not start")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
