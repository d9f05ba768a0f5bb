"""The pages of the package: they open offline, run no script and ask nothing of any other host."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from app.exports.formats.preview import PREVIEW_ROWS, SealedTable
from app.exports.model import PackageRequest, Withheld
from app.kit.clock import BRUSSELS
from app.language import Language, Text
from app.personnel.model import Element, ValueKind
from app.register.model import BasisLine, CategoryLine

PAGES: Final[Mapping[Language, str]] = {
    Language.NL: "index.html",
    Language.FR: "index.fr.html",
    Language.EN: "index.en.html",
}
READMES: Final[Mapping[Language, str]] = {
    Language.NL: "LEESMIJ.txt",
    Language.FR: "LISEZMOI.txt",
    Language.EN: "README.txt",
}

_TEMPLATES: Final = Path(__file__).resolve().parents[3] / "templates" / "exports"
_TRUTH: Final[Mapping[Language, Mapping[str, str]]] = {
    Language.NL: {"true": "ja", "false": "nee"},
    Language.FR: {"true": "oui", "false": "non"},
    Language.EN: {"true": "yes", "false": "no"},
}
_MONTHS: Final[Mapping[Language, str]] = {
    Language.NL: "januari februari maart april mei juni juli augustus september oktober november december",
    Language.FR: "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    Language.EN: "January February March April May June July August September October November December",
}


def render_page(
    request: PackageRequest,
    tables: Sequence[SealedTable],
    *,
    language: Language,
    withheld: Sequence[Withheld],
) -> bytes:
    """Return the start page in `language`; `withheld` is grouped already."""
    page = _environment().get_template(f"index.{language.value}.html")
    return page.render(
        **_context(request, language),
        tables=tables,
        withheld=withheld,
        preview_rows=PREVIEW_ROWS,
        rows=lambda table: _rows(table, language),
        pages=PAGES,
    ).encode()


def render_readme(request: PackageRequest, *, language: Language) -> bytes:
    """Return the text file that says what this is and how to open it, with CRLF for every system."""
    page = _environment().get_template(READMES[language])
    text = page.render(**_context(request, language))
    return text.replace("\n", "\r\n").encode()


def load_templates() -> None:
    """Compile the templates now, so that the first package of a process does not wait for it."""
    for name in (*(f"index.{language.value}.html" for language in PAGES), *READMES.values()):
        _environment().get_template(name)
    for shared in ("layout.html", "page.css"):
        _environment().get_template(shared)


def _context(request: PackageRequest, language: Language) -> dict[str, object]:
    words = _Words(language)
    return {
        "request": request,
        "article15": request.article15,
        "language": language,
        "into": words.into,
        "listed": words.listed,
        "headings": words.headings,
        "purposes": words.purposes,
        "bases": words.bases,
        "day": lambda at: _day(at, language),
    }


class _Words:
    """Puts texts into the language of one page; what a category says stands at each of its tables and is made once."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._known: dict[Text, Markup] = {}
        self._purposes: dict[str, Markup] = {}
        self._bases: dict[str, Markup] = {}

    def into(self, text: Text) -> Markup:
        known = self._known.get(text)
        if known is None:
            wording = escape(text.into(self._language))
            if self._language is not Language.NL and wording == escape(text.nl):
                # Only Dutch is there: say so to a screen reader, which would read it with another tongue.
                wording = f'<span lang="nl">{wording}</span>'
            self._known[text] = known = Markup(wording)  # noqa: S704 - escaped above
        return known

    def headings(self, elements: Iterable[Element]) -> Markup:
        """Return the cells above the columns."""
        cells = '</th><th scope="col">'.join([self.into(e.label) for e in elements])
        return Markup(f'<th scope="col">{cells}</th>')  # noqa: S704 - escaped by `into`

    def listed(self, texts: Iterable[Text]) -> Markup:
        return _listed(map(self.into, texts))

    def purposes(self, category: CategoryLine) -> Markup:
        known = self._purposes.get(category.category_id)
        if known is None:
            known = self.listed(line.label for line in category.purposes)
            self._purposes[category.category_id] = known
        return known

    def bases(self, category: CategoryLine, article: str) -> Markup:
        """Return each basis with its article of law, `article` being the word for it."""
        known = self._bases.get(category.category_id)
        if known is None:
            all_bases = [basis for line in category.purposes for basis in line.bases]
            known = _listed(self._basis(basis, article) for basis in all_bases)
            self._bases[category.category_id] = known
        return known

    def _basis(self, basis: BasisLine, article: str) -> Markup:
        named = f"{self.into(basis.label)} ({escape(article)} {escape(basis.code)})"
        condition = f", {self.into(basis.condition)}" if basis.condition else ""
        return Markup(named + condition)  # noqa: S704 - escaped by `into` and here


def _listed(parts: Iterable[Markup]) -> Markup:
    return Markup("; ".join(parts))  # noqa: S704 - markup already


def _day(at: datetime, language: Language) -> str:
    local = at.astimezone(BRUSSELS)
    return f"{local.day} {_MONTHS[language].split()[local.month - 1]} {local.year}"


def _rows(table: SealedTable, language: Language) -> Markup:
    kinds = (ValueKind.TEXT, *(e.kind for e in table.place.table.holding.elements))
    columns = zip(*table.first_rows, strict=True)
    words = _TRUTH[language]
    cells = [
        [
            "" if text is None else words[text] if kind is ValueKind.BOOLEAN else escape(text)
            for text in column
        ]
        for kind, column in zip(kinds, columns, strict=True)
    ]
    opened = ("<td>" if kind is ValueKind.TEXT else '<td class="n">' for kind in kinds)
    row = ("<tr>" + "%s</td>".join((*opened, "")) + "</tr>\n").__mod__
    return Markup("".join(map(row, zip(*cells, strict=True))))  # noqa: S704 - every value was escaped above


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
