"""Kill the worker, and the server, at random moments: each case still ends right, and everything exists once.

`make drill SEED=1 COUNT=200` goes on for longer; the same seed gives the same order of kills.
"""

import os
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
from app.casework import evidence
from app.exports.verify import verify_package
from app.http.parts import Parts
from app.kit.db import make_engine
from app.kit.provision import service_url
from app.letters.cms_check import cms_verify
from app.outbox.model import FAILURES, TaskName
from app.personnel.demo.fill import add_records, fill, first_people
from app.settings import Settings
from app.staff.model import Role
from app.staff.store import StaffStore
from app.wiring import make_parts
from sqlalchemy import create_engine, make_url
from sqlalchemy.orm import Session
from tests.databases import main_and_store
from tests.drill.killing import Workers
from tests.journey_steps import IN_PERSON, kinds, letters, ok, requester
from tests.service import Client, Person

pytestmark = pytest.mark.drill

OPEN_CASES = 4
"""Cases that wait for the worker when it is started."""
LONGEST_SECONDS = 0.8
"""How long a worker is left at work."""
STALLED_SECONDS = 1
MANY_RECORDS = 20_000
"""For the first person, so that a search and a copy last long enough to be hit."""
DEMANDED = tuple(f"kills amid {task}" for task in (TaskName.COLLECT, TaskName.SEAL_COPY))
"""What a long run has to have hit."""


@dataclass
class Ground:
    """Databases, folder and processes of one drill."""

    parts: Parts
    workers: Workers
    people: tuple[Person, ...]
    rng: Random
    port: int
    cases: list[dict[str, Any]] = field(default_factory=list)
    decided: set[str] = field(default_factory=set)
    """Cases whose copy was ordered."""

    @contextmanager
    def serving(self) -> Iterator[ForkServerProcess]:
        """Run the server without a worker, from the moment it answers."""
        with self.workers.program("serve", "--no-worker", "--port", str(self.port)) as process:
            self.workers.wait_for("the server answers", self._answers)
            yield process

    def _answers(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/livez", timeout=2).status_code == 200
        except httpx.TransportError:
            return False

    def client(self, role: Role) -> Client:
        """Return a client of the server with a token of its own."""
        with Session(self.parts.engine) as session, session.begin():
            token = StaffStore(session).issue_token(
                [role], ["*"], label="drill", at=self.parts.clock()
            )
        return Client(f"http://127.0.0.1:{self.port}", token)


@contextmanager
def ground_on(main: str, store: str, folder: Path, rng: Random) -> Iterator[Ground]:
    fill(store, count=20)
    people = tuple(Person(*row) for row in first_people(store, n=4))
    add_records(store, people[0].number, MANY_RECORDS)
    home = folder / "home"
    parts = make_parts(Settings(home=home), make_engine(service_url(main)), personnel_url=store)
    environment = os.environ | {
        "LOKET_HOME": str(home),
        "LOKET_DATABASE_URL": main,
        "LOKET_PERSONNEL_URL": store,
        "LOKET_STALLED_SECONDS": str(STALLED_SECONDS),
    }
    owner = create_engine(make_url(main).set(drivername="postgresql+psycopg"))
    names = tuple(str(make_url(url).database) for url in (main, store))
    workers = Workers(environment, owner, names, folder / "worker.log")
    try:
        yield Ground(parts, workers, people, rng, free_port())
    finally:
        workers.kill_all()
        parts.close()
        owner.dispose()


@pytest.fixture
def ground(
    postgres_url: str, migrated_template: str, tmp_path: Path, drill_seed: int
) -> Iterator[Ground]:
    rng = Random(drill_seed)  # noqa: S311 - a drill, no secret
    with (
        main_and_store(postgres_url, migrated_template) as (main, store),
        ground_on(main, store, tmp_path, rng) as made,
    ):
        yield made


def test_every_case_ends_right(
    ground: Ground, drill_count: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kills = max(2, drill_count // 4)
    handler, decider = ground.client(Role.CASE_HANDLER), ground.client(Role.DECISION_MAKER)
    with handler.http, decider.http:
        with ground.serving() as server:
            for _ in range(kills):
                keep_busy(ground, handler, decider)
                ground.workers.kill_at_work(ground.rng.uniform(0, LONGEST_SECONDS))
                nothing_half_done(handler, ground.cases)
            done_by_a_worker(ground, handler, decider)
            killed_while_answering(ground, server, handler, ground.cases[0])
        for case in ground.cases[1 : kills // 10]:
            with ground.serving() as server:
                killed_while_answering(ground, server, handler, case)
        report = ground.workers.report(f"{len(ground.cases)} copies", DEMANDED)
        with capsys.disabled():
            sys.stdout.write(f"\n{report}\n")
        with ground.serving():
            nothing_half_done(handler, ground.cases)
            for number, case in enumerate(ground.cases):
                answered_and_closed(handler, case)
                ended_right(handler, case, tmp_path / f"{number}.zip")
    with ground.parts.desk() as desk:
        assert evidence.check(desk).findings == ()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def keep_busy(ground: Ground, handler: Client, decider: Client) -> None:
    """Keep so many cases open that the worker has something to do: copies of what was found, else new searches."""
    while ground.workers.open_cases() < OPEN_CASES:
        undecided = [case for case in ground.cases if case["id"] not in ground.decided]
        found = next((c for c in undecided if handler.get(c)["state"] == "inAssessment"), None)
        if found is not None:
            decide(ground, handler, decider, found)
        else:
            ground.cases.append(proven_case(handler, ground, len(ground.cases)))


def decide(ground: Ground, handler: Client, decider: Client, case: dict[str, Any]) -> None:
    """Decide by the proposals; with it the copy is ordered."""
    ok(handler.put(case, "/decisions", {"acceptProposals": True}))
    ok(decider.post(case, "/decisions/confirmation"))
    ground.decided.add(case["id"])


def done_by_a_worker(ground: Ground, handler: Client, decider: Client) -> None:
    """Let a worker do the rest."""
    with ground.workers.program("worker"):
        ground.workers.wait_for("all is searched", lambda: not ground.workers.open_cases())
        for case in ground.cases:
            if case["id"] not in ground.decided:
                decide(ground, handler, decider, case)
        ground.workers.wait_for("all is sealed", lambda: not ground.workers.open_cases())


def answered_and_closed(handler: Client, case: dict[str, Any]) -> None:
    if handler.get(case)["state"] == "decided":
        ok(handler.post(case, "/answer"))
    ok(handler.post(case, "/closure"))


def proven_case(handler: Client, ground: Ground, number: int) -> dict[str, Any]:
    person = ground.people[(0, 2, 0)[number % 3]]
    case = handler.register(person, requester=requester(person))
    ok(handler.post(case, "/identityChecks", IN_PERSON), 201)
    return case


def killed_while_answering(
    ground: Ground, server: ForkServerProcess, handler: Client, case: dict[str, Any]
) -> None:
    """Send the answer, and kill the server at a random moment of it."""
    version = {"If-Match": f'"v{handler.get(case)["version"]}"'}

    def send() -> None:
        with suppress(httpx.TransportError):
            handler.http.post(f"/cases/{case['id']}/answer", json={}, headers=version)

    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(send)
        time.sleep(ground.rng.uniform(0.05, 0.8))
        ground.workers.kill(server)
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
        asked = {task["kind"] for task in found.get("tasks", ())}
        assert not asked & set(FAILURES.values()), "a job was given up"


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
