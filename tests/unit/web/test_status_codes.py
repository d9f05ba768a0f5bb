"""A code is read however it is typed."""

import pytest
from app.kit.ids import format_status_code, new_status_code
from app.web.status_codes import read_status_code


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
