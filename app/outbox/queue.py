"""Record events and defer jobs in the change's own transaction: told is what was saved, and only that."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from procrastinate import App
from sqlalchemy.orm import Session

from app.kit.db import in_lists, insert_all
from app.kit.ids import new_id
from app.outbox.model import CaseTold, Event, Task, Told, resource_of
from app.outbox.tables import EventRow

_TELL = insert_all(EventRow)

FanOut = Callable[[Session, Sequence[str], str], None]
"""Notes, within the transaction, who is to hear of events: their keys, and the entity they are of."""


def to_nobody(_session: Session, _keys: Sequence[str], _entity: str) -> None:
    """Tell nobody: the events are kept alone."""


class Outbox:
    """Events and jobs on one session's connection."""

    def __init__(self, session: Session, jobs: App, fan_out: FanOut = to_nobody) -> None:
        self._session = session
        self._jobs = jobs
        self._fan_out = fan_out

    def tell(self, events: Iterable[Event | Told], about: CaseTold, *, at: datetime) -> None:
        """Record what other systems may hear of, and who is to hear it."""
        rows = [_row(event, about, at=at) for event in events]
        if rows:
            self._session.execute(_TELL, in_lists(rows))
            self._fan_out(self._session, [row["event_key"] for row in rows], about.entity)

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


def _row(event: Event | Told, about: CaseTold, *, at: datetime) -> dict[str, Any]:
    told = event if isinstance(event, Told) else Told(event)
    return {
        "event_key": new_id(),
        "name": told.event.value,
        "resource": resource_of(told.event).value,
        "resource_id": told.resource_id or about.case_id,
        "case_id": about.case_id,
        "case_version": about.version,
        "details": {**about.facts, **told.details},
        "at": at,
    }
