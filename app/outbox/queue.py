"""Record events and defer jobs in the change's own transaction: told is what was saved, and only that."""

from collections.abc import Iterable
from datetime import datetime

from procrastinate import App
from sqlalchemy.orm import Session

from app.kit.db import in_lists, insert_all
from app.outbox.model import Event, Task
from app.outbox.tables import EventRow

_TELL = insert_all(EventRow)


class Outbox:
    """Events and jobs on one session's connection."""

    def __init__(self, session: Session, jobs: App) -> None:
        self._session = session
        self._jobs = jobs

    def tell(self, events: Iterable[Event], *, case_id: str, version: int, at: datetime) -> None:
        """Record what other systems may hear of."""
        rows = [
            {"name": event.value, "case_id": case_id, "case_version": version, "at": at}
            for event in events
        ]
        if rows:
            self._session.execute(_TELL, in_lists(rows))

    def defer(self, tasks: Iterable[Task]) -> None:
        """Defer jobs that exist only when this transaction commits."""
        raw = self._session.connection().connection.driver_connection
        for task in tasks:
            self._jobs.configure_task(
                task.name.value,
                lock=None if task.delay_seconds else task.lock,
                connection=raw,
                schedule_in={"seconds": task.delay_seconds} if task.delay_seconds else None,
            ).defer(**task.arguments)
