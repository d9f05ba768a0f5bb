"""Kill the worker while it changes a store and tells recipients: every case ends right, every effect is there once.

`make drill SEED=1 COUNT=200` kills that often; the same seed gives the same order of kills.
"""

import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest
from app.cases.guards import IllegalTransition
from app.cases.model import Case, Delivery, State
from app.cases.store import VersionMismatch
from app.casework import answer
from app.executions.model import ExecutionStep, StepStatus
from app.letters.model import LetterKind
from app.notices.model import NoticeChannel, NoticeStatus, RecipientNotice
from app.outbox.model import FAILURES, TaskName
from app.personnel.changes import ChangeKind, ChangeStatus
from sqlalchemy import text
from tests.case_samples import CLARA
from tests.databases import Databases
from tests.execution_house import (
    NEW_PHONE,
    STATEMENT,
    ExecutionHouse,
    Somebody,
    execution_house,
)

pytestmark = pytest.mark.drill

LOKET = Path(sys.executable).parent / "loket"
START_SECONDS, PATIENCE_SECONDS = 30, 120
OPEN_ORDERS = 4
"""Cases that wait for the worker when it is started."""
ASKED = (
    ("rectification", "restriction", "erasure"),
    ("consentWithdrawal",),
    ("rectification",),
    ("erasure",),
    ("restriction",),
)

SLOW_STORE = """
create table effecten (soort text, wie text);
create function traag() returns trigger language plpgsql as
  $$ begin perform pg_sleep(random() * 0.25); return null; end $$;
create function effect() returns trigger language plpgsql as
  $$ begin insert into effecten values (tg_table_name || ' ' || tg_op,
     to_jsonb(coalesce(new, old)) ->> tg_argv[0]); return null; end $$;
create constraint trigger traag after insert on uitgevoerde_stap
  deferrable initially deferred for each row execute function traag();
create trigger effect after insert or update on aanvulling
  for each row execute function effect('persoon_id');
create trigger effect after insert or update on gegevensbeperking
  for each row execute function effect('beperking');
create trigger effect after update or delete on contact
  for each row execute function effect('persoon_id');
create trigger effect after update or delete on toestemming
  for each row execute function effect('persoon_id');
"""
"""Holds every change back just before it is there, and counts what came to stay."""

SLOW_SERVICE = """
create function slow() returns trigger language plpgsql as
  $$ begin perform pg_sleep(random() * 0.25); return null; end $$;
create constraint trigger slow after update on execution_steps
  deferrable initially deferred for each row execute function slow();
create constraint trigger slow after update on recipient_notices
  deferrable initially deferred for each row execute function slow();
"""
"""Holds the service back after the store, or a recipient, has done its part and before that is noted."""


@dataclass
class Drill:
    """The house under attack, and what the kills hit."""

    house: ExecutionHouse
    rng: Random
    subjects: tuple[Somebody, ...]
    """Who asks, one after the other; what is held on anybody else stays as it is."""
    cases: list[tuple[Case, Somebody]] = field(default_factory=list)
    hits: Counter[str] = field(default_factory=Counter)
    accepted: dict[str, int] = field(default_factory=dict)
    """Message -> how often it had come when its acceptance was first seen in our books."""
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def scalar(self, query: str, **values: object) -> Any:
        """Ask our own database."""
        with self.house.house.parts.engine.connect() as connection:
            return connection.scalar(text(query), values)

    def start(self) -> subprocess.Popen[bytes]:
        """Start a worker."""
        process = subprocess.Popen(
            [LOKET, "worker"],
            env=dict(self.house.environment),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.running.append(process)
        return process

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """Kill without a chance to tidy up."""
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.running.remove(process)

    def order_more(self) -> None:
        """Keep so many cases open that the worker has something to do."""
        while self.unfinished() < OPEN_ORDERS:
            person = self.subjects[len(self.cases)]
            case = self.house.granted(person, *ASKED[len(self.cases) % len(ASKED)])
            self.cases.append((self.house.order(case), person))

    def unfinished(self) -> int:
        """Return how many cases still have something to be done by the worker."""
        return int(
            self.scalar(
                "select count(distinct args->>'case_id') from procrastinate_jobs"
                " where status::text in ('todo', 'doing')"
            )
        )

    def kill_at_work(self) -> None:
        """Start a worker, and kill it at a random moment after it took its first job."""
        last = self.scalar("select coalesce(max(id), 0) from procrastinate_workers")
        worker = self.start()
        at_work = (
            "select count(*) from procrastinate_jobs where status = 'doing' and worker_id > :last"
        )
        wait_for(lambda: self.scalar(at_work, last=last) > 0, START_SECONDS)
        time.sleep(self.rng.uniform(0, 1.2))
        self.stop(worker)
        wait_for(self.is_quiet, START_SECONDS)
        self.look()

    def is_quiet(self) -> bool:
        """Whether nothing of a killed worker goes on in a database: what was sent there is done or undone."""
        query = (
            "select count(*) from pg_stat_activity where datname = any(:names)"
            " and state <> 'idle' and pid <> pg_backend_pid()"
        )
        names = [self.house.house.parts.engine.url.database, self.house.store.url.database]
        return not self.house.ask(query, names=names)[0][0]

    def look(self) -> None:
        """Note what the kill hit; nothing may be told as done that the store does not hold."""
        steps = [step for case, _ in self.cases for step in self.house.steps(case)]
        known = set(self.house.known())
        done = {s.step_key for s in steps if s.status is StepStatus.DONE and s.records}
        assert done <= known, "a step is told as done that the store does not hold"
        ahead = known & {s.step_key for s in steps if s.status is not StepStatus.DONE}
        self.hits["kills"] += 1
        self.hits["kills with a step in the store and not in our books"] += bool(ahead)
        came, notices = self.came(), self.notices()
        unnoted = [n for n in notices if n.status is NoticeStatus.DUE and came[mark(n)]]
        self.hits["kills with a message accepted and not in our books"] += bool(unnoted)
        for notice in notices:
            if notice.status is NoticeStatus.SENT:
                self.accepted.setdefault(mark(notice), came[mark(notice)])

    def came(self) -> Counter[str]:
        """Return how often each message came."""
        house = self.house
        return Counter(str(m["Message-ID"]) for m in house.mail.messages) + Counter(
            headers["webhook-id"] for headers, _ in house.hook.got
        )

    def notices(self) -> list[RecipientNotice]:
        """Return the notices of all cases that go out by themselves."""
        with self.house.house.parts.desk() as desk:
            every = [n for case, _ in self.cases for n in desk.notices.list(case.case_id)]
        return [n for n in every if n.channel is not NoticeChannel.POST]

    def finish(self) -> None:
        """Let a worker do the rest; what it gave up after too many deaths a handler orders again."""
        worker = self.start()
        wait_for(lambda: self.unfinished() == 0)
        for case, _ in self.cases:
            if FAILURES[TaskName.EXECUTE] in self.house.house.tasks(case):
                self.hits["orders repeated by a handler"] += 1
                self.house.order(case)
        wait_for(lambda: self.unfinished() == 0)
        self.stop(worker)


def mark(notice: RecipientNotice) -> str:
    """Return the id under which a notice goes."""
    return str(notice.message_id)


def wait_for(holds: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not come to that"
        time.sleep(0.02)


@pytest.fixture
def drill(
    postgres_url: str, migrated_template: str, tmp_path: Path, drill_seed: int, drill_count: int
) -> Iterator[Drill]:
    databases = Databases(postgres_url)
    with execution_house(
        databases, migrated_template, tmp_path / "home", people=80 + 4 * drill_count
    ) as house:
        house.ask(SLOW_STORE)
        with house.owner.begin() as connection:
            connection.execute(text(SLOW_SERVICE))
        made = Drill(house, Random(drill_seed), tuple(house.people())[10:])  # noqa: S311 - a drill, no secret
        try:
            yield made
        finally:
            for process in list(made.running):
                made.stop(process)
    databases.drop_all()


def test_every_execution_ends_right(
    drill: Drill, drill_count: int, capsys: pytest.CaptureFixture[str]
) -> None:
    kills = drill_count if drill_count > 10 else 4
    before = drill.house.rows_of_others(drill.subjects)
    for _ in range(kills):
        drill.order_more()
        drill.kill_at_work()
    drill.finish()
    report(drill, capsys)
    assert drill.house.rows_of_others(drill.subjects) == before
    for case, person in drill.cases:
        carried_out_once(drill, case, person)
        told_once(drill, case)
        answered_once(drill, case)
    messages_right(drill)
    with drill.house.house.parts.desk() as desk:
        assert list(desk.journal.faults()) == []


def report(drill: Drill, capsys: pytest.CaptureFixture[str]) -> None:
    """Say what was hit; a long run that hits none of the narrow moments proves little."""
    told = ", ".join(f"{count} {name}" for name, count in drill.hits.items())
    with capsys.disabled():
        sys.stdout.write(f"\n{len(drill.cases)} cases; {told}\n")
    assert drill.hits["kills"] < 50 or all(count for count in drill.hits.values())


def carried_out_once(drill: Drill, case: Case, person: Somebody) -> None:
    """Each step is done, in the store once, and its effect is there once."""
    house, steps = drill.house, drill.house.steps(case)
    assert {s.status for s in steps} == {StepStatus.DONE}
    assert all(claim.executed_at for claim in house.house.loaded(case).claims)
    noted = Counter(house.known())
    results = results_of(drill, case)
    # A step that found nothing to do is not noted by the store.
    assert {s.step_key: noted[s.step_key] for s in steps} == {
        key: int(result != ChangeStatus.NOTHING_THERE) for key, result in results.items()
    }
    effects = Counter(
        tuple(row)
        for row in house.ask(
            "select soort, wie from effecten where wie = :key or wie = any(:marks)",
            key=person.key,
            marks=[s.restriction_id for s in steps if s.restriction_id],
        )
    )
    of_kind = Counter(s.kind for s in steps if s.records)
    assert effects["aanvulling INSERT", person.key] == of_kind[ChangeKind.SUPPLEMENT]
    assert effects["contact UPDATE", person.key] == of_kind[ChangeKind.RECTIFY]
    assert not [e for e in effects if e[0] in {"aanvulling UPDATE", "gegevensbeperking UPDATE"}]
    marks_once(steps, effects)
    in_the_end(drill, case, person)


def results_of(drill: Drill, case: Case) -> dict[str, str]:
    """Return what the journal says became of each step."""
    with drill.house.house.parts.desk() as desk:
        entries = list(desk.journal.entries(case.case_id))
    return {
        str(e.details["stepKey"]): str(e.details["result"])
        for e in entries
        if e.kind == "execution.stepDone"
    }


def marks_once(steps: tuple[ExecutionStep, ...], effects: Counter[tuple[str, str]]) -> None:
    wanted = Counter(s.restriction_id for s in steps if s.kind is ChangeKind.RESTRICT and s.records)
    for restriction, count in wanted.items():
        assert effects["gegevensbeperking INSERT", str(restriction)] == count


def in_the_end(drill: Drill, case: Case, person: Somebody) -> None:
    """The store holds what was decided, and nothing else of it."""
    rights, ask = {claim.right for claim in case.claims}, drill.house.ask
    phones = [
        r[0] for r in ask("select werk_telefoon from contact where persoon_id = :k", k=person.key)
    ]
    filed = [
        r[0] for r in ask("select verklaring from aanvulling where persoon_id = :k", k=person.key)
    ]
    given = ask(
        "select 1 from toestemming where persoon_id = :k and doel = 'privemail' and ingetrokken_op is null",
        k=person.key,
    )
    if "erasure" in rights:
        assert (phones, filed) == ([], [])
        assert not ask("select 1 from noodcontact where persoon_id = :k", k=person.key)
    elif "rectification" in rights:
        assert (phones, filed) == ([NEW_PHONE], [STATEMENT])
    if "consentWithdrawal" in rights:
        assert not given


def told_once(drill: Drill, case: Case) -> None:
    """Each step and claim is in the journal once, each letter sealed once."""
    with drill.house.house.parts.desk() as desk:
        entries = list(desk.journal.entries(case.case_id))
        letters = desk.letters.list(case.case_id)
        notices = desk.notices.list(case.case_id)
        tasks = desk.cases.open_tasks(case.case_id)
    steps = Counter(e.details["stepKey"] for e in entries if e.kind == "execution.stepDone")
    assert steps == {s.step_key: 1 for s in drill.house.steps(case)}
    kinds = Counter(e.kind for e in entries)
    assert kinds["execution.claimDone"] == len(case.claims)
    sealed = Counter(letter.kind for letter in letters)
    assert sealed[LetterKind.RECEIPT] == 1
    assert (
        sealed[LetterKind.RECIPIENT_NOTICE] == len(notices) == len({n.letter_id for n in notices})
    )
    assert {n.status for n in notices if n.channel is not NoticeChannel.POST} <= {NoticeStatus.SENT}
    assert kinds["notice.planned"] == len(notices)
    assert [kind for kind, _ in tasks] == []


def answered_once(drill: Drill, case: Case) -> None:
    """The answer can go, once."""
    house = drill.house.house
    found = house.loaded(case)
    with house.parts.desk() as desk:
        sent = answer.answer(
            desk, found, language=None, delivery=Delivery.PORTAL, by=CLARA, at=house.parts.clock()
        )
    assert (
        sent.state,
        {str(claim.outcome) for claim in sent.claims} - {"granted", "partiallyGranted"},
    ) == (
        State.SENT,
        set(),
    )
    with pytest.raises((VersionMismatch, IllegalTransition)), house.parts.desk() as desk:
        answer.answer(
            desk, found, language=None, delivery=Delivery.PORTAL, by=CLARA, at=house.parts.clock()
        )


def messages_right(drill: Drill) -> None:
    """Each came at least once under one id, and not again once its acceptance was noted."""
    came, notices = drill.came(), drill.notices()
    assert notices
    assert set(came) == {mark(n) for n in notices}
    assert len({mark(n) for n in notices}) == len(notices)
    assert {m: came[m] for m in drill.accepted} == drill.accepted
    again = sum(came.values()) - len(came)
    assert again <= 2 * drill.hits["kills"], "a kill repeats what was under way and nothing more"
