"""A code is read however it is typed, and too many wrong ones shut a case for a while."""

from datetime import UTC, datetime, timedelta

import pytest
from app.kit.ids import format_status_code, new_status_code
from app.web.status_codes import read_status_code
from app.web.wrong_codes import MOST_WRONG, WINDOW, WrongCodes

AT = datetime(2026, 3, 5, 9, tzinfo=UTC)
REFERENCE = "DSR-7K3M-9QX1"


@pytest.mark.parametrize(
    "typed",
    [
        "0123456789ABCDEF",
        "0123-4567-89AB-CDEF",
        "0123 4567 89ab cdef",
        "Ol2345678-9abcdef",
        " 0l23\u20134567\u200b-89AB-CDEF\n",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read_status_code(typed) == "0123456789ABCDEF"


def test_a_new_code_reads_back_from_what_is_shown() -> None:
    codes = {new_status_code() for _ in range(50)}
    assert len(codes) == 50
    for code in codes:
        assert len(code) == 16
        assert read_status_code(format_status_code(code)) == code


def test_a_case_is_shut_after_ten_wrong_codes_and_opens_again() -> None:
    wrong = WrongCodes()
    for number in range(MOST_WRONG):
        assert not wrong.is_shut(REFERENCE, at=AT)
        wrong.note(REFERENCE, at=AT + timedelta(seconds=number))
    assert wrong.is_shut(REFERENCE, at=AT + timedelta(minutes=1))
    assert not wrong.is_shut("DSR-0000-0000", at=AT)
    assert not wrong.is_shut(REFERENCE, at=AT + WINDOW + timedelta(seconds=1))


def test_many_references_do_not_fill_the_memory() -> None:
    wrong = WrongCodes()
    for number in range(10_500):
        wrong.note(str(number), at=AT)
    assert len(wrong._wrong) <= 10_001
    later = AT + WINDOW
    wrong.note("last", at=later)
    assert list(wrong._wrong) == ["last"]
