"""Kill the worker, and the server, at random moments: each case still ends right, and everything exists once.

`make drill SEED=1 COUNT=200` goes on for longer; the same seed gives the same order of kills.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
from app.exports.verify import verify_package
from app.http.parts import Parts
from app.kit.db import make_engine
from app.kit.provision import service_url
from app.letters.cms_check import cms_verify
from app.personnel.demo.fill import add_records, fill, first_people
from app.settings import Settings
from app.staff.model import Role
from app.staff.store import StaffStore
from app.wiring import make_parts
from sqlalchemy import text
from sqlalchemy.orm import Session
from tests.databases import Databases
from tests.journey_steps import IN_PERSON, kinds, letters, ok, requester
from tests.service import Client, Person

pytestmark = pytest.mark.drill

LOKET = Path(sys.executable).parent / "loket"
START_SECONDS = 30
PATIENCE_SECONDS = 60
STALLED_SECONDS = 2
MANY_RECORDS = 30_000
"""For the first person, so that a search and a copy last long enough to be hit."""


@dataclass
class Ground:
    """Databases, folder and processes of one drill."""

    environment: dict[str, str]
    parts: Parts
    people: tuple[Person, ...]
    rng: Random
    port: int
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a process of the service."""
        process = subprocess.Popen(
            [LOKET, *arguments],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.running.append(process)
        return process

    def serve(self) -> subprocess.Popen[bytes]:
        """Start the server without a worker and wait until it answers."""
        process = self.start("serve", "--no-worker", "--port", str(self.port))
        wait_for(lambda: answers(f"http://127.0.0.1:{self.port}/livez"), START_SECONDS)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Kill without a chance to tidy up."""
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.running.remove(process)

    def client(self, role: Role) -> Client:
        """Return a client of the server with a token of its own."""
        with Session(self.parts.engine) as session, session.begin():
            token = StaffStore(session).issue_token(
                [role], ["*"], label="drill", at=self.parts.clock()
            )
        return Client(f"http://127.0.0.1:{self.port}", token)

    def jobs(self, status: str) -> int:
        """Return how many jobs have this status, without those planned for later."""
        query = text(
            "select count(*) from procrastinate_jobs where status::text = :status"
            " and coalesce(scheduled_at, now()) <= now()"
        )
        with self.parts.engine.connect() as connection:
            return int(connection.scalar(query, {"status": status}) or 0)

    def kill_at_work(self) -> None:
        """Start a worker and kill it somewhere in the middle of its first jobs."""
        worker = self.start("worker")
        wait_for(lambda: self.jobs("doing") > 0 or self.jobs("todo") == 0, START_SECONDS)
        time.sleep(self.rng.uniform(0, 0.7))
        self.kill(worker)


def wait_for(holds: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not come to that"
        time.sleep(0.05)


def answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).status_code == 200
    except httpx.TransportError:
        return False


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def ground_on(main: str, store: str, home: Path, rng: Random) -> Iterator[Ground]:
    fill(store, count=20)
    people = tuple(Person(*row) for row in first_people(store, n=4))
    add_records(store, people[0].number, MANY_RECORDS)
    parts = make_parts(Settings(home=home), make_engine(service_url(main)), personnel_url=store)
    environment = os.environ | {
        "LOKET_HOME": str(home),
        "LOKET_DATABASE_URL": main,
        "LOKET_PERSONNEL_URL": store,
        "LOKET_STALLED_SECONDS": str(STALLED_SECONDS),
    }
    made = Ground(environment, parts, people, rng, free_port())
    try:
        yield made
    finally:
        for process in list(made.running):
            made.kill(process)
        parts.close()


@pytest.fixture
def ground(
    postgres_url: str, migrated_template: str, tmp_path: Path, drill_seed: int
) -> Iterator[Ground]:
    databases = Databases(postgres_url)
    main, store = databases.make(template=migrated_template), databases.make()
    with ground_on(main, store, tmp_path / "home", Random(drill_seed)) as made:  # noqa: S311 - a drill, no secret
        yield made
    databases.drop_all()


def test_every_case_ends_right(ground: Ground, drill_count: int, tmp_path: Path) -> None:
    kills = max(2, drill_count // 4)
    server = ground.serve()
    handler, decider = ground.client(Role.CASE_HANDLER), ground.client(Role.DECISION_MAKER)
    with handler.http, decider.http:
        cases = [proven_case(handler, ground, number) for number in range(max(2, kills // 2))]
        searched_under_kills(ground, handler, cases, kills - kills // 2)
        for case in cases:
            ok(handler.put(case, "/decisions", {"acceptProposals": True}))
            ok(decider.post(case, "/decisions/confirmation"))
        sealed_under_kills(ground, handler, cases, kills // 2)
        answered_under_a_kill(ground, handler, cases, server)
        for number, case in enumerate(cases):
            ok(handler.post(case, "/closure"))
            ended_right(handler, case, tmp_path / f"{number}.zip")
    with ground.parts.desk() as desk:
        assert list(desk.journal.faults()) == []


def searched_under_kills(
    ground: Ground, handler: Client, cases: list[dict[str, Any]], kills: int
) -> None:
    for _ in range(kills):
        ground.kill_at_work()
        nothing_half_done(handler, cases)
    worker = ground.start("worker")
    for case in cases:
        handler.wait(case, "inAssessment")
    ground.kill(worker)


def sealed_under_kills(
    ground: Ground, handler: Client, cases: list[dict[str, Any]], kills: int
) -> None:
    for _ in range(kills):
        ground.kill_at_work()
        nothing_half_done(handler, cases)
    ground.start("worker")
    for case in cases:
        wait_for(lambda: export_states(handler, case) == ["sealed"])  # noqa: B023 - called at once


def answered_under_a_kill(
    ground: Ground,
    handler: Client,
    cases: list[dict[str, Any]],
    server: subprocess.Popen[bytes],
) -> None:
    killed_while_answering(ground, server, handler, cases[0])
    ground.serve()
    nothing_half_done(handler, cases)
    for case in cases:
        if handler.get(case)["state"] == "decided":
            ok(handler.post(case, "/answer"))


def proven_case(handler: Client, ground: Ground, number: int) -> dict[str, Any]:
    person = ground.people[(0, 2)[number % 2]]
    case = handler.register(person, requester=requester(person))
    ok(handler.post(case, "/identityChecks", IN_PERSON), 201)
    return case


def killed_while_answering(
    ground: Ground, server: subprocess.Popen[bytes], handler: Client, case: dict[str, Any]
) -> None:
    """Send the answer, and kill the server at a random moment of it."""
    version = {"If-Match": f'"v{handler.get(case)["version"]}"'}

    def send() -> None:
        with suppress(httpx.TransportError):
            handler.http.post(f"/cases/{case['id']}/answer", json={}, headers=version)

    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(send)
        time.sleep(ground.rng.uniform(0.05, 0.8))
        ground.kill(server)
        sending.result()


def export_states(handler: Client, case: dict[str, Any]) -> list[str]:
    return [export["state"] for export in handler.get(case, "/exports")["items"]]


def nothing_half_done(handler: Client, cases: list[dict[str, Any]]) -> None:
    """What can be seen is whole: a complete dossier or none, a sealed copy or none, a letter with its event."""
    for case in cases:
        found, told = handler.get(case), Counter(kinds(handler, case))
        dossier = handler.get(case, "/dossier")
        searched = found["state"] not in {"received", "inSearch"}
        assert bool(dossier["items"]) is dossier["complete"] is searched
        assert told["collection.completed"] == int(searched)
        states = export_states(handler, case)
        closed = found["state"] in {"sent", "closed"}
        assert states in ([["closed"]] if closed else [[], ["sealed"]])
        assert told["copy.sealed"] == len(states)
        assert told["letter.issued"] == len(letters(handler, case))
        assert "tasks" not in found


def ended_right(handler: Client, case: dict[str, Any], file: Path) -> None:
    found, told = handler.get(case), Counter(kinds(handler, case))
    assert (found["state"], found["outcome"]) == ("closed", "partiallyGranted")
    assert letters(handler, case) == [("L01", "nl"), ("L06", "nl")]
    for kind in (
        "collection.completed",
        "copy.sealed",
        "copy.packageClosed",
        "answer.sent",
        "case.closed",
    ):
        assert told[kind] == 1, kind
    (export,) = handler.get(case, "/exports")["items"]
    file.write_bytes(
        handler.http.get(f"/cases/{case['id']}/exports/{export['id']}/content").content
    )
    report = verify_package(
        file, cms_verify=lambda data, signature: cms_verify(data, signature).name
    )
    assert [check.label.nl for check in report.checks if not check.passed] == []
