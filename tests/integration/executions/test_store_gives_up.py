"""A store that gives up half-way: what waits is said, done later by the worker, never twice, never told before."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import pytest
from app.cases.guards import MissingPermission
from app.cases.model import Case, Delivery
from app.cases.ways import ExecutionBegun
from app.casework import answer, carrying_out, changing, evidence, execute, withdraw
from app.casework.answer import ExecutionOpen
from app.casework.desk import Desk
from app.casework.execute import StepUnknown
from app.casework.replay import replay
from app.executions.model import ExecutionStep, StepStatus
from app.kit.clock import brussels_date
from app.kit.ids import new_id
from app.kit.provision import PERSONNEL_SERVICE
from app.notices.model import NoticeAction
from app.personnel.changes import ChangeKind, ChangeResult, ChangesData, StoreChange
from app.personnel.model import Collector, Holding
from app.staff.model import Actor, Role
from tests.case_samples import CLARA, DIRK, actor
from tests.databases import Databases
from tests.execution_house import (
    NEW_PHONE,
    STATEMENT,
    ExecutionHouse,
    Somebody,
    execution_house,
)

DONE, WAITS, NEEDS_PERSON = StepStatus.DONE, StepStatus.WAITS, StepStatus.NEEDS_PERSON
PAUSES = (1, 1)

REFUSING = """
create table weigering (over int not null, staat text not null);
create function weiger() returns trigger language plpgsql security definer as $$
declare nu weigering; begin
  select * into nu from weigering;
  if found and (select count(*) from uitgevoerde_stap) >= nu.over then
    raise exception 'niet nu' using errcode = nu.staat;
  end if;
  return new;
end $$;
create trigger weiger before insert on uitgevoerde_stap for each row execute function weiger();
"""
"""A rule of the store: once so many steps are noted, every other is refused with this SQL state."""
LOCKED = "55P03"


@pytest.fixture(scope="module")
def house(
    postgres_url: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ExecutionHouse]:
    databases = Databases(postgres_url)
    home: Path = tmp_path_factory.mktemp("refusing") / "home"
    with execution_house(
        databases,
        migrated_template,
        home,
        people=60,
        role=PERSONNEL_SERVICE,
        source_retry_seconds=PAUSES,
    ) as made:
        made.ask(REFUSING)
        yield made
    databases.drop_all()


@pytest.fixture(autouse=True)
def _willing(house: ExecutionHouse) -> None:
    """Begin with a store that takes everything, and an empty queue."""
    house.ask("delete from weigering")
    house.ask("delete from uitgevoerde_stap")
    house.house.sql("delete from procrastinate_jobs")


@pytest.fixture(scope="module")
def people(house: ExecutionHouse) -> Iterator[Somebody]:
    """Those who ask, one after the other."""
    return iter(tuple(house.people()))


@pytest.fixture
def person(people: Iterator[Somebody]) -> Somebody:
    """Somebody nobody else asks about."""
    return next(people)


def refuse_after(house: ExecutionHouse, steps: int, state: str = LOCKED) -> None:
    house.ask("insert into weigering values (:over, :state)", over=steps, state=state)


def ordered(house: ExecutionHouse, person: Somebody, *rights: str) -> Case:
    case = house.order(house.granted(person, *rights))
    house.house.sql("delete from procrastinate_jobs where task_name <> 'execute'")
    return case


def carry_out(house: ExecutionHouse, case: Case, *, resume: str = "") -> None:
    parts = house.house.parts
    carrying_out.work(parts.desk, case.case_id, at=parts.clock, resume=resume)


def statuses(house: ExecutionHouse, case: Case) -> list[StepStatus]:
    return [step.status for step in house.steps(case)]


def nothing_told_that_is_not_there(house: ExecutionHouse, case: Case) -> None:
    """What is told as done is in the store, and the other way round."""
    steps = house.steps(case)
    done = sorted(s.step_key for s in steps if s.status is DONE and s.records)
    assert [key for key in house.known() if key in {s.step_key for s in steps}] == done
    if any(s.status is not DONE for s in steps):
        assert "execution.claimDone" not in house.house.kinds(case)
        with house.house.parts.desk() as desk, pytest.raises(ExecutionOpen):
            answer.answer(
                desk,
                house.house.loaded(case),
                language=None,
                delivery=Delivery.PORTAL,
                by=CLARA,
                at=house.house.parts.clock(),
            )


def resumes(house: ExecutionHouse) -> list[str]:
    """Return the systems that a job is to try again later."""
    with house.owner.connect() as connection:
        query = (
            "select args->>'resume' from procrastinate_jobs"
            " where scheduled_at is not null and status = 'todo'"
        )
        return list(connection.exec_driver_sql(query).scalars())


def once_each(house: ExecutionHouse, case: Case) -> None:
    with house.house.parts.desk() as desk:
        told = Counter(
            entry.details["stepKey"]
            for entry in desk.journal.entries(case.case_id)
            if entry.kind == "execution.stepDone"
        )
        assert evidence.check(desk).findings == ()
    assert set(told.values()) == {1}


def test_a_silent_store_is_tried_again_by_the_worker(
    house: ExecutionHouse, person: Somebody
) -> None:
    case = ordered(house, person, "restriction")
    refuse_after(house, 2)
    carry_out(house, case)
    found = statuses(house, case)
    assert found == [DONE, DONE, *[WAITS] * (len(found) - 2)]
    assert len(found) > 3
    assert house.state(case) == "running"
    assert resumes(house) == ["vlimpers"], "one job for all that waits, not one each"
    nothing_told_that_is_not_there(house, case)

    house.ask("delete from weigering")
    house.house.work_until(lambda: house.state(case) == "done")
    assert set(statuses(house, case)) == {DONE}
    assert house.house.kinds(case).count("execution.claimDone") == 1
    once_each(house, case)
    nothing_told_that_is_not_there(house, case)
    assert marks(house, person) == Counter(s.holding for s in house.steps(case))


def marks(house: ExecutionHouse, person: Somebody) -> Counter[str]:
    query = "select bestand from gegevensbeperking where betrokkene = :key"
    return Counter(row[0] for row in house.ask(query, key=person.key))


def test_what_follows_does_not_overtake_what_waits(house: ExecutionHouse, person: Somebody) -> None:
    case = ordered(house, person, "rectification", "erasure")
    refuse_after(house, 1)
    carry_out(house, case)
    kinds = {s.kind: s.status for s in house.steps(case)}
    assert kinds == {
        ChangeKind.RECTIFY: DONE,
        ChangeKind.SUPPLEMENT: WAITS,
        ChangeKind.ERASE: WAITS,
    }
    nothing_told_that_is_not_there(house, case)


def test_after_the_last_pause_a_person_is_asked_and_orders_it_again(
    house: ExecutionHouse, person: Somebody
) -> None:
    case = ordered(house, person, "restriction")
    refuse_after(house, 1)
    carry_out(house, case)
    for _ in PAUSES:
        assert resumes(house) == ["vlimpers"]
        house.house.sql("delete from procrastinate_jobs")
        carry_out(house, case, resume="vlimpers")
    assert resumes(house) == []
    first, *others = house.steps(case)
    assert first.status is DONE
    assert {(s.status, s.reason) for s in others} == {(NEEDS_PERSON, "sourceUnavailable")}
    assert house.state(case) == "needsPerson"
    assert house.house.tasks(case) == ["executionNeedsPerson"]
    nothing_told_that_is_not_there(house, case)

    house.ask("delete from weigering")
    house.order(case)
    assert house.house.tasks(case) == []
    carry_out(house, case)
    assert house.state(case) == "done"
    once_each(house, case)


def test_a_right_that_was_taken_away_needs_a_person_who_attests(
    house: ExecutionHouse, person: Somebody
) -> None:
    case = ordered(house, person, "rectification")
    house.ask(f"revoke insert on aanvulling from {PERSONNEL_SERVICE}")
    try:
        carry_out(house, case)
    finally:
        house.ask(f"grant insert on aanvulling to {PERSONNEL_SERVICE}")
    corrected, filed = house.steps(case)
    assert (corrected.status, filed.status) == (DONE, NEEDS_PERSON)
    assert house.state(case) == "needsPerson"
    assert house.house.tasks(case) == ["executionNeedsPerson"]
    nothing_told_that_is_not_there(house, case)
    query = "select werk_telefoon from contact where persoon_id = :key"
    assert house.ask(query, key=person.key) == [(NEW_PHONE,)]

    attested(house, case, filed, records=1)
    assert house.state(case) == "done"
    assert house.house.tasks(case) == []
    told = Counter(house.house.kinds(case))
    assert (told["execution.stepAttested"], told["execution.claimDone"]) == (1, 1)
    with pytest.raises(StepUnknown):
        attested(house, case, filed, records=1)
    carry_out(house, case)
    filed_there = "select verklaring from aanvulling where persoon_id = :key"
    assert not house.ask(filed_there, key=person.key), "what a person did is not done again"
    assert STATEMENT not in str(house.house.kinds(case))


def attested(
    house: ExecutionHouse, case: Case, step: ExecutionStep, *, records: int, by: Actor = CLARA
) -> None:
    parts = house.house.parts
    with parts.desk() as desk:
        found = desk.cases.load(case.case_id)
        execute.attest(desk, found, step.step_key, records=records, by=by, at=parts.clock())


def test_an_erasure_by_hand_is_attested_by_other_eyes_too(
    house: ExecutionHouse, person: Somebody
) -> None:
    case = ordered(house, person, "erasure")
    step = replace(house.steps(case)[0], status=NEEDS_PERSON)
    with house.house.parts.desk() as desk:
        desk.executions.put(step)
    for other in (CLARA, actor(CLARA.actor_id, Role.DECISION_MAKER)):
        with pytest.raises(MissingPermission):
            attested(house, case, step, records=1, by=other)
    attested(house, case, step, records=1, by=DIRK)
    assert house.steps(case)[0].status is DONE


def test_the_task_stays_while_another_role_has_to_act(
    house: ExecutionHouse, person: Somebody
) -> None:
    case = ordered(house, person, "rectification", "erasure")
    refuse_after(house, 0, "P0001")
    carry_out(house, case)
    assert set(statuses(house, case)) == {NEEDS_PERSON}
    with house.house.parts.desk() as desk:
        case = desk.cases.load(case.case_id)
        at = house.house.parts.clock()
        execute.order(desk, case, confirm_reference="", by=CLARA, at=at)
    assert house.house.tasks(case) == ["executionNeedsPerson"], "the erasure still waits"


def test_a_claim_withdrawn_meanwhile_is_not_carried_out(
    house: ExecutionHouse, person: Somebody
) -> None:
    case = ordered(house, person, "erasure")
    with house.house.parts.desk() as desk:
        case = desk.cases.load(case.case_id)
        withdraw.withdraw(desk, case, None, reason=None, by=CLARA, at=house.house.parts.clock())
    carry_out(house, case)
    assert house.known() == []
    assert house.ask("select 1 from contact where persoon_id = :key", key=person.key)


@pytest.mark.parametrize(("allowed", "reached"), [(0, {WAITS}), (1, {DONE, WAITS})])
def test_a_claim_of_which_something_was_tried_in_a_store_is_not_withdrawn(
    house: ExecutionHouse, person: Somebody, allowed: int, reached: set[StepStatus]
) -> None:
    case = ordered(house, person, "restriction")
    refuse_after(house, allowed)
    carry_out(house, case)
    assert set(statuses(house, case)) == reached
    found = house.house.loaded(case)
    with house.house.parts.desk() as desk, pytest.raises(ExecutionBegun):
        withdraw.withdraw(desk, found, None, reason=None, by=CLARA, at=house.house.parts.clock())


def test_what_was_past_its_period_is_noted_even_when_the_store_cannot_say_what_it_was(
    house: ExecutionHouse, person: Somebody
) -> None:
    case = ordered(house, person, "erasure")
    (step,) = [s for s in house.steps(case) if s.holding == "contactgegevens"]
    house.house.sql(
        "delete from execution_steps where case_id = :case and step_key <> :key",
        case=case.case_id,
        key=step.step_key,
    )
    house.house.sql(
        "update execution_steps set expired_only = true where step_key = :key", key=step.step_key
    )
    house.ask("insert into uitgevoerde_stap values (:key, now())", key=step.step_key)
    carry_out(house, case)
    with house.house.parts.desk() as desk:
        noted = [s for s in desk.executions.suppressions("vlimpers") if s.step_key == step.step_key]
    assert [s.record_hash for s in noted] == ["expired"]

    # As after a restore: the records are back, one of them past its period, and the step is not known.
    house.ask("delete from uitgevoerde_stap")
    house.ask(
        "insert into contact (id, persoon_id, bewaren_tot) select max(id) + 1, :key, '2020-01-01' from contact",
        key=int(person.key),
    )
    dates = "select bewaren_tot < current_date from contact where persoon_id = :key"
    assert Counter(house.ask(dates, key=person.key))[(True,)] == 1
    with house.house.parts.desk() as desk:
        replay(desk, at=house.house.parts.clock())
    left = house.ask(dates, key=person.key)
    assert left
    assert (True,) not in left


@dataclass(frozen=True)
class Forgetful:
    """A store that makes changes but keeps no key of any."""

    inner: ChangesData
    keeps_steps: bool = False

    @property
    def system(self) -> str:
        return self.inner.system

    @property
    def holdings(self) -> tuple[Holding, ...]:
        return self.inner.holdings

    def can(self, kind: ChangeKind, holding: Holding) -> bool:
        return self.inner.can(kind, holding)

    def apply(self, change: StoreChange) -> ChangeResult:
        return self.inner.apply(replace(change, step_key=new_id()))

    def knows(self, step_keys: Iterable[str]) -> frozenset[str]:
        return frozenset(key for key in step_keys if not key)

    def identities(self, holding: Holding) -> Iterator[Sequence[tuple[str, str]]]:
        return self.inner.identities(holding)


def test_what_a_forgetful_store_erased_before_a_kill_is_noted_and_told(
    house: ExecutionHouse, person: Somebody
) -> None:
    parts = house.house.parts
    case = ordered(house, person, "erasure")
    steps, at = house.steps(case), parts.clock()

    @contextmanager
    def open_desk() -> Iterator[Desk]:
        with parts.desk() as desk:
            stores = [Forgetful(c) for c in desk.collectors if isinstance(c, ChangesData)]
            yield replace(desk, collectors=cast("tuple[Collector, ...]", tuple(stores)))

    with open_desk() as desk:  # the worker is killed once the store has done it
        for step in steps:
            changing.changer(desk, step).apply(
                changing.change_of(desk, case, step, on=brussels_date(at))
            )
    carrying_out.work(open_desk, case.case_id, at=parts.clock)
    assert [(s.status, s.records) for s in house.steps(case)] == [(DONE, s.records) for s in steps]
    with parts.desk() as desk:
        noted = {s.step_key for s in desk.executions.suppressions("vlimpers")}
        told = desk.notices.list(case.case_id)
    assert {s.step_key for s in steps} <= noted
    assert {notice.action for notice in told} == {NoticeAction.ERASED}
