"""National numbers: built by rule, read with every separator, refused without repeating them."""

import pytest
from app.identity.national_number import NationalNumberInvalid, masked, read_national_number
from hypothesis import given
from hypothesis import strategies as st


def built(first_six: str, serial: str, *, born_from_2000: bool = False) -> str:
    nine = first_six + serial
    check = 97 - int(("2" if born_from_2000 else "") + nine) % 97
    return f"{nine}{check:02d}"


def with_check(first_six: str, check: int) -> str:
    """A number whose check is `check`, by choosing the serial."""
    return next(
        number
        for serial in range(1, 998)
        if (number := built(first_six, f"{serial:03d}")).endswith(f"{check:02d}")
    )


GOOD = {
    "an ordinary one": built("850730", "033"),
    "born in 2000": built("000115", "101", born_from_2000=True),
    "born in 2011": built("110228", "045", born_from_2000=True),
    "month and day not known": built("850000", "033"),
    "day not known": built("850700", "033"),
    "counter used up, day part raised": built("850001", "033"),
    "bis, sex not known": built("852730", "033"),
    "bis, sex known": built("854730", "033"),
    "bis, month not known": built("852000", "033"),
    "bis, born in 2003": built("034115", "210", born_from_2000=True),
    "lowest serial": built("850730", "001"),
    "highest serial": built("850730", "998"),
} | {f"check 0{check}": with_check("850730", check) for check in range(1, 10)}


@pytest.mark.parametrize("case", GOOD)
def test_a_good_number_is_eleven_characters_of_text(case: str) -> None:
    number = GOOD[case]
    assert read_national_number(number, allowed=True) == number
    assert len(number) == 11


@pytest.mark.parametrize(
    "form",
    [
        "{0}.{1}.{2}-{3}.{4}",
        "{0} {1} {2} {3} {4}",
        "{0}\u00a0{1}\u202f{2}\u00a0{3}\u00a0{4}",
        " {0}.{1}.{2}\u2013{3}-{4} ",
        "{0}/{1}/{2}-{3}/{4}\n",
    ],
)
def test_separators_do_not_matter(form: str) -> None:
    number = built("850730", "008")
    parts = number[:2], number[2:4], number[4:6], number[6:9], number[9:]
    assert read_national_number(form.format(*parts), allowed=True) == number


BAD = {
    "wrong check": "85073003329",
    "check of the other century": built("850730", "033", born_from_2000=True),
    "serial 000": built("850730", "000"),
    "serial 999": built("850730", "999"),
    "month 13": built("851330", "033"),
    "month 33": built("853330", "033"),
    "month 60": built("856030", "033"),
    "ten digits": "8507300332",
    "twelve digits": "850730033280",
    "letters": "8507300332A",
    "other digits": "٨٥٠٧٣٠٠٣٣٢٨",
    "noughts": "00000000000",
    "a signed number": "+85073003328",
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_number_is_refused_and_not_repeated(case: str) -> None:
    with pytest.raises(NationalNumberInvalid) as refused:
        read_national_number(BAD[case], allowed=True)
    assert BAD[case] not in str(refused.value)
    assert refused.value.facts == {}


def test_without_authorisation_nothing_is_read() -> None:
    assert read_national_number("85073003328", allowed=False) is None
    assert read_national_number("no number at all", allowed=False) is None


def test_blank_is_no_number() -> None:
    assert read_national_number(" \u00a0", allowed=True) is None


@given(st.integers(0, 10**11 - 1), st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed_within_a_century(seed: int, place: int, by: int) -> None:
    number = built("850730", f"{seed % 998 + 1:03d}")
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    other_century = wrong == built(wrong[:6], wrong[6:9], born_from_2000=True)
    if other_century:
        return
    with pytest.raises(NationalNumberInvalid):
        read_national_number(wrong, allowed=True)


def test_a_number_is_shown_without_what_tells_people_apart() -> None:
    assert masked(GOOD["an ordinary one"]) == "85.07.30-***.**"
