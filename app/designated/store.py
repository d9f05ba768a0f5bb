"""Keep the days designated by law, and give the calendar with them laid over the ten legal days."""

import time
from collections.abc import Callable, Iterable
from datetime import date, datetime
from threading import Lock
from typing import Final

from sqlalchemy import Engine, event, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.deadlines.holidays import Calendar
from app.designated.model import DesignatedDay, calendar_with
from app.designated.tables import CalendarVersionRow, DesignatedDayRow
from app.kit.ids import new_id

FRESH_SECONDS: Final = 1.0
"""For how long a process works on without asking whether the days changed."""
_IN_FORCE = DesignatedDayRow.removed_at.is_(None)


class HolidayStore:
    """Designated days in the service's database, on one session."""

    def __init__(self, session: Session, *, changed: Callable[[], None] = lambda: None) -> None:
        self._session = session
        self._changed = changed

    def days(self) -> tuple[DesignatedDay, ...]:
        """Return the days in force, oldest first."""
        rows = self._session.scalars(
            select(DesignatedDayRow).where(_IN_FORCE).order_by(DesignatedDayRow.day)
        )
        return tuple(DesignatedDay(r.day, r.name, r.decree, abolished=r.abolished) for r in rows)

    def replace(
        self, year: int, days: Iterable[DesignatedDay], *, by: str, at: datetime
    ) -> tuple[tuple[DesignatedDay, ...], tuple[DesignatedDay, ...]]:
        """Let these be the days of the year; return what came and what went."""
        # Held first: two who change days do so one after the other.
        self._move_on()
        before = {d for d in self.days() if d.day.year == year}
        wanted = set(days)
        gone, come = _in_order(before - wanted), _in_order(wanted - before)
        if gone:
            self._session.execute(
                update(DesignatedDayRow)
                .where(_IN_FORCE, DesignatedDayRow.day.in_([d.day for d in gone]))
                .values(removed_at=at, removed_by=by)
            )
        if come:
            self._session.execute(insert(DesignatedDayRow), [_row(d, by, at) for d in come])
        event.listen(self._session, "after_commit", lambda _session: self._changed(), once=True)
        return come, gone

    def version(self) -> int:
        """Return the number of the newest change of the days."""
        return self._session.scalar(select(CalendarVersionRow.version)) or 0

    def waits(self) -> bool:
        """Whether the days changed since all open cases were computed."""
        row = self._session.execute(
            select(CalendarVersionRow.version, CalendarVersionRow.computed)
        ).one_or_none()
        return row is not None and row.version != row.computed

    def computed(self, version: int) -> None:
        """Keep that all open cases were computed by this version."""
        self._session.execute(update(CalendarVersionRow).values(computed=version))

    def _move_on(self) -> None:
        self._session.execute(
            upsert(CalendarVersionRow)
            .values(only=True, version=1, computed=0)
            .on_conflict_do_update(
                index_elements=[CalendarVersionRow.only],
                set_={"version": CalendarVersionRow.version + 1},
            )
        )


class Calendars:
    """The calendar as it is now, for a whole process: read again when its number in the database changed."""

    def __init__(self, engine: Engine, base: Calendar) -> None:
        self._engine = engine
        self.base = base
        self._lock = Lock()
        self._known = -1
        self._calendar = base
        self._asked_at = float("-inf")

    def current(self) -> Calendar:
        """Return the calendar with the days designated by law, at most a second old."""
        with self._lock:
            now = time.monotonic()
            if now - self._asked_at > FRESH_SECONDS:
                self._read()
                self._asked_at = now
            return self._calendar

    def is_fresh(self) -> bool:
        """Whether the calendar can be given without asking the database."""
        return time.monotonic() - self._asked_at <= FRESH_SECONDS

    def forget(self) -> None:
        """Ask again the next time: this process changed the days itself."""
        with self._lock:
            self._asked_at = float("-inf")

    def _read(self) -> None:
        with Session(self._engine) as session:
            store = HolidayStore(session)
            version = store.version()
            if version != self._known:
                self._calendar = calendar_with(self.base, store.days())
                self._known = version


def _in_order(days: Iterable[DesignatedDay]) -> tuple[DesignatedDay, ...]:
    return tuple(sorted(days, key=lambda one: one.day))


def _row(day: DesignatedDay, by: str, at: datetime) -> dict[str, str | bool | date | datetime]:
    return {
        "day_id": new_id(),
        "day": day.day,
        "name": day.name,
        "decree": day.decree,
        "abolished": day.abolished,
        "entered_by": by,
        "entered_at": at,
    }
