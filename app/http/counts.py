"""Counts that every process of the service shares, in windows of time: how often somebody called, or guessed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Engine, Interval, bindparam, case, delete, or_
from sqlalchemy.dialects.postgresql import insert

from app.http.tables import CallCountRow
from app.kit.db import table_of
from app.kit.keyed_hash import keyed_hash

_FORGOTTEN: Final = timedelta(days=1)
_SWEPT: Final = timedelta(hours=1)
_COUNTS = table_of(CallCountRow)
_NEW = insert(_COUNTS).values(
    counted=bindparam("what"), began_at=bindparam("at"), calls=bindparam("more")
)
# Clocks of two machines differ a little: a window that began just after our now is still the same one.
_OVER = or_(
    _NEW.excluded.began_at >= _COUNTS.c.began_at + bindparam("window", type_=Interval),
    _NEW.excluded.began_at < _COUNTS.c.began_at - bindparam("window", type_=Interval),
)
_ADD = _NEW.on_conflict_do_update(
    index_elements=[_COUNTS.c.counted],
    set_={
        "began_at": case((_OVER, _NEW.excluded.began_at), else_=_COUNTS.c.began_at),
        "calls": case((_OVER, _NEW.excluded.calls), else_=_COUNTS.c.calls + _NEW.excluded.calls),
    },
).returning(_COUNTS.c.began_at, _COUNTS.c.calls)


@dataclass(frozen=True, slots=True)
class Count:
    """How often, in the window that began then."""

    began_at: datetime
    calls: int


class Counts:
    """Counts in the service's database, each addition in a transaction of its own.

    What is counted stands there as a keyed hash: no address and no case reference is kept.
    """

    def __init__(self, engine: Engine, key: bytes) -> None:
        self._engine = engine
        self._key = key
        self._swept_at: datetime | None = None

    def add(self, *what: str, window: timedelta, at: datetime, more: int = 1) -> Count:
        """Count `more`, and return the whole count of the window: a new one where the last is over."""
        with self._engine.begin() as connection:
            if self._swept_at is None or not abs(at - self._swept_at) < _SWEPT:
                connection.execute(delete(_COUNTS).where(_COUNTS.c.began_at < at - _FORGOTTEN))
                self._swept_at = at
            row = connection.execute(
                _ADD,
                {"what": self._hash(what), "at": at, "more": more, "window": window},
            ).one()
        return Count(row.began_at, row.calls)

    def _hash(self, what: tuple[str, ...]) -> str:
        return keyed_hash(self._key, *what)
