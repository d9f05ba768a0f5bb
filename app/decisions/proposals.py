"""Proposals for one case: every use of every category that is held, per claim, resolved with the facts."""

from collections.abc import Iterator, Mapping, Sequence

from app.decisions.cells import CELLS
from app.decisions.facts import facts_of
from app.decisions.model import CaseProposal, Facts
from app.decisions.resolve import Given, resolve
from app.decisions.uses import Use, element_uses, uses_of
from app.register.model import Register


def propose(
    register: Register, *, claims: Sequence[tuple[str, str]], held: Mapping[str, Facts]
) -> tuple[CaseProposal, ...]:
    """Return the proposals for `claims` (claim id, right id) on the categories that are held.

    An element has a proposal of its own where its source or basis makes it differ from its category.
    """
    pending = any(right == "objection" for _, right in claims)
    return tuple(
        proposal
        for claim_id, right in claims
        for category in register.categories
        if category.category_id in held
        for use in uses_of(register, category)
        for proposal in _proposals(
            register, claim_id, right, use, facts=held[category.category_id], pending=pending
        )
    )


def _proposals(
    register: Register, claim_id: str, right: str, use: Use, *, facts: Facts, pending: bool
) -> Iterator[CaseProposal]:
    whole = _proposal(claim_id, right, use, facts=facts, pending=pending)
    yield whole
    for part in element_uses(register, use):
        own = _proposal(claim_id, right, part, facts=facts, pending=pending)
        if _differs(own, whole):
            yield own


def _proposal(claim_id: str, right: str, use: Use, *, facts: Facts, pending: bool) -> CaseProposal:
    cell = CELLS[right](use)
    given = Given(use=use, cell=cell, facts=facts, objection_pending=pending)
    resolution = resolve(right, given)
    return CaseProposal(
        claim_id=claim_id,
        category_id=use.category.category_id,
        purpose_id=use.purpose.purpose_id,
        legal_basis=use.basis.code,
        right=right,
        proposal=cell.proposal,
        ground_codes=tuple(dict.fromkeys((*cell.codes, *resolution.codes))),
        legal_references=cell.references,
        reason=cell.reason,
        resolved=resolution.resolved,
        facts=facts_of(right, given),
        element=use.element.element_id if use.element else None,
        applying_codes=resolution.codes,
    )


def _differs(own: CaseProposal, whole: CaseProposal) -> bool:
    return (own.proposal, own.ground_codes, own.resolved, own.applying_codes) != (
        whole.proposal,
        whole.ground_codes,
        whole.resolved,
        whole.applying_codes,
    )
