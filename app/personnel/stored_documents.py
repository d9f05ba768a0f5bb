"""Documents in a column of a database: their size is read with the record, their content when it is wanted, a piece at a time."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Final, TypeAlias

from sqlalchemy import Connection

from app.personnel.mapping import HoldingPart
from app.personnel.model import OfferedDocument, PersonalRecord, SourceLater, SubjectKey
from app.personnel.statements import Statement, content

PIECE: Final = 1_000_000
"""Bytes of a document held at a time."""

Opening: TypeAlias = Callable[[bool], AbstractContextManager[Connection]]
"""Opens a connection for one question, or for several that see the store as it is at one moment."""


def offered(
    records: Sequence[PersonalRecord],
    part: HoldingPart,
    places: Sequence[int],
    *,
    key: SubjectKey,
    opening: Opening,
) -> list[PersonalRecord]:
    """Return the records with, in place of the size of each document, the document itself."""
    read = {at: partial(_content, content(part, part.elements[at]), key, opening) for at in places}
    made = []
    for record in records:
        values = list(record.values)
        for at, pieces in read.items():
            size = values[at]
            if isinstance(size, int):
                values[at] = OfferedDocument(partial(pieces, record.record_id, size), size)
        made.append(PersonalRecord(record.record_id, tuple(values), record.third_party))
    return made


def _content(
    statement: Statement, key: SubjectKey, opening: Opening, record_id: str, size: int
) -> Iterator[bytes]:
    """Yield a document in pieces. Raises SourceError."""
    with opening(size > PIECE) as connection:
        for start in range(0, size, PIECE):
            asked = {"key": key.key, "record": record_id, "start": start + 1, "count": PIECE}
            piece = connection.execute(statement, asked).scalar()
            if piece is None or len(piece) != min(PIECE, size - start):
                raise SourceLater(f"{key.system}: a document changed while it was read")
            yield bytes(piece)
