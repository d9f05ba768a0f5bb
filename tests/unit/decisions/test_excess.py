"""A request is unfounded or excessive when a written test shows more than a number, and the DPO advised on it (IN-09)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from app.decisions.excess import (
    ExcessiveAdviceMissing,
    NoEarlierRequest,
    NumberAloneNotEnough,
    check_advised,
    check_shown,
    shown,
    shown_grounds,
    told,
)
from app.decisions.grounds import ExcessiveTestMissing
from app.decisions.model import (
    DecisionKind,
    DraftDecision,
    EarlierRequest,
    Excess,
    Opinion,
    OpinionKind,
    OpinionResult,
)

AT = datetime(2026, 3, 9, 10, tzinfo=UTC)
BARE = Excess(facts="Zes keer sinds januari.", necessity="Minder helpt niet.")
BEFORE = (EarlierRequest("DSR-7K3M-9QX1", date(2026, 1, 5)),)
ABUSE = replace(BARE, intention="Hij schreef dat hij ons wil belasten.")
AGAIN = replace(BARE, repetition="De gegevens wijzigen één keer per jaar.", earlier=BEFORE)
EMPTY = replace(BARE, unfounded="De vraag gaat over een andere overheid.")
FOR, AGAINST = OpinionResult.FOR_THE_PERSON, OpinionResult.AGAINST
EXCESSIVE, UNFOUNDED = "R12-EXCESSIVE", "R12-UNFOUNDED"


def opinion(kind: OpinionKind, hours: int, claim: str | None = "a", **more: object) -> Opinion:
    return replace(
        Opinion("o", "c", kind, "Omdat.", "dora", AT + timedelta(hours=hours), claim_id=claim),
        **more,  # type: ignore[arg-type]
    )


def a_test(
    hours: int, excess: Excess, result: OpinionResult = AGAINST, claim: str = "a"
) -> Opinion:
    return opinion(OpinionKind.EXCESSIVE, hours, claim, excess=excess, result=result)


def an_advice(hours: int, claim: str | None = "a") -> Opinion:
    return opinion(OpinionKind.ADVICE, hours, claim, written_by="pia")


def a_refusal(code: str = EXCESSIVE) -> DraftDecision:
    return DraftDecision("a", DecisionKind.REFUSE, ground_codes=(code,), facts="Zie de test.")


@pytest.mark.parametrize(
    ("excess", "refusal"),
    [
        pytest.param(BARE, NumberAloneNotEnough, id="a number alone"),
        pytest.param(
            replace(BARE, earlier=BEFORE), NumberAloneNotEnough, id="earlier requests alone"
        ),
        pytest.param(replace(AGAIN, earlier=()), NoEarlierRequest, id="a repetition of nothing"),
    ],
)
def test_a_test_against_the_person_shows_more_than_a_number(
    excess: Excess, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        check_shown(excess, AGAINST)
    check_shown(excess, FOR)


@pytest.mark.parametrize(
    ("excess", "codes"),
    [
        pytest.param(ABUSE, {EXCESSIVE}, id="an abusive intention, first request or not"),
        pytest.param(AGAIN, {EXCESSIVE}, id="an unreasonable repetition"),
        pytest.param(EMPTY, {UNFOUNDED}, id="no ground at all"),
        pytest.param(replace(ABUSE, unfounded="Ook dat."), {EXCESSIVE, UNFOUNDED}, id="both"),
    ],
)
def test_what_is_shown_carries_its_own_ground(excess: Excess, codes: set[str]) -> None:
    check_shown(excess, AGAINST)
    assert shown(excess) == codes


def test_the_latest_test_of_a_claim_counts() -> None:
    made = [a_test(0, ABUSE), a_test(1, ABUSE, claim="b"), a_test(2, BARE, FOR, claim="b")]
    assert shown_grounds(made) == {"a": {EXCESSIVE}}


@pytest.mark.parametrize(
    ("line", "opinions", "refusal"),
    [
        pytest.param(a_refusal(), [], ExcessiveTestMissing, id="no test"),
        pytest.param(
            a_refusal(),
            [a_test(0, ABUSE, FOR), an_advice(1)],
            ExcessiveTestMissing,
            id="a test for",
        ),
        pytest.param(a_refusal(), [a_test(0, ABUSE)], ExcessiveAdviceMissing, id="no advice"),
        pytest.param(
            a_refusal(),
            [an_advice(0), a_test(1, ABUSE)],
            ExcessiveAdviceMissing,
            id="an advice before the test",
        ),
        pytest.param(
            a_refusal(),
            [a_test(0, ABUSE), an_advice(1, "b"), an_advice(1, None)],
            ExcessiveAdviceMissing,
            id="an advice on something else",
        ),
    ],
)
def test_a_refusal_needs_the_test_and_the_advice(
    line: DraftDecision, opinions: list[Opinion], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        check_advised([line], opinions, four_eyes=True)


def test_with_test_and_advice_it_stands() -> None:
    check_advised([a_refusal()], [a_test(0, ABUSE), an_advice(1)], four_eyes=True)
    other = DraftDecision("a", DecisionKind.REFUSE, ground_codes=("R23-LAW",), facts="Een wet.")
    check_advised([other], [], four_eyes=True)


def test_nobody_advises_on_a_test_of_their_own_with_four_eyes() -> None:
    # IN-09
    own = [a_test(0, ABUSE), replace(an_advice(1), written_by="dora")]
    check_advised([a_refusal()], own, four_eyes=False)
    with pytest.raises(ExcessiveAdviceMissing):
        check_advised([a_refusal()], own, four_eyes=True)
    check_advised([a_refusal()], [*own, an_advice(2)], four_eyes=True)


def test_the_person_reads_each_finding() -> None:
    assert told(a_test(0, ABUSE)) == (BARE.facts, ABUSE.intention, BARE.necessity)
