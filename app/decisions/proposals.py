"""Proposals for one case: every use of every category that is held, per claim, resolved with the facts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from app.decisions.cells import Cell, not_used_cell
from app.decisions.facts import facts_of
from app.decisions.model import CaseProposal, Facts, Opinion
from app.decisions.offers import Offer, offers_of
from app.decisions.resolve import Given, Resolution, resolve
from app.decisions.scope import EVERYTHING, ClaimScope
from app.decisions.weighing import OBJECTION, Weighed
from app.register.model import Category, Register
from app.rights.access import ACCESS

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
        for offer in _offers(register, category, right, scopes.get(claim_id, EVERYTHING))
        for proposal in _proposals(
            claim_id,
            right,
            offer,
            scope=scopes.get(claim_id, EVERYTHING),
            facts=weighed.facts(held[category.category_id], claim_id, offer.use.purpose.purpose_id),
            pending=pending,
        )
    )


def _offers(
    register: Register, category: Category, right: str, scope: ClaimScope
) -> tuple[Offer, ...]:
    """Return the uses of a category that a claim is about.

    Where the claim names the category and a use that is not made of it, its real uses stand there with
    that as the answer: nothing is silently left out of what was asked.
    """
    every = offers_of(register, category, right)
    about = tuple(o for o in every if scope.has_purpose(o.use.purpose.purpose_id))
    if not about and right == ACCESS.right_id:
        return every  # AC-02: what is held is given, though no purpose of this population is linked to it
    if about or right != OBJECTION or scope.category_ids is None or scope.purpose_ids is None:
        return about
    return tuple(
        replace(offer, cell=not_used_cell(offer.use), parts=())
        for offer in every
        if scope.has_concern(offer.use.purpose.purpose_id)
    )


def _proposals(
    claim_id: str, right: str, offer: Offer, *, scope: ClaimScope, facts: Facts, pending: bool
) -> Iterator[CaseProposal]:
    contested = scope.has_purpose(offer.use.purpose.purpose_id)
    chosen = offer.use.category.category_id in scope.documents
    given = Given(
        offer.use,
        offer.cell,
        facts,
        objection_pending=pending,
        contested=contested,
        documents_named=chosen,
    )
    whole = resolve(right, given)
    if scope.has_element(None):
        yield _proposal(claim_id, right, given, whole)
    for use, cell in offer.parts:
        part = Given(use, cell, facts, objection_pending=pending, documents_named=chosen)
        own = resolve(right, part)
        named = scope.elements is not None and scope.has_element(use.element_id)
        differs = scope.elements is None and _answer(cell, own) != _answer(offer.cell, whole)
        if named or differs:
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
        element=use.element_id,
        applying_codes=resolution.codes,
    )
