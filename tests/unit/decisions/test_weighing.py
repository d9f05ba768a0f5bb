"""Which test counts for which use and claim, and what may not be decided without one."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest
from app.decisions.model import (
    CaseProposal,
    DecisionKind,
    DraftDecision,
    EffectiveDecision,
    Facts,
    Opinion,
    OpinionKind,
    OpinionResult,
    Proposal,
    Resolved,
)
from app.decisions.weighing import (
    BalancingAdviceMissing,
    BalancingMissing,
    Weighed,
    check_weighed,
    in_force,
)
from app.language import Text

FOR, AGAINST = OpinionResult.FOR_THE_PERSON, OpinionResult.AGAINST
START = datetime(2026, 3, 5, tzinfo=UTC)


def opinions(*made: tuple[OpinionKind, str, str | None, OpinionResult]) -> tuple[Opinion, ...]:
    return tuple(
        Opinion(
            opinion_id=str(n),
            case_id="k",
            kind=kind,
            reasons="r",
            written_by="d",
            written_at=START + timedelta(hours=n),
            claim_id=claim,
            purpose_id=purpose,
            result=result,
        )
        for n, (kind, claim, purpose, result) in enumerate(made)
    )


BALANCING, EXCESSIVE = OpinionKind.BALANCING, OpinionKind.EXCESSIVE

UPHELD = [
    ("no test", (), "o1", "p", None),
    ("for the person", ((BALANCING, "o1", None, FOR),), "o1", "p", True),
    ("against", ((BALANCING, "o1", None, AGAINST),), "o1", "p", False),
    ("the latest counts", ((BALANCING, "o1", None, FOR), (BALANCING, "o1", None, AGAINST)), "o1", "p", False),
    ("one purpose", ((BALANCING, "o1", "p", FOR),), "o1", "p", True),
    ("another purpose", ((BALANCING, "o1", "q", FOR),), "o1", "p", None),
    ("another objection", ((BALANCING, "o2", None, FOR),), "o1", "p", None),
    ("an erasure in the same case", ((BALANCING, "o2", None, FOR),), "e1", "p", True),
    ("a test of another kind", ((EXCESSIVE, "o1", None, FOR),), "o1", "p", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("made", "claim", "purpose", "upheld"), [c[1:] for c in UPHELD], ids=[c[0] for c in UPHELD]
)
def test_which_test_counts(
    *,
    made: tuple[tuple[OpinionKind, str, str | None, OpinionResult], ...],
    claim: str,
    purpose: str,
    upheld: bool | None,
) -> None:
    weighed = Weighed(("o1", "o2"), opinions(*made))
    assert weighed.upheld(claim, purpose) is upheld
    assert weighed.facts(Facts(), claim, purpose).objection_upheld is upheld


def decided(proposal: Proposal, decision: DecisionKind, *codes: str) -> EffectiveDecision:
    return EffectiveDecision(
        "o1",
        CaseProposal(
            claim_id="o1",
            category_id="c",
            purpose_id="p",
            legal_basis="6.1.e",
            right="objection",
            proposal=proposal,
            ground_codes=(),
            legal_references=(),
            reason=Text("r"),
            resolved=Resolved.HUMAN_CHOICE,
        ),
        DraftDecision("o1", decision, ground_codes=codes, facts="f"),
    )


@pytest.mark.parametrize("decision", [DecisionKind.GRANT, DecisionKind.REFUSE])
def test_an_objection_that_is_weighed_needs_its_test(decision: DecisionKind) -> None:
    one = decided(Proposal.GRANT_IF, decision, "R21-COMPELLING")
    with pytest.raises(BalancingMissing):
        check_weighed([one], {"o1": "objection"}, (), four_eyes=True)
    made = opinions((BALANCING, "o1", None, FOR))
    with pytest.raises(BalancingAdviceMissing):
        check_weighed([one], {"o1": "objection"}, made, four_eyes=True)


@pytest.mark.parametrize(
    ("hours", "about", "by", "four_eyes", "enough"),
    [
        pytest.param(1, "o1", "p", True, True, id="since the test"),
        pytest.param(-1, "o1", "p", True, False, id="before the test"),
        pytest.param(1, None, "p", True, False, id="on the whole case"),
        pytest.param(1, "o2", "p", True, False, id="on another claim"),
        pytest.param(1, "o1", "d", True, False, id="by who wrote the test"),
        pytest.param(1, "o1", "d", False, True, id="by who wrote the test, without four eyes"),
    ],
)
def test_an_objection_is_decided_with_the_advice_of_the_dpo(
    *, hours: int, about: str | None, by: str, four_eyes: bool, enough: bool
) -> None:
    # OB-02
    (test,) = opinions((BALANCING, "o1", None, FOR))
    at = test.written_at + timedelta(hours=hours)
    advice = Opinion("a", "k", OpinionKind.ADVICE, "r", by, at, claim_id=about)
    one = decided(Proposal.GRANT_IF, DecisionKind.GRANT)
    with nullcontext() if enough else pytest.raises(BalancingAdviceMissing):
        check_weighed([one], {"o1": "objection"}, [test, advice], four_eyes=four_eyes)


@pytest.mark.parametrize(
    "one",
    [
        decided(Proposal.REFUSE, DecisionKind.REFUSE, "R21-BASIS"),
        decided(Proposal.DPO_REVIEW, DecisionKind.REFUSE, "R21-6-PUBLIC-TASK"),
        decided(Proposal.GRANT_IF, DecisionKind.REFUSE, "R12-EXCESSIVE"),
        EffectiveDecision("o1", None, DraftDecision("o1", DecisionKind.REFUSE)),
    ],
)
def test_what_is_not_weighed_needs_none(one: EffectiveDecision) -> None:
    check_weighed([one], {"o1": "objection"}, (), four_eyes=True)


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ((), ""),
        ([(BALANCING, "o1", None, AGAINST), (BALANCING, "o1", None, FOR)], "1"),
        ([(BALANCING, "o1", "p", AGAINST), (BALANCING, "o1", "p", FOR)], "1"),
        ([(BALANCING, "o1", "p", AGAINST), (BALANCING, "o1", "q", FOR)], "01"),
        ([(BALANCING, "o1", "p", AGAINST), (BALANCING, "o1", None, FOR)], "1"),
        ([(BALANCING, "o1", None, AGAINST), (BALANCING, "o1", "p", FOR)], "01"),
        ([(BALANCING, "o2", None, FOR), (EXCESSIVE, "o1", None, FOR)], ""),
    ],
)
def test_a_letter_tells_the_tests_that_still_count(
    made: list[tuple[OpinionKind, str, str | None, OpinionResult]], told: str
) -> None:
    assert "".join(o.opinion_id for o in in_force(opinions(*made), "o1")) == told
