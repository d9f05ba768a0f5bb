"""Of a population with a reduced set no store is asked for anything else, whatever it holds (IN-04)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pytest
from app.cases.model import Case, State
from app.casework import collect
from app.language import Text
from app.personnel.model import (
    ActualRecipient,
    Candidate,
    Holding,
    MatchCertainty,
    PersonalRecord,
    PersonCriteria,
    SubjectKey,
    SubjectProfile,
)
from app.register.model import Register
from tests.worker_house import House

ONLY_LEARNS = "vlimpers_leren_only"


@dataclass
class Hoarder:
    """A store that holds every category there is, and notes which it is asked for."""

    system: str
    register: Register
    key: str | None
    population: str
    asked_for: set[str] = field(default_factory=set)

    @property
    def label(self) -> Text:
        return Text(self.system)

    @property
    def holdings(self) -> tuple[Holding, ...]:
        return tuple(
            Holding(self.system, f"lijst_{c.category_id}", c.category_id, c.label, ())
            for c in self.register.categories
        )

    def people(self, criteria: PersonCriteria) -> tuple[Candidate, ...]:
        if self.key is None:
            return ()
        key, exact = SubjectKey(self.system, self.key), MatchCertainty.EXACT
        name = criteria.given_name, criteria.family_name
        return (Candidate(key, exact, *name, None, self.population),)

    def profile(self, key: SubjectKey) -> SubjectProfile:
        return SubjectProfile(key, self.population, None, None, None)

    def recipients(self, key: SubjectKey) -> tuple[ActualRecipient, ...]:
        del key
        return ()

    def records(self, key: SubjectKey, holding: Holding) -> Iterator[Sequence[PersonalRecord]]:
        del key
        self.asked_for.add(holding.category_id)
        yield [PersonalRecord("1", ())]

    def check(self) -> None:
        """Fit."""

    def close(self) -> None:
        """Hold nothing."""


@pytest.fixture
def case(house: House) -> Case:
    return house.proven(house.case())


@pytest.mark.parametrize(
    ("population", "group"),
    [
        pytest.param(ONLY_LEARNS, "vlimpers_leren", id="the five reduced categories"),
        pytest.param("staff", "general", id="the thirty general categories"),
        pytest.param("suppliers", "general", id="suppliers: the general ones"),
    ],
)
def test_a_store_is_asked_for_the_categories_of_the_population_alone(
    house: House, case: Case, population: str, group: str
) -> None:
    register = house.parts.register
    knows = Hoarder("leren", register, "1", population)
    does_not = Hoarder("ander", register, None, population)
    wanted = {c.category_id for c in register.categories if c.group == group}
    with house.parts.desk() as desk:
        collect.collect(
            replace(desk, collectors=(knows, does_not)), case.case_id, at=house.parts.clock()
        )
        answers = desk.dossiers.load(case.case_id).answers
    assert house.loaded(case).state is State.IN_ASSESSMENT
    assert knows.asked_for == wanted
    assert does_not.asked_for == set()
    assert {a.category_id for a in answers if a.system == "leren"} == wanted
    if population == ONLY_LEARNS:
        assert {a.category_id for a in answers} == wanted, "nothing else is listed either"
