"""A date of birth is read as people write it, and one sentence says what is wrong."""

from contextlib import suppress
from datetime import date

import pytest
from app.web import wording
from app.web.birth_dates import BirthDateWrong, read_birth_date, typed
from hypothesis import given
from hypothesis import strategies as st

TODAY = date(2026, 11, 25)
BORN = date(1985, 3, 27)


@pytest.mark.parametrize(
    ("how", "fields"),
    [
        ("numbers", ("27", "3", "1985")),
        ("zeroes in front", ("27", "03", "1985")),
        ("spaces around", (" 27 ", "\u00a03", "1985 ")),
        ("dots behind", ("27.", "3.", "1985")),
        ("Dutch name", ("27", "maart", "1985")),
        ("Dutch short name", ("27", "mrt", "1985")),
        ("short name with dot", ("27", "mrt.", "1985")),
        ("capitals", ("27", "MAART", "1985")),
        ("French name", ("27", "mars", "1985")),
        ("English name", ("27", "March", "1985")),
        ("invisible characters", ("27\u200b", "\u202a3", "1985\ufeff")),
        ("all in the first field, dots", ("27.3.1985", "", "")),
        ("all in the first field, slashes", ("27/03/1985", "", "")),
        ("all in the first field, words", ("27 maart 1985", "", "")),
    ],
)
def test_a_date_is_read(how: str, fields: tuple[str, str, str]) -> None:
    assert read_birth_date(typed(*fields), today=TODAY) == BORN, how


@pytest.mark.parametrize(
    ("fields", "text", "part"),
    [
        (("", "3", "1985"), wording.BIRTH_NO_DAY, "day"),
        (("27", "", "1985"), wording.BIRTH_NO_MONTH, "month"),
        (("27", "3", ""), wording.BIRTH_NO_YEAR, "year"),
        (("", "", "1985"), wording.BIRTH_NO_DAY, "day"),
        (("27", "3", "85"), wording.BIRTH_YEAR_SHORT, "year"),
        (("31", "2", "1985"), wording.BIRTH_NOT_REAL, "day"),
        (("29", "2", "1985"), wording.BIRTH_NOT_REAL, "day"),
        (("27", "13", "1985"), wording.BIRTH_NOT_REAL, "day"),
        (("27", "foo", "1985"), wording.BIRTH_NOT_REAL, "month"),
        (("x", "3", "1985"), wording.BIRTH_NOT_REAL, "day"),
        (("27", "3", "0985"), wording.BIRTH_NOT_REAL, "year"),
        (("27", "3", "19855"), wording.BIRTH_NOT_REAL, "year"),
        (("25", "11", "2026"), wording.BIRTH_IN_FUTURE, "year"),
        (("1", "1", "2027"), wording.BIRTH_IN_FUTURE, "year"),
    ],
)
def test_one_sentence_says_what_is_wrong(
    fields: tuple[str, str, str], text: object, part: str
) -> None:
    with pytest.raises(BirthDateWrong) as error:
        read_birth_date(typed(*fields), today=TODAY)
    assert (error.value.text, error.value.part) == (text, part)


def test_nothing_typed_is_blank() -> None:
    assert typed(" ", "\u200b", "\t").is_blank


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))
def test_whatever_is_typed_gives_a_past_date_or_a_sentence(day: str, month: str, year: str) -> None:
    with suppress(BirthDateWrong):
        assert read_birth_date(typed(day, month, year), today=TODAY) < TODAY
