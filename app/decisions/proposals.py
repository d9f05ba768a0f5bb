"""Proposals for one case: every use of every category that is held, per claim, resolved with the facts."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from app.decisions.cells import Cell
from app.decisions.facts import facts_of
from app.decisions.model import CaseProposal, Facts, Opinion
from app.decisions.offers import Offer, offers_of
from app.decisions.resolve import Given, Resolution, resolve
from app.decisions.scope import EVERYTHING, ClaimScope
from app.decisions.weighing import OBJECTION, Weighed
from app.register.model import Register

_UNLIMITED: Mapping[str, ClaimScope] = MappingProxyType({})


def propose(
    register: Register,
    *,
    claims: Sequence[tuple[str, str]],
    held: Mapping[str, Facts],
    scopes: Mapping[str, ClaimScope] = _UNLIMITED,
    opinions: Sequence[Opinion] = (),
) -> tuple[CaseProposal, ...]:
    """Return the proposals for `claims` (claim id, right id) on the categories that are held.

    `scopes` limits a claim, by its id, to some categories and purposes. `opinions` are the tests
    written in the case: the latest on an objection says how it was weighed (Art. 21(1)).

    An element has a proposal of its own where its source or basis makes it differ from its category.
    """
    pending = any(right == OBJECTION for _, right in claims)
    weighed = Weighed(tuple(c for c, right in claims if right == OBJECTION), opinions)
    return tuple(
        proposal
        for claim_id, right in claims
        for category in register.categories
        if category.category_id in held
        and scopes.get(claim_id, EVERYTHING).has_category(category.category_id)
        for offer in offers_of(register, category, right)
        if scopes.get(claim_id, EVERYTHING).has_purpose(offer.use.purpose.purpose_id)
        for proposal in _proposals(
            claim_id,
            right,
            offer,
            facts=weighed.facts(held[category.category_id], claim_id, offer.use.purpose.purpose_id),
            pending=pending,
        )
    )


def _proposals(
    claim_id: str, right: str, offer: Offer, *, facts: Facts, pending: bool
) -> Iterator[CaseProposal]:
    given = Given(offer.use, offer.cell, facts, objection_pending=pending)
    whole = resolve(right, given)
    yield _proposal(claim_id, right, given, whole)
    for use, cell in offer.parts:
        part = Given(use, cell, facts, objection_pending=pending)
        own = resolve(right, part)
        if _answer(cell, own) != _answer(offer.cell, whole):
            yield _proposal(claim_id, right, part, own)


def _answer(cell: Cell, resolution: Resolution) -> tuple[object, ...]:
    """Return what makes an element differ from its category."""
    return cell.proposal, _codes(cell, resolution), resolution


def _codes(cell: Cell, resolution: Resolution) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*cell.codes, *resolution.codes)))


def _proposal(claim_id: str, right: str, given: Given, resolution: Resolution) -> CaseProposal:
    use, cell = given.use, given.cell
    return CaseProposal(
        claim_id=claim_id,
        category_id=use.category.category_id,
        purpose_id=use.purpose.purpose_id,
        legal_basis=use.basis.code,
        right=right,
        proposal=cell.proposal,
        ground_codes=_codes(cell, resolution),
        legal_references=cell.references,
        reason=cell.reason,
        resolved=resolution.resolved,
        facts=facts_of(right, given),
        element=use.element.element_id if use.element else None,
        applying_codes=resolution.codes,
    )
