"""Jobs: run once in effect however often in fact, asked of a human when they cannot be done, and rescued."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace

import pytest
from app.cases.model import State
from app.outbox.model import FAILURES, TaskName
from app.worker import MOST_ATTEMPTS, JobFailed, Worker, _without_end, make_worker
from tests.worker_house import PATIENCE_SECONDS, House


@dataclass(frozen=True)
class _Job:
    attempts: int


@dataclass(frozen=True)
class _Context:
    """All a task reads of its context."""

    job: _Job


@pytest.fixture(autouse=True)
def _empty_queue(house: House) -> None:
    """Leave no job of another test to the worker of this one."""
    house.sql("delete from procrastinate_jobs")


def attempt(house: House, name: TaskName, case_id: str, *, attempts: int) -> None:
    """Run a task as the queue would, after so many attempts."""
    task = make_worker(house.parts, house.dsn).jobs.tasks[name.value]
    task.func(_Context(_Job(attempts)), case_id=case_id)


def test_each_step_done_twice_is_done_once(house: House) -> None:
    case = house.proven(house.case())
    for _ in range(2):
        house.run(TaskName.ACKNOWLEDGE, case)
        house.run(TaskName.COLLECT, case)
    searched = house.loaded(case)
    assert searched.state is State.IN_ASSESSMENT
    decided = house.decided(searched)
    for _ in range(2):
        house.run(TaskName.SEAL_COPY, decided)
        house.run(TaskName.DESTROY_COPIES, decided)
    told = house.kinds(case)
    for kind in ("letter.issued", "collection.completed", "copy.sealed"):
        assert told.count(kind) == 1, kind
    assert house.loaded(case) == decided, "sealing changes nothing in the case"


def test_a_job_of_a_case_that_went_on_does_nothing(house: House) -> None:
    for state in (State.RECEIVED, State.DECIDED):
        case = house.case()
        house.sql(
            "update cases set state = :state where case_id = :id", state=state, id=case.case_id
        )
        before = house.kinds(case)
        assert house.run(TaskName.COLLECT, case).state is state
        assert house.kinds(case) == before


@pytest.mark.parametrize("attempts", [0, MOST_ATTEMPTS - 1])
def test_a_job_that_fails_is_tried_again_first(house: House, attempts: int) -> None:
    case = broken(house)
    with pytest.raises(JobFailed):
        attempt(house, TaskName.ACKNOWLEDGE, case, attempts=attempts)
    assert open_tasks(house, case) == []


def test_after_the_last_attempt_a_human_is_asked_once(house: House) -> None:
    case = broken(house)
    for attempts in (MOST_ATTEMPTS, MOST_ATTEMPTS):
        with pytest.raises(JobFailed) as failed:
            attempt(house, TaskName.ACKNOWLEDGE, case, attempts=attempts)
        assert failed.value.__cause__ is None
        assert case not in str(failed.value), "no value in what is logged"
    assert open_tasks(house, case) == [FAILURES[TaskName.ACKNOWLEDGE]]


def test_a_job_that_kills_its_worker_is_not_tried_for_ever(house: House) -> None:
    case = house.case()
    with pytest.raises(JobFailed, match="TooManyAttempts"):
        attempt(house, TaskName.ACKNOWLEDGE, case.case_id, attempts=MOST_ATTEMPTS + 1)
    assert house.tasks(case) == [FAILURES[TaskName.ACKNOWLEDGE]]
    assert "letter.issued" not in house.kinds(case), "it did not run"


def test_what_no_repetition_mends_is_asked_of_a_human_at_once(house: House) -> None:
    case = house.case()
    house.sql("update cases set state = 'inSearch' where case_id = :id", id=case.case_id)
    attempt(house, TaskName.COLLECT, case.case_id, attempts=0)
    assert house.tasks(case) == [FAILURES[TaskName.COLLECT]]
    assert "collection.systemSearched" not in house.kinds(case), "the gate holds here too"


def test_the_worker_walks_a_case_to_the_assessment(house: House) -> None:
    case = house.proven(house.case())
    house.work_until(lambda: house.loaded(case).state is State.IN_ASSESSMENT)
    house.work_until(lambda: not house.jobs())
    assert house.kinds(case).count("letter.issued") == 1


def test_the_job_of_a_killed_worker_is_rescued(house: House) -> None:
    case = house.proven(house.case())
    # As a kill leaves it: taken by a worker that shows no sign of life any more.
    house.sql(
        "insert into procrastinate_workers (last_heartbeat) values (now() - interval '5 seconds')"
    )
    house.sql(
        "update procrastinate_jobs set status = 'doing',"
        " worker_id = (select max(id) from procrastinate_workers)"
        " where id = (select min(id) from procrastinate_jobs where lock = :id)",
        id=case.case_id,
    )
    house.work_until(lambda: house.loaded(case).state is State.IN_ASSESSMENT)


def test_the_worker_goes_on_when_its_connections_are_cut(house: House) -> None:
    case = house.case()
    cut = False

    def proven_after_the_cut() -> bool:
        nonlocal cut
        if not cut:
            cut = True
            house.sql(
                "select pg_terminate_backend(pid, 20000) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
                " and query ilike '%procrastinate%'"
            )
            house.proven(case)
        return house.loaded(case).state is State.IN_ASSESSMENT

    house.work_until(proven_after_the_cut)


def test_the_worker_starts_again_when_it_broke_off(house: House) -> None:
    starts: list[int] = []

    async def work(_worker: Worker) -> None:
        starts.append(len(starts))
        if len(starts) == 1:
            raise ConnectionError
        await asyncio.sleep(PATIENCE_SECONDS)

    async def watched() -> None:
        working = asyncio.create_task(_without_end(make_worker(house.parts, house.dsn), work))
        for _ in range(10 * PATIENCE_SECONDS):
            await asyncio.sleep(0.1)
            if len(starts) > 1:
                break
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working

    asyncio.run(watched())
    assert starts == [0, 1]


@pytest.mark.parametrize("when", ["", "30 5 * * *"])
def test_the_worker_makes_the_round_at_the_times_that_are_set(house: House, when: str) -> None:
    policy = replace(house.parts.policy, round_at=when)
    jobs = make_worker(replace(house.parts, policy=policy), house.dsn).jobs
    every = jobs.periodic_registry.periodic_tasks.values()
    planned = [one.cron for one in every if one.task.name == "round"]
    assert planned == ([when] if when else [])


def broken(house: House) -> str:
    """Return a case whose letter cannot be made: somebody took its key away."""
    case = house.case()
    house.sql("delete from case_keys where case_id = :id", id=case.case_id)
    return case.case_id


def open_tasks(house: House, case_id: str) -> list[str]:
    with house.parts.desk() as desk:
        return [kind for kind, _ in desk.cases.open_tasks(case_id)]
