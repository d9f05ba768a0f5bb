"""A store that tests of changes have to themselves, and its tables compared before and after a change."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from app.personnel.changes import (
    ChangeKind,
    ChangeResult,
    ChangeStatus,
    RestrictionFlag,
    StoreChange,
)
from app.personnel.demo.schema import STORE, SUBJECTS
from app.personnel.model import Holding, PersonalRecord, SubjectKey, Value
from sqlalchemy import Engine, text

DONE, ALREADY, NOTHING = ChangeStatus.DONE, ChangeStatus.ALREADY_DONE, ChangeStatus.NOTHING_THERE
TODAY = date(2026, 11, 25)
ME, FORMER, NOBODY = (SubjectKey("vlimpers", key) for key in ("100001", "100012", "1"))
FLAG = RestrictionFlag(
    "r-1", "18(1)(a)", datetime(2026, 11, 20, 9, 0, tzinfo=UTC), allowed_uses=("P10",)
)
POINTING = {*SUBJECTS, "betrokkene"}

Rows = dict[str, set[str]]


@dataclass
class Store:
    """A store of the test's own, and the connector that changes it."""

    engine: Engine
    collector: Any
    """Reads and changes; also asked for facts."""

    def holding(self, name: str) -> Holding:
        found: Holding = next(h for h in self.collector.holdings if h.name == name)
        return found

    def records(self, name: str, key: SubjectKey = ME) -> list[PersonalRecord]:
        return [r for batch in self.collector.records(key, self.holding(name)) for r in batch]

    def value(self, name: str, element: str, record: int = 0, key: SubjectKey = ME) -> Value:
        place = [e.name for e in self.holding(name).elements].index(element)
        return self.records(name, key)[record].values[place]

    def apply(self, kind: ChangeKind, holding: str, step: str = "s1", **more: Any) -> ChangeResult:
        change = StoreChange(step, kind, ME, holding, TODAY)
        result: ChangeResult = self.collector.apply(replace(change, **more))
        return result

    def erase(self, holding: str, step: str = "s1", **more: Any) -> ChangeResult:
        return self.apply(ChangeKind.ERASE, holding, step, **more)

    def rows(self, *, but: SubjectKey | None = None) -> Rows:
        """Return the rows of every table but those of steps; without those that point at one person."""
        found: Rows = {}
        with self.engine.connect() as connection:
            for table in STORE.sorted_tables:
                pointing = [c for c in table.c.keys() if c in POINTING and but]  # noqa: SIM118 - columns, not keys
                others = [f"{c}::text IS DISTINCT FROM '{but.key}'" for c in pointing if but]
                where = f" WHERE {' AND '.join(others)}" if others else ""
                query = text(f"SELECT t::text FROM {table.name} t{where}")  # noqa: S608 - our own names
                found[table.name] = set(connection.execute(query).scalars())
        del found["uitgevoerde_stap"]
        return found

    def run(self, statement: str) -> list[tuple[Any, ...]]:
        with self.engine.begin() as connection:
            result = connection.execute(text(statement))
            return [tuple(row) for row in result] if result.returns_rows else []


def touched(before: Rows, after: Rows) -> dict[str, tuple[int, int]]:
    """Return per table how many rows went and how many came; a changed row does both."""
    return {
        name: (len(before[name] - after[name]), len(after[name] - before[name]))
        for name in before
        if before[name] != after[name]
    }


def marks(store: Store) -> list[tuple[Any, ...]]:
    """Return the marks that stand or stood."""
    return store.run(
        "SELECT bestand, nummer, gegeven, grond, toegelaten_gebruik, opgeheven_op FROM gegevensbeperking ORDER BY id"
    )
