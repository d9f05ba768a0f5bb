"""What a claim is about: the categories, and for some rights the purposes, that it is limited to."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.cases.model import Claim
from app.register.model import Register


@dataclass(frozen=True, slots=True)
class ClaimScope:
    """None means everything of that kind."""

    category_ids: frozenset[str] | None = None
    purpose_ids: frozenset[str] | None = None

    def has_category(self, category_id: str) -> bool:
        """Whether the claim is about this category."""
        return self.category_ids is None or category_id in self.category_ids

    def has_purpose(self, purpose_id: str) -> bool:
        """Whether the claim is about this purpose."""
        return self.purpose_ids is None or purpose_id in self.purpose_ids


EVERYTHING = ClaimScope()


def scope_of(claim: Claim, register: Register) -> ClaimScope:
    """Return what a claim is limited to.

    Words that are no category of the register limit nothing: a human reads them. Access is always to
    everything that is held: what is given of it is for the person to choose (IN-02, AC-02).
    """
    if claim.right == "access":
        return EVERYTHING
    known = {category.category_id for category in register.categories}
    named = frozenset(claim.scope or ()) & known or _corrected(claim) & known
    purposes = frozenset(p.purpose_id for p in register.purposes)
    contested = _listed(claim.details, "purposeIds") & purposes
    return ClaimScope(named or None, contested or None)


def _corrected(claim: Claim) -> frozenset[str]:
    """Return the categories of the values that are to be corrected."""
    listed = claim.details.get("corrections")
    named = listed if isinstance(listed, list | tuple) else ()
    return frozenset(str(one.get("categoryId")) for one in named if isinstance(one, Mapping))


def _listed(details: Mapping[str, object], name: str) -> frozenset[str]:
    listed = details.get(name)
    return frozenset(map(str, listed)) if isinstance(listed, list | tuple) else frozenset()
