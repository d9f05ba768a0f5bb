"""How the tests read a letter: all of it, without what it quotes in Dutch, and which Dutch is left."""

from collections.abc import Iterable, Iterator
from typing import Final

from app.letters.text import Block, Box, Document, Heading, ListBlock, Paragraph, Span, Table

_TELLING: Final = frozenset(
    {"aan", "bewaren", "deze", "een", "geen", "gegevens", "geven", "hebben", "heeft", "het", "hun"}
    | {"maar", "moet", "mogen", "naar", "niet", "nog", "onze", "uit", "uw", "van", "verwerking"}
    | {"voor", "waarvan", "wat", "werd", "wij", "wordt", "zij", "zijn", "zodra", "zoals", "zonder"}
)
"""Words of Dutch that are none of French or English."""
_MARKS: Final = ".,;:!?()“”«»'\"*"


def dutch_in(text: str) -> list[str]:
    """Return the words of `text` that can only be Dutch."""
    words = (word.strip(_MARKS).lower() for word in text.split())
    return [word for word in words if word in _TELLING]


def said(letter: Document, *, quoted: bool = True) -> str:
    """Return the text of a letter, without what it quotes in Dutch if `quoted` is false."""
    spans = [letter.subject, *(_text(s, quoted=quoted) for s in _runs(letter.blocks))]
    return "\n".join(spans)


def _text(spans: Iterable[Span], *, quoted: bool) -> str:
    return "".join(s.text for s in spans if quoted or not s.dutch)


def _runs(blocks: Iterable[Block]) -> Iterator[tuple[Span, ...]]:
    for block in blocks:
        match block:
            case Heading(_, spans) | Paragraph(spans):
                yield spans
            case ListBlock(_, items):
                for item in items:
                    yield from _runs(item)
            case Table(header, rows):
                for row in (header, *rows):
                    yield from row
            case Box(inner):
                yield from _runs(inner)
