"""Invents the people of the demo store, the same ones for the same seed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from app.personnel.demo.names import ENTITIES, FAMILY, GIVEN_F, GIVEN_M, STREETS, TOWNS
from app.personnel.demo.national_number import build_national_number

TODAY = date(2026, 11, 1)
"""The day the store pretends to be filled on: no clock, so that the same seed gives the same store."""
SHOWCASE = 3
"""The first people hold something in every category."""
TEAM = 12
"""Every twelfth person leads the ones after."""
FEWEST = 20
_FIRST_ID = 100_001


class Kind(StrEnum):
    """What somebody is to the employer, in the store's own codes."""

    STAFF = "PL"
    FORMER = "GW"
    INTERMEDIARY = "TP"
    RECRUIT = "RE"
    RELATIVE = "GZ"
    SUPPLIER = "LV"
    SUPPLIER_CONTACT = "LC"


EMPLOYED = frozenset({Kind.STAFF, Kind.FORMER})


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person."""

    index: int
    kind: Kind
    given_name: str
    family_name: str
    born: date
    sex: str
    national_number: str
    bis: bool
    statute: str | None
    entity: tuple[str, str] | None
    address: tuple[str, str, str, str]
    hired_on: date | None
    left_on: date | None

    @property
    def person_id(self) -> int:
        """Key of the person in the store."""
        return person_id(self.index)

    @property
    def number(self) -> str | None:
        """Staff number; only those who work or worked here have one."""
        numbered = self.kind in EMPLOYED or self.kind is Kind.INTERMEDIARY
        return f"{2_400_013 + 7 * self.index}" if numbered else None

    @property
    def rich(self) -> bool:
        """Whether this person shows every category."""
        return self.index < SHOWCASE

    @property
    def leads(self) -> bool:
        """Whether this person leads a team."""
        return self.index % TEAM == 0

    @property
    def leader_id(self) -> int:
        """Key of who evaluates this person and approves their leave; leaders have the leader before them."""
        first = self.index - self.index % TEAM
        return person_id(abs(first - TEAM) if self.leads else first)


def person_id(index: int) -> int:
    """Return the key of the person at that place in the store, from 0."""
    return _FIRST_ID + index


@dataclass(frozen=True, slots=True)
class _Role:
    kind: Kind
    given: str
    family: str
    born: date
    sex: str
    bis: bool = False


# Names and roles that something depends on: look-alikes, scripts, everybody who is not staff.
CAST: dict[int, _Role] = {
    0: _Role(Kind.STAFF, "Anneleen", "Verhaegendonck", date(1979, 4, 17), "V"),
    1: _Role(Kind.STAFF, "Wout", "De Smeltere", date(1988, 12, 3), "M"),
    2: _Role(Kind.STAFF, "Yasmina", "Willekensdael", date(1994, 7, 29), "V"),
    3: _Role(Kind.STAFF, "Tom", "Jansegers", date(1985, 2, 11), "M"),
    4: _Role(Kind.STAFF, "Tom", "Jansegers", date(1985, 2, 11), "M"),
    5: _Role(Kind.SUPPLIER, "Marnix", "Timmerhuysen", date(1966, 9, 8), "M"),
    6: _Role(Kind.SUPPLIER_CONTACT, "Giulia", "Dumontier", date(1990, 1, 21), "V"),
    7: _Role(Kind.INTERMEDIARY, "Raf", "Ravestijnen", date(1974, 6, 30), "M"),
    8: _Role(Kind.RECRUIT, "Zoë", "Lefèbvreux", date(2001, 3, 14), "V"),
    9: _Role(Kind.RELATIVE, "Joris", "Kuppensaert", date(1977, 10, 5), "M"),
    10: _Role(Kind.RELATIVE, "Noor", "Kuppensaert", date(2008, 5, 19), "V"),
    11: _Role(Kind.FORMER, "Γιώργος", "Παπαδημητρόγλου", date(1958, 8, 2), "M"),
    12: _Role(Kind.STAFF, "Liesbeth", "Goossenaerts", date(1971, 11, 25), "V"),
    13: _Role(Kind.STAFF, "Светлана", "Ковальчукова", date(1983, 4, 6), "V", bis=True),
    14: _Role(Kind.STAFF, "Łukasz", "Đặngowski", date(1991, 9, 16), "M"),
    15: _Role(Kind.STAFF, "Ann-Sofie", "D'Hoogevorst-Van den Eyndehout", date(1996, 2, 29), "V"),
    16: _Role(Kind.STAFF, "Søren", "'t Serroels", date(1969, 12, 31), "M"),
    17: _Role(Kind.FORMER, "Hilde", "Stevenaert", date(1955, 1, 9), "V"),
}


OUTSIDE_FAMILY = tuple(n for n in FAMILY if n not in {role.family for role in CAST.values()})
"""Names for those whom the records of others mention: nobody of the cast turns up there by chance."""


def people(*, count: int, seed: int) -> Iterator[Person]:
    """Yield `count` people in order; the first ones are the cast."""
    serials: Counter[tuple[date, str]] = Counter()
    for index in range(count):
        rng = Random(f"{seed}/person/{index}")  # noqa: S311 - invented people, not secrets
        role = CAST.get(index) or _role(index, rng)
        serials[role.born, role.sex] += 1
        yield _person(index, role, rng, serial=serials[role.born, role.sex])


def _role(index: int, rng: Random) -> _Role:
    kind = Kind.STAFF if index % TEAM == 0 else _kind(rng.random())
    sex = rng.choice("VM")
    youngest = 18 if kind in {Kind.RECRUIT, Kind.RELATIVE} else 22
    oldest = 90 if kind is Kind.FORMER else 66
    born = TODAY - timedelta(days=rng.randrange(youngest * 366, oldest * 365))
    given = rng.choice(GIVEN_F if sex == "V" else GIVEN_M)
    return _Role(kind, given, rng.choice(FAMILY), born, sex, bis=rng.random() < 0.02)  # noqa: PLR2004


def _kind(draw: float) -> Kind:
    for limit, kind in ((0.82, Kind.STAFF), (0.94, Kind.FORMER), (0.96, Kind.INTERMEDIARY)):
        if draw < limit:
            return kind
    return Kind.RECRUIT if draw < 0.98 else Kind.RELATIVE  # noqa: PLR2004


def _person(index: int, role: _Role, rng: Random, *, serial: int) -> Person:
    hired, left = _employment(role, rng)
    entity = ENTITIES[index % len(ENTITIES)] if role.kind in EMPLOYED else None
    postal_code, town = rng.choice(TOWNS)
    return Person(
        index=index,
        kind=role.kind,
        given_name=role.given,
        family_name=role.family,
        born=role.born,
        sex=role.sex,
        # Odd serial numbers are men's, even ones women's.
        national_number=build_national_number(
            role.born, 2 * serial - (role.sex == "M"), bis=role.bis
        ),
        bis=role.bis,
        statute=rng.choice("SSC") if entity else None,
        entity=entity,
        address=(rng.choice(STREETS), str(rng.randrange(1, 240)), postal_code, town),
        hired_on=hired,
        left_on=left,
    )


def _employment(role: _Role, rng: Random) -> tuple[date | None, date | None]:
    if role.kind not in EMPLOYED:
        return None, None
    adult = role.born + timedelta(days=21 * 366)
    end = TODAY - timedelta(days=rng.randrange(200, 4000)) if role.kind is Kind.FORMER else None
    latest = (end or TODAY) - timedelta(days=400)
    span = max((latest - adult).days, 1)
    hired = max(adult, latest - timedelta(days=rng.randrange(span)))
    return hired.replace(day=1), end
