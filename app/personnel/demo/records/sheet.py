"""Collects the rows of the demo store until they are copied into it."""

from collections import defaultdict
from datetime import date, timedelta
from random import Random
from typing import TypeAlias

Cell: TypeAlias = str | int | bool | bytes | date | None
YES, NO = True, False


class Sheet:
    """Rows per table; a record's number counts up over the whole store."""

    def __init__(self) -> None:
        self.rows: defaultdict[str, list[tuple[Cell, ...]]] = defaultdict(list)
        self._numbers: defaultdict[str, int] = defaultdict(int)

    def add(self, table: str, person_id: int | str, *values: Cell) -> None:
        """Add one numbered row on one person."""
        self._numbers[table] += 1
        self.rows[table].append((self._numbers[table], person_id, *values))

    def put(self, table: str, *values: Cell) -> None:
        """Add one row of a table without numbers of its own."""
        self.rows[table].append(values)


def chance(rng: Random, percent: int) -> bool:
    """Return True in so many cases of a hundred."""
    return rng.random() * 100 < percent


def moment(day: date, minute: int, *, second: str = "00") -> str:
    """Return an instant on a Brussels clock; `minute` counts from midnight."""
    return f"{day} {minute // 60:02}:{minute % 60:02}:{second} Europe/Brussels"


def cents(amount: int) -> str:
    """Return an amount in euro with two decimals."""
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02}"


def days_before(day: date, rng: Random, *, most: int) -> date:
    """Return a day at most `most` days earlier."""
    return day - timedelta(days=rng.randrange(1, most))


def months_back(day: date, months: int) -> date:
    """Return the first day of the month that lies so many months before."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)
