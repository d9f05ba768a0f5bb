"""overzicht.xlsx for people: a sheet per table, text as text, numbers as numbers, dates as dates.

Written here, as a stream: the writers at hand keep a sheet in memory or in a temporary file in clear.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from io import RawIOBase
from typing import IO, Final, Self
from zipfile import ZipFile

from app.exports.archive import entry
from app.exports.formats.columns import Column
from app.exports.formats.xlsx_cells import cells, number_cell, text_cell
from app.exports.formats.xlsx_parts import BOLD, MAIN, XML, workbook_parts
from app.personnel.model import ValueKind

ROW_LIMIT: Final = 1_048_574
"""Rows of data a sheet can hold: what a spreadsheet program opens, less the heading and one line of warning."""
BYTE_LIMIT: Final = 2_000_000_000
"""Bytes of a sheet, so that no part needs Zip64, which spreadsheet programs read badly."""
_TOO_MANY: Final = "Een rekenblad kan niet meer rijen tonen. Alle rijen staan in het CSV-bestand."
_WIDTH: Final = {ValueKind.TEXT: 28, ValueKind.TIMESTAMP: 20}


class Workbook:
    """A workbook written to an unseekable file, sheet after sheet."""

    def __init__(self, target: RawIOBase, *, at: datetime) -> None:
        """Write into `target`; `at` becomes the time of every part, so that the bytes repeat."""
        self._zip, self._at = ZipFile(target, "w"), at
        self._sheets: list[tuple[str, str]] = []

    @contextmanager
    def sheet(
        self, name: str, titles: Sequence[str], kinds: Sequence[ValueKind]
    ) -> Iterator["Sheet"]:
        """Write one sheet."""
        part = f"sheet{len(self._sheets) + 1}.xml"
        self._sheets.append((name, part))
        with self._zip.open(entry(f"xl/worksheets/{part}", at=self._at), "w") as file:
            sheet = Sheet(file, titles, kinds)
            yield sheet
            sheet.end()

    def overview(self, titles: Sequence[str], rows: Sequence[Sequence[str | int]]) -> None:
        """Write the sheet that lists the others: written last, it stands first."""
        with self.sheet("Overzicht", titles, [ValueKind.TEXT] * len(titles)) as sheet:
            sheet.lines(rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        with self._zip:
            if kind is None:
                self._join()

    def _join(self) -> None:
        """Write what joins the sheets; the sheet written last, the overview, comes first."""
        order = [*self._sheets[-1:], *self._sheets[:-1]]
        for path, text in workbook_parts(order).items():
            self._zip.writestr(entry(path, at=self._at), XML + text)


class Sheet:
    """One sheet being written."""

    def __init__(self, part: IO[bytes], titles: Sequence[str], kinds: Sequence[ValueKind]) -> None:
        self._part = part
        self._rows, self._written, self._bytes = 0, 0, 0
        part.write(_sheet_head(tuple(titles), tuple(kinds)))

    def add(self, batch: Sequence[Column]) -> None:
        """Write the rows of one batch, as far as a sheet goes."""
        columns = list(map(cells, batch))
        row = f"<row>{''.join(column.pattern for column in columns)}</row>".__mod__
        rows = list(zip(*(column.values for column in columns), strict=True))
        room = ROW_LIMIT - self._written if self._bytes < BYTE_LIMIT else 0
        self._rows += len(rows)
        self._written += len(rows[:room])
        self._bytes += self._part.write("".join(map(row, rows[:room])).encode())

    def lines(self, rows: Sequence[Sequence[str | int]]) -> None:
        """Write rows of plain texts and numbers."""
        for row in rows:
            found = (number_cell(str(v)) if isinstance(v, int) else text_cell(v) for v in row)
            self._part.write(f"<row>{''.join(found)}</row>".encode())

    def end(self) -> None:
        """Write the end of the sheet, with a line that says so when rows did not fit."""
        if self._rows > self._written:
            self._part.write(f"<row>{text_cell(_TOO_MANY)}</row>".encode())
        self._part.write(b"</sheetData></worksheet>")


@lru_cache(maxsize=1_000)
def _sheet_head(titles: tuple[str, ...], kinds: tuple[ValueKind, ...]) -> bytes:
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{_WIDTH.get(kind, 14)}" customWidth="1"/>'
        for n, kind in enumerate(kinds, 1)
    )
    return (
        f'{XML}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews><cols>{widths}</cols><sheetData>"
        f"<row>{''.join(map(_title, titles))}</row>"
    ).encode()


def _title(text: str) -> str:
    return text_cell(text).replace("<c ", f'<c s="{BOLD}" ', 1)
