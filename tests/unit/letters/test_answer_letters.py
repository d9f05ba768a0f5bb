"""One answer letter for several claims, and the letters around an answer: what they refuse to be."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from app.cases.model import Outcome
from app.language import Text
from app.letters import compose_ways
from app.letters.compose_rights import answer
from app.letters.model import ClaimDecision, LetterContext, LetterKind
from app.letters.sections import ClaimAnswer
from tests.letter_examples import combined, frame
from tests.rights_letters import ERASED, ERASURE, OVERRULED, PORTED, RECTIFIED, answered


def claims(letter: LetterContext) -> list[dict[str, Any]]:
    """Return the claims as printed."""
    found: Any = letter.values["claims"]
    return list(found)


def test_a_case_gets_one_letter_with_a_section_per_claim_in_order() -> None:
    letter = answered(frame(), OVERRULED, RECTIFIED, ERASED)
    assert letter.kind is LetterKind.RECTIFICATION
    assert [c["about"] for c in claims(letter)] == ["objection", "rectification", "erasure"]
    assert letter.values["lead"] == "partiallyGranted"


def test_l06_carries_the_sections_of_the_other_rights() -> None:
    letter = combined(frame())
    assert letter.kind is LetterKind.ACCESS
    access, erasure = claims(letter)
    assert access["section"] is None
    assert erasure["section"]["backup_days"] == "35"


def test_what_stays_is_told_once() -> None:
    assert claims(answered(frame(), ERASED))[0]["refused"] == []
    assert claims(answered(frame(), PORTED))[0]["refused"] == []


def test_what_is_refused_besides_is_still_told() -> None:
    section = replace(ERASURE, kept=ERASURE.kept[1:])
    [claim] = claims(answered(frame(), replace(ERASED, section=section)))
    assert [part["label"] for part in claim["refused"]] == ["loongegevens"]


@pytest.mark.parametrize(
    ("what", "changes"),
    [("without a ground", {"grounds": ()}), ("without facts", {"facts": (Text(" "),)})],
)
def test_what_stays_needs_ground_and_facts(what: str, changes: dict[str, Any]) -> None:
    kept = replace(ERASURE.kept[0], **changes)
    claim = replace(ERASED, section=replace(ERASURE, kept=(kept,)))
    with pytest.raises(ValueError, match="ground code and the facts"):
        pytest.fail(f"{what}: {answered(frame(), claim)}")


@pytest.mark.parametrize(
    "outcome",
    [Outcome.NO_DATA_HELD, Outcome.LAPSED_IDENTITY, Outcome.REDIRECTED, Outcome.WITHDRAWN],
)
def test_what_another_letter_answers_is_refused(outcome: Outcome) -> None:
    with pytest.raises(ValueError, match="are answered with L"):
        answer(frame(), claims=[ClaimAnswer(ClaimDecision("erasure", outcome))])


def test_access_needs_its_section() -> None:
    with pytest.raises(ValueError, match="section of access"):
        answer(frame(), claims=[ClaimAnswer(ClaimDecision("access", Outcome.GRANTED))])


DATA = (Text("loongegevens"),)


@pytest.mark.parametrize(
    ("what", "compose"),
    [
        (
            "L03 without a means",
            lambda of: compose_ways.identity_reminder(
                of, asked_on=of.on, doubt="Twijfel.", means=(), new_date=of.on
            ),
        ),
        (
            "L15 without a question",
            lambda of: compose_ways.lapse(of, asked_on=(), doubt="Twijfel.", means=("inPerson",)),
        ),
        (
            "L15 with an unknown means",
            lambda of: compose_ways.lapse(of, asked_on=(of.on,), doubt="Twijfel.", means=("x",)),
        ),
        (
            "L04 without an overview",
            lambda of: compose_ways.specification(of, overview=(), systems=DATA, resume_on=of.on),
        ),
        (
            "L17 on the day itself",
            lambda of: compose_ways.lifting(of, data=DATA, reason="Het klopt.", lift_on=of.on),
        ),
        (
            "L17 without a reason",
            lambda of: compose_ways.lifting(of, data=DATA, reason=" ", lift_on=date(2026, 12, 11)),
        ),
    ],
)
def test_a_letter_that_lacks_its_core_is_not_made(
    what: str, compose: Callable[[Any], LetterContext]
) -> None:
    with pytest.raises(ValueError, match=r"L\d\d|means of proof"):
        pytest.fail(f"{what}: {compose(frame())}")


def test_l23_promises_its_new_date_in_the_head_too() -> None:
    letter = compose_ways.overdue(frame(), cause="Een storing.", new_date=date(2026, 12, 18))
    assert "18 december 2026" in str(letter.values["frame"])
    assert letter.values["missed_on"] == "3 december 2026"
