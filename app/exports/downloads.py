"""The copy in other shapes: one JSON document with all categories, or a zip of the tables alone."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import orjson

from app.exports.archive import Member, packed
from app.exports.descriptor import DESCRIPTOR
from app.exports.formats.csv_copy import read_text
from app.exports.model import SealedCopy, SealedFile
from app.exports.package import sealed_descriptor
from app.exports.seal import EXPLANATION, WITHHELD
from app.exports.sealing import CopyReader
from app.kit.vault import CaseKey, Vault

_TABLE_FACTS: Final = {
    "category": "dsr:category",
    "categoryLabel": "dsr:categoryLabel",
    "system": "dsr:system",
    "holding": "dsr:holding",
    "label": "title",
    "extractedAt": "dsr:extractedAt",
    "rowCount": "dsr:rows",
    "withheldCount": "dsr:withheld",
}


def open_json(copy: SealedCopy, *, vault: Vault, key: CaseKey) -> Iterator[bytes]:
    """Yield one JSON document with every table of the copy. Raises VaultMissing, VaultDamaged."""
    facts = sealed_descriptor(copy, CopyReader(vault, key))
    reader, files = CopyReader(vault, key), {file.path: file for file in copy.files}
    head = {
        "reference": facts["dsr:reference"],
        "exportId": facts["dsr:export"],
        "right": facts["dsr:right"],
        "createdAt": facts["created"],
        "recordCount": copy.record_count,
        "withheldCount": copy.withheld_count,
    }
    yield orjson.dumps(head)[:-1] + b',"explanation":'
    yield from CopyReader(vault, key).chunks(files[EXPLANATION])
    yield b',"tables":['
    joint = b""
    for resource in _tables(facts, "json"):
        about = {name: resource[source] for name, source in _TABLE_FACTS.items()}
        yield joint + orjson.dumps(about)[:-1] + b',"records":'
        yield from reader.chunks(files[resource["path"]])
        yield b"}"
        joint = b","
    yield b'],"withheld":' + orjson.dumps(_withheld(CopyReader(vault, key).read(files[WITHHELD])))
    yield b"}\n"


def open_csv_zip(
    copy: SealedCopy, *, reference: str, vault: Vault, key: CaseKey
) -> Iterator[bytes]:
    """Yield a zip of the CSV tables with a datapackage.json of their own. Raises VaultMissing, VaultDamaged."""
    reader = CopyReader(vault, key)
    facts = sealed_descriptor(copy, reader)
    resources = [r for r in facts["resources"] if r["format"] == "csv" and "schema" in r]
    mine = {
        **{name: value for name, value in facts.items() if name not in ("dsr:pages", "dsr:answer")},
        "resources": resources,
        "dsr:sealedDescriptor": f"sha256:{copy.descriptor_sha256}",
    }
    described = orjson.dumps(mine, option=orjson.OPT_INDENT_2)
    paths = {resource["path"] for resource in resources}
    members = (
        Member(DESCRIPTOR, len(described), (described,)),
        *(_member(file, reader) for file in copy.files if file.path in paths),
    )
    yield from packed(members, root=reference, at=datetime.fromisoformat(facts["created"]))


def _member(file: SealedFile, reader: CopyReader) -> Member:
    return Member(file.path, file.size, reader.chunks(file))


def _withheld(content: bytes) -> list[dict[str, str | int]]:
    rows = csv.reader(io.StringIO(content.decode(), newline=""))
    names = next(rows)
    found = (zip(names, map(read_text, row), strict=True) for row in rows)
    return [
        {name: int(text) if name == "count" else text for name, text in row if text is not None}
        for row in found
    ]


def _tables(facts: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [r for r in facts["resources"] if r["format"] == kind and "dsr:holding" in r]
