"""The plain-language check finds what it is for, and nothing in a plain text."""

import pytest
from app.letters.lint import FORBIDDEN, remarks

PLAIN = "# Onderwerp\n\nWe kregen uw verzoek op {{ datum }}. U krijgt snel antwoord.\n"


def test_a_plain_text_gets_no_remark() -> None:
    assert remarks(PLAIN) == ()


@pytest.mark.parametrize(
    ("what", "addition", "rule"),
    [
        ("a formal word", "Inzake uw vraag.", "word"),
        ("two formal words in one", "U dient te wachten.", "word"),
        ("je beside u", "Je krijgt antwoord.", "informal"),
        ("a sentence of 26 words", " ".join(["woord"] * 26) + ".", "sentence"),
        ("a long item of a list", "- " + " ".join(["woord"] * 26), "sentence"),
        ("a long line in a box", "> " + " ".join(["woord"] * 26), "sentence"),
        ("six sentences on end", "Dit is er een. " * 6, "paragraph"),
        ("two laws outside a box", "Zie artikel 15. Zie ook artikel 17.", "law"),
    ],
)
def test_what_could_be_plainer_is_found(what: str, addition: str, rule: str) -> None:
    assert [r.rule for r in remarks(f"{PLAIN}\n{addition}\n")] == [rule], what


def test_a_missing_subject_is_found() -> None:
    assert [r.rule for r in remarks("Geen onderwerp.")] == ["subject"]


def test_laws_inside_a_box_do_not_count() -> None:
    assert remarks(f"{PLAIN}\n> artikel 77\n>\n> artikel 79\n") == ()


def test_what_jinja_decides_is_no_word_of_the_letter() -> None:
    assert remarks(PLAIN + '\n{% if "indien" in x %}\nGoed zo.\n{% endif %}\n') == ()


@pytest.mark.parametrize("word", FORBIDDEN)
def test_the_remark_says_what_to_write_instead(word: str) -> None:
    assert FORBIDDEN[word] in remarks(f"{PLAIN}\nZij {word} dit.\n")[0].text
