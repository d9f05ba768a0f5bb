"""Prove that what stays back is in nothing that is handed over: looked for in the records, in every sealed file, in the letter."""

import re
from collections.abc import Iterable, Iterator
from typing import ClassVar, Final

import orjson

from app.cases.model import Case
from app.casework.desk import Desk
from app.errors import DeskError
from app.exports.absence import Needles
from app.exports.descriptor import DESCRIPTOR
from app.exports.explanation import explanation
from app.exports.model import ExportTable, PackageRequest, SealedCopy, SealedFile
from app.exports.seal import EXPLANATION, XLSX
from app.exports.sealing import CopyReader
from app.personnel.withholdings import by_record, passages

LETTER: Final = "antwoord.pdf"
_HASHES: Final = re.compile(rb'sha256:[0-9a-f]{64}|"bytes": ?\d+')
"""Digits that say nothing of anybody, in which a number stands by chance."""


class WithheldPassageFound(DeskError):
    """What was withheld for the rights of others still stands in what would be handed over."""

    code: ClassVar[str] = "withheldPassageFound"


def needles(desk: Desk, case: Case) -> Needles | None:
    """Return what has to be absent; None where nothing that can be looked for is withheld."""
    texts = set(_texts(desk, case))
    return Needles(texts) if texts else None


def _texts(desk: Desk, case: Case) -> Iterator[str]:
    standing = desk.withholdings.of_case(case.case_id)
    key = desk.cases.key_of(case.case_id) if standing else None
    known = {(h.system, h.name): h for c in desk.collectors for h in c.holdings}
    for system, holding in sorted({(w.system, w.holding) for w in standing}):
        if key is not None:
            records = desk.dossiers.records(case.case_id, key, system, holding)
            own = by_record(standing, system=system, holding=holding)
            yield from passages(known[system, holding], records, own)


def check_given(desk: Desk, case: Case, request: PackageRequest, said: Iterable[str]) -> None:
    """Raise WithheldPassageFound when what would be sealed holds a passage: a record, a label, an explanation.

    `said` is what a letter would print besides. The error names the table or the part alone.
    """
    wanted = needles(desk, case)
    if wanted is None:
        return
    for table in request.tables:
        if wanted.in_chunks(_values(table)):
            raise WithheldPassageFound(table=f"{table.holding.system}.{table.holding.name}")
    if wanted.in_chunks((orjson.dumps(explanation(request)),)) or any(
        wanted.in_text(label) for table in request.tables for label in _labels(table)
    ):
        raise WithheldPassageFound(file=EXPLANATION)
    if any(wanted.in_text(text) for text in said):
        raise WithheldPassageFound(file=LETTER)


def _labels(table: ExportTable) -> Iterator[str]:
    holding = table.holding
    yield from (holding.label.nl, table.category.label.nl, table.system_label)
    yield from (element.label.nl for element in holding.elements)


def _values(table: ExportTable) -> Iterator[bytes]:
    for batch in table.records():
        texts = (v for record in batch for v in record.values if isinstance(v, str))
        yield "\n".join(texts).encode() + b"\n"


def check_sealed(desk: Desk, case: Case, copy: SealedCopy) -> None:
    """Raise WithheldPassageFound, with the name of the file alone, when a sealed file holds a passage."""
    wanted = needles(desk, case)
    if wanted is None:
        return
    reader = CopyReader(desk.vault, desk.cases.key_of(case.case_id))
    for file in copy.files:
        if _holds(wanted, file, reader.chunks(file)):
            raise WithheldPassageFound(file=file.path)


def _holds(wanted: Needles, file: SealedFile, chunks: Iterable[bytes]) -> bool:
    if file.media_type == XLSX:
        return wanted.in_zip(chunks)
    if file.path == DESCRIPTOR:
        return wanted.in_chunks((_HASHES.sub(b"", b"".join(chunks)),))
    return wanted.in_chunks(chunks)


def check_letter(desk: Desk, case: Case, text: str) -> None:
    """Raise WithheldPassageFound when the text of a letter holds a passage."""
    wanted = needles(desk, case)
    if wanted is not None and wanted.in_text(text):
        raise WithheldPassageFound(file=LETTER)
