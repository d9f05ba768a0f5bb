"""The cells of a column in a workbook: one pattern for the whole column where that can be, else cell by cell."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from html import escape
from typing import Final

from app.exports.formats.columns import Column
from app.exports.formats.xlsx_parts import DATE, MOMENT
from app.kit.clock import BRUSSELS
from app.personnel.model import Value, ValueKind

TEXT_LIMIT: Final = 32_767
"""Characters a cell can hold."""

_DIGITS: Final = 15
"""A spreadsheet keeps no more digits of a number; a longer one is written as text."""
_DAY_ZERO: Final = date(1899, 12, 30).toordinal()
_FIRST_DAY: Final = date(
    1900, 3, 1
)  # before it spreadsheet programs disagree: 1900 was no leap year
_SECONDS: Final = 86_400
_RISKY: Final = re.compile(r"[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_EMPTY: Final = "<c/>"
_TEXT: Final = '<c t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>'
_NUMBER: Final = "<c><v>%s</v></c>"
_DATE: Final = f'<c s="{DATE}"><v>%s</v></c>'
_MOMENT: Final = f'<c s="{MOMENT}"><v>%s</v></c>'
_TRUTH: Final = '<c t="b"><v>%d</v></c>'
_MINUTES: Final = {f"{at // 60:02}:{at % 60:02}": at * 60 for at in range(24 * 60)}
"""Seconds since midnight by hour and minute."""


@dataclass(frozen=True, slots=True)
class Cells:
    """What goes into the rows for one column: each value by the pattern is a cell."""

    pattern: str
    values: Iterable[object]


def cells(column: Column) -> Cells:
    """Return the cells of a column."""
    whole = None if None in column.texts else _WHOLE[column.kind](column)
    return whole or Cells("%s", _one_by_one(column))


def text_cell(text: str, _value: Value = None) -> str:
    """Return the cell of a text, as long as a cell can be."""
    safe = _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text[:TEXT_LIMIT])
    return _TEXT % escape(safe, quote=False)


def number_cell(text: str, _value: Value = None) -> str:
    """Return the cell of a number; a text where a spreadsheet would round it."""
    if len(text) > _DIGITS or text[-1:].isalpha():
        return text_cell(text)
    return _NUMBER % text


def _one_by_one(column: Column) -> Sequence[str]:
    if column.kind is ValueKind.TEXT and not _RISKY.search("".join(filter(None, column.texts))):
        return [_EMPTY if text is None else _TEXT % text[:TEXT_LIMIT] for text in column.texts]
    cell = _CELLS[column.kind]
    return [
        _EMPTY if text is None else cell(text, value)
        for text, value in zip(column.texts, column.values, strict=True)
    ]


def _texts(column: Column) -> Cells | None:
    texts = [text for text in column.texts if text is not None]
    fits = max(map(len, texts)) <= TEXT_LIMIT and not _RISKY.search("".join(texts))
    return Cells(_TEXT, texts) if fits else None


def _numbers(column: Column) -> Cells | None:
    texts = [text for text in column.texts if text is not None]
    # An N is only in NaN and INF.
    fits = max(map(len, texts)) <= _DIGITS and "N" not in "".join(texts)
    return Cells(_NUMBER, texts) if fits else None


def _dates(column: Column) -> Cells | None:
    days = [value.toordinal() for value in column.values if isinstance(value, date)]
    fits = min(days) >= _FIRST_DAY.toordinal()
    return Cells(_DATE, [day - _DAY_ZERO for day in days]) if fits else None


def _moments(column: Column) -> Cells | None:
    found = []
    for text in column.texts:
        day = _day(f"{text[:10]}{text[-6:]}") if text else None
        if text is None or day is None:
            return None
        seconds = day[1] + _MINUTES[text[11:16]] + int(text[17:19])
        if not 0 <= seconds < _SECONDS:  # another day in Belgium
            return None
        found.append(day[0] + seconds / _SECONDS)
    return Cells(_MOMENT, found)


@lru_cache(maxsize=4_096)
def _day(day_and_offset: str) -> tuple[int, int] | None:
    """Return the number of the day and how many seconds later it is in Belgium; None where that changes."""
    begin = datetime.fromisoformat(f"{day_and_offset[:10]}T00:00:00{day_and_offset[10:]}")
    if not _FIRST_DAY.year < begin.year < date.max.year:
        return None
    local, ended = (at.astimezone(BRUSSELS) for at in (begin, begin + timedelta(days=1)))
    later, earlier = local.utcoffset(), begin.utcoffset()
    if later is None or earlier is None or later != ended.utcoffset():
        return None
    return begin.toordinal() - _DAY_ZERO, round((later - earlier).total_seconds())


def _truths(column: Column) -> Cells:
    return Cells(_TRUTH, column.values)


def _date(text: str, value: Value) -> str:
    if not isinstance(value, date) or value < _FIRST_DAY:
        return text_cell(text)
    return _DATE % (value.toordinal() - _DAY_ZERO)


def _moment(text: str, value: Value) -> str:
    if not isinstance(value, datetime) or not _FIRST_DAY.year < value.year < date.max.year:
        return text_cell(text)
    local = value.astimezone(BRUSSELS)
    seconds = local.hour * 3600 + local.minute * 60 + local.second
    return _MOMENT % (local.toordinal() - _DAY_ZERO + seconds / _SECONDS)


def _truth(_text: str, value: Value) -> str:
    return _TRUTH % bool(value)


_WHOLE: Final[dict[ValueKind, Callable[[Column], Cells | None]]] = {
    ValueKind.TEXT: _texts,
    ValueKind.INTEGER: _numbers,
    ValueKind.DECIMAL: _numbers,
    ValueKind.DATE: _dates,
    ValueKind.TIMESTAMP: _moments,
    ValueKind.BOOLEAN: _truths,
}
_CELLS: Final[dict[ValueKind, Callable[[str, Value], str]]] = {
    ValueKind.TEXT: text_cell,
    ValueKind.INTEGER: number_cell,
    ValueKind.DECIMAL: number_cell,
    ValueKind.DATE: _date,
    ValueKind.TIMESTAMP: _moment,
    ValueKind.BOOLEAN: _truth,
}
