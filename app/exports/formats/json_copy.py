"""The JSON copy: one array of objects per table; decimals, dates and timestamps as text, so nothing is rounded."""

from collections.abc import Sequence
from typing import Final

import orjson

from app.exports.formats.columns import Column, Texts
from app.exports.formats.csv_copy import Write
from app.personnel.model import Value, ValueKind

_NATIVE: Final = frozenset({ValueKind.INTEGER, ValueKind.BOOLEAN})


class JsonCopy:
    """Writes one table, batch by batch; `close` ends the array."""

    def __init__(self, write: Write, columns: Sequence[str]) -> None:
        self._write = write
        self._columns = columns
        self._opening = b"[\n"

    def add(self, batch: Sequence[Column]) -> None:
        """Write the rows of one batch."""
        self._write(self._opening + _objects(self._columns, batch))
        self._opening = b",\n"

    def close(self) -> None:
        """End the array; a table without rows is an empty array."""
        self._write(b"[]\n" if self._opening == b"[\n" else b"\n]\n")


def _objects(columns: Sequence[str], batch: Sequence[Column]) -> bytes:
    cells = [column.values if column.kind in _NATIVE else column.texts for column in batch]
    try:
        whole = _dumped(columns, cells)
    except TypeError:  # orjson stops at 64 bits
        whole = _dumped(columns, [_any_size(c) for c in batch])
    return whole[1:-1]


def _dumped(columns: Sequence[str], cells: Sequence[Sequence[object]]) -> bytes:
    return orjson.dumps([dict(zip(columns, row, strict=True)) for row in zip(*cells, strict=True)])


def _any_size(column: Column) -> Sequence[Value | orjson.Fragment] | Texts:
    if column.kind is not ValueKind.INTEGER:
        return column.values if column.kind in _NATIVE else column.texts
    return [text if text is None else orjson.Fragment(text) for text in column.texts]
