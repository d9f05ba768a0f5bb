"""overzicht.xlsx for people: a sheet per table, text as text, numbers as numbers, dates as dates.

Written here, as a stream: the writers at hand keep a sheet in memory or in a temporary file in clear.
"""

import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from html import escape
from io import RawIOBase
from typing import IO, Final, Self

from app.exports.formats.columns import Column
from app.exports.formats.xlsx_parts import BOLD, DATE, MAIN, MOMENT, XML, workbook_parts
from app.kit.clock import BRUSSELS
from app.personnel.model import Value, ValueKind

ROW_LIMIT: Final = 1_048_574
"""Rows of data a sheet can hold: what a spreadsheet program opens, less the heading and one line of warning."""
BYTE_LIMIT: Final = 2_000_000_000
"""Bytes of a sheet, so that no part needs Zip64, which spreadsheet programs read badly."""
TEXT_LIMIT: Final = 32_767
"""Characters a cell can hold."""

_TOO_MANY: Final = "Een rekenblad kan niet meer rijen tonen. Alle rijen staan in het CSV-bestand."
_DIGITS: Final = 15
"""A spreadsheet keeps no more digits of a number; a longer one is written as text."""
_WIDTH: Final = {ValueKind.TEXT: 28, ValueKind.TIMESTAMP: 20}
_DAY_ZERO: Final = date(1899, 12, 30).toordinal()
_FIRST_DAY: Final = date(
    1900, 3, 1
)  # before it spreadsheet programs disagree: 1900 was no leap year
_SECONDS: Final = 86_400
_RISKY: Final = re.compile(r"[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


class Workbook:
    """A workbook written to an unseekable file, sheet after sheet."""

    def __init__(self, target: RawIOBase, *, at: datetime) -> None:
        """Write into `target`; `at` becomes the time of every part, so that the bytes repeat."""
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self._date = at.astimezone(UTC).timetuple()[:6]
        self._sheets: list[tuple[str, str]] = []

    @contextmanager
    def sheet(
        self, name: str, titles: Sequence[str], kinds: Sequence[ValueKind]
    ) -> Iterator["Sheet"]:
        """Write one sheet."""
        part = f"sheet{len(self._sheets) + 1}.xml"
        self._sheets.append((name, part))
        sheet = Sheet(self._open(f"xl/worksheets/{part}"), titles, kinds)
        yield sheet
        sheet.close()

    def overview(self, titles: Sequence[str], rows: Sequence[Sequence[str | int]]) -> None:
        """Write the sheet that lists the others: written last, it stands first."""
        with self.sheet("Overzicht", titles, [ValueKind.TEXT] * len(titles)) as sheet:
            sheet.lines(rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._close()
        else:
            self._zip.fp = None  # nothing more is written, not even when it is collected

    def _close(self) -> None:
        """Write what joins the sheets; the sheet written last, the overview, comes first."""
        order = [*self._sheets[-1:], *self._sheets[:-1]]
        for path, text in workbook_parts(order).items():
            with self._open(path) as part:
                part.write((XML + text).encode())
        self._zip.close()

    def _open(self, path: str) -> IO[bytes]:
        info = zipfile.ZipInfo(path, self._date)
        info.compress_type = zipfile.ZIP_DEFLATED
        info._compresslevel = 1  # type: ignore[attr-defined]  # noqa: SLF001 - public only from Python 3.13 on
        return self._zip.open(info, "w")


class Sheet:
    """One sheet being written."""

    def __init__(self, part: IO[bytes], titles: Sequence[str], kinds: Sequence[ValueKind]) -> None:
        self._part = part
        self._rows, self._written, self._bytes = 0, 0, 0
        self._row = ("<row>" + "%s" * len(titles) + "</row>").__mod__
        part.write((_sheet_head(kinds) + self._row(tuple(map(_title, titles)))).encode())

    def add(self, batch: Sequence[Column]) -> None:
        """Write the rows of one batch, as far as a sheet goes."""
        rows = list(zip(*map(_cells, batch), strict=True))
        room = ROW_LIMIT - self._written if self._bytes < BYTE_LIMIT else 0
        self._rows += len(rows)
        self._written += len(rows[:room])
        self._bytes += self._part.write("".join(map(self._row, rows[:room])).encode())

    def lines(self, rows: Sequence[Sequence[str | int]]) -> None:
        """Write rows of plain texts and numbers."""
        cells = (
            tuple(_number(str(v)) if isinstance(v, int) else _text(v) for v in r) for r in rows
        )
        self._part.write("".join(map(self._row, cells)).encode())

    def close(self) -> None:
        """End the sheet, with a line that says so when rows did not fit."""
        if self._rows > self._written:
            self._part.write(f"<row>{_text(_TOO_MANY)}</row>".encode())
        self._part.write(b"</sheetData></worksheet>")
        self._part.close()


def _sheet_head(kinds: Sequence[ValueKind]) -> str:
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{_WIDTH.get(kind, 14)}" customWidth="1"/>'
        for n, kind in enumerate(kinds, 1)
    )
    return (
        f'{XML}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews><cols>{widths}</cols><sheetData>"
    )


def _title(text: str) -> str:
    return _text(text).replace("<c ", f'<c s="{BOLD}" ', 1)


def _cells(column: Column) -> Sequence[str]:
    if column.kind is ValueKind.TEXT and not _RISKY.search("".join(filter(None, column.texts))):
        return [_plain(text) for text in column.texts]
    cell = _CELLS[column.kind]
    return [
        "<c/>" if text is None else cell(text, value)
        for text, value in zip(column.texts, column.values, strict=True)
    ]


def _plain(text: str | None) -> str:
    if text is None:
        return "<c/>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text[:TEXT_LIMIT]}</t></is></c>'


def _text(text: str, _value: Value = None) -> str:
    safe = _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text[:TEXT_LIMIT])
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(safe, quote=False)}</t></is></c>'


def _number(text: str, _value: Value = None) -> str:
    if len(text) > _DIGITS or text[-1:].isalpha():
        return _text(text)
    return f"<c><v>{text}</v></c>"


def _date(text: str, value: Value) -> str:
    if not isinstance(value, date) or value < _FIRST_DAY:
        return _text(text)
    return f'<c s="{DATE}"><v>{value.toordinal() - _DAY_ZERO}</v></c>'


def _moment(text: str, value: Value) -> str:
    if not isinstance(value, datetime) or not _FIRST_DAY.year < value.year < date.max.year:
        return _text(text)
    local = value.astimezone(BRUSSELS)
    seconds = local.hour * 3600 + local.minute * 60 + local.second
    days = local.toordinal() - _DAY_ZERO + seconds / _SECONDS
    return f'<c s="{MOMENT}"><v>{days}</v></c>'


def _truth(_text: str, value: Value) -> str:
    return f'<c t="b"><v>{1 if value else 0}</v></c>'


_CELLS: Final[dict[ValueKind, Callable[[str, Value], str]]] = {
    ValueKind.TEXT: _text,
    ValueKind.INTEGER: _number,
    ValueKind.DECIMAL: _number,
    ValueKind.DATE: _date,
    ValueKind.TIMESTAMP: _moment,
    ValueKind.BOOLEAN: _truth,
}
