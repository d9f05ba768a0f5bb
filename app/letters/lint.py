"""Plain language, checked: what a Dutch letter text should not say or how long it should not run."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

FORBIDDEN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "aangaande": "over",
        "alsmede": "en",
        "alsook": "en",
        "betreffende": "over",
        "conform": "volgens",
        "derhalve": "dus",
        "desgevallend": "als dat nodig is",
        "dient te": "moet",
        "dienen te": "moeten",
        "evenwel": "maar",
        "gelieve": "wilt u",
        "heden": "nu",
        "hieromtrent": "hierover",
        "indien": "als",
        "ingevolge": "door",
        "inzake": "over",
        "middels": "met",
        "mits": "als",
        "omtrent": "over",
        "reeds": "al",
        "teneinde": "om",
        "tevens": "ook",
        "trachten": "proberen",
        "uwentwege": "van u",
        "voornoemd": "dit",
    }
)
"""Formal word -> what to write instead."""

LONGEST_SENTENCE: Final = 25
LONGEST_PARAGRAPH: Final = 5
MOST_LAW_OUTSIDE_BOXES: Final = 1

_STATEMENT: Final = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_VALUE: Final = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_INFORMAL: Final = re.compile(r"\b(je|jij|jou|jouw|jullie)\b", re.IGNORECASE)
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý{*“])")
_LAW: Final = re.compile(r"\b(artikel|art\.|wet van|decreet)", re.IGNORECASE)
_MARKS: Final = re.compile(r"[*#>|\\]|^\s*(?:-|\d+\.)\s", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Remark:
    """What could be plainer; `rule` is `word`, `sentence`, `paragraph`, `informal`, `subject` or `law`."""

    rule: str
    text: str


def remarks(source: str) -> tuple[Remark, ...]:
    """Return what could be plainer in the text of a letter, Jinja2 and Markdown included."""
    text = _VALUE.sub("X", _STATEMENT.sub("", source))
    return (*_subject(text), *_words(text), *_lengths(text), *_law(text))


def _subject(text: str) -> Iterator[Remark]:
    if not text.lstrip().startswith("# "):
        yield Remark("subject", "de brief begint niet met een onderwerp")


def _words(text: str) -> Iterator[Remark]:
    for word, instead in FORBIDDEN.items():
        if re.search(rf"\b{word}\b", text, re.IGNORECASE):
            yield Remark("word", f"{word}: schrijf {instead}")
    for found in _INFORMAL.finditer(text):
        yield Remark("informal", f"{found[0]}: schrijf u of uw")


def _lengths(text: str) -> Iterator[Remark]:
    for paragraph in re.split(r"\n\s*\n|\n(?=\s*(?:-|>|\||\d+\.)\s)", text):
        sentences = _SENTENCE_END.split(_MARKS.sub(" ", paragraph).strip())
        if len(sentences) > LONGEST_PARAGRAPH:
            yield Remark("paragraph", sentences[0])
        yield from (Remark("sentence", s) for s in sentences if len(s.split()) > LONGEST_SENTENCE)


def _law(text: str) -> Iterator[Remark]:
    outside = "\n".join(line for line in text.splitlines() if not line.startswith(">"))
    if len(_LAW.findall(outside)) > MOST_LAW_OUTSIDE_BOXES:
        yield Remark("law", "meer dan één verwijzing naar de wet buiten de kaders")
