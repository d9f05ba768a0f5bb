"""What a claim is about: the categories, and for some rights the purposes, that it is limited to."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.cases.model import Claim
from app.decisions.documents import named_documents
from app.register.applies import concerning
from app.register.model import Register


@dataclass(frozen=True, slots=True)
class ClaimScope:
    """None means everything of that kind."""

    category_ids: frozenset[str] | None = None
    purpose_ids: frozenset[str] | None = None
    elements: frozenset[str] | None = None
    """The elements of the register whose consent is withdrawn (CW-01)."""
    documents: frozenset[str] = frozenset()
    """The categories of which the claim names documents."""
    concerning: frozenset[str] | None = None
    """The purposes that concern the person at all (section 5.8, step 1)."""

    @property
    def limited(self) -> bool:
        """Whether the person limited the claim."""
        return any(x is not None for x in (self.category_ids, self.purpose_ids, self.elements))

    def has_category(self, category_id: str) -> bool:
        """Whether the claim is about this category."""
        return self.category_ids is None or category_id in self.category_ids

    def has_purpose(self, purpose_id: str) -> bool:
        """Whether the claim is about this purpose."""
        named = self.purpose_ids is None or purpose_id in self.purpose_ids
        return named and self.has_concern(purpose_id)

    def has_concern(self, purpose_id: str) -> bool:
        """Whether this purpose concerns the person."""
        return self.concerning is None or purpose_id in self.concerning

    def has_element(self, element_id: str | None) -> bool:
        """Whether the claim is about this element, or about a category as a whole (None)."""
        return self.elements is None or element_id in self.elements


EVERYTHING = ClaimScope()
_NO_NAMES: Mapping[str, frozenset[str]] = MappingProxyType({})


def scope_of(
    claim: Claim,
    register: Register,
    *,
    population_id: str | None = None,
    names: Mapping[str, frozenset[str]] = _NO_NAMES,
) -> ClaimScope:
    """Return what a claim is limited to, for a person of this population; `names` gives for each name of an
    element in a store what the register calls it.

    Words that are no category of the register limit nothing: a human reads them. Access is always to
    everything that is held: what is given of it is for the person to choose (IN-02, AC-02).
    """
    if claim.right == "access":
        return ClaimScope(concerning=concerning(register, population_id))  # IN-04
    concern = concerning(register, population_id)
    known = {category.category_id for category in register.categories}
    documents = frozenset(d.category_id for d in named_documents(claim)) & known
    said = frozenset(claim.scope or ()) & known or _corrected(claim) & known
    named = said | documents if said else said  # a claim about everything stays that
    purposes = frozenset(p.purpose_id for p in register.purposes)
    contested = _listed(claim.details, "purposeIds") & purposes
    elements = _elements(claim, names)
    return ClaimScope(
        category_ids=named or None,
        purpose_ids=contested or None,
        elements=elements or None,
        documents=documents,
        concerning=concern,
    )


def _elements(claim: Claim, names: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return the elements a withdrawal of consent is limited to (CW-01), as the register calls them."""
    named = (
        _listed(claim.details, "elements") if claim.right == "consentWithdrawal" else frozenset()
    )
    return named | {known for name in named for known in names.get(name, ())}


def _corrected(claim: Claim) -> frozenset[str]:
    """Return the categories of the values that are to be corrected."""
    listed = claim.details.get("corrections")
    named = listed if isinstance(listed, list | tuple) else ()
    return frozenset(str(one.get("categoryId")) for one in named if isinstance(one, Mapping))


def _listed(details: Mapping[str, object], name: str) -> frozenset[str]:
    listed = details.get(name)
    return frozenset(map(str, listed)) if isinstance(listed, list | tuple) else frozenset()
