"""The search with stores that play a part: who answers, who is silent, and for whom it may be done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pytest
from app.cases.model import Case, State
from app.casework import collect
from app.language import Text
from app.personnel.model import (
    ActualRecipient,
    Candidate,
    Collector,
    Holding,
    MatchCertainty,
    PersonalRecord,
    PersonCriteria,
    SourceLater,
    SubjectKey,
    SubjectProfile,
)
from tests.case_samples import CLARA
from tests.worker_house import House


@dataclass
class Store:
    """A store with one holding that knows whom it is told to know."""

    system: str
    keys: tuple[str, ...] = ()
    silent: bool = False
    silent_profile: bool = False
    category: str = "identification_data"
    population: str = "staff"
    asked: int = 0

    @property
    def label(self) -> Text:
        return Text(self.system)

    @property
    def holdings(self) -> tuple[Holding, ...]:
        return (Holding(self.system, "lijst", self.category, Text("Lijst"), ()),)

    def people(self, criteria: PersonCriteria) -> tuple[Candidate, ...]:
        del criteria
        self.asked += 1
        if self.silent:
            raise SourceLater
        return tuple(
            Candidate(
                SubjectKey(self.system, key),
                MatchCertainty.EXACT,
                "Anneleen",
                "Verhaegendonck",
                date(1979, 4, 17),
                self.population,
            )
            for key in self.keys
        )

    def profile(self, key: SubjectKey) -> SubjectProfile:
        if self.silent_profile:
            raise SourceLater
        return SubjectProfile(key, self.population, None, None, None)

    def recipients(self, key: SubjectKey) -> tuple[ActualRecipient, ...]:
        del key
        return ()

    def records(self, key: SubjectKey, holding: Holding) -> Iterator[Sequence[PersonalRecord]]:
        del key, holding
        yield [PersonalRecord("1", ())]

    def check(self) -> None:
        """Fit."""

    def close(self) -> None:
        """Hold nothing."""


def searched(house: House, case: Case, *stores: Collector) -> Case:
    """Run the search of the case with these stores."""
    with house.parts.desk() as desk:
        collect.collect(replace(desk, collectors=stores), case.case_id, at=house.parts.clock())
    return house.loaded(case)


def chosen(house: House, case: Case, *stores: Collector, **keys: str) -> Case:
    with house.parts.desk() as desk:
        return collect.order(
            replace(desk, collectors=stores),
            house.loaded(case),
            subject_keys=keys,
            by=CLARA,
            at=house.parts.clock(),
        )


def answers(house: House, case: Case) -> dict[str, str]:
    with house.parts.desk() as desk:
        return {a.system: a.status.value for a in desk.dossiers.load(case.case_id).answers}


@pytest.fixture
def case(house: House) -> Case:
    return house.proven(house.case())


def test_who_is_known_to_one_store_alone_is_looked_for_in_the_others(
    house: House, case: Case
) -> None:
    found = searched(house, case, Store("one", ("1",)), Store("two"))
    assert found.state is State.IN_ASSESSMENT
    assert found.subject_keys == {"one": "1"}
    assert answers(house, case) == {"one": "found", "two": "nothingHeld"}


def test_a_choice_waits_until_every_store_has_named_its_candidates(
    house: House, case: Case
) -> None:
    # A store that was silent would pass for one that holds nothing.
    two_people, silent = Store("one", ("1", "2")), Store("two", ("9",), silent=True)
    waiting = searched(house, case, two_people, silent)
    assert waiting.state is State.IN_SEARCH
    assert answers(house, case) == {"two": "unavailable"}
    assert house.tasks(case) == []
    silent.silent = False
    searched(house, case, two_people, silent)
    assert house.tasks(case) == ["subjectChoice"]
    with house.parts.desk() as desk:
        offered = [(c.key.system, c.key.key) for c in desk.dossiers.candidates(case.case_id)]
    assert offered == [("one", "1"), ("one", "2"), ("two", "9")]


def test_what_was_not_chosen_is_ruled_out_and_not_asked_again(house: House, case: Case) -> None:
    stores = Store("one", ("1", "2")), Store("two", ("9",))
    searched(house, case, *stores)
    assert chosen(house, case, *stores, one="2").subject_keys == {"one": "2", "two": ""}
    found = searched(house, case, *stores)
    assert found.subject_keys == {"one": "2"}
    assert answers(house, case) == {"one": "found", "two": "nothingHeld"}
    assert [store.asked for store in stores] == [1, 1]


def test_a_choice_survives_a_store_that_falls_silent(house: House, case: Case) -> None:
    stores = Store("one", ("1", "2")), Store("two")
    searched(house, case, *stores)
    chosen(house, case, *stores, one="2")
    stores[0].silent_profile = True
    waiting = searched(house, case, *stores)
    assert (waiting.state, waiting.subject_keys) == (State.IN_SEARCH, {"one": "2"})
    assert answers(house, case)["one"] == "unavailable"
    stores[0].silent_profile = False
    assert searched(house, case, *stores).subject_keys == {"one": "2"}


@pytest.mark.parametrize(
    ("population", "listed"),
    [
        pytest.param("vlimpers_leren_only", {"leren"}, id="a reduced set: nothing else is listed"),
        pytest.param("staff", {"leren", "one"}, id="the full set: every store is listed"),
    ],
)
def test_what_applies_to_a_population(
    house: House, case: Case, population: str, listed: set[str]
) -> None:
    # IN-04
    reduced = population == "vlimpers_leren_only"
    leren = Store(
        "leren",
        ("1",) if reduced else (),
        category="vl_vo_id",
        population=population,
    )
    one = Store("one", () if reduced else ("1",), population=population)
    searched(house, case, leren, one)
    assert set(answers(house, case)) == listed
