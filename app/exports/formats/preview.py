"""The first rows of a table, kept while it is sealed, for the pages people read."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeAlias

from app.exports.formats.columns import Column
from app.exports.model import SealedFile
from app.exports.names import TablePlace

PREVIEW_ROWS: Final = 200

Rows: TypeAlias = tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True, slots=True)
class SealedTable:
    """One table as it was sealed, with its first rows as text."""

    place: TablePlace
    rows: int
    first_rows: Rows
    csv: SealedFile
    json: SealedFile
    documents: tuple[SealedFile, ...] = ()


class Preview:
    """Collects the first rows of one table."""

    def __init__(self) -> None:
        self.count = 0
        self._first: list[tuple[str | None, ...]] = []

    def add(self, batch: Sequence[Column]) -> None:
        """Count the rows of a batch and keep those that still fit."""
        room = PREVIEW_ROWS - len(self._first)
        if room > 0:
            rows = zip(*(column.texts for column in batch), strict=True)
            self._first.extend(islice(rows, room))
        self.count += len(batch[0].values)

    @property
    def first_rows(self) -> Rows:
        """The rows kept."""
        return tuple(self._first)
