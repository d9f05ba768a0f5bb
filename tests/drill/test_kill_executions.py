"""Kill the worker while it changes a store and tells recipients: every case ends right, every effect is there once.

`make drill SEED=1 COUNT=200` kills that often; the same seed gives the same order of kills.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest
from app.cases.guards import IllegalTransition
from app.cases.model import Case, Delivery, State
from app.cases.store import VersionMismatch
from app.casework import answer, evidence, execute
from app.executions.model import ExecutionStep, StepStatus
from app.letters.model import LetterKind
from app.notices.model import NoticeChannel, NoticeStatus
from app.outbox.model import FAILURES, TaskName
from app.personnel.changes import ChangeKind, ChangeStatus
from sqlalchemy import text
from tests.case_samples import CLARA
from tests.databases import Databases
from tests.drill.killing import Workers
from tests.execution_house import (
    NEW_PHONE,
    STATEMENT,
    ExecutionHouse,
    Somebody,
    execution_house,
)

pytestmark = pytest.mark.drill

SHORT, LONG = 2, 4
"""Cases that wait for the worker when it is started, in a short drill and in a long one."""
LONGEST_SECONDS = 1.2
"""How long a worker is left at work."""
IN_THE_STORE_ONLY = "kills with a step in the store and not in our books"
ACCEPTED_ONLY = "kills with a message accepted and not in our books"
DEMANDED = (
    IN_THE_STORE_ONLY,
    ACCEPTED_ONLY,
    *(f"kills amid {t}" for t in (TaskName.EXECUTE, TaskName.SEND_NOTICES, TaskName.SEND_NOTICE)),
)
"""What a long run has to have hit."""
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
    """The house under attack."""

    house: ExecutionHouse
    workers: Workers
    rng: Random
    subjects: tuple[Somebody, ...]
    """Who asks, one after the other; what is held on anybody else stays as it is."""
    cases: list[tuple[Case, Somebody]] = field(default_factory=list)
    seen: set[object] = field(default_factory=set)
    """What an earlier kill left between a deed and its record: it was hit by that one."""
    accepted: dict[str, int] = field(default_factory=dict)
    """Message -> how often it had come when its acceptance was first seen in our books."""

    def order_more(self, at_once: int) -> None:
        """Keep so many cases open that the worker has something to do."""
        while self.workers.open_cases() < at_once:
            person = self.subjects[len(self.cases)]
            case = self.house.granted(person, *ASKED[len(self.cases) % len(ASKED)])
            self.cases.append((self.house.order(case), person))

    def look(self) -> None:
        """Note what the kill hit; nothing may be told as done that the store does not hold."""
        hits, known = self.workers.hits, set(self.house.known())
        steps = self.workers.ask("select step_key, status, records from execution_steps")
        done = {s.step_key for s in steps if s.status == StepStatus.DONE and s.records}
        assert done <= known, "a step is told as done that the store does not hold"
        came, notices = self.came(), self.notices()
        ahead = known & {s.step_key for s in steps if s.status != StepStatus.DONE}
        due = {mark for mark, status in notices if status == NoticeStatus.DUE}
        unnoted = {(mark, count) for mark, count in came.items() if mark in due}
        hits[IN_THE_STORE_ONLY] += bool(ahead - self.seen)
        hits[ACCEPTED_ONLY] += bool(unnoted - self.seen)
        self.seen |= ahead | unnoted
        for mark, status in notices:
            if status == NoticeStatus.SENT:
                self.accepted.setdefault(mark, came[mark])

    def came(self) -> Counter[str]:
        """Return how often each message came."""
        house = self.house
        return Counter(str(m["Message-ID"]) for m in house.mail.messages) + Counter(
            headers["webhook-id"] for headers, _ in house.hook.got
        )

    def notices(self) -> Sequence[Any]:
        """Return id and status of the notices of all cases that go out by themselves and have their id."""
        return self.workers.ask(
            "select message_id, status from recipient_notices"
            " where channel <> :post and message_id is not null",
            post=NoticeChannel.POST.value,
        )

    def finish(self) -> None:
        """Let a worker do the rest; what it gave up after too many deaths a handler orders again."""
        with self.workers.program("worker"):
            self.workers.wait_for("all is done", lambda: not self.workers.open_cases())
            for case, _ in self.cases:
                if FAILURES[TaskName.EXECUTE] in self.house.house.tasks(case):
                    self.workers.hits["orders repeated by a handler"] += 1
                    self._order_again(case)
            self.workers.wait_for("all is done", lambda: not self.workers.open_cases())

    def _order_again(self, case: Case) -> None:
        parts = self.house.house.parts
        if self.house.state(case) != "done":
            self.house.order(case)
            return
        with (
            parts.desk() as desk
        ):  # its job died after the last step: to look is all there is to do
            found = desk.cases.load(case.case_id)
            execute.order(desk, found, confirm_reference="", by=CLARA, at=parts.clock())


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
        names = (str(house.owner.url.database), str(house.store.url.database))
        workers = Workers(house.environment, house.owner, names, tmp_path / "worker.log")
        workers.given_up = (TaskName.EXECUTE,)  # a handler orders it again
        rng = Random(drill_seed)  # noqa: S311 - a drill, no secret
        try:
            yield Drill(house, workers, rng, tuple(house.people())[10:])
        finally:
            workers.kill_all()
    databases.drop_all()


def test_every_execution_ends_right(
    drill: Drill, drill_count: int, capsys: pytest.CaptureFixture[str]
) -> None:
    kills, at_once = (drill_count, LONG) if drill_count > 10 else (2, SHORT)
    before = drill.house.rows_of_others(drill.subjects)
    for _ in range(kills):
        drill.order_more(at_once)
        drill.workers.kill_at_work(drill.rng.uniform(0, LONGEST_SECONDS))
        drill.look()
    drill.finish()
    report = drill.workers.report(f"{len(drill.cases)} executions", DEMANDED)
    with capsys.disabled():
        sys.stdout.write(f"\n{report}\n")
    assert drill.house.rows_of_others(drill.subjects) == before
    for case, person in drill.cases:
        carried_out_once(drill, case, person)
        told_once(drill, case)
        answered_once(drill, case)
    messages_right(drill)
    with drill.house.house.parts.desk() as desk:
        assert evidence.check(desk).findings == ()


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
            desk, found, language=None, delivery=Delivery.POST, by=CLARA, at=house.parts.clock()
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
            desk, found, language=None, delivery=Delivery.POST, by=CLARA, at=house.parts.clock()
        )


def messages_right(drill: Drill) -> None:
    """Each came at least once under one id, and not again once its acceptance was noted."""
    came, marks = drill.came(), [mark for mark, _ in drill.notices()]
    assert marks
    assert set(came) == set(marks)
    assert len(set(marks)) == len(marks)
    assert {m: came[m] for m in drill.accepted} == drill.accepted
    again = sum(came.values()) - len(came)
    assert again <= 2 * drill.workers.hits["kills"], "a kill repeats what was under way, no more"
