"""An execution whose job was given up after too many deaths: what a person is asked goes away once all is done."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from app.cases.model import Case
from app.casework import carrying_out, execute
from app.outbox.model import FAILURES, TaskName
from app.worker import MOST_ATTEMPTS, JobFailed, make_worker
from procrastinate import JobContext
from procrastinate.jobs import Job
from tests.case_samples import CLARA
from tests.databases import Databases
from tests.execution_house import ExecutionHouse, Somebody, execution_house

FAILED = FAILURES[TaskName.EXECUTE]


@pytest.fixture(scope="module")
def house(
    postgres_url: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ExecutionHouse]:
    databases = Databases(postgres_url)
    home: Path = tmp_path_factory.mktemp("given-up") / "home"
    with execution_house(databases, migrated_template, home, people=40) as made:
        yield made
    databases.drop_all()


@pytest.fixture(scope="module")
def people(house: ExecutionHouse) -> Iterator[Somebody]:
    """Those who ask, one after the other."""
    return iter(tuple(house.people()))


@pytest.fixture
def ordered(house: ExecutionHouse, people: Iterator[Somebody]) -> Case:
    """A case with two orders, so with two jobs: of what a handler orders, and of the erasure."""
    return house.order(house.granted(next(people), "rectification", "erasure"))


def give_up(house: ExecutionHouse, case: Case) -> None:
    """Meet a job of the execution that was rescued from killed workers too often."""
    jobs = make_worker(house.house.parts, house.house.dsn).jobs
    job = Job(
        id=1,
        queue="default",
        lock=None,
        queueing_lock=None,
        task_name=TaskName.EXECUTE.value,
        attempts=MOST_ATTEMPTS + 1,
    )
    context = JobContext(app=jobs, job=job, start_timestamp=0, abort_reason=lambda: None)
    with pytest.raises(JobFailed, match="TooManyAttempts"):
        jobs.tasks[TaskName.EXECUTE.value].func(context, case_id=case.case_id)


def order(house: ExecutionHouse, case: Case) -> None:
    """Order what a handler may order."""
    parts = house.house.parts
    with parts.desk() as desk:
        found = desk.cases.load(case.case_id)
        execute.order(desk, found, confirm_reference="", by=CLARA, at=parts.clock())


def carry_out(house: ExecutionHouse, case: Case) -> None:
    parts = house.house.parts
    carrying_out.work(parts.desk, case.case_id, at=parts.clock)


def test_the_task_goes_away_when_another_job_does_the_rest(
    house: ExecutionHouse, ordered: Case
) -> None:
    give_up(house, ordered)
    assert (house.state(ordered), house.house.tasks(ordered)) == ("running", [FAILED])
    carry_out(house, ordered)
    assert (house.state(ordered), house.house.tasks(ordered)) == ("done", [])


def test_the_task_stays_while_something_is_left(
    house: ExecutionHouse, people: Iterator[Somebody]
) -> None:
    case = house.granted(next(people), "rectification", "erasure")
    order(house, case)  # the erasure waits for its own order
    give_up(house, case)
    carry_out(house, case)
    assert (house.state(case), house.house.tasks(case)) == ("awaitsOrder", [FAILED])


def test_an_order_settles_the_task_of_a_job_that_died_after_all_was_done(
    house: ExecutionHouse, ordered: Case
) -> None:
    carry_out(house, ordered)
    give_up(house, ordered)
    assert house.house.tasks(ordered) == [FAILED]
    order(house, ordered)
    assert (house.state(ordered), house.house.tasks(ordered)) == ("done", [])
