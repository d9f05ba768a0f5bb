"""Judges whether a person of a store is the one a request speaks of; pure, so that every way to be wrong is a test."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from app.personnel.model import Candidate, MatchCertainty, PersonCriteria, SubjectKey
from app.personnel.names import NameAgreement, PersonName

MOST_CANDIDATES = 50


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person as the store has them. `national_number` is None unless the criteria carry one (ID-09)."""

    key: SubjectKey
    given_name: str
    family_name: str
    date_of_birth: date | None
    population: str
    number: str | None = None
    national_number: str | None = None


def compact_number(text: str | None) -> str | None:
    """Return a staff number without the spaces people type in it; None for nothing."""
    return "".join(text.split()) or None if text else None


def judge_all(people: Iterable[KnownPerson], criteria: PersonCriteria) -> tuple[Candidate, ...]:
    """Return who may be meant, exact ones first, at most `MOST_CANDIDATES`."""
    asked = _asked(criteria)
    found = [c for person in people if (c := _judged(person, criteria, asked))]
    found.sort(key=lambda c: (c.certainty is not MatchCertainty.EXACT, c.key.key))
    return tuple(found[:MOST_CANDIDATES])


def judge(person: KnownPerson, criteria: PersonCriteria) -> Candidate | None:
    """Return the candidate this person is, or None.

    Exact: a number and at least the folded name, or name and birth date to the letter, and nothing against it.
    A number that belongs to somebody with another name, and names that only look alike, are suggestions.
    """
    return _judged(person, criteria, _asked(criteria))


def _asked(criteria: PersonCriteria) -> PersonName:
    return PersonName.of(criteria.given_name, criteria.family_name)


def _judged(person: KnownPerson, criteria: PersonCriteria, asked: PersonName) -> Candidate | None:
    facts = _Facts.of(person, criteria, asked)
    certainty = _certainty(facts)
    if certainty is None:
        return None
    return Candidate(
        key=person.key,
        certainty=certainty,
        given_name=person.given_name,
        family_name=person.family_name,
        date_of_birth=person.date_of_birth,
        population=person.population,
        reasons=facts.reasons,
    )


@dataclass(frozen=True, slots=True)
class _Facts:
    """What agrees (True), disagrees (False) or cannot be compared (None)."""

    names: NameAgreement
    number: bool | None
    national_number: bool | None
    birth: bool | None

    @classmethod
    def of(cls, person: KnownPerson, criteria: PersonCriteria, asked: PersonName) -> Self:
        return cls(
            names=asked.agreement(PersonName.of(person.given_name, person.family_name)),
            number=_same(person.number, compact_number(criteria.vlimpers_number)),
            national_number=_same(person.national_number, criteria.national_number),
            birth=_same(person.date_of_birth, criteria.date_of_birth),
        )

    @property
    def reasons(self) -> tuple[str, ...]:
        by_reason = {
            "vlimpersNumber": self.number,
            "nationalNumber": self.national_number,
            "name": self.names is NameAgreement.EXACT,
            "foldedName": NameAgreement.NONE < self.names < NameAgreement.EXACT,
            "dateOfBirth": self.birth,
        }
        return tuple(reason for reason, agrees in by_reason.items() if agrees)


def _same(one: str | date | None, other: str | date | None) -> bool | None:
    return one == other if one and other else None


def _certainty(facts: _Facts) -> MatchCertainty | None:
    numbered = bool(facts.number or facts.national_number)
    contradicted = False in (facts.number, facts.national_number, facts.birth)
    by_number = numbered and facts.names >= NameAgreement.FOLDED
    by_name = facts.names is NameAgreement.EXACT and facts.birth is True
    if (by_number or by_name) and not contradicted:
        return MatchCertainty.EXACT
    if numbered or _looks_alike(facts):
        return MatchCertainty.SUGGESTED
    return None


def _looks_alike(facts: _Facts) -> bool:
    if facts.birth is None:
        return facts.names >= NameAgreement.FOLDED
    return facts.birth and facts.names >= NameAgreement.PARTIAL
