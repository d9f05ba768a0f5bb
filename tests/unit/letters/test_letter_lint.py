"""The plain-language check finds what it is for, nothing in a plain text, and our own texts are plain."""

from pathlib import Path

import pytest
from app.language import Language
from app.letters.lint import FIXED, remarks, remarks_in, remarks_on
from app.letters.plain_words import FORBIDDEN
from app.letters.text import document, environment
from tests.letter_examples import letters

TEXTS = Path(__file__).parents[3] / "templates" / "letters"
TEMPLATES = environment(TEXTS)
PLAIN = "# Onderwerp\n\nWe kregen uw verzoek op {{ datum }}. U krijgt snel antwoord.\n"
WORDS = [(language, word) for language in Language for word in FORBIDDEN[language]]
NOT_OURS = {
    "je: schrijf u of uw",  # a category of the register: "informatie die je zelf beslist mee te delen"
}


def test_a_plain_text_gets_no_remark() -> None:
    assert remarks(PLAIN) == ()


@pytest.mark.parametrize(
    ("what", "addition", "rule"),
    [
        ("a formal word", "Inzake uw vraag.", "word"),
        ("two formal words in one", "U dient te wachten.", "word"),
        ("je beside u", "Je krijgt antwoord.", "address"),
        ("a sentence of 21 words", " ".join(["woord"] * 21) + ".", "sentence"),
        ("a long item of a list", "- " + " ".join(["woord"] * 21), "sentence"),
        ("a long line in a box", "> " + " ".join(["woord"] * 21), "sentence"),
        ("a long cell", "| Dit | " + " ".join(["woord"] * 21) + " |", "sentence"),
        ("six sentences on end", "Dit is er een. " * 6, "paragraph"),
        ("two laws outside a box", "Zie artikel 15 AVG. Zie ook artikel 17 AVG.", "law"),
        ("a number without its law", "Zie 7(3).", "bareLaw"),
        ("a legal basis by its code", "Op grond van 6.1.c.", "bareLaw"),
    ],
)
def test_what_could_be_plainer_is_found(what: str, addition: str, rule: str) -> None:
    assert [r.rule for r in remarks(f"{PLAIN}\n{addition}\n")] == [rule], what


@pytest.mark.parametrize(
    ("language", "addition", "rule"),
    [
        (Language.FR, "Tu recevras une réponse.", "address"),
        (Language.EN, "The data subject gets an answer.", "address"),
        (Language.FR, "Voir article 15 RGPD et article 17 RGPD.", "law"),
        (Language.EN, "See Article 15 GDPR and the decree.", "law"),
    ],
)
def test_each_language_has_its_own_list(language: Language, addition: str, rule: str) -> None:
    text = f"# Subject\n\n{addition}\n"
    assert [r.rule for r in remarks(text, language)] == [rule]
    assert remarks(text) == () or rule == "law"


@pytest.mark.parametrize(
    "addition",
    [
        " ".join(["woord"] * 20) + ".",
        " ".join(["mot"] * 20) + " :",
        "Dit is er een. " * 5,
    ],
)
def test_as_long_as_it_may_be_is_plain(addition: str) -> None:
    assert remarks(f"{PLAIN}\n{addition}\n") == ()


def test_a_missing_subject_is_found() -> None:
    assert [r.rule for r in remarks("Geen onderwerp.")] == ["subject"]


def test_laws_inside_a_box_do_not_count() -> None:
    assert remarks(f"{PLAIN}\n> artikel 77 AVG\n>\n> artikel 79 AVG\n") == ()


def test_what_jinja_decides_is_no_word_of_the_letter() -> None:
    assert remarks(PLAIN + '\n{% if "indien" in x %}\nGoed zo.\n{% endif %}\n') == ()


def test_the_ways_a_text_can_go_are_sentences_of_their_own() -> None:
    half = " ".join(["woord"] * 12)
    text = f"{{% if x %}}\n{half}\n{{% else %}}\n{half}\n{{% endif %}}\n"
    assert remarks(f"{PLAIN}\n{text}") == ()
    assert [r.rule for r in remarks(f"{PLAIN}\n{{% if x %}}Reeds.{{% endif %}}\n")] == ["word"]


@pytest.mark.parametrize(("language", "word"), WORDS)
def test_the_remark_says_what_to_write_instead(language: Language, word: str) -> None:
    assert FORBIDDEN[language][word] in remarks(f"# X\n\nZ {word} z.\n", language)[0].text


def test_every_text_of_ours_is_plain() -> None:
    assert list(remarks_in(TEXTS)) == []


def test_remarks_name_the_file_and_a_part_needs_no_subject(tmp_path: Path) -> None:
    (tmp_path / "nl.md").write_text("Geen onderwerp.\n")
    (tmp_path / "deel.nl.md").write_text("Indien u dat wilt.\n")
    (tmp_path / f"{min(FIXED)}.nl.md").write_text("Indien u dat wilt.\n")
    assert [(name, r.rule) for name, r in remarks_in(tmp_path)] == [
        ("deel.nl.md", "word"),
        ("nl.md", "subject"),
    ]


@pytest.mark.parametrize("language", Language)
def test_every_example_letter_reads_plain(language: Language) -> None:
    found = {
        (context.kind.value, remark.rule, remark.text)
        for context in letters(language)
        for remark in remarks_on(
            document(TEMPLATES, context),
            language,
            names_in_language=language is Language.NL,  # the names of the examples are Dutch
        )
    }
    # The sentence on the court is the fixed wording of the complaint block.
    court = ("U kunt ook naar de", "Vous pouvez aussi aller", "You can also go to court")
    assert [f for f in found if not f[2].startswith(court) and f[2] not in NOT_OURS] == []


def test_a_letter_is_judged_with_its_values() -> None:
    [letter] = [c for c in letters(Language.NL) if c.kind.value == "L23"]
    stiff = {**letter.values, "cause": "Gelieve ons te verontschuldigen, gezien je vraag."}
    context = type(letter)(letter.kind, letter.language, stiff)
    rules = [r.rule for r in remarks_on(document(TEMPLATES, context), Language.NL)]
    assert {"word", "address"} <= set(rules)
