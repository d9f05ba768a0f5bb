"""What a written test makes possible: an objection decided (Art. 21(1))."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from app.decisions.grounds import UNTESTED
from app.decisions.model import (
    EffectiveDecision,
    Facts,
    Opinion,
    OpinionKind,
    OpinionResult,
    Proposal,
)
from app.errors import DeskError

OBJECTION: Final = "objection"
"""The right whose decision rests on a balancing test."""


class BalancingMissing(DeskError):
    """An objection is decided on a written balancing test; there is none."""

    code: ClassVar[str] = "balancingMissing"


class BalancingAdviceMissing(DeskError):
    """The DPO has not advised on this objection since its balancing test was written (OB-02)."""

    code: ClassVar[str] = "balancingAdviceMissing"


@dataclass(frozen=True, slots=True)
class Weighed:
    """The balancing tests of a case; the latest that is about a use says how it was weighed."""

    objections: tuple[str, ...]
    """Claims that object."""
    opinions: Sequence[Opinion]

    def test_of(self, claim_id: str, purpose_id: str) -> Opinion | None:
        """Return the latest test of the objection to this purpose; None while nobody weighed it.

        On a claim of another right the objections of the same case count (Art. 17(1)(c)).
        """
        claims = (claim_id,) if claim_id in self.objections else self.objections
        tests = [
            o
            for o in self.opinions
            if o.kind is OpinionKind.BALANCING
            and o.claim_id in claims
            and o.purpose_id in {None, purpose_id}
        ]
        return tests[-1] if tests else None

    def upheld(self, claim_id: str, purpose_id: str) -> bool | None:
        """Whether the objection to this purpose holds; None while nobody weighed it."""
        test = self.test_of(claim_id, purpose_id)
        return None if test is None else test.result is OpinionResult.FOR_THE_PERSON

    def facts(self, facts: Facts, claim_id: str, purpose_id: str) -> Facts:
        """Return the facts with how the objection was weighed."""
        if not self.objections or not self.opinions:
            return facts
        upheld = self.upheld(claim_id, purpose_id)
        return facts if upheld is None else replace(facts, objection_upheld=upheld)


def in_force(opinions: Iterable[Opinion], claim_id: str) -> tuple[Opinion, ...]:
    """Return the balancing tests of an objection that still say how a use was weighed, oldest first.

    A later test on the same purpose, or on all, stands in place of the earlier one.
    """
    latest: dict[str | None, Opinion] = {}
    for one in opinions:
        if one.kind is not OpinionKind.BALANCING or one.claim_id != claim_id:
            continue
        if one.purpose_id is None:
            latest.clear()
        latest.pop(one.purpose_id, None)
        latest[one.purpose_id] = one
    return tuple(latest.values())


def has_advice(test: Opinion, opinions: Iterable[Opinion], *, four_eyes: bool) -> bool:
    """Whether the DPO advised on the claim of a test since it was written; with `four_eyes` not who wrote it."""
    return any(
        one.kind is OpinionKind.ADVICE
        and one.claim_id == test.claim_id
        and one.written_at >= test.written_at
        and not (four_eyes and one.written_by == test.written_by)
        for one in opinions
    )


def check_weighed(
    decided: Iterable[EffectiveDecision],
    rights: Mapping[str, str],
    opinions: Sequence[Opinion],
    *,
    four_eyes: bool,
) -> None:
    """Check that an objection that has to be weighed is decided on a test, with the advice of the DPO on it (OB-02).

    `opinions` are in the order they were written. Raises BalancingMissing, BalancingAdviceMissing.
    """
    objections = tuple(c for c, right in rights.items() if right == OBJECTION)
    weighed = Weighed(objections, opinions)
    for one in decided:
        if one.claim_id not in objections or one.proposal is None or one.line is None:
            continue
        # What no objection is open against, or what is not looked into at all, is not weighed.
        unweighed = one.proposal.proposal is not Proposal.GRANT_IF
        dismissed = bool(one.line.ground_codes) and set(one.line.ground_codes) <= UNTESTED
        if unweighed or dismissed:
            continue
        test = weighed.test_of(one.claim_id, one.proposal.purpose_id)
        if test is None:
            raise BalancingMissing(claim=one.claim_id, purpose=one.proposal.purpose_id)
        if not has_advice(test, opinions, four_eyes=four_eyes):
            raise BalancingAdviceMissing(claim=one.claim_id)
