"""Names that are the same, look the same, or are another person's."""

import pytest
from app.personnel.names import NameAgreement, PersonName, fold
from hypothesis import given
from hypothesis import strategies as st


def compare_names(one: tuple[str, str], other: tuple[str, str]) -> NameAgreement:
    """Compare two (given name, family name) pairs."""
    return PersonName.of(*one).agreement(PersonName.of(*other))


NAMES = st.tuples(st.text(max_size=20), st.text(max_size=20))

AGREEMENTS = [
    ("to the letter", ("Jan", "Peeters"), ("Jan", "Peeters"), NameAgreement.EXACT),
    ("composed and decomposed", ("Zoë", "Maes"), ("Zoe\u0308", "Maes"), NameAgreement.EXACT),
    ("spaces too many", ("Jan ", "Van  den Berg"), ("Jan", "Van den Berg"), NameAgreement.EXACT),
    ("capitals", ("jan", "PEETERS"), ("Jan", "Peeters"), NameAgreement.FOLDED),
    ("accents", ("Zoe", "Lefebvreux"), ("Zoë", "Lefèbvreux"), NameAgreement.FOLDED),
    ("letters without accent form", ("Lukasz", "Dangowski"), ("Łukasz", "Đặngowski"), NameAgreement.FOLDED),
    ("o with a stroke", ("Soren", "Maes"), ("Søren", "Maes"), NameAgreement.FOLDED),
    ("sharp s", ("Jan", "Gross"), ("Jan", "Groß"), NameAgreement.FOLDED),
    ("typographic apostrophe", ("An", "D\u2019Hoogevorst"), ("An", "D'Hoogevorst"), NameAgreement.FOLDED),
    ("apostrophe left out", ("An", "Dhoogevorst"), ("An", "D'Hoogevorst"), NameAgreement.FOLDED),
    ("particle left out", ("An", "Serroels"), ("An", "'t Serroels"), NameAgreement.FOLDED),
    ("particles written together", ("An", "Vandenberg"), ("An", "Van den Berg"), NameAgreement.FOLDED),
    ("hyphen left out", ("Ann Sofie", "Maes"), ("Ann-Sofie", "Maes"), NameAgreement.FOLDED),
    ("names exchanged", ("Peeters", "Jan"), ("Jan", "Peeters"), NameAgreement.FOLDED),
    ("Greek without its accent", ("Γιωργος", "Παππας"), ("Γιώργος", "Παππάς"), NameAgreement.FOLDED),
    ("Greek in capitals", ("ΓΙΩΡΓΟΣ", "ΠΑΠΠΑΣ"), ("Γιώργος", "Παππάς"), NameAgreement.FOLDED),
    ("Cyrillic in capitals", ("СВЕТЛАНА", "КОВАЛЬ"), ("Светлана", "Коваль"), NameAgreement.FOLDED),
    ("one given name of two", ("Anna", "Maes"), ("Anna Maria", "Maes"), NameAgreement.PARTIAL),
    ("only the family name", ("Jan", "Maes"), ("Piet", "Maes"), NameAgreement.NONE),
    ("only a particle in common", ("Jan", "Van den Berg"), ("Piet", "Van den Broek"), NameAgreement.NONE),
    ("another script", ("Giorgos", "Pappas"), ("Γιώργος", "Παππάς"), NameAgreement.NONE),
    ("nothing against something", ("", ""), ("Jan", "Maes"), NameAgreement.NONE),
    ("a particle against a name", ("", "Van"), ("", "Den"), NameAgreement.NONE),
]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "agreement"), [c[1:] for c in AGREEMENTS], ids=[c[0] for c in AGREEMENTS]
)
def test_names_agree_as_far_as_they_do(
    one: tuple[str, str], other: tuple[str, str], agreement: NameAgreement
) -> None:
    assert compare_names(one, other) is agreement


@given(NAMES, NAMES)
def test_it_does_not_matter_who_is_asked_first(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    assert compare_names(one, other) is compare_names(other, one)


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(name: str) -> None:
    folded = fold(name)
    assert fold(" ".join(folded)) == folded


@given(NAMES)
def test_everybody_has_their_own_name(pair: tuple[str, str]) -> None:
    assert compare_names(pair, pair) is NameAgreement.EXACT
