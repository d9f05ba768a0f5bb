"""From a letter's text and its values to blocks: Jinja2 fills in, Markdown structures, values never meet the Markdown parser.

Each value is turned into private-use characters, one per byte, before Markdown sees the text, and
back afterwards: whatever it holds, it comes out as literal text of the span it stood in.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import ClassVar, Final, TypeAlias

from jinja2 import DictLoader, Environment, StrictUndefined, TemplateError, Undefined
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from app.errors import DeskError
from app.letters.catalogue import template_name
from app.letters.model import LetterContext
from app.letters.original import Original

LINE_BREAK: Final = "\n"

_BYTE: Final = 0xE000  # a value's byte b travels as the private-use character U+E000 + b
_EMPTY: Final = "\ue100"  # an empty value must be something too, or its `**` would stand alone
_DUTCH, _OWN = "\ue101", "\ue102"  # around a passage that is Dutch in a letter that is not
_AWAY: Final = {byte: _BYTE + byte for byte in range(256)}
_BACK: Final = {**{there: here for here, there in _AWAY.items()}, ord(_EMPTY): None}
_TRAVELLING: Final = re.compile("[\ue000-\ue100]+")
_LINE_ENDS: Final = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
# Direction overrides could make a letter read otherwise than it is; the others cannot be seen or printed.
_DROPPED: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
_MARKED: Final = re.compile(f"[*_\\\\\\n{_DUTCH}]")  # what the rules within a block act on
_EDGE: Final = re.compile(f"([{_DUTCH}{_OWN}])")
_RULES: Final = (
    "heading",
    "list",
    "table",
    "blockquote",
    "emphasis",
    "escape",
    "newline",
)


class LetterIncomplete(DeskError):
    """The text of a letter asks for a value that was not given."""

    code: ClassVar[str] = "letterIncomplete"


@dataclass(frozen=True, slots=True)
class Span:
    """Literal text in one style; a newline in it is a forced line break."""

    text: str
    strong: bool = False
    em: bool = False
    dutch: bool = False
    """A passage quoted in Dutch by a letter of another language."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (the subject) to 3."""

    level: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list; each item holds blocks of its own."""

    ordered: bool
    items: tuple[tuple["Block", ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row; cells are spans."""

    header: tuple[tuple[Span, ...], ...]
    rows: tuple[tuple[tuple[Span, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Box:
    """Blocks set apart in a border (a Markdown quote)."""

    blocks: tuple["Block", ...]


Block: TypeAlias = Heading | Paragraph | ListBlock | Table | Box


@dataclass(frozen=True, slots=True)
class Document:
    """A letter as text: its subject line and its blocks."""

    subject: str
    blocks: tuple[Block, ...]


def clean(value: str) -> str:
    """Return `value` as a letter prints it: NFC, one kind of line break, nothing invisible that misleads."""
    if value.isascii() and value.isprintable():
        return value
    lines = _LINE_ENDS.sub(LINE_BREAK, value).replace("\t", " ")
    # The non-breaking hyphen is in few fonts and reads as a hyphen.
    return unicodedata.normalize("NFC", _DROPPED.sub("", lines)).replace("\u2011", "-")


def environment(folder: Path) -> Environment:
    """Return the Jinja2 environment over the letters in `folder`: strict, every value taken out of the markup.

    All texts are read now: what a process prints and the version it names cannot part.
    """
    texts = {p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in folder.rglob("*.md")}
    templates = Environment(
        loader=DictLoader(texts),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=_travelling,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    del templates.filters["safe"]  # nothing that comes from outside may claim to be markup
    return templates


def source_of(templates: Environment, name: str) -> str:
    """Return the text of one file below the folder of the letters."""
    if templates.loader is None:
        raise LetterIncomplete(template=name, error="noTexts")
    return templates.loader.get_source(templates, name)[0]


def document(templates: Environment, context: LetterContext) -> Document:
    """Return the letter as blocks. Raises LetterIncomplete when a value is missing."""
    name = template_name(context.kind, context.language)
    try:
        source = templates.get_template(name).render(context.values)
    except TemplateError as error:
        # The message of the template engine may quote a value: only its kind goes on.
        raise LetterIncomplete(template=name, error=type(error).__name__) from None
    return blocks(source)


def blocks(source: str) -> Document:
    """Return filled-in Markdown as blocks; its first heading is the subject."""
    found = tuple(_blocks(iter(_MARKDOWN.parse(source))))
    match found:
        case (Heading(level=1, spans=spans), *rest):
            return Document("".join(s.text for s in spans), tuple(rest))
        case _:
            raise LetterIncomplete(error="noSubject")


def _travelling(value: object) -> str:
    # A macro's result is markup of ours; None or a truth value would be a fault of the text.
    if isinstance(value, Markup):
        return value
    if isinstance(value, Undefined):
        return str(value)  # raises: the undefined is strict
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise LetterIncomplete(error="notPrintable")
    if isinstance(value, Original):
        passage = f"{_DUTCH}{_away(value)}{_OWN}"
        return f"{_away(value.before)}{passage}{_away(value.after)}"
    return _away(str(value)) or _EMPTY


def _away(value: str) -> str:
    return clean(value).encode().decode("latin-1").translate(_AWAY)


def _literal(text: str) -> str:
    return _TRAVELLING.sub(lambda run: run[0].translate(_BACK).encode("latin-1").decode(), text)


def _markdown() -> MarkdownIt:
    # What stands within a block is read by `_spans`, since most cells of a table hold no markup at all.
    parser = MarkdownIt("zero").enable(list(_RULES)).disable(["inline", "text_join"])
    for ruler in (parser.core.ruler, parser.block.ruler, parser.inline.ruler, parser.inline.ruler2):
        ruler.getRules("")  # put together now: threads share it
    return parser


_MARKDOWN: Final = _markdown()


def _blocks(tokens: Iterator[Token]) -> Iterator[Block]:
    """Read blocks up to the end of what they stand in, leaving the rest in `tokens`."""
    for token in tokens:
        match token.type:
            case "heading_open":
                yield Heading(int(token.tag[1:]), _within(tokens))
            case "paragraph_open":
                yield from _paragraph(tokens)
            case "bullet_list_open" | "ordered_list_open":
                yield ListBlock(token.type == "ordered_list_open", tuple(_items(tokens)))
            case "table_open":
                header, *rows = _rows(tokens)
                yield Table(header, tuple(rows))
            case "blockquote_open":
                yield Box(tuple(_blocks(tokens)))
            case "list_item_close" | "blockquote_close":
                return
            case _:
                raise LetterIncomplete(error=f"markup:{token.type}")


def _paragraph(tokens: Iterator[Token]) -> tuple[Paragraph, ...]:
    # A paragraph of an empty value alone leaves nothing to print.
    spans = _within(tokens)
    return (Paragraph(spans),) if spans else ()


def _within(tokens: Iterator[Token]) -> tuple[Span, ...]:
    """Read the text of a heading or paragraph, and its end."""
    text, _ = next(tokens), next(tokens)
    return _spans(text.content)


def _items(tokens: Iterator[Token]) -> Iterator[tuple[Block, ...]]:
    while next(tokens).type == "list_item_open":
        yield tuple(_blocks(tokens))


def _rows(tokens: Iterator[Token]) -> Iterator[tuple[tuple[Span, ...], ...]]:
    cells: list[tuple[Span, ...]] = []
    for token in tokens:
        match token.type:
            case "inline":
                cells.append(_spans(token.content))
            case "tr_close":
                yield tuple(cells)
                cells = []
            case "table_close":
                return


def _spans(source: str) -> tuple[Span, ...]:
    if not _MARKED.search(source):
        text = _literal(source)
        return (Span(text),) if text else ()
    parts: list[Token] = []
    _MARKDOWN.inline.parse(source, _MARKDOWN, {}, parts)
    runs = groupby(_by_tongue(_runs(parts)), lambda run: run[1:])
    # Decoded only now: a value may have been cut into neighbouring text nodes.
    spans = (Span(_literal("".join(run[0] for run in same)), *style) for style, same in runs)
    return tuple(span for span in spans if span.text)


def _by_tongue(
    runs: Iterable[tuple[str, bool, bool]],
) -> Iterator[tuple[str, bool, bool, bool]]:
    """Part the runs where a Dutch passage begins and ends."""
    dutch = False
    for content, strong, em in runs:
        for piece in _EDGE.split(content):
            if piece in {_DUTCH, _OWN}:
                dutch = piece == _DUTCH
            elif piece:
                yield piece, strong, em, dutch


def _runs(parts: Iterable[Token]) -> Iterator[tuple[str, bool, bool]]:
    strong = em = 0
    for part in parts:
        match part.type:
            case "text" | "text_special":
                yield part.content, strong > 0, em > 0
            case "softbreak":
                yield " ", strong > 0, em > 0
            case "hardbreak":
                yield LINE_BREAK, strong > 0, em > 0
            case "strong_open" | "strong_close":
                strong += part.nesting
            case "em_open" | "em_close":
                em += part.nesting
            case _:
                raise LetterIncomplete(error=f"markup:{part.type}")
