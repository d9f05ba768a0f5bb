"""Guards: every letter exists in every language, and takes exactly what it is given."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from app.cases.model import Outcome
from app.language import Language
from app.letters.catalogue import (
    ANSWERS,
    CATALOGUE,
    MEANS,
    LetterKindMissing,
    folder,
    letter_for,
    template_name,
)
from app.letters.lint import remarks
from app.letters.model import LetterKind
from app.letters.text import document, environment, source_of
from jinja2 import meta
from tests.letter_examples import letters
from typing_extensions import override

TEXTS = Path(__file__).parents[3] / "templates" / "letters"
TEMPLATES = environment(TEXTS)
LAYOUT = (TEXTS / "layout.typ").read_text("utf-8")
EVERY = [(kind, language) for kind in LetterKind for language in Language]
PARTS = sorted({path.name.split(".")[0] for path in (TEXTS / "_parts").iterdir()})
FRAME_FOR_LAYOUT = frozenset(re.findall(r"\bframe\.(\w+)", LAYOUT)) | {"place"}
"""`place` goes into the seal."""


def asked_for(name: str) -> set[str]:
    """Return every value the text `name` and its parts ask for."""
    tree = TEMPLATES.parse(source_of(TEMPLATES, name))
    inner = [asked_for(part) for part in meta.find_referenced_templates(tree) if part]
    return meta.find_undeclared_variables(tree).union(*inner)


class Watched(dict[str, object]):
    """A mapping that remembers which of its keys were read."""

    def __init__(self, values: dict[str, object], name: str, read: set[str]) -> None:
        super().__init__({k: watched(v, f"{name}.{k}".strip("."), read) for k, v in values.items()})
        self._name, self._read = name, read

    @override
    def __getitem__(self, key: str) -> object:
        self._read.add(f"{self._name}.{key}".strip("."))
        return super().__getitem__(key)


def watched(value: object, name: str, read: set[str]) -> object:
    if isinstance(value, dict):
        return Watched(value, name, read)
    return [watched(v, name, read) for v in value] if isinstance(value, list) else value


def keys(value: object, name: str = "") -> Iterator[str]:
    """Yield the path of every value given."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{name}.{key}".strip(".")
            yield from keys(inner, f"{name}.{key}".strip("."))
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner, name)


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_a_letter_asks_for_exactly_what_the_catalogue_says(
    kind: LetterKind, language: Language
) -> None:
    assert asked_for(template_name(kind, language)) == CATALOGUE[kind].placeholders | {"frame"}


@pytest.mark.parametrize("language", Language)
def test_every_value_that_is_composed_is_printed_in_every_language(language: Language) -> None:
    given: dict[LetterKind, set[str]] = {}
    read: dict[LetterKind, set[str]] = {}
    for context in letters(language):
        seen = read.setdefault(context.kind, set())
        given.setdefault(context.kind, set()).update(keys(context.values))
        values = Watched(dict(context.values), "", seen)
        source = TEMPLATES.get_template(template_name(context.kind, language))
        source.render({name: dict.__getitem__(values, name) for name in values})
        seen.update(context.values)
    unread = {
        kind.value: sorted(k for k in given[kind] - read[kind] if not k.startswith("frame."))
        for kind in LetterKind
    }
    assert not any(unread.values()), unread


def test_every_value_of_the_frame_is_used_by_some_letter_or_the_layout() -> None:
    context = next(letters(Language.NL))
    frame = context.values["frame"]
    assert isinstance(frame, dict)
    used = {
        found
        for path in TEXTS.rglob("*.md")
        for found in re.findall(r"\bframe\.(\w+)", path.read_text("utf-8"))
    }
    assert set(frame) == used | FRAME_FOR_LAYOUT


@pytest.mark.parametrize("language", Language)
def test_every_way_a_text_can_go_makes_a_letter(language: Language) -> None:
    kinds = [context.kind for context in letters(language) if document(TEMPLATES, context).blocks]
    assert set(kinds) == set(LetterKind)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_exists_in_every_language_and_asks_for_the_same(part: str) -> None:
    asked = [asked_for(f"_parts/{part}.{language.value}.md") for language in Language]
    assert asked[0] == asked[1] == asked[2]


def test_no_folder_stands_without_a_kind() -> None:
    assert {p.name for p in TEXTS.iterdir() if p.is_dir()} == {
        "_parts",
        *(folder(kind) for kind in LetterKind),
    }


def test_the_text_of_l02_has_words_for_every_means() -> None:
    for language in Language:
        source = source_of(TEMPLATES, template_name(LetterKind.IDENTITY_REQUEST, language))
        assert set(re.findall(r'"(\w+)" in means', source)) == MEANS


@pytest.mark.parametrize("kind", LetterKind)
def test_a_dutch_text_is_plain(kind: LetterKind) -> None:
    assert remarks(source_of(TEMPLATES, template_name(kind, Language.NL))) == ()


@pytest.mark.parametrize("part", PARTS)
def test_a_dutch_part_is_plain(part: str) -> None:
    found = [
        r for r in remarks(source_of(TEMPLATES, f"_parts/{part}.nl.md")) if r.rule != "subject"
    ]
    # The sentence on the court is the fixed wording of the complaint block.
    assert [r.text[:26] for r in found] == (
        ["U kunt ook naar de rechtba"] if part == "complaint" else []
    )


@pytest.mark.parametrize("outcome", Outcome)
def test_an_outcome_names_its_letter_or_says_there_is_none(outcome: Outcome) -> None:
    if outcome in ANSWERS:
        assert letter_for(outcome) in LetterKind
    else:
        with pytest.raises(LetterKindMissing):
            letter_for(outcome)


def test_the_outcomes_without_a_letter_are_known() -> None:
    assert set(Outcome) - set(ANSWERS) == {Outcome.LAPSED_IDENTITY, Outcome.REDIRECTED}
