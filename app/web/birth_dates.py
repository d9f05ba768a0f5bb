"""Read a date as people write one: numbers or month names, in one field or in three."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from babel.dates import get_month_names

from app.kit.typed_text import line, pieces
from app.language import Language, Text
from app.web.wording import (
    BIRTH_IN_FUTURE,
    BIRTH_NO_DAY,
    BIRTH_NO_MONTH,
    BIRTH_NO_YEAR,
    BIRTH_NOT_REAL,
    BIRTH_YEAR_SHORT,
)

EARLIEST_YEAR: Final = 1880
_PARTS: Final = 3


@dataclass(frozen=True, slots=True)
class TypedDate:
    """The three fields as typed, one line each."""

    day: str = ""
    month: str = ""
    year: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed at all."""
        return not (self.day or self.month or self.year)


class BirthDateWrong(ValueError):
    """What was typed is no date of birth: the sentence to show, and the field to go to."""

    def __init__(self, text: Text, part: str) -> None:
        super().__init__(part)
        self.text = text
        self.part = part


def typed(day: str, month: str, year: str) -> TypedDate:
    """Return the fields as typed; a whole date in the first field is spread over the three."""
    found = pieces(day)
    if len(found) == _PARTS and not line(month) and not line(year):
        return TypedDate(*found)
    return TypedDate(line(day), line(month), line(year))


def read_birth_date(given: TypedDate, *, today: date) -> date:
    """Return the date. Raises BirthDateWrong with the one thing that matters most."""
    _check_complete(given)
    day, month, year = _number(given.day), _month(given.month), _number(given.year)
    if year is not None and year < 100:  # noqa: PLR2004 - a year of two digits could be 1925 or 2025
        raise BirthDateWrong(BIRTH_YEAR_SHORT, "year")
    for part, value in (("day", day), ("month", month), ("year", year)):
        if value is None:
            raise BirthDateWrong(BIRTH_NOT_REAL, part)
    try:
        born = date(year or 0, month or 0, day or 0)
    except ValueError as error:
        raise BirthDateWrong(BIRTH_NOT_REAL, "day") from error
    if born.year < EARLIEST_YEAR:
        raise BirthDateWrong(BIRTH_NOT_REAL, "year")
    if born >= today:
        raise BirthDateWrong(BIRTH_IN_FUTURE, "year")
    return born


def read_day(given: TypedDate) -> date | None:
    """Return the day of a paper, or None where the three fields make none: one is missing, or there is no such day."""
    day, month, year = _number(given.day), _month(given.month), _number(given.year)
    try:
        found = date(year or 0, month or 0, day or 0)
    except ValueError:
        return None
    return found if found.year >= EARLIEST_YEAR else None


def _check_complete(given: TypedDate) -> None:
    for part, value, text in (
        ("day", given.day, BIRTH_NO_DAY),
        ("month", given.month, BIRTH_NO_MONTH),
        ("year", given.year, BIRTH_NO_YEAR),
    ):
        if not value:
            raise BirthDateWrong(text, part)


def _number(text: str) -> int | None:
    found = re.fullmatch(r"\s*(\d{1,4})[.,]?\s*", text)
    return int(found[1]) if found else None


def _month(text: str) -> int | None:
    return _months().get(text.rstrip(".,").casefold()) or _number(text)


@cache
def _months() -> Mapping[str, int]:
    """Return the number of each month by its name and short name, in our three languages."""
    return {
        name.rstrip(".").casefold(): number
        for language in Language
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale=language.value).items()
    }
