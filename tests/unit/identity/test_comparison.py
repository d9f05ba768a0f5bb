"""Two sayings side by side: what is the same, what is close and why, what is somebody else."""

from datetime import date

import pytest
from app.identity.comparison import (
    DIFFERS,
    NOT_HELD,
    SAME,
    Compared,
    Likeness,
    Reason,
    compare_addresses,
    compare_dates,
    compare_emails,
    compare_names,
    compare_texts,
    overall,
    softened,
)


def close(*reasons: Reason) -> Compared:
    return Compared(Likeness.CLOSE, tuple(sorted(reasons)))


NAMES = [
    ("Anna Peeters", "Anna Peeters", SAME),
    ("Anna  Peeters", "ANNA PEETERS", SAME),
    ("Anna Peeters", "Anna Peeters (Signature)", SAME),
    ("Rene\u0301e Claes", "Ren\u00e9e Claes", SAME),
    ("Renée Claes", "Renee Claes", close(Reason.ACCENTS)),
    ("Łukasz Đặngowski", "Lukasz Dangowski", close(Reason.ACCENTS)),
    ("Jan D'Hondt", "Jan DHondt", close(Reason.SPACING)),
    ("Anna Peeters", "Peeters Anna", close(Reason.ORDER)),
    ("Renée Claes", "Claes Renee", close(Reason.ACCENTS, Reason.ORDER)),
    ("Jean-Pierre Moor", "Jean Pierre Moor", close(Reason.SPACING)),
    ("Jean-Pierre Moor", "Jeanpierre Moor", close(Reason.SPACING)),
    ("Els Van der Straeten", "Els Vanderstraeten", close(Reason.SPACING)),
    ("Els Van der Straeten", "Els Straeten", close(Reason.PARTICLES)),
    ("Els van Straeten", "Els de Straeten", close(Reason.PARTICLES)),
    ("A. Peeters", "Anna Peeters", close(Reason.INITIALS)),
    ("J P Moor", "Jean Pierre Moor", close(Reason.INITIALS)),
    ("Anna Peeters", "Anna Maria Peeters", close(Reason.PART_OF_NAME)),
    ("Ana Lopez", "Ana Lopez Garcia", close(Reason.PART_OF_NAME)),
    ("Anna Peeters", "Anna Peeters-Moor", close(Reason.PART_OF_NAME)),
    ("Anna Peeters", "Bert Peeters", DIFFERS),
    ("Anna Peeters", "Anna Pieters", DIFFERS),
    ("B. Peeters", "Anna Peeters", DIFFERS),
    ("Anna", "Anna Peeters", DIFFERS),
    ("Peeters Jan", "Jan Maria", DIFFERS),
    ("Anna Peeters", "", NOT_HELD),
    ("Anna Peeters", "李 小龍", DIFFERS),
]


@pytest.mark.parametrize(("one", "other", "expected"), NAMES)
def test_names(one: str, other: str, expected: Compared) -> None:
    assert compare_names(one, other) == expected
    assert compare_names(other, one) == expected, "whoever is asked"


DATES = [
    (date(1979, 4, 7), date(1979, 4, 7), SAME),
    (date(1979, 4, 7), date(1979, 7, 4), close(Reason.DAY_AND_MONTH)),
    (date(1979, 4, 7), date(1978, 4, 7), close(Reason.ONE_DIGIT)),
    (date(1979, 4, 17), date(1979, 4, 7), close(Reason.ONE_DIGIT)),
    (date(1979, 4, 7), date(1988, 4, 7), DIFFERS),
    (date(1979, 4, 7), None, NOT_HELD),
]


@pytest.mark.parametrize(("one", "other", "expected"), DATES)
def test_dates(one: date, other: date | None, expected: Compared) -> None:
    assert compare_dates(one, other) == expected
    assert compare_dates(other, one) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Anna@Voorbeeld.be ", "anna@voorbeeld.be", SAME),
        ("240 1234", "2401234", SAME),
        ("anna@voorbeeld.be", "anna@elders.be", DIFFERS),
        (None, "anna@voorbeeld.be", NOT_HELD),
    ],
)
def test_texts(one: str | None, other: str, expected: Compared) -> None:
    assert compare_texts(one, other) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("Kerkstraat 4", "9000 Gent"), ("KERKSTRAAT 4", "9000  Gent"), SAME),
        (
            ("Kerkstraat 4", "9000 Gent"),
            ("Kerkstraat 4 bus 2", "9000 Gent"),
            close(Reason.PART_OF_ADDRESS),
        ),
        (("Kerkstraat 4", "9000 Gent"), ("Kerkstraat 5", "9000 Gent"), DIFFERS),
        ((), ("Kerkstraat 4", "9000 Gent"), NOT_HELD),
    ],
)
def test_addresses(one: tuple[str, ...], other: tuple[str, ...], expected: Compared) -> None:
    assert compare_addresses(one, other) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ((SAME, NOT_HELD), SAME),
        (
            (SAME, close(Reason.ORDER), close(Reason.ONE_DIGIT)),
            close(Reason.ONE_DIGIT, Reason.ORDER),
        ),
        ((close(Reason.ORDER), DIFFERS), DIFFERS),
        ((NOT_HELD,), NOT_HELD),
        ((), NOT_HELD),
    ],
)
def test_together(found: tuple[Compared, ...], expected: Compared) -> None:
    assert overall(found) == expected


@pytest.mark.parametrize(
    ("said", "certified", "expected"),
    [
        ("anna@voorbeeld.be", ["anna@voorbeeld.be"], SAME),
        ("Anna@Voorbeeld.BE", ["anna@voorbeeld.be"], SAME),
        ("anna@voorbeeld.be", ["elders@voorbeeld.be", "anna@voorbeeld.be"], SAME),
        ("anna+loket@voorbeeld.be", ["anna@voorbeeld.be"], close(Reason.PART_OF_ADDRESS)),
        ("anna@voorbeeld.be", ["anna@post.voorbeeld.be"], close(Reason.PART_OF_ADDRESS)),
        ("anna@voorbeeld.be", ["anna@evilvoorbeeld.be"], DIFFERS),
        ("anna@voorbeeld.be", ["bert@voorbeeld.be"], DIFFERS),
        ("anna@voorbeeld.be", ["anna@elders.example"], DIFFERS),
        ("anna@voorbeeld.be", [], NOT_HELD),
        ("", ["anna@voorbeeld.be"], NOT_HELD),
        (None, ["anna@voorbeeld.be"], NOT_HELD),
    ],
)
def test_addresses_of_a_certificate(
    said: str | None, certified: list[str], expected: Compared
) -> None:
    assert compare_emails(said, certified) == expected


def test_another_address_alone_is_nobody_else() -> None:
    assert softened(DIFFERS) == close(Reason.OTHER_ADDRESS)
    assert [softened(one) for one in (SAME, NOT_HELD)] == [SAME, NOT_HELD]
    assert overall([SAME, softened(DIFFERS)]) == close(Reason.OTHER_ADDRESS)
