"""The documents that a claim names: those of a container are decided each on its own (section 5.8)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.cases.model import Claim
from app.decisions.drafts import DecisionIncomplete
from app.decisions.model import CaseProposal, DecisionKind, EffectiveDecision
from app.register.model import Category, Register
from app.register.terms import Trait

RECORDS = "records"
"""Where the details of a claim name its documents."""
_ERASURE = "erasure"
_NAMES = frozenset({_ERASURE, "rectification"})
"""The rights that name documents: to erase, or to file a statement with (RE-04)."""
_GIVEN = frozenset({DecisionKind.GRANT, DecisionKind.PARTLY_GRANT})


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """One document that a claim is about."""

    category_id: str
    system: str
    holding: str
    record_id: str
    on: date | None = None
    """The day the store has it from; told by the service, not by who writes the claim."""


def is_container(category: Category) -> bool:
    """Whether each document of a category is decided on its own (section 5.8)."""
    return Trait.CONTAINER in category.traits


def named_documents(claim: Claim) -> tuple[NamedDocument, ...]:
    """Return the documents that a claim names, each once."""
    listed = claim.details.get(RECORDS) if claim.right in _NAMES else None
    named: Sequence[object] = listed if isinstance(listed, list | tuple) else ()
    read = (_document(one) for one in named if isinstance(one, Mapping))
    return tuple({(d.system, d.holding, d.record_id): d for d in read}.values())


def named_in(claim: Claim, category_id: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the documents of one category that a claim names, by system and holding."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in named_documents(claim):
        if one.category_id == category_id:
            found.setdefault((one.system, one.holding), []).append(one.record_id)
    return {place: tuple(ids) for place, ids in found.items()}


def check_documents_named(
    claims: Iterable[Claim], decided: Sequence[EffectiveDecision], register: Register
) -> None:
    """Raise DecisionIncomplete where the erasure of a container is granted and nobody said of which documents.

    What is past its own storage period needs no choice: that is decided per document already (ER-03).
    Where the claim is about all of a container, some cannot stay behind without a ground.
    """
    containers = [c.category_id for c in register.categories if is_container(c)]
    for claim in claims:
        if claim.right == _ERASURE:
            own = [d for d in decided if d.claim_id == claim.claim_id]
            unsaid = [c for c in containers for one in _given(own, c) if _is_unsaid(claim, one)]
            if unsaid:
                raise DecisionIncomplete(
                    "Name the documents",
                    openProposals=len(unsaid),
                    withoutDocuments=",".join(dict.fromkeys(unsaid)),
                )


def _given(
    decided: Sequence[EffectiveDecision], category_id: str
) -> list[tuple[CaseProposal, DecisionKind]]:
    """Return what was decided on a container; nothing where one use is refused, since then all of it stays."""
    own = [
        (d.proposal, d.line.decision if d.line else None)
        for d in decided
        if d.proposal and d.proposal.category_id == category_id
    ]
    given = [(proposal, kind) for proposal, kind in own if kind in _GIVEN]
    return [(p, k) for p, k in given if k] if len(given) == len(own) else []


def _is_unsaid(claim: Claim, decided: tuple[CaseProposal, DecisionKind]) -> bool:
    proposal, kind = decided
    named = sum(map(len, named_in(claim, proposal.category_id).values()))
    whole = kind is DecisionKind.GRANT
    if not named:
        expired = proposal.facts.get("retentionPassed" if whole else "expiredRecords")
        return not expired
    limited = proposal.category_id in (claim.scope or ())
    return whole and not limited and named < int(proposal.facts.get("recordCount", 0))


def _document(one: Mapping[str, object]) -> NamedDocument:
    day = one.get("on")
    return NamedDocument(
        category_id=str(one.get("categoryId")),
        system=str(one.get("system")),
        holding=str(one.get("holding")),
        record_id=str(one.get("recordId")),
        on=date.fromisoformat(day) if isinstance(day, str) else None,
    )
