"""Guards: every letter exists in every language, and takes exactly what it is given."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from app.cases.model import Outcome
from app.language import Language
from app.letters.catalogue import (
    CATALOGUE,
    MEANS,
    TO_OTHERS,
    answer_kind,
    folder,
    template_name,
)
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


def test_there_are_words_for_every_means() -> None:
    for language in Language:
        source = source_of(TEMPLATES, f"_parts/means.{language.value}.md")
        assert set(re.findall(r'"(\w+)" in means', source)) == MEANS


GRANTED, PARTLY, REFUSED = Outcome.GRANTED, Outcome.PARTIALLY_GRANTED, Outcome.REFUSED


@pytest.mark.parametrize(
    ("what", "decided", "kind"),
    [
        ("access that is given leads", [("erasure", PARTLY), ("access", GRANTED)], "L06"),
        ("rectification", [("rectification", GRANTED)], "L07"),
        ("the first that is given", [("access", REFUSED), ("erasure", PARTLY)], "L08"),
        (
            "restriction before consent",
            [("restriction", PARTLY), ("consentWithdrawal", GRANTED)],
            "L09",
        ),
        ("objection upheld", [("objection", GRANTED)], "L11"),
        ("a single objection refused", [("objection", REFUSED)], "L11"),
        ("portability", [("portability", PARTLY)], "L12"),
        ("consent", [("consentWithdrawal", GRANTED)], "L13"),
        ("a single refusal", [("erasure", REFUSED)], "L14"),
        (
            "an objection refused beside another",
            [("objection", REFUSED), ("access", REFUSED)],
            "L14",
        ),
        ("refused and no data", [("erasure", REFUSED), ("access", Outcome.NO_DATA_HELD)], "L14"),
        ("nowhere data", [("access", Outcome.NO_DATA_HELD)] * 2, "L24"),
        ("identity not established", [("access", Outcome.LAPSED_IDENTITY)], "L15"),
        ("another controller", [("access", Outcome.REDIRECTED)], "L20"),
        ("all withdrawn", [("access", Outcome.WITHDRAWN)], "L16"),
        (
            "withdrawn leaves the rest",
            [("access", Outcome.WITHDRAWN), ("objection", REFUSED)],
            "L11",
        ),
    ],
)
def test_the_decisions_of_a_case_name_its_answer_letter(
    what: str, decided: list[tuple[str, Outcome]], kind: str
) -> None:
    assert answer_kind(decided).value == kind, what


@pytest.mark.parametrize(
    ("decided", "kind"),
    [
        ([("objection", REFUSED)], "L14"),
        ([("erasure", REFUSED)], "L14"),
        ([("objection", Outcome.WITHDRAWN), ("objection", REFUSED)], "L14"),
        ([("objection", GRANTED)], "L11"),
        ([("consentWithdrawal", GRANTED), ("objection", REFUSED)], "L13"),
    ],
    ids=["objection", "erasure", "one-left", "granted", "beside-a-grant"],
)
def test_proof_that_shows_nobody_is_answered_with_the_general_refusal(
    decided: list[tuple[str, Outcome]], kind: str
) -> None:
    assert answer_kind(decided, unproven=True).value == kind


def test_what_goes_to_somebody_else_is_known() -> None:
    assert {kind.value for kind in TO_OTHERS} == {"L18", "L21"}
