"""A date on a page, as each language writes it."""

from datetime import date

import pytest
from app.language import Language
from app.web.files import day

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("on", "language", "words"),
    [
        (date(2026, 12, 1), Language.NL, "dinsdag 1 december 2026"),
        (date(2026, 12, 1), Language.FR, "mardi 1er décembre 2026"),
        (date(2026, 12, 2), Language.FR, "mercredi 2 décembre 2026"),
        (date(2026, 12, 1), Language.EN, "Tuesday 1 December 2026"),
    ],
)
def test_a_date_is_written_as_its_language_does(on: date, language: Language, words: str) -> None:
    assert day(on, today=TODAY, language=language).words == words
