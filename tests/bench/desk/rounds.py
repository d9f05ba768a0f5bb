"""The minute's round over many open cases, beside the same statements run bare."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from app.casework.remind import remind
from app.wiring import Live
from sqlalchemy import event, text
from tests.bench.desk.round_floor import Told, run

DUE = 5_000
FIRST, SECOND, THIRD = (datetime(2024, 1, day, 6, tzinfo=UTC) for day in (2, 3, 4))
"""When the warnings come due of the cases that are timed, of those that are listened to, and of the floor's."""
_PLAN = text("""
insert into reminders (case_id, deadline_on, stage, due_at)
select case_id, due_on, 'day3', cast(:at as timestamptz)
from (
    select case_id, due_on, row_number() over (order by case_id) as place from cases
    where case_id like 'many-%' and ended_at is null
) c where place between :begin and :end
""")


def seconds(started: Live) -> tuple[float, float]:
    """Return the seconds of a round that gives 5,000 warnings, and of its statements run bare for 5,000 other cases.

    The statements are those of a round between them: to note them down would take time from the first.
    """
    started.warm_up()  # as the worker does
    engine = started.parts.engine
    with engine.begin() as connection:
        for place, at in enumerate((FIRST, SECOND, THIRD)):
            span = {"begin": place * DUE + 1, "end": (place + 1) * DUE}
            connection.execute(_PLAN, {"at": at, **span})
        far = {"at": datetime(2099, 1, 1, tzinfo=UTC), "begin": 3 * DUE + 1, "end": 10_000_000}
        connection.execute(_PLAN, far)
        connection.execute(text("analyze reminders"))
    ours = _round(started, FIRST)
    with _heard(started) as told:
        _round(started, SECOND)
    return ours, run(started.dsn, told, others=_waiting(started))


def _round(started: Live, due: datetime) -> float:
    began = time.perf_counter()
    done = remind(started.parts.desk, at=due + timedelta(hours=1))
    taken = time.perf_counter() - began
    if done.given != DUE:
        raise AssertionError(f"{done.given} warnings were given")
    return taken


def _waiting(started: Live) -> list[str]:
    with started.parts.engine.begin() as connection:
        found = text("select case_id from reminders where due_at = :at order by case_id")
        return list(connection.scalars(found, {"at": THIRD}))


@contextmanager
def _heard(started: Live) -> Iterator[list[Told]]:
    """Note the statements of the round, with an empty one where a transaction ends."""
    told: list[Told] = []

    def hear(_c: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        told.append((statement, values))

    def end(_connection: Any) -> None:
        told.append(("", None))

    engine = started.parts.engine
    event.listen(engine, "before_cursor_execute", hear)
    event.listen(engine, "commit", end)
    try:
        yield told
    finally:
        event.remove(engine, "before_cursor_execute", hear)
        event.remove(engine, "commit", end)
