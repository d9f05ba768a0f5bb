"""What a claim is about: the categories, and for some rights the purposes, that it is limited to."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.cases.model import Claim
from app.register.applies import concerning
from app.register.model import Register


@dataclass(frozen=True, slots=True)
class ClaimScope:
    """None means everything of that kind."""

    category_ids: frozenset[str] | None = None
    purpose_ids: frozenset[str] | None = None
    concerning: frozenset[str] | None = None
    """The purposes that concern the person at all (section 5.8, step 1)."""

    @property
    def limited(self) -> bool:
        """Whether the person limited the claim."""
        return self.category_ids is not None or self.purpose_ids is not None

    def has_category(self, category_id: str) -> bool:
        """Whether the claim is about this category."""
        return self.category_ids is None or category_id in self.category_ids

    def has_purpose(self, purpose_id: str) -> bool:
        """Whether the claim is about this purpose."""
        named = self.purpose_ids is None or purpose_id in self.purpose_ids
        return named and (self.concerning is None or purpose_id in self.concerning)


EVERYTHING = ClaimScope()


def scope_of(claim: Claim, register: Register, *, population_id: str | None = None) -> ClaimScope:
    """Return what a claim is limited to, for a person of this population.

    Words that are no category of the register limit nothing: a human reads them. Access is always to
    everything that is held: what is given of it is for the person to choose (IN-02, AC-02).
    """
    if claim.right == "access":
        return EVERYTHING
    concern = concerning(register, population_id)
    known = {category.category_id for category in register.categories}
    named = frozenset(claim.scope or ()) & known or _corrected(claim) & known
    purposes = frozenset(p.purpose_id for p in register.purposes)
    contested = _listed(claim.details, "purposeIds") & purposes
    return ClaimScope(named or None, contested or None, concern)


def _corrected(claim: Claim) -> frozenset[str]:
    """Return the categories of the values that are to be corrected."""
    listed = claim.details.get("corrections")
    named = listed if isinstance(listed, list | tuple) else ()
    return frozenset(str(one.get("categoryId")) for one in named if isinstance(one, Mapping))


def _listed(details: Mapping[str, object], name: str) -> frozenset[str]:
    listed = details.get(name)
    return frozenset(map(str, listed)) if isinstance(listed, list | tuple) else frozenset()
