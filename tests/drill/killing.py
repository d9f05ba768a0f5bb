"""Processes that are killed: workers and servers, what they were at when they died, and what they had said."""

import faulthandler
import multiprocessing
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import pytest
from app.cli.main import app as loket
from app.outbox.model import TaskName
from app.worker import MOST_ATTEMPTS
from sqlalchemy import Engine, text

PATIENCE_SECONDS = 300
"""Only for what never comes: a wait ends at once when it holds, and a busy machine is no finding."""
START_SECONDS, MOST_SLOWNESS = 1.5, 3
"""How long a worker takes to start on a machine at rest, and by how much a busy one is waited for."""
LAST_LINES = 80
LONG_RUN = 50
"""From so many kills on a drill that hits none of the moments it is about proves too little."""

_FORKS = multiprocessing.get_context("forkserver")
# Loaded once, and forked: the seconds that Python takes to load the service prove nothing when they are killed.
_FORKS.set_forkserver_preload(["__main__", "app.cli.main", "app.cli.service", "app.cli.worker"])

_QUEUE = "select task_name, status::text, attempts, scheduled_at - now(), worker_id, lock from procrastinate_jobs order by id"
_ALIVE = "select id, now() - last_heartbeat from procrastinate_workers order by id"
_BACKENDS = (
    "select datname, pid, state, wait_event_type, wait_event, now() - query_start, left(query, 60)"
    " from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"
    " and datname = any(:names)"
)


def _run(environment: Mapping[str, str], log: str, arguments: Sequence[str]) -> None:
    """Be `loket` with these arguments, with what it says in a file."""
    said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(said, 1)
    os.dup2(said, 2)
    faulthandler.register(signal.SIGUSR1)
    os.environ.clear()
    os.environ.update(environment)
    loket(list(arguments))


@dataclass
class Workers:
    """Starts workers on the databases of a drill, and kills them at work."""

    environment: Mapping[str, str]
    owner: Engine
    """The superuser's way into the service's own database."""
    databases: tuple[str, ...]
    """Names of the databases in which a worker leaves something behind."""
    log: Path
    given_up: tuple[TaskName, ...] = ()
    """Jobs that may die until the worker gives them up; others are left to end before that."""
    hits: Counter[str] = field(default_factory=Counter)
    running: list[ForkServerProcess] = field(default_factory=list)

    def ask(self, query: str, **values: object) -> Sequence[Any]:
        """Ask the service's own database, not through the product."""
        with self.owner.connect() as connection:
            return connection.execute(text(query), values).all()

    def start(self, *arguments: str) -> ForkServerProcess:
        """Start `loket` with these arguments."""
        given = (dict(self.environment), str(self.log), arguments)
        process = _FORKS.Process(target=_run, args=given)
        process.start()
        self.running.append(process)
        return process

    def kill(self, process: ForkServerProcess) -> None:
        """Kill without a chance to tidy up."""
        process.kill()
        process.join()
        self.running.remove(process)

    def kill_all(self) -> None:
        """Leave no process behind."""
        for process in list(self.running):
            self.kill(process)

    @contextmanager
    def program(self, *arguments: str) -> Iterator[ForkServerProcess]:
        """Run `loket` until it is stopped as its users do; what was killed meanwhile stays so."""
        process = self.start(*arguments)
        yield process
        if process in self.running:
            process.terminate()
            process.join(PATIENCE_SECONDS)
            self.kill(process)

    def kill_at_work(self, delay: float) -> None:
        """Start a worker, kill it so many seconds after it took its first job, and count what it was at.

        On a busy machine, which shows in how long a start takes, the seconds are longer: jobs get as far as on another.
        """
        (last,) = self.ask("select coalesce(max(id), 0) from procrastinate_workers")[0]
        began = time.monotonic()
        worker = self.start("worker")
        self.wait_for("a new worker starts", lambda: self._is_up(last))
        slowness = min(max((time.monotonic() - began) / START_SECONDS, 1), MOST_SLOWNESS)
        self.wait_for("a new worker takes a job", lambda: self._at(last) or not self.open_cases())
        self.wait_for("what died often is done", lambda: not self._is_spent())
        time.sleep(delay * slowness)
        self.kill(worker)
        self.wait_for("what was sent by the killed one is done or undone", self._is_quiet)
        at = self._at(last)
        self.hits["kills"] += 1
        self.hits["kills between two jobs"] += not at
        self.hits.update(f"kills amid {task}" for task in set(at))

    def open_cases(self) -> int:
        """Return how many cases still have something to be done by a worker."""
        query = "select count(distinct args->>'case_id') from procrastinate_jobs where status in ('todo', 'doing')"
        return int(self.ask(query)[0][0])

    def _is_up(self, last: int) -> bool:
        """Whether a worker younger than this one is there."""
        return bool(self.ask("select 1 from procrastinate_workers where id > :last", last=last))

    def _is_spent(self) -> bool:
        """Whether a job died so often that the next deaths would make the worker give it up."""
        query = (
            "select 1 from procrastinate_jobs where status in ('todo', 'doing')"
            " and attempts >= :most and task_name <> all(:others)"
        )
        others = [task.value for task in self.given_up]
        return bool(self.ask(query, most=MOST_ATTEMPTS - 2, others=others))

    def _at(self, last: int) -> list[str]:
        """Return the tasks that workers younger than this one are at."""
        query = (
            "select task_name from procrastinate_jobs where status = 'doing' and worker_id > :last"
        )
        return [row[0] for row in self.ask(query, last=last)]

    def _is_quiet(self) -> bool:
        busy = f"select count(*) from ({_BACKENDS}) b where state <> 'idle'"  # noqa: S608 - our own words
        return not self.ask(busy, names=list(self.databases))[0][0]

    def wait_for(self, what: str, holds: Callable[[], object]) -> None:
        """Wait until something holds; where it never does, say what the workers and the databases are at."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            died = [one.exitcode for one in self.running if not one.is_alive()]
            if died or time.monotonic() > until:
                pytest.fail(
                    f"it did not come to that: {what}; ended by itself: {died}\n{self.state()}"
                )
            time.sleep(0.02)

    def state(self) -> str:
        """Return the queue, the connections, where each process stands in its code, and the last words."""
        for one in self.running:
            if one.is_alive() and one.pid:
                os.kill(one.pid, signal.SIGUSR1)
        time.sleep(1)
        said = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        tables = [
            ("job: task, status, attempts, due in, worker, lock", self.ask(_QUEUE)),
            ("worker: id, silent for", self.ask(_ALIVE)),
            ("connection", self.ask(_BACKENDS, names=list(self.databases))),
        ]
        rows = [f"{name}: {', '.join(map(str, row))}" for name, found in tables for row in found]
        return "\n".join([*rows, "last words:", *said[-LAST_LINES:]])

    def report(self, also: str, demanded: Sequence[str]) -> str:
        """Return what was hit. Fails for a long run that hit none of what is demanded."""
        told = "; ".join(f"{count} {name}" for name, count in sorted(self.hits.items()))
        if self.hits["kills"] >= LONG_RUN:
            missed = [name for name in demanded if not self.hits[name]]
            assert not missed, f"{also}; {told}; never: {missed}"
        return f"{also}; {told}"
