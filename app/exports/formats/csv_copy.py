r"""The CSV copy: comma, CRLF, UTF-8 without BOM; a missing value is `\N` and an empty text is empty."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Final

from app.exports.formats.columns import Column, Texts
from app.personnel.model import ValueKind

MISSING: Final = r"\N"
"""Stands for null, as in PostgreSQL's own format; declared as `missingValues` in the descriptor."""
_LIKE_MISSING: Final = re.compile(r"\\+N")

Write = Callable[[bytes], object]


class CsvCopy:
    """Writes one table, batch by batch; values stay as they are, formulas too."""

    def __init__(self, write: Write, columns: Sequence[str]) -> None:
        self._write = write
        write(_heading(tuple(columns)))

    def add(self, batch: Sequence[Column]) -> None:
        """Write the rows of one batch."""
        patterns, cells = zip(*map(_cells, batch), strict=True)
        row = (",".join(patterns) + "\r\n").__mod__
        self._write("".join(map(row, zip(*cells, strict=True))).encode())


def csv_line(values: Iterable[str | None]) -> bytes:
    """Return one line of texts."""
    return (",".join(map(_quoted, values)) + "\r\n").encode()


@lru_cache(maxsize=1_000)
def _heading(columns: tuple[str, ...]) -> bytes:
    return csv_line(columns)


def _cells(column: Column) -> tuple[str, Texts]:
    """Return a pattern and what goes into it, row by row."""
    texts = column.texts
    if column.kind is not ValueKind.TEXT:
        return "%s", [MISSING if t is None else t for t in texts] if None in texts else texts
    whole = "".join(filter(None, texts))
    if None in texts or '"' in whole or "\\" in whole:
        return "%s", [_quoted(text) for text in texts]
    return '"%s"', texts


def _quoted(text: str | None) -> str:
    if text is None:
        return MISSING
    # The text \N itself gets one more backslash, so that it is not read as null.
    doubled = text.replace('"', '""')
    return f'"\\{doubled}"' if _LIKE_MISSING.fullmatch(text) else f'"{doubled}"'


def read_text(cell: str) -> str | None:
    """Return what a text cell stands for: the reverse of what is written."""
    if cell == MISSING:
        return None
    return cell[1:] if _LIKE_MISSING.fullmatch(cell) else cell
