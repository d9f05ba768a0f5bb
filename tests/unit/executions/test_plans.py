"""What a decided claim asks of the stores, in words: what goes, what stays, what is marked, in which order."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from app.cases.model import Claim
from app.decisions.drafts import effective
from app.decisions.model import DecisionKind, DraftDecision, Facts, RecordedConsent
from app.decisions.rules import propose
from app.decisions.scope import scope_of
from app.executions.correcting import CorrectionMissing, CorrectionUnclear
from app.executions.model import ORDER, Plan
from app.executions.rules import plan
from app.executions.situation import Situation
from app.language import Text
from app.personnel.changes import ChangeKind
from app.personnel.model import AnswerStatus, Element, Holding, Origin, SourceAnswer, ValueKind
from app.register.load import default_register_path, load_register
from app.restrictions.model import RestrictionGround
from hypothesis import given
from hypothesis import strategies as st
from tests.case_samples import received

REGISTER = load_register(default_register_path())
AT = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)
CONTACT, PAY, FILE, WORK = "contact_details", "payroll", "evaluation", "workplace_management"
MAIL, MOBILE = "private_email", "private_mobile"
GIVE, PARTLY, KEEP = DecisionKind.GRANT, DecisionKind.PARTLY_GRANT, DecisionKind.REFUSE


def element(name: str, of_register: str | None = None) -> Element:
    return Element(name, Text(name), ValueKind.TEXT, Origin.PROVIDED, register_element=of_register)


def holding(name: str, category: str, *elements: Element) -> Holding:
    return Holding("hr", name, category, Text(name), elements or (element("value"),))


HOLDINGS = {
    ("hr", h.name): h
    for h in (
        holding(
            "mail", CONTACT, element("mail", MAIL), element("mobile", MOBILE), element("phone")
        ),
        holding("kin", CONTACT, element("phone")),
        holding("slips", PAY),
        holding("reports", FILE),
        holding("desks", WORK),
    )
}
RECORDS = {"mail": 1, "kin": 2, "slips": 12, "reports": 3, "desks": 1}


def answers(*names: str, expired: int | None = None) -> tuple[SourceAnswer, ...]:
    return tuple(
        SourceAnswer(
            "hr",
            name,
            HOLDINGS["hr", name].category_id,
            AnswerStatus.FOUND,
            RECORDS[name],
            0,
            AT,
            expired_count=expired,
        )
        for name in names
    )


def claim(right: str, *scope: str, number: str = "1", **details: Any) -> Claim:
    said = None if right == "rectification" else "Zo staat het er niet."
    return Claim(number, right, statement=said, scope=scope, details=details)


def line(decision: DecisionKind, category: str | None = None, **more: Any) -> DraftDecision:
    codes = () if decision is GIVE else ("R17-3B",)
    return DraftDecision(
        **{"claim_id": "1", "decision": decision, "category_id": category, "ground_codes": codes}
        | more
    )


def situation(
    claims: tuple[Claim, ...],
    *lines: DraftDecision,
    found: tuple[str, ...] = tuple(RECORDS),
    expired: Mapping[str, int] = {},
    consents: tuple[RecordedConsent, ...] = (),
) -> Situation:
    """Return what a plan looks at, with what was decided by these lines."""
    case = replace(received(), claims=claims, subject_keys={"hr": "7"})
    held = {
        HOLDINGS["hr", name].category_id: Facts(record_count=9, consents=consents) for name in found
    }
    proposals = propose(
        REGISTER,
        claims=[(c.claim_id, c.right) for c in claims],
        held=held,
        scopes={c.claim_id: scope_of(c, REGISTER) for c in claims},
    )
    return Situation(
        case=case,
        register=REGISTER,
        decided=effective(proposals, lines),
        answers=answers(*found),
        holdings=HOLDINGS,
        at=AT,
        on=AT.date(),
        expired={("hr", name): count for name, count in expired.items()},
    )


def planned(one: Claim, *lines: DraftDecision, **more: Any) -> Plan:
    return plan(situation((one,), *lines, **more), (one,))


def steps_of(made: Plan) -> set[tuple[str, str, tuple[str, ...]]]:
    return {(s.kind.value, s.holding, s.elements) for s in made.steps}


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


@pytest.mark.parametrize(
    ("named", "ground"),
    [
        ("accuracy", RestrictionGround.ACCURACY),
        ("unlawful", RestrictionGround.UNLAWFUL),
        ("legalClaim", RestrictionGround.LEGAL_CLAIM),
        ("objection", RestrictionGround.OBJECTION),
    ],
)
def test_a_restriction_marks_what_was_granted_on_its_ground(
    named: str, ground: RestrictionGround
) -> None:
    made = planned(claim("restriction", PAY, FILE, ground=named), line(GIVE, PAY), line(KEEP, FILE))
    (kept,) = made.restrictions
    assert steps_of(made) == {("restrict", "slips", ())}
    assert (kept.ground, kept.scope.category_ids, kept.allowed_uses) == (ground, (PAY,), ())
    assert {s.restriction_id for s in made.steps} == {kept.restriction_id}


def test_an_objection_upheld_ends_its_purpose_and_allows_the_others() -> None:
    one = claim("objection", WORK, purposeIds=["P06"])
    (kept,) = planned(one, line(GIVE)).restrictions
    assert (kept.ground, kept.scope.purpose_ids) == (RestrictionGround.OBJECTION_UPHELD, ("P06",))
    assert "P06" not in kept.allowed_uses
    assert "P03" in kept.allowed_uses
    refused = planned(one, line(KEEP))
    assert (refused.steps, refused.restrictions) == ((), ())


def test_a_private_address_stays_for_its_other_purpose_alone() -> None:
    one = claim("consentWithdrawal", CONTACT)
    consent = RecordedConsent("P01", (MAIL,))
    use = {"purpose_id": "P01", "legal_basis": "6.1.a"}
    made = planned(one, line(PARTLY, CONTACT, **use), consents=(consent,))
    assert ("restrict", "mail", ("mail",)) in steps_of(made)
    assert ChangeKind.ERASE not in {s.kind for s in made.steps}
    marks = {r.restriction_id: r for r in made.restrictions}
    (mark,) = [s for s in made.steps if s.elements == ("mail",)]
    assert marks[mark.restriction_id or ""].allowed_uses == ("P10",)
    assert {s.purpose_ids for s in made.steps if s.kind is ChangeKind.STOP_USE} == {("P01",)}


def test_a_withdrawal_without_consent_does_nothing() -> None:
    made = planned(claim("consentWithdrawal", PAY), line(KEEP))
    assert (made.steps, made.restrictions) == ((), ())


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
