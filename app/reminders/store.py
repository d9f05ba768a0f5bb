"""Plan the warnings of a case, find those that are due by their index, and settle each once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.deadlines.model import Stage
from app.deadlines.stages import Reminder
from app.kit.db import table_of
from app.kit.prepared import Prepared
from app.reminders.model import Settled
from app.reminders.tables import ReminderRow

_REMINDERS = table_of(ReminderRow)
_OPEN = (_REMINDERS.c.case_id == bindparam("of"), _REMINDERS.c.settled_at.is_(None))
_FORGET = delete(_REMINDERS).where(*_OPEN)
_PLAN = insert(_REMINDERS).on_conflict_do_nothing()
_PASSED = Prepared(
    select(_REMINDERS.c.stage, _REMINDERS.c.deadline_on, _REMINDERS.c.due_at)
    .where(*_OPEN, _REMINDERS.c.due_at <= bindparam("at"))
    .with_for_update()
)
_SETTLE = (
    update(_REMINDERS)
    .where(
        *_OPEN,
        _REMINDERS.c.deadline_on == bindparam("deadline"),
        _REMINDERS.c.stage == bindparam("named"),
    )
    .values(settled_at=bindparam("at"), outcome=bindparam("became"))
)


class ReminderStore:
    """Warnings in the service's database, on one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def plan(self, case_id: str, reminders: Sequence[Reminder]) -> None:
        """Let these be the warnings still to come; one that was settled before does not come again."""
        self._session.execute(_FORGET, {"of": case_id})
        rows = [
            {
                "case_id": case_id,
                "deadline_on": reminder.deadline_on,
                "stage": reminder.stage.value,
                "due_at": reminder.due_at,
            }
            for reminder in reminders
        ]
        if rows:
            self._session.execute(_PLAN, rows)

    def due_cases(self, at: datetime) -> tuple[str, ...]:
        """Return the cases of which a warning is due, each once, the oldest warning first."""
        return tuple(dict.fromkeys(self._session.scalars(due(at))))

    def passed(self, case_id: str, *, at: datetime) -> tuple[Reminder, ...]:
        """Return the warnings of a case whose moment passed, held until the transaction ends."""
        rows = _PASSED.rows(self._session, of=case_id, at=at)
        return tuple(Reminder(Stage(row.stage), row.deadline_on, row.due_at) for row in rows)

    def settle(
        self, case_id: str, settled: Sequence[tuple[Reminder, Settled]], *, at: datetime
    ) -> None:
        """Keep what became of warnings."""
        for reminder, became in settled:
            values = {"deadline": reminder.deadline_on, "named": reminder.stage.value}
            self._session.execute(
                _SETTLE, {**values, "of": case_id, "at": at, "became": became.value}
            )


def due(at: datetime) -> Select[str]:
    """Return the query of the cases of which a warning is due: the index of open warnings alone is read."""
    return (
        select(ReminderRow.case_id)
        .where(ReminderRow.settled_at.is_(None), ReminderRow.due_at <= at)
        .order_by(ReminderRow.due_at, ReminderRow.case_id)
    )
