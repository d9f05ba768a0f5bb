"""Stores of the cases on a session, with a real journal and a real queue."""

from collections.abc import Callable

import pytest
from app.audit.journal import Journal
from app.cases.store import CaseStore
from app.outbox.queue import Outbox
from procrastinate import App, SyncPsycopgConnector
from sqlalchemy.orm import Session
from tests.case_samples import CALENDAR

MASTER = b"m" * 32


@pytest.fixture
def store_on() -> Callable[[Session], CaseStore]:
    """Puts a case store on a session, as the service does."""
    jobs = App(connector=SyncPsycopgConnector())

    def made(session: Session) -> CaseStore:
        return CaseStore(
            session, Journal(session), Outbox(session, jobs), calendar=CALENDAR, master=MASTER
        )

    return made
