"""The law is named in full in every letter, and a translation quotes Dutch only where it says so."""

from pathlib import Path

import pytest
from app.casework.told import printed_ground
from app.decisions.grounds import ARTICLES
from app.language import Language, Text
from app.letters.lint import remarks
from app.letters.model import LetterContext
from app.letters.original import Original, as_written, sentences
from app.letters.text import document, environment
from app.rights.references import basis_in_words, in_words
from tests import letter_names as names
from tests.letter_examples import letters
from tests.letter_language import dutch_in, said

TEMPLATES = environment(Path(__file__).parents[3] / "templates" / "letters")


def bare(text: str, language: Language) -> list[str]:
    """Return the references of a text that stand without their law."""
    found = remarks(f"# X\n\n{text}\n", language)
    return [r.text.partition(":")[0] for r in found if r.rule == "bareLaw"]


@pytest.mark.parametrize("language", Language)
def test_no_number_of_an_article_stands_without_its_law(language: Language) -> None:
    found = {c.kind.value: bare(said(document(TEMPLATES, c)), language) for c in letters(language)}
    assert {kind: numbers for kind, numbers in found.items() if numbers} == {}


@pytest.mark.parametrize("code", ARTICLES)
def test_every_ground_names_its_law_in_every_language(code: str) -> None:
    ground = printed_ground(code)
    for language in Language:
        said_of_it = f"{ground.plain.into(language)} {ground.article.into(language)}"
        assert bare(said_of_it, language) == []
    assert bool(ground.article.nl) == bool(ARTICLES[code])


@pytest.mark.parametrize(
    ("references", "nl", "fr"),
    [
        (("7(3)",), "artikel 7(3) AVG", "article 7(3) RGPD"),
        (("12(2)", "12(6)"), "artikelen 12(2) en 12(6) AVG", "articles 12(2) et 12(6) RGPD"),
        (
            ("15(4)", "rec. 63"),
            "artikel 15(4) AVG en overweging 63 AVG",
            "article 15(4) RGPD et considérant 63 RGPD",
        ),
        ((), "", ""),
    ],
)
def test_references_read_as_a_phrase(references: tuple[str, ...], nl: str, fr: str) -> None:
    assert (in_words(references).nl, in_words(references).fr) == (nl, fr)


def test_a_legal_basis_is_an_article_too() -> None:
    assert basis_in_words("6.1.c").en == "Article 6(1)(c) GDPR"


def test_a_reference_of_an_unknown_form_is_refused() -> None:
    with pytest.raises(ValueError, match="form"):
        in_words(["hoofdstuk 3"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Zie 7(3).", ["7(3)"]),
        ("Zie art. 7 AVG.", ["art. 7"]),
        ("Zie artikel 7.", ["artikel 7"]),
        ("Zie artikel 7(3) AVG en 17(3)(b).", ["17(3)(b)"]),
        ("Op grond van 6.1.c.", ["6.1.c"]),
        ("Zie 15(4), rec. 63.", ["15(4)", "rec. 63"]),
        ("Zie artikelen 11-17 van de wet van 30 juli 2018.", []),
        ("Zie artikelen 12(2), 12(6) en 11(2) AVG.", []),
    ],
)
def test_a_bare_reference_is_found(text: str, found: list[str]) -> None:
    assert bare(text, Language.NL) == found


# Dutch in a letter that is not.


def own(context: LetterContext) -> str:
    """Return what a letter says in its own language, without the names of the examples."""
    text = said(document(TEMPLATES, context), quoted=False)
    known = [*names.CATEGORIES, *names.SOURCES, *names.POSSIBLE, *names.RECIPIENTS]
    known += [t.nl for period in names.RETENTION for t in period]
    for name, bases in names.PURPOSES:
        known += [name, *(words for basis in bases for words in basis[1:])]
    for name in sorted(filter(None, known), key=len, reverse=True):
        text = text.replace(name, "")
    return text


@pytest.mark.parametrize("language", [Language.FR, Language.EN])
def test_a_translation_holds_dutch_only_where_it_says_so(language: Language) -> None:
    found = {c.kind.value: dutch_in(own(c)) for c in letters(language)}
    assert {kind: words for kind, words in found.items() if words} == {}


@pytest.mark.parametrize("language", [Language.FR, Language.EN])
def test_every_dutch_passage_is_marked_before_and_after(language: Language) -> None:
    mark = {
        Language.FR: "(texte original en néerlandais) «",
        Language.EN: "(original Dutch text) “",
    }
    quoting = [c for c in letters(language) if said(document(TEMPLATES, c), quoted=False)
               != said(document(TEMPLATES, c))]  # fmt: skip
    assert {"L02", "L05", "L08", "L11", "L17", "L22", "L23"} <= {c.kind.value for c in quoting}
    assert all(mark[language] in said(document(TEMPLATES, c)) for c in quoting)


def test_the_dutch_original_marks_nothing() -> None:
    for context in letters(Language.NL):
        text = document(TEMPLATES, context)
        assert said(text) == said(text, quoted=False)


def test_sentences_are_told_once_and_parted_where_the_language_changes() -> None:
    ours = Text(
        "We vonden 1 gegeven.", "We found 1 record.", "Nous avons trouvé un enregistrement."
    )
    typed = (Text("U werkt hier."), Text("U krijgt loon."))
    told = sentences((ours, *typed, ours), Language.EN)
    assert told == ["We found 1 record.", "U werkt hier. U krijgt loon."]
    assert [isinstance(passage, Original) for passage in told] == [False, True]
    assert sentences((ours, *typed), Language.NL) == [
        "We vonden 1 gegeven. U werkt hier. U krijgt loon."
    ]


def test_nothing_written_is_nothing_to_mark() -> None:
    assert not isinstance(as_written(" ", Language.FR), Original)
