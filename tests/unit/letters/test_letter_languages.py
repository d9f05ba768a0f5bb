"""How dates, numbers, sizes and lists read in each language."""

from datetime import date

import pytest
from app.language import Language
from app.letters.languages import (
    WORDS,
    date_in_words,
    listing,
    number,
    salutation,
    size_in_words,
)


@pytest.mark.parametrize(
    ("language", "on", "words"),
    [
        (Language.NL, date(2026, 11, 25), "25 november 2026"),
        (Language.FR, date(2026, 11, 25), "25 novembre 2026"),
        (Language.EN, date(2026, 11, 25), "25 November 2026"),
        (Language.NL, date(2026, 3, 1), "1 maart 2026"),
        (Language.FR, date(2026, 8, 1), "1er août 2026"),
        (Language.FR, date(2026, 2, 11), "11 février 2026"),
        (Language.EN, date(2024, 2, 29), "29 February 2024"),
    ],
)
def test_a_date_is_written_out(language: Language, on: date, words: str) -> None:
    assert date_in_words(on, language) == words


@pytest.mark.parametrize(
    ("language", "written"),
    [(Language.NL, "1.234.567"), (Language.FR, "1\u202f234\u202f567"), (Language.EN, "1,234,567")],
)
def test_a_number_is_grouped(language: Language, written: str) -> None:
    assert number(1_234_567, language) == written
    assert number(999, language) == "999"


@pytest.mark.parametrize(
    ("size", "language", "written"),
    [
        (0, Language.NL, "0,1 kB"),
        (1_234, Language.NL, "1,2 kB"),
        (1_234_567, Language.FR, "1,2 Mo"),
        (999_000, Language.EN, "999.0 kB"),
    ],
)
def test_a_size_is_rounded(size: int, language: Language, written: str) -> None:
    assert size_in_words(size, language) == written


@pytest.mark.parametrize(
    ("items", "phrase"),
    [([], ""), (["a"], "a"), (["a", "b"], "a en b"), (["a", "b", "c"], "a, b en c")],
)
def test_a_list_reads_as_one_phrase(items: list[str], phrase: str) -> None:
    assert listing(items, Language.NL) == phrase


def test_the_greeting_takes_any_name() -> None:
    assert salutation("An{0}a", Language.FR) == "Bonjour An{0}a"


def test_only_translations_say_that_they_are_one() -> None:
    assert [bool(WORDS[language].translation_note) for language in Language] == [False, True, True]


def test_every_language_has_twelve_months() -> None:
    assert {len(set(WORDS[language].months)) for language in Language} == {12}
