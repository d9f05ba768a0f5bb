"""What the answers of all systems mean together, and what stays back for others."""

from datetime import UTC, date, datetime

from app.language import Text
from app.personnel.model import (
    ActualRecipient,
    AnswerStatus,
    Dossier,
    Element,
    Holding,
    Origin,
    SourceAnswer,
    SubjectKey,
    SubjectProfile,
    ValueKind,
)
from app.personnel.rules import (
    applicable,
    held_categories,
    merge,
    nothing_held,
    third_party_counts,
    unavailable,
)

AT = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
KEPT = Text(nl="7 jaar", fr="7 ans", en="7 years")


def holding(system: str, name: str, category: str, *sources: str | None) -> Holding:
    """Return a holding with one element per source; the first source is the holding's own."""
    own, *others = sources or (None,)
    elements = tuple(
        Element(f"e{n}", Text(nl="x"), ValueKind.TEXT, Origin.DERIVED, source)
        for n, source in enumerate([None, *others])
    )
    return Holding(system, name, category, Text(nl=name), elements, own, KEPT if own else None)


PAY = holding("hr", "loon", "payroll", "entity")
BONUS = holding("hr", "premie", "payroll", "entity", "person")
CALLS = holding("phone", "gesprek", "payroll", None)
EMPTY = holding("hr", "tucht", "discipline", "court")
ALL = (PAY, BONUS, CALLS, EMPTY)


def found(of: Holding, count: int, others: int = 0) -> SourceAnswer:
    """Return the answer of a holding with so many records."""
    status = AnswerStatus.FOUND if count else AnswerStatus.NOTHING_HELD
    return SourceAnswer(of.system, of.name, of.category_id, status, count, others, AT)


DOSSIER = Dossier((found(PAY, 3), found(BONUS, 2, 1), found(CALLS, 5, 4), found(EMPTY, 0)))


def test_a_category_is_held_with_its_systems_sources_and_periods() -> None:
    (held,) = held_categories(DOSSIER, ALL, systems={"hr": Text(nl="Personeel")})
    assert held.category_id == "payroll"
    assert held.systems == (Text(nl="Personeel"), Text(nl="phone"))
    assert (held.record_count, held.withheld_count) == (10, 5)
    assert held.source_ids == {"entity", "person"}
    assert held.retention == (KEPT,)


def test_records_on_others_are_counted_per_category() -> None:
    assert third_party_counts(DOSSIER) == {"payroll": 5}


def test_what_does_not_apply_is_not_searched() -> None:
    assert applicable(ALL, frozenset({"discipline"})) == (EMPTY,)


def test_a_system_that_knows_nobody_still_stands_in_the_dossier() -> None:
    answers = nothing_held(ALL, at=AT)
    assert {a.status for a in answers} == {AnswerStatus.NOTHING_HELD}
    assert len(answers) == len(ALL)
    assert Dossier(answers).complete


def test_a_system_that_is_down_keeps_the_dossier_open() -> None:
    answers = unavailable([PAY], at=AT, reason="weg")
    assert not Dossier((*answers, found(BONUS, 1))).complete
    assert answers[0].reason == "weg"


def test_dossiers_merge_and_the_employer_speaks_for_the_person() -> None:
    outside = SubjectProfile(SubjectKey("a", "1"), "suppliers", None, None, None)
    employed = SubjectProfile(SubjectKey("b", "2"), "staff", "statutory", "OVO1", "Dienst")
    told = ActualRecipient("Bank", None, ("payroll",), date(2026, 1, 1))
    whole = merge(
        [
            Dossier((found(PAY, 1),), outside, (told,)),
            Dossier((found(BONUS, 1),), employed, (told,)),
        ]
    )
    assert [a.holding for a in whole.answers] == ["loon", "premie"]
    assert whole.profile == employed
    assert whole.recipients == (told,)


def test_nothing_merges_to_nothing() -> None:
    assert merge([]) == Dossier()
