"""Plain language, checked: what the text of a letter should not say, and how long it should not run."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, assert_never

from app.language import Language
from app.letters.plain_words import ADDRESS, BARE_LAW, FORBIDDEN, LAW, NAMED_LAW
from app.letters.text import (
    LINE_BREAK,
    Block,
    Box,
    Document,
    Heading,
    ListBlock,
    Paragraph,
    Span,
    Table,
)

LONGEST_SENTENCE: Final = 20
LONGEST_PARAGRAPH: Final = 5
MOST_LAW_OUTSIDE_BOXES: Final = 1
FIXED: Final = frozenset({"complaint"})
"""Parts whose wording is not ours to change: the complaint block of section 7.2."""

_OWN_LINE: Final = re.compile(r"^[ \t]*\{[%#](?:(?![%#]\}).)*[%#]\}[ \t]*$", re.MULTILINE)
_STATEMENT: Final = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_VALUE: Final = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])[*”»]*\s+(?=[A-ZÀ-Ý{*“«])")
_MARKS: Final = re.compile(r"[*#>|\\]|^\s*(?:-|\d+\.)\s", re.MULTILINE)
_PARAGRAPH_END: Final = re.compile(r"\n\s*\n|\n(?=\s*(?:-|>|\||#|\d+\.)\s)|\|")


@dataclass(frozen=True, slots=True)
class Remark:
    """What could be plainer; `rule` is `word`, `sentence`, `paragraph`, `address`, `subject`, `law` or `bareLaw`."""

    rule: str
    text: str


def remarks(source: str, language: Language = Language.NL) -> tuple[Remark, ...]:
    """Return what could be plainer in the text of a letter, Jinja2 and Markdown included.

    Every way the text can go is read; a value counts as one word.
    """
    text = _VALUE.sub("X", _STATEMENT.sub("", _OWN_LINE.sub("\n", source)))
    boxed = [line for line in text.splitlines() if line.startswith(">")]
    outside = "\n".join(line for line in text.splitlines() if not line.startswith(">"))
    paragraphs = [
        _MARKS.sub(" ", part).strip()
        for piece in (outside, "\n".join(boxed))
        for part in _PARAGRAPH_END.split(piece)
    ]
    subject = text.lstrip().startswith("# ")
    return (
        *_subject(there=subject),
        *_words(text, language),
        *_lengths(paragraphs),
        *_law(outside, language),
        *_bare_law(text, language),
    )


def remarks_on(
    letter: Document, language: Language, *, names_in_language: bool = True
) -> tuple[Remark, ...]:
    """Return what could be plainer in a letter as its reader gets it, values and all.

    What a translation quotes in Dutch is not judged; `names_in_language` is false where it also names
    things by their Dutch name alone. References to the law are not counted, since
    each part that is refused names the article of its ground; one without its law is remarked on.
    """
    paragraphs = list(_paragraphs(letter.blocks))
    text = "\n".join([letter.subject, *paragraphs])
    return (
        *_subject(there=bool(letter.subject.strip())),
        *(_words(text, language) if names_in_language else ()),
        *_bare_law(text, language),
        *_lengths(paragraphs),
    )


def remarks_in(folder: Path) -> Iterator[tuple[str, Remark]]:
    """Yield each remark on the texts below `folder`, with the name of its file.

    A part has no subject of its own; one whose wording is FIXED is left out.
    """
    for path in sorted(folder.rglob("*.md")):
        *part, language = path.name.removesuffix(".md").split(".")
        if FIXED.isdisjoint(part):
            found = remarks(path.read_text("utf-8"), Language(language))
            name = path.relative_to(folder).as_posix()
            yield from ((name, r) for r in found if not part or r.rule != "subject")


def _paragraphs(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading(_, spans) | Paragraph(spans):
                yield _text(spans)
            case ListBlock(_, items):
                for item in items:
                    yield from _paragraphs(item)
            case Table(header, rows):
                for row in (header, *rows):
                    yield from (line for cell in row for line in _text(cell).split(LINE_BREAK))
            case Box(inner):
                yield from _paragraphs(inner)
            case _:
                assert_never(block)


def _text(spans: Iterable[Span]) -> str:
    return "".join(span.text for span in spans if not span.dutch)


def _subject(*, there: bool) -> Iterator[Remark]:
    if not there:
        yield Remark("subject", "de brief begint niet met een onderwerp")


def _words(text: str, language: Language) -> Iterator[Remark]:
    for word, instead in FORBIDDEN[language].items():
        if re.search(rf"\b{word}\b", text, re.IGNORECASE):
            yield Remark("word", f"{word}: schrijf {instead}")
    wrong, right = ADDRESS[language]
    for found in wrong.finditer(text):
        yield Remark("address", f"{found[0]}: schrijf {right}")


def _bare_law(text: str, language: Language) -> Iterator[Remark]:
    for bare in BARE_LAW.findall(NAMED_LAW[language].sub("", text)):
        yield Remark("bareLaw", f"{bare}: noem de wet erbij, zoals “artikel 7(3) AVG”")


def _lengths(paragraphs: Iterable[str]) -> Iterator[Remark]:
    for paragraph in paragraphs:
        sentences = _SENTENCE_END.split(paragraph)
        if len(sentences) > LONGEST_PARAGRAPH:
            yield Remark("paragraph", sentences[0])
        yield from (Remark("sentence", s) for s in sentences if _length(s) > LONGEST_SENTENCE)


def _length(sentence: str) -> int:
    # A mark that stands alone, as before a French colon, is no word.
    return sum(any(c.isalnum() for c in word) for word in sentence.split())


def _law(outside: str, language: Language) -> Iterator[Remark]:
    if len(LAW[language].findall(outside)) > MOST_LAW_OUTSIDE_BOXES:
        yield Remark("law", "meer dan één verwijzing naar de wet buiten de kaders")
