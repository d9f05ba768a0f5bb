"""The floor of a round: its own statements, for other cases, by bare psycopg, committed where it committed."""

import time
from typing import Any
from uuid import uuid4

import psycopg

_ID = 32
"""Length of the ids that the service makes: a row of another case has another one."""
Told = tuple[str, Any]


def run(dsn: str, told: list[Told], *, others: list[str]) -> float:
    """Return the seconds it takes; `others` are the cases in place of those the statements are about."""
    seen: dict[str, str] = {}
    names = iter(others)

    def renamed(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: renamed(one) for name, one in value.items()}
        if isinstance(value, list | tuple):
            return [renamed(one) for one in value]
        if not isinstance(value, str) or not (value.startswith("many-") or len(value) == _ID):
            return value
        if value not in seen:
            seen[value] = next(names) if value.startswith("many-") else uuid4().hex
        return seen[value]

    given = [(statement, renamed(values)) for statement, values in told]
    with psycopg.connect(dsn, prepare_threshold=1) as connection:
        begin = time.perf_counter()
        for statement, values in given:
            if statement:
                connection.execute(statement, values)
            else:
                connection.commit()
        return time.perf_counter() - begin
