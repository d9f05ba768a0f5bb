"""From proposals to decisions: accept them, lay a draft over them, and check that it can be taken."""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, TypeAlias

from app.decisions.facts import facts_in_words, in_dutch
from app.decisions.grounds import check_ground
from app.decisions.model import (
    NO_BACKING,
    Backing,
    CaseProposal,
    DecisionKind,
    DraftDecision,
    EffectiveDecision,
    Resolved,
)
from app.decisions.parts import check_parts
from app.errors import DeskError

Key: TypeAlias = tuple[str | None, ...]
"""Claim, element, legal basis, purpose and category of a line; None where it does not say."""

KINDS: Mapping[Resolved, DecisionKind] = {
    Resolved.GRANT: DecisionKind.GRANT,
    Resolved.PARTLY_GRANT: DecisionKind.PARTLY_GRANT,
    Resolved.REFUSE: DecisionKind.REFUSE,
}


class DecisionIncomplete(DeskError):
    """Proposals are still open."""

    code: ClassVar[str] = "decisionIncomplete"


class ReasonMissing(DeskError):
    """A refusal or part refusal needs a ground code and the facts in words (section 4)."""

    code: ClassVar[str] = "reasonMissing"


class UnknownProposal(DeskError):
    """A decision names what was not proposed."""

    code: ClassVar[str] = "unknownProposal"


class DecisionTwice(DeskError):
    """Two decisions have the same key."""

    code: ClassVar[str] = "decisionTwice"


class DeviationWithoutReason(DeskError):
    """A decision departs from what rules and facts give, without saying why."""

    code: ClassVar[str] = "deviationWithoutReason"


def accept(
    proposals: Sequence[CaseProposal],
) -> tuple[tuple[DraftDecision, ...], tuple[CaseProposal, ...]]:
    """Take every resolved proposal; return the decisions, and the proposals left to a human."""
    taken = tuple(_accepted(p) for p in proposals if p.resolved in KINDS)
    return taken, tuple(p for p in proposals if p.resolved not in KINDS)


def _accepted(proposal: CaseProposal) -> DraftDecision:
    decision = KINDS[proposal.resolved]
    refuses = decision is not DecisionKind.GRANT
    return DraftDecision(
        claim_id=proposal.claim_id,
        decision=decision,
        category_id=proposal.category_id,
        purpose_id=proposal.purpose_id,
        legal_basis=proposal.legal_basis,
        element=proposal.element,
        ground_codes=proposal.applying_codes if refuses else (),
        facts=in_dutch(facts_in_words(proposal)) if refuses else "",
        reason=proposal.reason.nl,
    )


def effective(
    proposals: Sequence[CaseProposal], lines: Sequence[DraftDecision]
) -> tuple[EffectiveDecision, ...]:
    """Return what the draft decides per proposal; the narrower key wins, `line` is None where open.

    A line on a claim without proposals (nothing collected, R12-ID) stands by itself.
    """
    by_key = {_key(line): line for line in lines}
    decided = tuple(
        EffectiveDecision(claim_id=p.claim_id, proposal=p, line=_line_for(p, by_key))
        for p in proposals
    )
    proposed = {p.claim_id for p in proposals}
    return decided + tuple(
        EffectiveDecision(claim_id=line.claim_id, proposal=None, line=line)
        for line in lines
        if line.claim_id not in proposed
    )


def _line_for(proposal: CaseProposal, by_key: Mapping[Key, DraftDecision]) -> DraftDecision | None:
    if not by_key:
        return None
    # Nearly every line is a proposal taken as it is: it has the narrowest key.
    own = by_key.get(_own_key(proposal))
    return own or next((by_key[key] for key in _keys_for(proposal) if key in by_key), None)


def _own_key(proposal: CaseProposal) -> Key:
    """Return the narrowest key that reaches a proposal."""
    return (
        proposal.claim_id,
        proposal.element or None,
        proposal.legal_basis or None,
        proposal.purpose_id or None,
        proposal.category_id or None,
    )


def _key(line: DraftDecision) -> Key:
    return (line.claim_id, line.element, line.legal_basis, line.purpose_id, line.category_id)


def _keys_for(proposal: CaseProposal) -> Iterator[Key]:
    """Yield the keys that reach a proposal, narrowest first: element, basis, purpose, category, claim."""
    own = (proposal.element, proposal.legal_basis, proposal.purpose_id, proposal.category_id)
    elements, bases, purposes, categories = ((x, None) if x else (None,) for x in own)
    claim_id = proposal.claim_id
    for element in elements:
        for basis in bases:
            for purpose in purposes:
                for category in categories:
                    yield claim_id, element, basis, purpose, category


def check_draft(
    proposals: Sequence[CaseProposal],
    lines: Sequence[DraftDecision],
    rights: Mapping[str, str],
    *,
    backing: Backing = NO_BACKING,
) -> None:
    """Check that a draft can be confirmed; `rights` gives the right of each claim.

    Raises what check_lines raises, and DecisionIncomplete while proposals are open.
    """
    open_ones = sum(1 for d in _checked(proposals, lines, rights, backing) if d.line is None)
    if open_ones:
        raise DecisionIncomplete(openProposals=open_ones)


def check_lines(
    proposals: Sequence[CaseProposal],
    lines: Sequence[DraftDecision],
    rights: Mapping[str, str],
    *,
    backing: Backing = NO_BACKING,
) -> None:
    """Check each line of a draft, complete or not.

    Raises UnknownProposal, DecisionTwice, ReasonMissing, GroundNotAllowed, ExcessiveTestMissing,
    DeviationWithoutReason, PartNotWithholdable.
    """
    _checked(proposals, lines, rights, backing)


def _checked(
    proposals: Sequence[CaseProposal],
    lines: Sequence[DraftDecision],
    rights: Mapping[str, str],
    backing: Backing,
) -> tuple[EffectiveDecision, ...]:
    _check_keys(proposals, lines, rights)
    for line in lines:
        if line.decision is not DecisionKind.GRANT and not (
            line.ground_codes and line.facts.strip()
        ):
            raise ReasonMissing(claim=line.claim_id, category=line.category_id or "")
        check_ground(
            rights[line.claim_id],
            line.decision,
            line.ground_codes,
            statute_ref=line.statute_ref,
            tested=backing.tested.get(line.claim_id, ()),
        )
    decided = effective(proposals, lines)
    for one in decided:
        _check_deviation(one)
    check_parts(decided, rights, backing=backing)
    return decided


def _check_keys(
    proposals: Sequence[CaseProposal], lines: Sequence[DraftDecision], rights: Mapping[str, str]
) -> None:
    # A line on a whole claim needs no proposal: nothing may have been collected (R12-ID).
    reachable: set[Key] = {(claim_id, None, None, None, None) for claim_id in rights}
    claimed = [p for p in proposals if p.claim_id in rights]
    reachable.update(map(_own_key, claimed))
    if any(_key(line) not in reachable for line in lines):
        reachable.update(key for p in claimed for key in _keys_for(p))
    seen: set[Key] = set()
    for line in lines:
        key = _key(line)
        if key not in reachable:
            raise UnknownProposal(claim=line.claim_id, category=line.category_id or "")
        if key in seen:
            raise DecisionTwice(claim=line.claim_id, category=line.category_id or "")
        seen.add(key)


def _check_deviation(decided: EffectiveDecision) -> None:
    if decided.proposal is None or decided.line is None:
        return
    proposed = KINDS.get(decided.proposal.resolved)
    if proposed not in {None, decided.line.decision} and not decided.line.reason.strip():
        raise DeviationWithoutReason(claim=decided.claim_id, category=decided.proposal.category_id)
