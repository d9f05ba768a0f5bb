"""What the register says a duty or a task still needs is in no step of an erasure: every category, held against the register itself."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest
from app.cases.model import Claim
from app.decisions.drafts import accept, effective
from app.decisions.model import DecisionKind, DraftDecision, Facts, RecordedConsent
from app.decisions.rules import propose
from app.executions.model import Plan
from app.executions.rules import plan
from app.executions.situation import Situation
from app.language import Text
from app.personnel.changes import ChangeKind
from app.personnel.model import AnswerStatus, Element, Holding, Origin, SourceAnswer, ValueKind
from app.register.load import default_register_path, load_register
from app.register.model import Category
from app.register.terms import Basis, Trait
from tests.case_samples import received

REGISTER = load_register(default_register_path())
AT = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)
ERASE = Claim("1", "erasure", statement="Wis alles.")
RECORDS = 4
ALL_CONSENTS = tuple(RecordedConsent(p.purpose_id) for p in REGISTER.purposes)
FACTS = [
    Facts(
        record_count=RECORDS,
        expired_count=expired,
        objection_upheld=objected,
        no_longer_necessary=unneeded,
        consents=consents,
    )
    for expired, objected, unneeded, consents in product(
        (None, 0, 1, RECORDS), (None, True, False), (None, True), (None, (), ALL_CONSENTS)
    )
]
"""Everything that can be known: how much is past its period, how an objection was weighed, whether it is needed, consents."""
REST = "rest"
"""An element of a store that the register does not track apart."""


def element(name: str, of_register: str | None) -> Element:
    return Element(name, Text(name), ValueKind.TEXT, Origin.PROVIDED, register_element=of_register)


def holding_of(category: Category) -> Holding:
    tracked = (element(e.element_id, e.element_id) for e in category.elements)
    found = (*tracked, element(REST, None))
    return Holding("hr", "all", category.category_id, Text("all"), found)


def carried_by_law(category: Category, facts: Facts, part: str | None) -> bool:
    """Whether a duty, or a task to which nobody objected with success, still needs this part: read off the register alone."""
    if facts.expired_count == RECORDS:
        return False  # ER-03
    freed = facts.objection_upheld is True or facts.no_longer_necessary is True
    purposes = {p.purpose_id: p for p in REGISTER.purposes}
    own = next((e.basis_by_purpose for e in category.elements if e.element_id == part), None)
    for link in category.purposes:
        for basis in purposes[link.purpose_id].bases:
            limited = basis.limited_to_categories
            if limited is not None and category.category_id not in limited:
                continue
            if own is not None and own.get(link.purpose_id) != basis.code:
                continue
            if basis.code == Basis.LEGAL_OBLIGATION:
                return True  # GDPR art. 17(3)(b): needed or not, objected or not
            if basis.code == Basis.PUBLIC_TASK and not freed:
                return True
    return False


def planned(category: Category, facts: Facts) -> Plan:
    """Return the plan of a decision that takes every proposal, and grants whatever was left to a human."""
    held = {category.category_id: facts}
    proposals = propose(REGISTER, claims=[("1", "erasure")], held=held)
    taken, left = accept(proposals)
    granted = (
        DraftDecision(
            claim_id="1",
            decision=DecisionKind.GRANT,
            category_id=p.category_id,
            purpose_id=p.purpose_id,
            legal_basis=p.legal_basis,
            element=p.element,
            ground_codes=(),
            facts="",
            reason="Zo beslist.",
        )
        for p in left
    )
    holding = holding_of(category)
    answer = SourceAnswer(
        "hr", "all", category.category_id, AnswerStatus.FOUND, RECORDS, 0, AT,
        expired_count=facts.expired_count,
    )  # fmt: skip
    situation = Situation(
        case=replace(received(), claims=(ERASE,), subject_keys={"hr": "7"}),
        register=REGISTER,
        decided=effective(proposals, (*taken, *granted)),
        answers=(answer,),
        holdings={("hr", "all"): holding},
        at=AT,
        on=AT.date(),
        expired={("hr", "all"): facts.expired_count or 0},
        accepted=frozenset(taken),
    )
    return plan(situation, (ERASE,))


def touched(made: Plan, category: Category) -> Iterator[str | None]:
    """Yield the parts that an erasure touches beside what is past its period; None for what is not tracked apart."""
    for step in made.steps:
        if step.kind is not ChangeKind.ERASE or step.expired_only:
            continue
        names = step.elements or (REST, *(e.element_id for e in category.elements))
        yield from (None if name == REST else name for name in names)


@pytest.mark.parametrize("category", REGISTER.categories, ids=lambda c: c.category_id)
def test_nothing_that_a_duty_or_a_task_still_needs_is_erased(category: Category) -> None:
    wrong = [
        (facts, part)
        for facts in FACTS
        for part in touched(planned(category, facts), category)
        if carried_by_law(category, facts, part)
    ]
    assert wrong == []


@pytest.mark.parametrize("category", REGISTER.categories, ids=lambda c: c.category_id)
def test_of_what_a_duty_needs_no_more_than_what_is_past_its_period_goes(category: Category) -> None:
    for facts in FACTS:
        made = planned(category, facts)
        only = [s for s in made.steps if s.expired_only]
        assert all(0 < s.records <= (facts.expired_count or 0) for s in only)
        assert not only or facts.expired_count, "nobody knows of a period that is over"


def test_the_oracle_says_both() -> None:
    """Some categories are kept whatever is known, and every one of them goes once its period is over (ER-03)."""
    over = Facts(record_count=RECORDS, expired_count=RECORDS, consents=ALL_CONSENTS)
    plain = [c for c in REGISTER.categories if Trait.CONTAINER not in c.traits]
    assert all(any(True for _ in touched(planned(c, over), c)) for c in plain)
    assert any(carried_by_law(c, Facts(record_count=RECORDS), None) for c in plain)
