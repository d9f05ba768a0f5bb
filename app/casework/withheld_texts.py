"""Prove that what stays back is in nothing that is handed over: looked for in the records, in every sealed file, in the letter."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

import orjson

from app.cases.model import Case
from app.casework.desk import Desk
from app.casework.withheld_documents import opened_passage
from app.errors import DeskError
from app.exports.absence import Needles
from app.exports.descriptor import DESCRIPTOR
from app.exports.document_absence import DocumentUnsearchable, Searched
from app.exports.explanation import explanation
from app.exports.model import ExportTable, PackageRequest, SealedCopy, SealedFile
from app.exports.names import PAPERS
from app.exports.seal import EXPLANATION, XLSX
from app.exports.sealing import CopyReader
from app.personnel.model import Document
from app.personnel.withholdings import SHORTEST, by_record, passages

LETTER: Final = "antwoord.pdf"
_HASHES: Final = re.compile(rb'sha256:[0-9a-f]{64}|"bytes": ?\d+')
"""Digits that say nothing of anybody, in which a number stands by chance."""


class WithheldPassageFound(DeskError):
    """What was withheld for the rights of others still stands in what would be handed over."""

    code: ClassVar[str] = "withheldPassageFound"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What has to be absent, from files and texts, and from documents."""

    needles: Needles
    searched: Searched


def _wanted(desk: Desk, case: Case) -> _Wanted | None:
    """Return what has to be absent; None where nothing that can be looked for is withheld."""
    texts = sorted(set(_texts(desk, case)))
    if not texts:
        return None
    needles = Needles(texts)
    return _Wanted(needles, Searched(needles, texts))


def _texts(desk: Desk, case: Case) -> Iterator[str]:
    standing = desk.withholdings.of_case(case.case_id)
    key = desk.cases.key_of(case.case_id) if standing else None
    known = {(h.system, h.name): h for c in desk.collectors for h in c.holdings}
    for system, holding in sorted({(w.system, w.holding) for w in standing}):
        if key is not None:
            records = desk.dossiers.records(case.case_id, key, system, holding)
            own = by_record(standing, system=system, holding=holding)
            yield from passages(known[system, holding], records, own)
    for one in standing:
        if one.passage and key is not None:
            words = opened_passage(one.passage, key, part_id=one.withholding_id)
            if len(words.strip()) >= SHORTEST:
                yield unicodedata.normalize("NFC", words).strip()


def check_given(desk: Desk, case: Case, request: PackageRequest, said: Iterable[str]) -> None:
    """Raise WithheldPassageFound when what would be sealed holds a passage: a record, a label, an explanation.

    `said` is what a letter would print besides. The error names the table or the part alone.
    """
    found = _wanted(desk, case)
    if found is None:
        return
    wanted = found.needles
    for table in request.tables:
        place = f"{table.holding.system}.{table.holding.name}"
        if wanted.in_chunks(_values(table)):
            raise WithheldPassageFound(table=place)
        _check_documents(found.searched, table, place)
    if wanted.in_chunks((orjson.dumps(explanation(request)),)) or any(
        wanted.in_text(label) for table in request.tables for label in _labels(table)
    ):
        raise WithheldPassageFound(file=EXPLANATION)
    if any(wanted.in_text(text) for text in said):
        raise WithheldPassageFound(file=LETTER)


def _check_documents(searched: Searched, table: ExportTable, place: str) -> None:
    """Raise WithheldPassageFound, DocumentUnsearchable, with the number of the record."""
    for batch in table.records() if table.holding.documents else ():
        for record in batch:
            for value in record.values:
                if not isinstance(value, Document):
                    continue
                where: dict[str, str] = {"table": place, "recordId": record.record_id}
                content = b"".join(table.content(value))
                if _stands_in(searched, content, value.media_type, where):
                    raise WithheldPassageFound(**where)


def _stands_in(
    searched: Searched, content: bytes, media_type: str, where: Mapping[str, str]
) -> bool:
    try:
        return searched.hold(content, media_type)
    except DocumentUnsearchable as error:
        raise DocumentUnsearchable(str(error), **where) from None


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
    wanted = _wanted(desk, case)
    if wanted is None:
        return
    reader = CopyReader(desk.vault, desk.cases.key_of(case.case_id))
    for file in copy.files:
        chunks = reader.chunks(file)
        if file.path.startswith(PAPERS):
            where = {"file": file.path}
            found = _stands_in(wanted.searched, b"".join(chunks), file.media_type, where)
        else:
            found = _holds(wanted.needles, file, chunks)
        if found:
            raise WithheldPassageFound(file=file.path)


def _holds(wanted: Needles, file: SealedFile, chunks: Iterable[bytes]) -> bool:
    if file.media_type == XLSX:
        return wanted.in_zip(chunks)
    if file.path == DESCRIPTOR:
        return wanted.in_chunks((_HASHES.sub(b"", b"".join(chunks)),))
    return wanted.in_chunks(chunks)


def check_letter(desk: Desk, case: Case, text: str) -> None:
    """Raise WithheldPassageFound when the text of a letter holds a passage."""
    wanted = _wanted(desk, case)
    if wanted is not None and wanted.needles.in_text(text):
        raise WithheldPassageFound(file=LETTER)
