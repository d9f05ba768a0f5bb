"""Give back the records of a package, typed as they were when the copy was sealed."""

import csv
import io
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import IO, Any, Final

import orjson

from app.exports.descriptor import DESCRIPTOR
from app.exports.findings import Fault, Finding, PackageUnreadable
from app.exports.formats.csv_copy import MISSING, read_text
from app.exports.unpacked import Unpacked, opened
from app.personnel.model import Value

_TRUTH: Final = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class ReadRecord:
    """One record as it was at its source: `values` by the name of the element."""

    system: str
    holding: str
    record_id: str
    values: Mapping[str, Value]


def read_package(path: Path) -> Iterator[ReadRecord]:
    """Yield every record of every table. Raises FileNotFoundError, PackageUnreadable."""
    with opened(path) as package:
        for resource in table_resources(read_descriptor(package)):
            system, holding = resource["dsr:system"], resource["dsr:holding"]
            names = [field["name"] for field in resource["schema"]["fields"]]
            for row in read_rows(package, resource):
                values = dict(zip(names[1:], row[1:], strict=True))
                yield ReadRecord(system, holding, str(row[0]), values)


def read_descriptor(package: Unpacked) -> dict[str, Any]:
    """Return datapackage.json. Raises PackageUnreadable."""
    try:
        found = orjson.loads(package.read(DESCRIPTOR))
    except orjson.JSONDecodeError as error:
        raise PackageUnreadable(Finding(DESCRIPTOR, Fault.UNREADABLE_LIST)) from error
    if not isinstance(found, dict) or not isinstance(found.get("resources"), list):
        raise PackageUnreadable(Finding(DESCRIPTOR, Fault.UNREADABLE_LIST))
    return found


def table_resources(descriptor: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the resources that are tables of the person's data."""
    return [r for r in descriptor["resources"] if "dsr:holding" in r and "schema" in r]


def read_rows(package: Unpacked, resource: Mapping[str, Any]) -> Iterator[tuple[Value, ...]]:
    """Yield the typed rows of one CSV resource. Raises PackageUnreadable."""
    path, fields = resource["path"], resource["schema"]["fields"]
    parsers = [_PARSERS.get(field["type"], _text) for field in fields]
    with package.open(path) as file:
        rows = _csv_rows(file, path)
        if next(rows, None) != [field["name"] for field in fields]:
            raise PackageUnreadable(Finding(path, Fault.HEADING))
        for number, row in enumerate(rows, 2):
            yield _typed(row, parsers, path=path, number=number)


def _csv_rows(file: IO[bytes], path: str) -> Iterator[list[str]]:
    csv.field_size_limit(sys.maxsize)  # a text of ours has no limit of its own
    try:
        yield from csv.reader(io.TextIOWrapper(file, "utf-8", newline=""), strict=True)
    except (csv.Error, UnicodeDecodeError) as error:
        raise PackageUnreadable(Finding(path, Fault.NOT_CSV)) from error


def _typed(
    row: Sequence[str], parsers: Sequence[Callable[[str], Value]], *, path: str, number: int
) -> tuple[Value, ...]:
    try:
        return tuple(parse(cell) for parse, cell in zip(parsers, row, strict=True))
    except (ValueError, KeyError, InvalidOperation) as error:
        raise PackageUnreadable(Finding(path, Fault.VALUE, str(number))) from error


def _text(cell: str) -> Value:
    return read_text(cell)


def _integer(cell: str) -> Value:
    return None if cell == MISSING else int(cell)


def _number(cell: str) -> Value:
    return None if cell == MISSING else Decimal(cell)


def _date(cell: str) -> Value:
    return None if cell == MISSING else date.fromisoformat(cell)


def _timestamp(cell: str) -> Value:
    if cell == MISSING:
        return None
    found = datetime.fromisoformat(cell)
    if found.tzinfo is None:
        raise ValueError("a timestamp without offset")
    return found


def _boolean(cell: str) -> Value:
    return None if cell == MISSING else _TRUTH[cell]


_PARSERS: Final[Mapping[str, Callable[[str], Value]]] = {
    "string": _text,
    "integer": _integer,
    "number": _number,
    "date": _date,
    "datetime": _timestamp,
    "boolean": _boolean,
}
