"""When a request may be called unfounded or excessive: shown in writing, advised on, and never by number alone (IN-09)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Final

from app.decisions.grounds import UNTESTED, ExcessiveTestMissing
from app.decisions.model import DraftDecision, Excess, Opinion, OpinionKind, OpinionResult
from app.decisions.weighing import has_advice
from app.errors import DeskError

EXCESSIVE: Final = "R12-EXCESSIVE"
UNFOUNDED: Final = "R12-UNFOUNDED"


class NumberAloneNotEnough(DeskError):
    """How often somebody asks is no abuse: an intention or an unreasonable interval is to be shown (C-416/23)."""

    code: ClassVar[str] = "numberAloneNotEnough"


class NoEarlierRequest(DeskError):
    """The service knows no earlier request of this person: nothing is repeated."""

    code: ClassVar[str] = "noEarlierRequest"


class ExcessiveAdviceMissing(DeskError):
    """The DPO has not advised on this claim since its test was written (IN-09)."""

    code: ClassVar[str] = "excessiveAdviceMissing"


def check_shown(excess: Excess, result: OpinionResult) -> None:
    """Check that a test that goes against the person shows more than a number.

    Raises NumberAloneNotEnough, and NoEarlierRequest for a repetition of nothing.
    """
    if result is OpinionResult.FOR_THE_PERSON:
        return
    if not shown(excess):
        raise NumberAloneNotEnough("Show an abusive intention or an unreasonable repetition")
    if excess.repetition and not excess.earlier:
        raise NoEarlierRequest("No earlier request of this person is known")


def shown(excess: Excess) -> frozenset[str]:
    """Return the grounds of Art. 12(5) that the findings of a test can carry."""
    found = {
        EXCESSIVE: bool(excess.intention or excess.repetition),
        UNFOUNDED: bool(excess.unfounded),
    }
    return frozenset(code for code, holds in found.items() if holds)


def latest_tests(opinions: Iterable[Opinion]) -> Mapping[str, Opinion]:
    """Return the latest test of Art. 12(5) of each claim; `opinions` in the order they were written."""
    return {o.claim_id: o for o in opinions if o.kind is OpinionKind.EXCESSIVE and o.claim_id}


def shown_grounds(opinions: Iterable[Opinion]) -> Mapping[str, frozenset[str]]:
    """Return per claim the grounds that its latest test shows; none where it came out for the person."""
    return {
        claim_id: shown(test.excess)
        for claim_id, test in latest_tests(opinions).items()
        if test.excess is not None and test.result is OpinionResult.AGAINST
    }


def check_advised(
    lines: Iterable[DraftDecision], opinions: Sequence[Opinion], *, four_eyes: bool
) -> None:
    """Check that the DPO advised on each claim that is refused as unfounded or excessive, after its test.

    Raises ExcessiveTestMissing, ExcessiveAdviceMissing.
    """
    for claim_id in {line.claim_id for line in lines if UNTESTED.intersection(line.ground_codes)}:
        check_claim_advised(claim_id, opinions, four_eyes=four_eyes)


def check_claim_advised(claim_id: str, opinions: Sequence[Opinion], *, four_eyes: bool) -> Opinion:
    """Return the test that shows a claim to be unfounded or excessive and was advised on.

    With `four_eyes` nobody advises on a test of their own (IN-09). Raises ExcessiveTestMissing, ExcessiveAdviceMissing.
    """
    if not shown_grounds(opinions).get(claim_id):
        raise ExcessiveTestMissing(claim=claim_id)
    test = latest_tests(opinions)[claim_id]
    if not has_advice(test, opinions, four_eyes=four_eyes):
        raise ExcessiveAdviceMissing(claim=claim_id)
    return test


def told(test: Opinion) -> tuple[str, ...]:
    """Return what a test holds, as the person reads it: each finding, then why nothing milder will do."""
    held = test.excess
    if held is None:
        return (test.reasons,)
    findings = (held.facts, held.intention, held.repetition, held.unfounded, held.necessity)
    return tuple(finding for finding in findings if finding)
