"""Every public page is there in each language, built alike, with words of its own, in plain language."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest
from app.language import Language, Text
from app.letters.plain_words import FORBIDDEN
from app.rights.catalogue import RIGHTS
from app.web import forms, wording, wording_agents, wording_fetching, wording_messages
from jinja2 import Environment
from typing_extensions import override

WEB: Final = Path(__file__).parents[2] / "templates" / "web"
STAFF: Final = {"taak.html", "taak_bedankt.html", "taak_code.html"}
"""Pages of our own staff: in Dutch alone."""
ENGLISH: Final = {"api.html"}
"""The contract, for who builds on it."""
PAGES: Final = sorted(p.name for p in (WEB / "nl").glob("*.html") if p.name not in STAFF)
OTHERS: Final = (Language.FR, Language.EN)
JINJA: Final = re.compile(r"{[{%#].*?[%}#]}", re.DOTALL)
SAME: Final = {"JavaScript", "WCAG", "PDF", "DPO", "Rechtenloket"}
LONGEST: Final = 28
"""Words of a sentence on a page; letters are held to fewer, but hold no list of what may be covered."""
SENTENCE: Final = re.compile(r"(?<=[.!?:;])\s+")


class Shape(HTMLParser):
    """A page without its words: elements, with the attributes no reader hears."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.words: list[str] = []
        self.feed(text)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = tuple((n, v) for n, v in attrs if n not in {"aria-label", "href", "action"})
        self.found.append((tag, own))

    @override
    def handle_data(self, data: str) -> None:
        self.words.append(data)


def source(language: Language, page: str) -> str:
    return (WEB / language.value / page).read_text()


def logic(text: str) -> list[str]:
    """Return what a page asks and shows, its own words taken out."""
    silent = {"data", "whitespace", "comment", "comment_begin", "comment_end"}
    return [
        "text" if kind == "string" else value
        for _, kind, value in Environment(autoescape=True).lex(text)
        if kind not in silent
    ]


def sentences(text: str) -> Iterator[str]:
    """Yield what a page says, as a reader gets it."""
    quoted = [
        value[1:-1] for _, kind, value in Environment(autoescape=True).lex(text) if kind == "string"
    ]
    plain = re.sub(r"(?s){{.*?}}", " X ", re.sub(r"(?s){[%#].*?[%#]}", "<br>", text))
    for part in (*Shape(plain).words, *quoted):
        for sentence in SENTENCE.split(" ".join(part.split())):
            if sentence.count(" ") > 1:
                yield sentence


def test_the_same_pages_are_there_in_each_language() -> None:
    assert len(PAGES) > 8
    for language in OTHERS:
        there = {p.name for p in (WEB / language.value).glob("*.html")}
        assert there - ENGLISH == set(PAGES)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_is_built_like_the_dutch_page(language: Language, page: str) -> None:
    dutch, other = source(Language.NL, page), source(language, page)
    assert logic(other) == logic(dutch)
    assert Shape(JINJA.sub("", other)).found == Shape(JINJA.sub("", dutch)).found


@pytest.mark.parametrize("page", PAGES)
def test_no_sentence_is_left_in_another_language(page: str) -> None:
    said = {language: set(sentences(source(language, page))) for language in Language}
    for one, other in ((Language.NL, Language.FR), (Language.NL, Language.EN), OTHERS):
        both = {s for s in said[one] & said[other] if not any(word in s for word in SAME)}
        assert {s for s in both if re.search(r"[a-zé]{3,} [a-zé]{2,}", s)} == set()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", list(Language))
def test_a_page_speaks_plainly(language: Language, page: str) -> None:
    for sentence in sentences(source(language, page)):
        assert len(sentence.split()) <= LONGEST, sentence
        for word in FORBIDDEN[language]:
            assert not re.search(rf"\b{re.escape(word)}\b", sentence, re.IGNORECASE), sentence


def texts_in(module: ModuleType) -> Iterator[Text]:
    for value in vars(module).values():
        if isinstance(value, Text):
            yield value
        elif isinstance(value, dict):
            yield from (text for text in value.values() if isinstance(text, Text))


@pytest.mark.parametrize("module", [wording, wording_agents, wording_fetching, wording_messages])
def test_every_sentence_of_a_catalogue_has_each_language(module: ModuleType) -> None:
    found = list(texts_in(module))
    assert len(found) > 5
    for text in found:
        assert all(text.has(language) for language in Language), text.nl
        if " " in text.nl:  # a word alone can be the same in two
            assert len({text.into(language) for language in Language}) == 3, text.nl


def test_a_link_can_name_every_right() -> None:
    assert set(forms.ASKED.values()) == set(RIGHTS)
