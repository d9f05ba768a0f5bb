"""Names inside the package: short, lower-case ASCII, the same on every system, and never a person's."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.exports.model import ExportTable
from app.personnel.model import Holding

SLUG_LIMIT: Final = 40
SHEET_LIMIT: Final = 31
PAPERS: Final = "data/documenten/"
"""Where the documents lie."""
RECORD_ID: Final = "recordId"
"""First column of every table: the number of the record at its source."""

_REMEMBERED: Final = 2_000
"""Names kept from one copy to the next: labels and columns of the connected systems, nothing of a person."""

# Windows opens these as devices, whatever the extension.
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}
)
_NOT_IN_SHEET: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LEFT_OUT: Final = re.compile(r"\[weggelaten: [^\]]*\]")
_NOT_IN_COLUMN: Final = re.compile(r"\W", re.ASCII)


class Papers:
    """Gives each document of a category a path of its own, numbered in the order of the records."""

    def __init__(self, folder: str) -> None:
        """Take the folder of the category."""
        self._folder = folder
        self._count = 0

    def path(self, file_name: str, ending: str) -> str:
        """Return the path for a document; what stays back of its name is in no path."""
        self._count += 1
        shown = _LEFT_OUT.sub(" ", file_name)
        stem, dot, _ = shown.rpartition(".")
        told = slug(stem if dot else shown)
        return f"{PAPERS}{self._folder}/{self._count:04}-{told}.{ending}"


@dataclass(frozen=True, slots=True)
class TablePlace:
    """Where one table lies in the package; `stem` is the path of its files without the extension."""

    table: ExportTable
    name: str
    stem: str
    sheet: str
    columns: tuple[str, ...]
    papers: "Papers"
    """Names for the documents of its category."""

    @property
    def csv_path(self) -> str:
        """Path of the CSV copy."""
        return f"{self.stem}.csv"

    @property
    def json_path(self) -> str:
        """Path of the JSON copy."""
        return f"{self.stem}.json"


@lru_cache(maxsize=_REMEMBERED)
def slug(text: str, *, limit: int = SLUG_LIMIT) -> str:
    """Return `text` as lower-case ASCII words joined by dashes, at most `limit` characters, never empty."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    cut = words if len(words) <= limit else _cut_at_word(words[: limit + 1], limit)
    return f"{cut or 'gegevens'}{'-gegevens' if cut in _DEVICES else ''}"


def _cut_at_word(text: str, limit: int) -> str:
    at = text.rfind("-")
    return text[:at] if at > limit // 2 else text[:limit]


def places(tables: Sequence[ExportTable]) -> tuple[TablePlace, ...]:
    """Return a place for every table: one folder per category, one name per holding, each unique."""
    folders: dict[str, str] = {}
    papers: dict[str, Papers] = {}
    taken_folders: set[str] = set()
    taken: set[str] = set()
    sheets: set[str] = {"overzicht"}
    found = []
    for table in tables:
        category = table.category.category_id
        if category not in folders:
            folders[category] = _unique(slug(table.category.label.nl), taken_folders)
            papers[category] = Papers(folders[category])
        name = _unique(f"{folders[category]}/{slug(table.holding.label.nl)}", taken)
        found.append(
            TablePlace(
                table=table,
                name=name.replace("/", "."),
                stem=f"data/{name}",
                sheet=_sheet(table.holding.label.nl, sheets),
                columns=columns(table.holding),
                papers=papers[category],
            )
        )
    return tuple(found)


def columns(holding: Holding) -> tuple[str, ...]:
    """Return the column names of the holding, the record's number first, unique and safe as a key."""
    return _columns(tuple([element.name for element in holding.elements]))


@lru_cache(maxsize=_REMEMBERED)
def _columns(elements: tuple[str, ...]) -> tuple[str, ...]:
    taken: set[str] = set()
    names = [_unique(RECORD_ID, taken)]
    wanted = (_NOT_IN_COLUMN.sub("_", name) or "_" for name in elements)
    names.extend(_unique(name, taken, joint="_") for name in wanted)
    return tuple(names)


def _unique(name: str, taken: set[str], *, joint: str = "-") -> str:
    found, number = name, 2
    while found.casefold() in taken:
        found, number = f"{name}{joint}{number}", number + 1
    taken.add(found.casefold())
    return found


def _sheet(label: str, taken: set[str]) -> str:
    name = _NOT_IN_SHEET.sub(" ", label).strip("' ") or "Gegevens"
    found, number = name[:SHEET_LIMIT].strip("' "), 2
    while found.casefold() in taken:
        tail = f" {number}"
        found, number = name[: SHEET_LIMIT - len(tail)] + tail, number + 1
    taken.add(found.casefold())
    return found
