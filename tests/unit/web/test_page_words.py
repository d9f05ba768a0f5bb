"""Every state, letter and document that exists has words on the pages, and forms keep what was typed."""

import pytest
from app.cases.model import State
from app.documents.model import DocumentKind
from app.http.pages import _environment
from app.kit.typed_text import compact, line, paragraphs
from app.language import Text
from app.letters.model import LetterKind
from app.web import wording
from jinja2.environment import TemplateModule


@pytest.fixture
def words() -> TemplateModule:
    return _environment().get_template("nl/words.html").make_module()


def spoken(words: TemplateModule, macro: str, *arguments: object) -> str:
    return str(getattr(words, macro)(*arguments)).strip()


def test_every_state_has_a_name_a_story_and_somebody_at_move(words: TemplateModule) -> None:
    names = {spoken(words, "state_name", state.value) for state in State}
    stories = {spoken(words, "state_story", state.value, "") for state in State}
    assert len(names) == len(stories) == len(State)
    assert "" not in names | stories
    assert {spoken(words, "turn", state.value, "") for state in State} == {
        "Wij zijn aan zet",
        "U hoeft niets meer te doen",
    }


@pytest.mark.parametrize("asked", ["identity", "specification"])
def test_while_we_wait_for_the_person_they_are_at_move(words: TemplateModule, asked: str) -> None:
    state = f"{asked}Pending"
    assert spoken(words, "turn", state, asked) == "U bent aan zet"
    assert "staat de termijn stil" in spoken(words, "state_story", state, asked)


def test_every_letter_has_a_name_of_its_own(words: TemplateModule) -> None:
    names = {spoken(words, "letter", kind.value) for kind in LetterKind}
    assert len(names) == len(LetterKind)
    assert "Brief" not in names


def test_every_document_has_a_name(words: TemplateModule) -> None:
    for kind in DocumentKind:
        assert "<li>" in spoken(words, "documents", [kind.value])
    assert spoken(words, "documents", []) == "Geen"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "(vandaag)"),
        (1, "(morgen)"),
        (2, "(over 2 dagen)"),
        (-1, "(gisteren)"),
        (-2, "(2 dagen geleden)"),
    ],
)
def test_a_distance_is_said_in_days(words: TemplateModule, days: int, said: str) -> None:
    assert spoken(words, "distance", days) == said


def test_every_sentence_exists_in_three_languages() -> None:
    texts = [value for value in vars(wording).values() if isinstance(value, Text)]
    texts += [wording.files_big(10), wording.file_again("a.pdf")]
    assert len(texts) > 20
    for text in texts:
        assert len({text.nl, text.fr, text.en}) == 3
        assert not text.nl.endswith(".")


@pytest.mark.parametrize(
    ("read", "typed", "kept"),
    [
        (line, "  Anna\u200b  Maria\n", "Anna Maria"),
        (line, "Zoe\u0308", "Zoë"),
        (line, "a\x00b\u202ec", "abc"),
        (line, "\u0646\u200c\u06cc", "\u0646\u200c\u06cc"),
        (compact, " 12 34\u00a056\ufeff", "123456"),
        (paragraphs, "een\r\n\r\ntwee\x07 ", "een\n\ntwee"),
    ],
)
def test_text_loses_only_what_nobody_sees(read: object, typed: str, kept: str) -> None:
    assert callable(read)
    assert read(typed) == kept
