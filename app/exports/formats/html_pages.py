"""The pages of the package: they open offline, run no script and ask nothing of any other host."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from app.exports.formats.html_tables import ShownTable, TableParts
from app.exports.formats.html_words import Words
from app.exports.formats.preview import PREVIEW_ROWS
from app.exports.model import PackageRequest, Withheld
from app.language import Language

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


def render_page(
    request: PackageRequest,
    tables: Sequence[ShownTable],
    *,
    language: Language,
    withheld: Sequence[Withheld],
) -> bytes:
    """Return the start page in `language`; `withheld` is grouped already."""
    page = _environment().get_template(f"index.{language.value}.html")
    words = Words(language)
    return page.render(
        **_context(request, words),
        table_parts=lambda wording: TableParts(tables, words, wording),
        withheld=withheld,
        preview_rows=PREVIEW_ROWS,
        pages=PAGES,
    ).encode()


def render_readme(request: PackageRequest, *, language: Language) -> bytes:
    """Return the text file that says what this is and how to open it, with CRLF for every system."""
    page = _environment().get_template(READMES[language])
    text = page.render(**_context(request, Words(language)))
    return text.replace("\n", "\r\n").encode()


def load_templates() -> None:
    """Compile the templates now, so that the first package of a process does not wait for it."""
    for name in (*(f"index.{language.value}.html" for language in PAGES), *READMES.values()):
        _environment().get_template(name)
    for shared in ("layout.html", "page.css"):
        _environment().get_template(shared)


def _context(request: PackageRequest, words: Words) -> dict[str, object]:
    return {
        "request": request,
        "article15": request.article15,
        "language": words.language,
        "into": words.into,
        "day": words.day,
    }


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
