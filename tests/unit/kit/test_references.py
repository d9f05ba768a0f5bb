"""Case references: readable, tolerant of how people type them, and refused when one character is wrong."""

import re

import pytest
from app.kit.ids import ALPHABET, BadReference, new_reference, read_reference
from hypothesis import given
from hypothesis import strategies as st


def test_a_new_reference_has_the_written_form() -> None:
    assert re.fullmatch(rf"DSR-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", new_reference())


@given(st.integers(0, 200))
def test_a_new_reference_reads_back(_turn: int) -> None:
    reference = new_reference()
    assert read_reference(reference) == reference


def test_reading_is_tolerant_of_case_dashes_and_spaces() -> None:
    reference = new_reference()
    compact = reference.removeprefix("DSR-").replace("-", "")
    for typed in (
        reference.lower(),
        compact,
        f" dsr {compact[:3]} {compact[3:]} ",
        f"DSR\u2013{compact}",
    ):
        assert read_reference(typed) == reference


def test_look_alike_letters_are_read_as_digits() -> None:
    reference = next(
        r for r in iter(new_reference, "") if "0" in r.removeprefix("DSR-") and "1" in r
    )
    body = reference.removeprefix("DSR-")
    assert read_reference("DSR-" + body.replace("0", "O").replace("1", "l")) == reference


@given(st.data())
def test_one_wrong_character_is_refused(data: st.DataObject) -> None:
    compact = new_reference().removeprefix("DSR-").replace("-", "")
    place = data.draw(st.integers(0, 7))
    other = data.draw(st.sampled_from([c for c in ALPHABET if c != compact[place]]))
    with pytest.raises(BadReference):
        read_reference(compact[:place] + other + compact[place + 1 :])


@pytest.mark.parametrize("typed", ["", "DSR-", "DSR-7K3M", "DSR-7K3M-9QX1-0", "U" * 8, "?" * 8])
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(BadReference):
        read_reference(typed)
