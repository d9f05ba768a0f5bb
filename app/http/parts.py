"""What an application carries for its doors: the live parts of one process."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from fastapi import Request
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.casework.desk import Desk, Policy
from app.deadlines.holidays import Calendar
from app.delivery.store import SendingInstance
from app.designated.store import Calendars
from app.documents.trust.source import TrustSource
from app.http.access import Access
from app.http.repeats import KeptAnswers
from app.intake.mailbox import Mailbox
from app.kit.clock import Clock
from app.personnel.model import Collector
from app.register.model import Register


@dataclass(frozen=True, slots=True)
class Parts:
    """The live parts; `desk` gives a desk on a session, within one transaction."""

    engine: Engine
    desk_on: Callable[[Session], Desk]
    kept_answers: KeptAnswers
    access: Access
    clock: Clock
    calendars: Calendars
    sending: SendingInstance
    """Whether this instance may send, or is a copy that was not released."""
    register: Register
    policy: Policy
    trust: TrustSource
    session_key: bytes
    secure_cookies: bool
    collectors: tuple[Collector, ...]
    mailbox: Mailbox | None
    """Where requests come to by mail; None where none is set."""
    mail_bytes: int
    """The largest mail that is read."""
    metrics_token: str = ""
    """Who reads the counts at `/metrics`; empty: whoever is on this machine."""

    @property
    def calendar(self) -> Calendar:
        """The days on which no period ends, as they are now."""
        return self.calendars.current()

    def close(self) -> None:
        """Let go of the databases behind the parts."""
        for collector in self.collectors:
            collector.close()
        self.engine.dispose()

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """Give a desk whose work is committed at the end, and rolled back on any error."""
        with Session(self.engine) as session, session.begin():
            yield self.desk_on(session)


def parts_of(request: Request) -> Parts:
    """Return the parts of the application that serves this request."""
    parts: Parts = request.app.state.parts
    return parts
