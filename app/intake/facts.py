"""What a mail says of the person in words that leave no doubt: a labelled staff number, a labelled birth date; never a national number (ID-09)."""

import re
from datetime import date
from typing import Final

_NUMBER: Final = re.compile(
    r"\b(?:vlimpers[- ]?nummer|personeelsnummer|numero vlimpers|num[eé]ro de personnel|matricule|staff number|vlimpers number)"
    r"\s*(?:is|:|=)?\s*(\d{5,9})\b(?![.\-/ ]?\d)",
    re.IGNORECASE,
)
_BORN: Final = re.compile(
    r"\b(?:geboren(?: op)?|geboortedatum|n[eé](?:\(e\)|e)? le|date de naissance|born(?: on)?|date of birth)"
    r"\s*(?:is|:|=)?\s*(?:(\d{1,2})[./-](\d{1,2})[./-](\d{4})|(\d{4})-(\d{2})-(\d{2}))\b",
    re.IGNORECASE,
)


def facts_in(text: str, *, on: date) -> tuple[str | None, date | None]:
    """Return staff number and birth date where the text names each once, before day `on`; else nothing."""
    numbers = set(_NUMBER.findall(text))
    births = {day for found in _BORN.findall(text) if (day := _day(*found)) and day < on}
    return (
        numbers.pop() if len(numbers) == 1 else None,
        births.pop() if len(births) == 1 else None,
    )


def _day(*parts: str) -> date | None:
    day, month, year, iso_year, iso_month, iso_day = parts
    try:
        if year:
            return date(int(year), int(month), int(day))
        return date(int(iso_year), int(iso_month), int(iso_day))
    except ValueError:
        return None
