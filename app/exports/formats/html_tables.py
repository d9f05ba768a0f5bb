"""What a page says of each table: markup of the template, filled here, as there are many tables and three pages."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape as escaped
from typing import Final

from markupsafe import Markup, escape

from app.exports.formats.html_words import Words
from app.exports.formats.preview import PREVIEW_ROWS, SealedTable
from app.language import Language
from app.personnel.model import ValueKind
from app.register.model import CategoryLine

_TRUTH: Final[Mapping[Language, Mapping[str, str]]] = {
    Language.NL: {"true": "ja", "false": "nee"},
    Language.FR: {"true": "oui", "false": "non"},
    Language.EN: {"true": "yes", "false": "no"},
}
_WORDS: Final = frozenset({ValueKind.TEXT, ValueKind.DOCUMENT})
_LEFT_OUT: Final = " \u2013 "
_FIELD: Final = re.compile(r"\[\[(\w+)\]\]")


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A sealed table with the markup that reads the same in every language."""

    sealed: SealedTable
    common: Mapping[str, str]
    rows: str
    """Its first rows; a field stands for each yes or no."""


def shown(number: int, sealed: SealedTable) -> ShownTable:
    """Return the table as number so many of a page."""
    common = {
        "number": str(number),
        "system": escape(sealed.place.table.system_label),
        "csv": escape(sealed.csv.path),
        "json": escape(sealed.json.path),
    }
    return ShownTable(sealed, common, _rows(sealed))


class TableParts:
    """The parts of one page that repeat for each table; `[[name]]` in a pattern is a field."""

    def __init__(
        self, tables: Sequence[ShownTable], words: Words, wording: Mapping[str, str]
    ) -> None:
        """Work out what every table says, in the words of the page: plain text, as its template gives them."""
        self._words = words
        self._w = {name: str(escape(word)) for name, word in wording.items()}
        self._categories: dict[str, dict[str, str]] = {}
        self._told = [(table, self._fields(table)) for table in tables]

    def lines(self, pattern: Markup) -> Markup:
        """Return the pattern once for every table, for the list of all."""
        fill = _Fill(pattern)
        return _joined(fill(fields) for _, fields in self._told)

    def sections(self, pattern: Markup, *, filled: Markup, cut: Markup) -> Markup:
        """Return the pattern once for every table, with its first rows in `filled`, led by `cut` when there are more."""
        fill, fill_rows, fill_cut = _Fill(pattern), _Fill(filled), _Fill(cut)
        for table, fields in self._told:
            sealed = table.sealed
            fields["cut"] = fill_cut(fields) if sealed.rows > PREVIEW_ROWS else ""
            fields["content"] = fill_rows(fields) if sealed.rows else self._nothing(sealed)
        return _joined(fill(fields) for _, fields in self._told)

    def _fields(self, table: ShownTable) -> dict[str, str]:
        part, words = table.sealed.place.table, self._words
        holding, category = part.holding, part.category
        about = self._categories.get(category.category_id)
        if about is None:
            self._categories[category.category_id] = about = self._about(category)
        own = {"retention": words.marked(holding.retention)} if holding.retention else {}
        return {
            **table.common,
            **about,
            **own,
            "label": words.marked(holding.label),
            "name": words.plain(holding.label),
            "extracted": words.day(part.extracted_at),
            "amount": self._amount(table.sealed),
            "headings": words.headings(holding.elements),
            "rows": table.rows % _TRUTH[words.language],
        }

    def _about(self, category: CategoryLine) -> dict[str, str]:
        words, w = self._words, self._w
        return {
            "category": words.marked(category.label),
            "purposes": words.purposes(category) or w["unknown"],
            "bases": words.bases(category, w["article"]) or w["unknown"],
            "retention": words.listed(category.retention) or w["unknown"],
            "sources": words.listed(category.sources) or w["unknown"],
            "recipients": "; ".join(map(escape, category.recipients)) or w["no_recipients"],
        }

    def _amount(self, sealed: SealedTable) -> str:
        left_out = sealed.place.table.withheld_count
        if not left_out:
            return self._count(sealed.rows) if sealed.rows else self._w["nothing"]
        told = f"{self._w['withheld_here']} {self._count(left_out)}"
        return f'{self._count(sealed.rows)}{_LEFT_OUT}<a href="#weglatingen">{told}</a>'

    def _count(self, number: int) -> str:
        return f"{number} {self._w['row' if number == 1 else 'rows']}"

    def _nothing(self, sealed: SealedTable) -> str:
        told = "all_withheld" if sealed.place.table.withheld_count else "nothing_here"
        return f"<p><strong>{self._w[told]}</strong></p>\n"


class _Fill:
    """A pattern ready to be filled many times; what is filled in is markup already."""

    __slots__ = ("_pattern",)

    def __init__(self, pattern: str) -> None:
        self._pattern = _FIELD.sub(r"%(\1)s", pattern.replace("%", "%%"))

    def __call__(self, fields: Mapping[str, str]) -> str:
        return self._pattern % fields


def _joined(parts: Iterable[str]) -> Markup:
    return Markup("".join(parts))  # noqa: S704 - every value was escaped before it was filled in


def _rows(table: SealedTable) -> str:
    kinds = (ValueKind.TEXT, *(e.kind for e in table.place.table.holding.elements))
    columns = map(_cells, kinds, zip(*table.first_rows, strict=True))
    opened = ("<td>" if kind in _WORDS else '<td class="n">' for kind in kinds)
    row = ("<tr>" + "%s</td>".join((*opened, "")) + "</tr>\n").__mod__
    return "".join(map(row, zip(*columns, strict=True)))


def _cells(kind: ValueKind, column: Sequence[str | None]) -> Sequence[str]:
    if kind is ValueKind.BOOLEAN:
        return ["" if text is None else f"%({text})s" for text in column]
    if kind is ValueKind.DOCUMENT:
        return ["" if path is None else _link(path) for path in column]
    return ["" if text is None else escaped(text).replace("%", "%%") for text in column]


def _link(path: str) -> str:
    return f'<a href="{escaped(path)}">{escaped(path.rpartition("/")[2])}</a>'.replace("%", "%%")
