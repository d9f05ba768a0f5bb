"""Told is what was saved, and only that: events and jobs live and die with the change's transaction."""

from datetime import UTC, datetime

import pytest
from app.outbox.model import CaseTold, Event, Task, TaskName, Told
from app.outbox.queue import Outbox
from procrastinate import App, SyncPsycopgConnector
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

AT = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
JOBS = text(
    "select task_name, lock, args, status::text,"
    " extract(epoch from scheduled_at - now())::int as wait from procrastinate_jobs order by id"
)
SEARCH = Task(TaskName.COLLECT, {"case_id": "c", "attempt": "1"}, lock="c", delay_seconds=30)


@pytest.fixture(scope="module")
def jobs() -> App:
    return App(connector=SyncPsycopgConnector())


def test_jobs_appear_with_the_commit(engine: Engine, jobs: App) -> None:
    with Session(engine) as session, session.begin():
        Outbox(session, jobs).defer([SEARCH, Task(TaskName.SEAL_COPY, {"case_id": "c"}, lock="c")])
        with engine.connect() as other:
            assert other.execute(JOBS).all() == [], "nobody sees them before"
    with engine.connect() as connection:
        search, seal = connection.execute(JOBS).all()
    assert tuple(search[:4]) == ("collect", None, {"case_id": "c", "attempt": "1"}, "todo"), (
        "a job that waits keeps no other job of the case waiting"
    )
    assert 25 <= search.wait <= 30
    assert tuple(seal) == ("seal_copy", "c", {"case_id": "c"}, "todo", None)


def test_jobs_go_with_the_rollback(engine: Engine, jobs: App) -> None:
    with Session(engine) as session:
        Outbox(session, jobs).defer([SEARCH])
        session.rollback()
    with engine.connect() as connection:
        assert connection.execute(JOBS).all() == []


def test_events_are_kept_in_order(engine: Engine, jobs: App) -> None:
    told: list[tuple[list[str], str]] = []
    about = CaseTold("c", 3, "OVO900001", {"reference": "DSR-7K3M-9QX1"})
    with Session(engine) as session, session.begin():
        outbox = Outbox(session, jobs, lambda _s, keys, entity: told.append((list(keys), entity)))
        ready = Told(Event.EXPORT_READY, {"state": "sent"}, "e1")
        outbox.tell([Event.IDENTITY_VERIFIED, ready], about, at=AT)
        outbox.tell([], about, at=AT)
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "select name, resource, resource_id, case_id, case_version, details, at, event_key"
                " from events order by event_id"
            )
        ).all()
    case = {"reference": "DSR-7K3M-9QX1"}
    assert [tuple(row[:-1]) for row in rows] == [
        ("identityVerified", "cases", "c", "c", 3, case, AT),
        ("exportReady", "exports", "e1", "c", 3, {**case, "state": "sent"}, AT),
    ]
    assert told == [([row.event_key for row in rows], "OVO900001")]
