"""What a decided claim asks of the stores, in words: what goes, what stays, in which order."""

from collections.abc import Mapping
from typing import Any

import pytest
from app.cases.model import Claim
from app.decisions.model import DraftDecision, RecordedConsent
from app.executions.correcting import CorrectionMissing, CorrectionUnclear
from app.executions.model import ORDER, Plan
from app.executions.rules import plan
from app.personnel.changes import ChangeKind
from app.restrictions.model import RestrictionGround
from hypothesis import given
from hypothesis import strategies as st
from tests.planned import (
    CONTACT,
    FILE,
    GIVE,
    KEEP,
    MAIL,
    MOBILE,
    PARTLY,
    PAY,
    claim,
    line,
    planned,
    situation,
    steps_of,
)

ERASURES = [
    ("granted whole, everything goes", (PAY,), (line(GIVE),), {}, {("erase", "slips", ())}, set()),
    ("refused, nothing goes", (PAY,), (line(KEEP),), {}, set(), {None}),
    ("one purpose still carries it", (PAY,), (line(GIVE), line(KEEP, PAY, purpose_id="P02", legal_basis="6.1.c")), {}, set(), {None}),
    ("partly, the expired records go", (PAY,), (line(PARTLY),), {"slips": 5}, {("erase", "slips", ())}, {None}),
    ("partly, but nothing is expired", (PAY,), (line(PARTLY),), {}, set(), {None}),
    ("refused, though some are expired", (PAY,), (line(KEEP),), {"slips": 5}, set(), {None}),
    ("limited to one category, the other is left alone", (FILE,), (line(GIVE),), {"slips": 5}, {("erase", "reports", ())}, set()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("scope", "lines", "expired", "steps", "stays"),
    [x[1:] for x in ERASURES],
    ids=[x[0] for x in ERASURES],
)
def test_an_erasure(
    scope: tuple[str, ...],
    lines: tuple[DraftDecision, ...],
    expired: Mapping[str, int],
    steps: set[tuple[str, str, tuple[str, ...]]],
    stays: set[str | None],
) -> None:
    made = planned(claim("erasure", *scope), *lines, expired=expired)
    assert steps_of(made) == steps
    assert {part.element for part in made.stays} == stays
    assert {s.expired_only for s in made.steps} <= {bool(expired) and scope == (PAY,)}


def test_an_element_that_a_purpose_still_carries_stays_and_the_rest_goes() -> None:
    consent = RecordedConsent("P01", (MAIL,))
    kept = line(PARTLY, CONTACT, purpose_id="P01", legal_basis="6.1.a", element=MOBILE)
    made = planned(claim("erasure", CONTACT), line(GIVE), kept, consents=(consent,))
    assert steps_of(made) == {("erase", "mail", ("mail", "phone")), ("erase", "kin", ())}
    assert {(part.element, part.purpose_ids) for part in made.stays} == {(MOBILE, ("P01",))}


def test_what_stays_says_how_many_records_and_why() -> None:
    made = planned(claim("erasure", PAY), line(PARTLY), expired={"slips": 5})
    ((stay,), (step,)) = made.stays, made.steps
    assert (step.records, stay.records) == (5, 7)
    assert stay.ground_codes == ("R17-3B",)


def correction(**more: Any) -> dict[str, Any]:
    return {"categoryId": CONTACT, "element": "phone", "newValue": "02"} | more


def test_a_correction_names_its_holding_where_there_are_several() -> None:
    one = claim("rectification", corrections=[correction()])
    with pytest.raises(CorrectionUnclear):
        planned(one, line(GIVE))
    with pytest.raises(CorrectionUnclear):
        planned(claim("rectification", corrections=[correction(element="fax")]), line(GIVE))
    named = planned(
        claim("rectification", corrections=[correction(holding="kin", recordId="4")]), line(GIVE)
    )
    ((step),) = named.steps
    assert (step.kind, step.holding, step.elements) == (ChangeKind.RECTIFY, "kin", ("phone",))
    assert (step.record_ids, step.correction) == (("4",), 0)


def test_a_correction_without_anything_to_write_or_file_is_missing() -> None:
    with pytest.raises(CorrectionMissing):
        planned(claim("rectification", FILE), line(GIVE))


def test_words_alone_are_filed_once_per_category() -> None:
    made = planned(claim("rectification", FILE, CONTACT, supplement="Anders."), line(GIVE))
    assert {(k, h) for k, h, _ in steps_of(made)} == {
        ("supplement", "mail"),
        ("supplement", "reports"),
    }


def test_what_comes_from_an_authentic_source_rests_until_it_is_right_there() -> None:
    codes = ("R16-AUTHENTIC-SOURCE",)
    made = planned(
        claim("rectification", CONTACT, supplement="Fout."),
        line(PARTLY, CONTACT, ground_codes=codes),
    )
    (kept,) = made.restrictions
    assert kept.ground is RestrictionGround.ACCURACY
    assert {(k, h) for k, h, _ in steps_of(made)} >= {("restrict", "mail"), ("restrict", "kin")}


MANY = (
    claim("erasure", FILE, number="1"),
    claim("restriction", PAY, number="2"),
    claim("rectification", number="3", corrections=[correction(holding="kin")], supplement="Zo."),
    claim("consentWithdrawal", CONTACT, number="4"),
    claim("access", number="5"),
)


def several(claims: tuple[Claim, ...]) -> Plan:
    lines = [line(GIVE, claim_id=one.claim_id) for one in claims]
    return plan(situation(claims, *lines), claims)


@given(st.permutations(MANY), st.integers(min_value=1, max_value=len(MANY)))
def test_steps_stand_in_the_order_of_the_law_with_the_same_keys_each_time(
    shuffled: list[Claim], count: int
) -> None:
    claims = tuple(shuffled[:count])
    made, again = several(claims), several(tuple(reversed(claims)))
    places = [ORDER.index(s.kind) for s in made.steps]
    assert places == sorted(places)
    assert [s.position for s in made.steps] == list(range(len(made.steps)))
    assert {s.step_key for s in made.steps} == {s.step_key for s in again.steps}
    assert len({s.step_key for s in made.steps}) == len(made.steps)
    assert {s.claim_id for s in made.steps} <= {c.claim_id for c in claims if c.right != "access"}
