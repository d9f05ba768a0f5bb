"""Seal the copy of one claim: its data files and datapackage.json, before the letter is written."""

from collections.abc import Iterator, Sequence
from typing import Final

import orjson

from app.exports.descriptor import DESCRIPTOR, WITHHELD_COLUMNS, descriptor
from app.exports.explanation import explanation
from app.exports.formats.columns import batch_columns, column_kind
from app.exports.formats.csv_copy import CsvCopy, csv_line
from app.exports.formats.html_pages import PAGES, READMES, render_page, render_readme
from app.exports.formats.html_tables import shown
from app.exports.formats.json_copy import JsonCopy
from app.exports.formats.preview import Preview, SealedTable
from app.exports.formats.xlsx_copy import Workbook
from app.exports.model import PackageRequest, SealedCopy, SealedFile, Withheld
from app.exports.names import TablePlace, places
from app.exports.rules import by_ground
from app.exports.sealing import CopyWriter, export_folder
from app.kit.vault import CaseKey, Vault
from app.personnel.document_types import ending_of
from app.personnel.model import Document, PersonalRecord, ValueKind

LETTER: Final = "data/antwoord.pdf"
WORKBOOK: Final = "data/overzicht.xlsx"
EXPLANATION: Final = "data/toelichting.json"
WITHHELD: Final = "data/weglatingen.csv"

CSV: Final = "text/csv"
JSON: Final = "application/json"
HTML: Final = "text/html"
TEXT: Final = "text/plain"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def seal_copy(request: PackageRequest, *, vault: Vault, key: CaseKey, case_id: str) -> SealedCopy:
    """Write every data file of the copy, read once from its source, and datapackage.json last.

    A second call with the same request writes the same bytes in the same place. Raises ValueUnfit,
    SourceError.
    """
    with CopyWriter(vault, key, export_folder(case_id, request.export_id)).open() as out:
        tables = _seal_tables(request, out)
        others = _seal_others(request, out)
        pages = _seal_pages(request, tables, out)
        facts = descriptor(request, tables, others=others, pages=pages)
        sealed = out.put(DESCRIPTOR, JSON, orjson.dumps(facts, option=orjson.OPT_INDENT_2))
    return SealedCopy(
        export_id=request.export_id,
        files=tuple(out.files),
        descriptor_sha256=sealed.sha256,
        record_count=sum(table.rows for table in tables),
        withheld_count=sum(line.count for line in request.withheld),
    )


def _seal_tables(request: PackageRequest, out: CopyWriter) -> tuple[SealedTable, ...]:
    with out.file(WORKBOOK, XLSX) as target, Workbook(target, at=request.created_at) as book:
        tables = tuple(_seal_table(place, out, book) for place in places(request.tables))
        book.overview(
            ("Tabel", "Soort gegevens", "Systeem", "Aantal rijen", "Bestand"),
            [
                (
                    table.place.table.holding.label.nl,
                    table.place.table.category.label.nl,
                    table.place.table.system_label,
                    table.rows,
                    table.place.csv_path,
                )
                for table in tables
            ],
        )
    return tables


def _seal_table(place: TablePlace, out: CopyWriter, book: Workbook) -> SealedTable:
    holding, preview = place.table.holding, Preview()
    with out.file(place.csv_path, CSV) as csv, out.file(place.json_path, JSON) as json:
        titles = ("Nummer in het systeem", *(e.label.nl for e in holding.elements))
        kinds = (ValueKind.TEXT, *(map(column_kind, holding.elements)))
        copies = (CsvCopy(csv.write, place.columns), JsonCopy(json.write, place.columns))
        papers: list[SealedFile] = []
        has_papers = bool(holding.documents)
        with book.sheet(place.sheet, titles, kinds) as sheet:
            for records in place.table.records():
                if not records:
                    continue
                if has_papers:
                    records = [_laid_beside(place, r, out, papers) for r in records]  # noqa: PLW2901
                batch = batch_columns(holding, records)
                for copy in (*copies, sheet, preview):
                    copy.add(batch)
        copies[1].close()
    json_file, csv_file = out.files[-2:]
    return SealedTable(place, preview.count, preview.first_rows, csv_file, json_file, tuple(papers))


def _laid_beside(
    place: TablePlace, record: PersonalRecord, out: CopyWriter, papers: list[SealedFile]
) -> PersonalRecord:
    """Write the documents of a record as files, and return the record with their paths."""
    holding, values = place.table.holding, list(record.values)
    for at in holding.documents:
        document = values[at]
        if not isinstance(document, Document):
            continue
        named = holding.place(holding.elements[at].file_name)
        name = str(values[named] or "") if named is not None else ""
        path = place.papers.path(name or "document", ending_of(document.media_type))
        with out.file(path, document.media_type) as file:
            for piece in place.table.content(document):
                file.write(piece)
        papers.append(out.files[-1])
        values[at] = path
    return PersonalRecord(record.record_id, tuple(values))


def _seal_others(request: PackageRequest, out: CopyWriter) -> tuple[SealedFile, ...]:
    workbook = out.files[-1]
    told = orjson.dumps(explanation(request), option=orjson.OPT_INDENT_2)
    return (
        out.put(EXPLANATION, JSON, told),
        out.put(WITHHELD, CSV, b"".join(_withheld_lines(request.withheld))),
        workbook,
    )


def _withheld_lines(withheld: Sequence[Withheld]) -> Iterator[bytes]:
    yield csv_line(tuple(WITHHELD_COLUMNS))
    for line in withheld:
        yield csv_line(
            (
                line.category_id,
                line.category_label,
                line.system,
                line.holding,
                line.record_id,
                "|".join(line.elements) or None,
                str(line.count),
                line.ground_code,
                line.article,
                line.reason,
                line.remedy,
            )
        )


def _seal_pages(
    request: PackageRequest, tables: Sequence[SealedTable], out: CopyWriter
) -> tuple[SealedFile, ...]:
    withheld = by_ground(request.withheld)
    listed = tuple(shown(number, table) for number, table in enumerate(tables, 1))
    pages = [
        out.put(path, HTML, render_page(request, listed, language=language, withheld=withheld))
        for language, path in PAGES.items()
    ]
    readmes = [
        out.put(path, TEXT, render_readme(request, language=language))
        for language, path in READMES.items()
    ]
    return (*pages, *readmes)
