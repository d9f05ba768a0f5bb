"""Who may be answered without a human, who is only suggested, and who is somebody else."""

from dataclasses import replace
from datetime import date

import pytest
from app.personnel.matching import MOST_CANDIDATES, KnownPerson, judge, judge_all
from app.personnel.model import Candidate, MatchCertainty, PersonCriteria, SubjectKey
from app.personnel.rules import match

BORN, OTHER_DAY = date(1985, 2, 11), date(1985, 11, 2)
TOM = KnownPerson(SubjectKey("hr", "7"), "Tom", "Jansegers", BORN, "staff", "4711", None)
EXACT, SUGGESTED = MatchCertainty.EXACT, MatchCertainty.SUGGESTED


def asked(given: str = "Tom", family: str = "Jansegers", **facts: object) -> PersonCriteria:
    """Return criteria of somebody called Tom Jansegers, unless told otherwise."""
    return replace(PersonCriteria(given, family), **facts)  # type: ignore[arg-type]  # table of cases


JUDGED = [
    ("number and name", asked(vlimpers_number="4711"), EXACT, {"vlimpersNumber", "name"}),
    ("number with spaces", asked(vlimpers_number=" 47 11 "), EXACT, {"vlimpersNumber", "name"}),
    ("number and folded name", asked("TOM", vlimpers_number="4711"), EXACT, {"vlimpersNumber", "foldedName"}),
    ("number of somebody else", asked("An", "Maes", vlimpers_number="4711"), SUGGESTED, {"vlimpersNumber"}),
    ("number and part of the name", asked("Tom Jan", vlimpers_number="4711"), SUGGESTED, {"vlimpersNumber", "foldedName"}),
    ("number and name, other birth date", asked(vlimpers_number="4711", date_of_birth=OTHER_DAY), SUGGESTED, {"vlimpersNumber", "name"}),
    ("name and birth date", asked(date_of_birth=BORN), EXACT, {"name", "dateOfBirth"}),
    ("name and birth date, other number", asked(date_of_birth=BORN, vlimpers_number="9999"), SUGGESTED, {"name", "dateOfBirth"}),
    ("folded name and birth date", asked("tom", date_of_birth=BORN), SUGGESTED, {"foldedName", "dateOfBirth"}),
    ("part of the name and birth date", asked("Tom Jan", date_of_birth=BORN), SUGGESTED, {"foldedName", "dateOfBirth"}),
    ("name alone", asked(), SUGGESTED, {"name"}),
    ("folded name alone", asked("tóm"), SUGGESTED, {"foldedName"}),
    ("part of the name alone", asked("Tom Jan"), None, set()),
    ("name with another birth date", asked(date_of_birth=OTHER_DAY), None, set()),
    ("birth date alone", asked("An", "Maes", date_of_birth=BORN), None, set()),
    ("nobody's number", asked("An", "Maes", vlimpers_number="9999"), None, set()),
    ("an empty number is no number", asked(vlimpers_number="  ", date_of_birth=BORN), EXACT, {"name", "dateOfBirth"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("criteria", "certainty", "reasons"), [c[1:] for c in JUDGED], ids=[c[0] for c in JUDGED]
)
def test_one_person_is_judged(
    criteria: PersonCriteria, certainty: MatchCertainty | None, reasons: set[str]
) -> None:
    candidate = judge(TOM, criteria)
    assert (candidate and candidate.certainty) == certainty
    assert set(candidate.reasons if candidate else ()) == reasons


def test_a_national_number_decides_only_with_the_name() -> None:
    known = replace(TOM, national_number="85021100143")
    rightly = judge(known, asked("tom", national_number="85021100143"))
    wrongly = judge(known, asked("An", "Maes", national_number="85021100143"))
    assert rightly
    assert rightly.certainty is EXACT
    assert wrongly
    assert wrongly.certainty is SUGGESTED


def test_a_person_whose_birth_date_is_unknown_is_suggested_by_name() -> None:
    candidate = judge(replace(TOM, date_of_birth=None), asked(date_of_birth=BORN))
    assert candidate
    assert candidate.certainty is SUGGESTED


def test_exact_ones_come_first_and_the_list_has_an_end() -> None:
    crowd = [replace(TOM, key=SubjectKey("hr", f"{n:03}"), number=None) for n in range(80)]
    found = judge_all([*crowd, TOM], asked(vlimpers_number="4711"))
    assert found[0].key == TOM.key
    assert len(found) == MOST_CANDIDATES


def known(
    system: str, key: str, certainty: MatchCertainty = EXACT, born: date | None = BORN
) -> Candidate:
    """Return a candidate of one system."""
    return Candidate(SubjectKey(system, key), certainty, "Tom", "Jansegers", born, "staff")


MATCHES = [
    ("nobody anywhere", {"a": [], "b": []}, set(), 0),
    ("one person, one system", {"a": [known("a", "1")], "b": []}, {("a", "1")}, 0),
    ("one person, two systems", {"a": [known("a", "1")], "b": [known("b", "x")]}, {("a", "1"), ("b", "x")}, 0),
    ("a look-alike beside the exact one", {"a": [known("a", "1"), known("a", "2", SUGGESTED)]}, {("a", "1")}, 0),
    ("two exact in one system", {"a": [known("a", "1"), known("a", "2")]}, set(), 2),
    ("two exact stop the other system too", {"a": [known("a", "1"), known("a", "2")], "b": [known("b", "x")]}, set(), 3),
    ("only suggestions", {"a": [known("a", "1", SUGGESTED)]}, set(), 1),
    ("exact here, only suggested there", {"a": [known("a", "1")], "b": [known("b", "x", SUGGESTED)]}, set(), 2),
    ("exact in both, born on different days", {"a": [known("a", "1")], "b": [known("b", "x", born=OTHER_DAY)]}, set(), 2),
    ("birth date unknown in one", {"a": [known("a", "1")], "b": [known("b", "x", born=None)]}, {("a", "1"), ("b", "x")}, 0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("by_system", "keys", "candidates"), [c[1:] for c in MATCHES], ids=[c[0] for c in MATCHES]
)
def test_all_systems_together_name_one_person_or_ask(
    by_system: dict[str, list[Candidate]], keys: set[tuple[str, str]], candidates: int
) -> None:
    found = match(by_system, {"c": "down"})
    assert {(k.system, k.key) for k in found.keys} == keys
    assert len(found.candidates) == candidates
    assert found.needs_choice == bool(candidates)
    assert found.unavailable == {"c": "down"}
