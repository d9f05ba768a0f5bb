"""Copies of cards, older searches and candidates go when nothing needs them, whoever is killed or comes at the same moment."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from app.cases.model import Case, State
from app.casework import attach, close, collect, withdraw
from app.casework.close import TasksOpen
from app.casework.deliver import BOUNCE_TASK
from app.casework.desk import Desk
from app.casework.identify import _proven_on
from app.cli.paper import identity_card
from app.documents.model import Document, DocumentKind, MediaType
from app.kit.clock import brussels_date
from app.outbox.model import Task, TaskName
from app.personnel.model import SourceError, SourceLater
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from tests.case_samples import CLARA
from tests.worker_house import House

CARD = identity_card("Anneleen Verhaegendonck")
LOCK = "select 1 from cases where case_id = :id for no key update nowait"


@dataclass(frozen=True)
class Job:
    """A job in the queue; `wait` is in seconds."""

    task_name: str
    lock: str | None
    args: dict[str, str]
    wait: int


@pytest.fixture(autouse=True)
def _empty_queue(house: House) -> None:
    """Leave no job of another test to the worker of this one."""
    house.sql("delete from procrastinate_jobs")


def add_card(house: House, case: Case) -> Document:
    with house.parts.desk() as desk:
        return attach_card(desk, case, at=house.parts.clock())


def attach_card(desk: Desk, case: Case, *, at: datetime) -> Document:
    kind, name = DocumentKind.IDENTITY_CARD, "kaart.png"
    return attach.attach(
        desk, case, CARD, kind, file_name=name, declared_type="image/png", by=CLARA, at=at
    )


def test_a_card_that_comes_while_the_check_is_recorded_is_destroyed(house: House) -> None:
    read_before = house.case()
    house.proven(read_before)
    kept = add_card(house, read_before)
    assert kept.destroyed_at is not None
    assert not [f for f in house.files() if f.startswith(f"cases/{kept.case_id}/documents/")]


def test_the_case_is_held_from_the_upload_to_its_commit(house: House) -> None:
    case = house.case()
    with Session(house.parts.engine) as session, house.parts.engine.connect() as other:
        attach_card(house.parts.desk_on(session), case, at=house.parts.clock())
        with pytest.raises(OperationalError):
            other.execute(text(LOCK), {"id": case.case_id})
        session.commit()
        other.rollback()
        other.execute(text(LOCK), {"id": case.case_id})


def test_what_a_killed_upload_left_is_swept(house: House) -> None:
    case = house.case()
    with house.parts.desk() as desk:
        left = desk.vault.writer(
            f"cases/{case.case_id}/documents/left", desk.cases.key_of(case.case_id)
        )
        with left as file:
            file.write(CARD)
    kept = add_card(house, case)
    (planned,) = [job for job in queue(house, case) if job.task_name == "destroy_copies"]
    assert planned.lock is None
    assert planned.wait > 3000, "once no upload can be under way any more"
    house.run(TaskName.DESTROY_COPIES, case)
    found = {f for f in house.files() if f.startswith(f"cases/{case.case_id}/documents/")}
    assert found == {kept.stored_path}


def test_every_check_that_opens_the_gate_and_every_end_orders_the_sweep(house: House) -> None:
    case = house.proven(house.case())
    assert "destroy_copies" in [job.task_name for job in queue(house, case)]
    house.sql("delete from procrastinate_jobs")
    with house.parts.desk() as desk:
        withdraw.withdraw(desk, case, None, reason=None, by=CLARA, at=house.parts.clock())
    assert "destroy_copies" in [job.task_name for job in queue(house, case)]


def test_a_search_that_is_complete_leaves_no_older_one(house: House) -> None:
    case = house.run(TaskName.COLLECT, house.proven(house.case()))
    older = collections(house, case)
    with house.parts.desk() as desk:
        collect.order(desk, case, subject_keys=None, by=CLARA, at=house.parts.clock())
    assert house.run(TaskName.COLLECT, case).state is State.IN_ASSESSMENT
    assert len(older) == len(collections(house, case)) == 1
    assert older != collections(house, case)


def test_an_end_takes_older_searches_along(house: House) -> None:
    case = house.run(TaskName.COLLECT, house.proven(house.case()))
    counts = collections(house, case)
    with house.parts.desk() as desk:
        left = desk.vault.writer(
            f"dossiers/{case.case_id}/older/vlimpers.jsonl", desk.cases.key_of(case.case_id)
        )
        with left as file:
            file.write(b"{}")
    with house.parts.desk() as desk:
        withdraw.withdraw(desk, case, None, reason=None, by=CLARA, at=house.parts.clock())
    assert collections(house, case) == counts


def test_a_search_that_waits_keeps_no_other_job_waiting(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = silent_search(house, monkeypatch)
    (again,) = [job for job in queue(house, case) if job.args.get("attempt") == "1"]
    assert again.wait > 1
    with house.parts.desk() as desk:
        collect.order(desk, house.loaded(case), subject_keys=None, by=CLARA, at=house.parts.clock())
    house.work_until(lambda: house.loaded(case).state is State.IN_ASSESSMENT)


def test_a_repetition_planned_before_another_order_does_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = silent_search(house, monkeypatch)
    (again,) = [job.args for job in queue(house, case) if job.args.get("attempt") == "1"]
    with house.parts.desk() as desk:
        collect.order(desk, house.loaded(case), subject_keys=None, by=CLARA, at=house.parts.clock())
    told = house.kinds(case)
    with house.parts.desk() as desk:
        collect.collect(desk, at=house.parts.clock(), **again)
    assert house.kinds(case) == told
    with house.parts.desk() as desk:
        collect.collect(desk, at=house.parts.clock(), **again | {"orders": "1"})
    assert house.loaded(case).state is State.IN_ASSESSMENT


def test_a_delayed_job_takes_no_lock_whoever_defers_it(house: House) -> None:
    case = house.case()
    house.sql("delete from procrastinate_jobs")
    with Session(house.parts.engine) as session, session.begin():
        desk = house.parts.desk_on(session)
        task = Task(TaskName.DESTROY_COPIES, {"case_id": case.case_id}, "x", delay_seconds=60)
        desk.cases._outbox.defer([task])
    assert [job.lock for job in queue(house, case)] == [None]


def test_a_case_is_not_closed_over_a_bounce_recorded_meanwhile(house: House) -> None:
    case = house.case()
    house.sql("update cases set state = 'sent' where case_id = :id", id=case.case_id)
    case, begun = house.loaded(case), threading.Event()

    def closed() -> Case:
        with house.parts.desk() as desk:
            begun.set()
            return close.close(desk, case, note=None, by=CLARA, at=house.parts.clock())

    with ThreadPoolExecutor(1) as thread:
        with house.parts.desk() as desk:
            at = house.parts.clock()
            desk.cases.load(case.case_id, hold=True)
            closing = thread.submit(closed)
            assert begun.wait(20)
            time.sleep(0.3)
            desk.cases.add_task(case.case_id, BOUNCE_TASK, due_on=brussels_date(at), at=at)
        with pytest.raises(TasksOpen):
            closing.result()
    assert house.loaded(case).state is State.SENT


RECEIVED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PAPER = Document(
    document_id="1",
    case_id="a",
    kind=DocumentKind.SIGNED_REQUEST,
    media_type=MediaType.PDF,
    size=1,
    sha256="00",
    received_at=RECEIVED,
    added_by="clara",
    file_name="a.pdf",
    pages=1,
    readable=True,
    stored_path="cases/a/documents/1",
)
SEEN = replace(
    PAPER,
    document_id="2",
    kind=DocumentKind.IDENTITY_CARD,
    received_at=RECEIVED + timedelta(days=2),
)
PROOFS = {
    "both": ((PAPER, SEEN), 2),
    "the request once more": (
        (PAPER, SEEN, replace(PAPER, document_id="3", received_at=RECEIVED + timedelta(days=9))),
        2,
    ),
    "a card nobody could read first": (
        (PAPER, replace(SEEN, document_id="3", readable=False, received_at=RECEIVED), SEEN),
        2,
    ),
    "the request last": (
        (SEEN, replace(PAPER, received_at=RECEIVED + timedelta(days=5))),
        5,
    ),
}


@pytest.mark.parametrize("case", PROOFS)
def test_the_proof_is_whole_with_the_earliest_of_each_kind(case: str) -> None:
    documents, day = PROOFS[case]
    needed = (DocumentKind.SIGNED_REQUEST, DocumentKind.IDENTITY_CARD)
    now = RECEIVED + timedelta(days=30)
    assert _proven_on(documents, needed, "", now) == brussels_date(RECEIVED + timedelta(days=day))
    assert _proven_on(documents, (), "", now) == brussels_date(now)


def silent_search(house: House, monkeypatch: pytest.MonkeyPatch) -> Case:
    """Return a case whose search met a store that did not answer, and is to be repeated."""
    case = house.proven(house.case())
    house.sql("delete from procrastinate_jobs")

    def silent(*_given: object) -> SourceError:
        raise SourceLater

    with monkeypatch.context() as patched:
        patched.setattr(type(house.parts.collectors[0]), "people", silent)
        house.run(TaskName.COLLECT, case)
    assert house.loaded(case).state is State.IN_SEARCH
    return case


def collections(house: House, case: Case) -> set[str]:
    """Return the folders of the searches of a case."""
    prefix = f"dossiers/{case.case_id}/"
    found = (f.removeprefix(prefix) for f in house.files() if f.startswith(prefix))
    return {f.split("/")[0] for f in found}


def queue(house: House, case: Case) -> list[Job]:
    """Return the jobs of a case."""
    query = (
        "select task_name, lock, args, coalesce(extract(epoch from scheduled_at - now()), 0)::int"
        " as wait from procrastinate_jobs where args ->> 'case_id' = :id order by id"
    )
    with house.parts.engine.connect() as connection:
        return [Job(*row) for row in connection.execute(text(query), {"id": case.case_id})]
