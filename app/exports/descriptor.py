"""datapackage.json (Data Package 2.0): every data file with its hash, and what its columns mean."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, TypeAlias

from app.exports.formats.csv_copy import MISSING
from app.exports.formats.preview import SealedTable
from app.exports.model import PackageRequest, SealedFile
from app.kit.clock import BRUSSELS
from app.language import Text
from app.personnel.model import Element, ValueKind

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json]"

DESCRIPTOR: Final = "datapackage.json"
PROFILE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"
_TABLE_PROFILE: Final = "https://datapackage.org/profiles/2.0/tableschema.json"
_SPACE: Final = uuid.UUID("6f6c6f6b-6574-5e78-8f72-747300000001")
_VERSION: Final = "1.0.0"
_LEGAL: Final = {"access": "AVG artikel 15", "portability": "AVG artikel 20"}
_LICENCE: Final = {
    "path": "https://eur-lex.europa.eu/eli/reg/2016/679/oj",
    "title": "Uw eigen persoonsgegevens: u mag ze bewaren, gebruiken en doorgeven zoals u wilt",
}
_KINDS: Final[Mapping[ValueKind, Mapping[str, Json]]] = {
    ValueKind.TEXT: {"type": "string"},
    ValueKind.INTEGER: {"type": "integer"},
    ValueKind.DECIMAL: {"type": "number"},
    ValueKind.DATE: {"type": "date"},
    ValueKind.TIMESTAMP: {"type": "datetime"},
    ValueKind.BOOLEAN: {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]},
    ValueKind.DOCUMENT: {"type": "string"},
}
WITHHELD_COLUMNS: Final[Mapping[str, tuple[str, ValueKind]]] = {
    "category": ("Categorie (code)", ValueKind.TEXT),
    "categoryLabel": ("Categorie", ValueKind.TEXT),
    "system": ("Systeem", ValueKind.TEXT),
    "holding": ("Tabel", ValueKind.TEXT),
    "recordId": ("Nummer in het systeem", ValueKind.TEXT),
    "elements": ("Onderdelen", ValueKind.TEXT),
    "count": ("Aantal", ValueKind.INTEGER),
    "groundCode": ("Grond (code)", ValueKind.TEXT),
    "article": ("Artikel", ValueKind.TEXT),
    "reason": ("Reden", ValueKind.TEXT),
    "remedy": ("Wat u kunt doen", ValueKind.TEXT),
}


def stamp(at: datetime) -> str:
    """Return the instant in Belgian time with its offset, to the second."""
    return at.astimezone(BRUSSELS).isoformat(timespec="seconds")


def descriptor(
    request: PackageRequest,
    tables: Sequence[SealedTable],
    *,
    others: Iterable[SealedFile],
    pages: Iterable[SealedFile],
) -> dict[str, Json]:
    """Return the descriptor: `tables` and `others` as resources, `pages` with their hashes beside them."""
    article15 = request.article15
    controller = article15.controller
    contributor: dict[str, Json] = {"title": controller.name.nl, "roles": ["publisher"]}
    email = controller.email or article15.dpo.email
    if email:
        contributor["email"] = email
    systems = dict.fromkeys(table.place.table.system_label for table in tables)
    return {
        "$schema": PROFILE,
        "name": request.reference.lower(),
        "id": f"urn:uuid:{uuid.uuid5(_SPACE, request.export_id)}",
        "version": _VERSION,
        "created": stamp(request.created_at),
        "title": f"Uw persoonsgegevens bij {controller.name.nl}",
        "description": f"Kopie van uw persoonsgegevens, verzoek {request.reference}.",
        "languages": ["nl", "fr", "en"],
        "licenses": [_LICENCE],
        "contributors": [contributor],
        **({"sources": [{"title": label} for label in systems]} if systems else {}),
        "dsr:right": request.right,
        "dsr:legalReference": _LEGAL.get(request.right, "AVG"),
        "dsr:completeness": "partial" if request.withheld else "complete",
        "dsr:reference": request.reference,
        "dsr:export": request.export_id,
        "dsr:registerVersion": article15.register_version,
        "dsr:answer": "data/antwoord.pdf",
        "dsr:pages": [_hashed(page) for page in pages],
        "resources": list(_resources(tables, others)),
    }


def _resources(tables: Sequence[SealedTable], others: Iterable[SealedFile]) -> Iterator[Json]:
    for table in tables:
        yield from _table_resources(table)
        yield from (_paper(table, file) for file in table.documents)
    yield from map(_other_resource, others)


def _hashed(file: SealedFile) -> dict[str, Json]:
    return {
        "path": file.path,
        "mediatype": file.media_type,
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
    }


def _table_resources(sealed: SealedTable) -> tuple[dict[str, Json], dict[str, Json]]:
    place, table = sealed.place, sealed.place.table
    title = table.holding.label.nl
    told = _told(sealed)
    fields: list[Json] = [
        {
            "name": place.columns[0],
            "type": "string",
            "title": "Nummer in het systeem",
            "constraints": {"required": True},
        },
        *map(_field, place.columns[1:], table.holding.elements),
    ]
    csv: dict[str, Json] = {
        "name": place.name,
        "type": "table",
        **_hashed(sealed.csv),
        "format": "csv",
        "encoding": "utf-8",
        "title": title,
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": True},
        **told,
        "schema": _schema(fields, key=place.columns[0]),
    }
    json: dict[str, Json] = {
        "name": f"{place.name}.json",
        **_hashed(sealed.json),
        "format": "json",
        "encoding": "utf-8",
        "title": title,
        **told,
    }
    return csv, json


def _paper(sealed: SealedTable, file: SealedFile) -> dict[str, Json]:
    """Return the resource of a document; `dsr:table` names the table whose row tells of it."""
    inside = file.path.removeprefix("data/")
    return {
        "name": inside.replace("/", "."),
        "type": "file",
        **_hashed(file),
        "format": file.path.rpartition(".")[2],
        "title": sealed.place.table.holding.label.nl,
        "dsr:table": sealed.place.name,
        "dsr:category": sealed.place.table.category.category_id,
        "dsr:system": sealed.place.table.holding.system,
    }


def _schema(fields: Sequence[Json], *, key: str | None) -> dict[str, Json]:
    return {
        "$schema": _TABLE_PROFILE,
        "fields": fields,
        **({"primaryKey": [key]} if key else {}),
        "missingValues": [MISSING],
    }


def _field(name: str, element: Element) -> dict[str, Json]:
    return {
        "name": name,
        **_KINDS[element.kind],
        "title": element.label.nl,
        "dsr:title": _texts(element.label),
        "dsr:origin": element.origin.value,
    }


def _told(sealed: SealedTable) -> dict[str, Json]:
    table = sealed.place.table
    holding, category = table.holding, table.category
    retention = (holding.retention,) if holding.retention else category.retention
    bases = {basis.code: basis.label for line in category.purposes for basis in line.bases}
    return {
        "dsr:title": _texts(holding.label),
        "dsr:system": holding.system,
        "dsr:systemLabel": table.system_label,
        "dsr:holding": holding.name,
        "dsr:category": category.category_id,
        "dsr:categoryLabel": category.label.nl,
        "dsr:extractedAt": stamp(table.extracted_at),
        "dsr:rows": sealed.rows,
        "dsr:withheld": table.withheld_count,
        "dsr:origins": list(dict.fromkeys(e.origin.value for e in holding.elements)),
        "dsr:purpose": "; ".join(line.label.nl for line in category.purposes),
        "dsr:legalBasis": "; ".join(f"{code} {label.nl}" for code, label in bases.items()),
        "dsr:retention": "; ".join(text.nl for text in retention),
        "dsr:sources": [text.nl for text in category.sources],
        "dsr:recipients": list(category.recipients),
    }


def _texts(text: Text) -> dict[str, Json]:
    wordings = {"nl": text.nl, "fr": text.fr, "en": text.en}
    return {language: wording for language, wording in wordings.items() if wording}


def _other_resource(file: SealedFile) -> dict[str, Json]:
    stem, _, extension = file.path.rpartition("/")[2].partition(".")
    found: dict[str, Json] = {"name": f"{stem}.{extension}", **_hashed(file), "format": extension}
    if extension == "csv":
        fields = [
            {"name": name, "title": title, **_KINDS[kind]}
            for name, (title, kind) in WITHHELD_COLUMNS.items()
        ]
        return {
            **found,
            "name": "weglatingen",
            "type": "table",
            "encoding": "utf-8",
            "title": "Wat u niet kreeg en waarom",
            "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": True},
            "schema": _schema(fields, key=None),
        }
    if extension == "xlsx":
        return {**found, "type": "file", "title": "Overzicht voor een rekenblad"}
    return {**found, "encoding": "utf-8", "title": "Waarom en hoe we uw gegevens gebruiken"}
