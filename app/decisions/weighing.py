"""What a written test makes possible: an objection decided (Art. 21(1)), a request found excessive (Art. 12(5))."""

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


@dataclass(frozen=True, slots=True)
class Weighed:
    """The balancing tests of a case; the latest that is about a use says how it was weighed."""

    objections: tuple[str, ...]
    """Claims that object."""
    opinions: Sequence[Opinion]

    def upheld(self, claim_id: str, purpose_id: str) -> bool | None:
        """Whether the objection to this purpose holds; None while nobody weighed it.

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
        return tests[-1].result is OpinionResult.FOR_THE_PERSON if tests else None

    def facts(self, facts: Facts, claim_id: str, purpose_id: str) -> Facts:
        """Return the facts with how the objection was weighed."""
        if not self.objections or not self.opinions:
            return facts
        upheld = self.upheld(claim_id, purpose_id)
        return facts if upheld is None else replace(facts, objection_upheld=upheld)


def excessive_claims(opinions: Iterable[Opinion]) -> frozenset[str]:
    """Return the claims whose latest test says that they are unfounded or excessive (IN-09)."""
    latest: dict[str, Opinion] = {}
    for opinion in opinions:
        if opinion.kind is OpinionKind.EXCESSIVE and opinion.claim_id:
            latest[opinion.claim_id] = opinion
    return frozenset(c for c, o in latest.items() if o.result is OpinionResult.AGAINST)


def check_weighed(
    decided: Iterable[EffectiveDecision], rights: Mapping[str, str], opinions: Sequence[Opinion]
) -> None:
    """Raise BalancingMissing where an objection that has to be weighed is decided without a test (OB-02).

    `opinions` are in the order they were written.
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
        if weighed.upheld(one.claim_id, one.proposal.purpose_id) is None:
            raise BalancingMissing(claim=one.claim_id, purpose=one.proposal.purpose_id)
