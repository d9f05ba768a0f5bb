"""The invented people are the same every time, and everybody a trial needs is among them."""

from collections import Counter
from datetime import date

import pytest
from app.personnel.demo.national_number import build_national_number
from app.personnel.demo.people import SHOWCASE, Kind, people
from stdnum.be import bis, nn

MANY = tuple(people(count=600, seed=7))


def test_the_same_seed_gives_the_same_people() -> None:
    assert tuple(people(count=600, seed=7)) == MANY


def test_more_people_begin_with_the_same_ones() -> None:
    assert tuple(people(count=700, seed=7))[:600] == MANY


def test_another_seed_gives_others() -> None:
    assert tuple(people(count=600, seed=8))[50:] != MANY[50:]


def test_national_numbers_are_valid_and_nobody_shares_one() -> None:
    numbers = [p.national_number for p in MANY]
    assert len(set(numbers)) == len(numbers)
    assert all((bis if p.bis else nn).is_valid(p.national_number) for p in MANY)
    assert any(p.bis for p in MANY)


def test_staff_numbers_are_unique_and_never_the_key() -> None:
    numbers = [p.number for p in MANY if p.number]
    assert len(set(numbers)) == len(numbers)
    assert not {str(p.person_id) for p in MANY} & set(numbers)


def test_every_kind_of_person_is_there() -> None:
    assert {p.kind for p in MANY} == set(Kind)
    assert {p.statute for p in MANY if p.kind is Kind.STAFF} == {"S", "C"}
    assert len({p.entity for p in MANY if p.entity}) == 3
    assert Counter(p.kind for p in MANY)[Kind.SUPPLIER] == 1


def test_two_people_share_name_and_birth_date() -> None:
    names = Counter((p.given_name, p.family_name, p.born) for p in MANY)
    assert max(names.values()) == 2


def test_the_first_people_are_staff() -> None:
    assert {p.kind for p in MANY[:SHOWCASE]} == {Kind.STAFF}


@pytest.mark.parametrize(
    "name",
    [
        "Łukasz Đặngowski",
        "Γιώργος Παπαδημητρόγλου",
        "Светлана Ковальчукова",
        "Søren 't Serroels",
        "Ann-Sofie D'Hoogevorst-Van den Eyndehout",
    ],
)
def test_names_have_letters_that_break_things(name: str) -> None:
    assert name in {f"{p.given_name} {p.family_name}" for p in MANY}


def test_leaders_do_not_lead_themselves() -> None:
    assert all(p.leader_id != p.person_id for p in MANY)


BUILT = [
    ("a man of the last century", date(1985, 7, 30), 33, "nn", "85073003328"),
    ("born after 2000", date(2017, 7, 30), 33, "nn", "17073003384"),
    ("bis", date(1998, 7, 28), 997, "bis", "98472899765"),
]


@pytest.mark.parametrize(
    ("born", "serial", "kind", "number"), [c[1:] for c in BUILT], ids=[c[0] for c in BUILT]
)
def test_a_national_number_is_built_by_rule(
    born: date, serial: int, kind: str, number: str
) -> None:
    assert build_national_number(born, serial, bis=kind == "bis") == number


@pytest.mark.parametrize("serial", [0, 999])
def test_a_serial_number_that_does_not_exist_is_refused(serial: int) -> None:
    with pytest.raises(ValueError, match="between 1 and 998"):
        build_national_number(date(1985, 7, 30), serial)
