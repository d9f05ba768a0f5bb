"""The ground of a restriction: named by whoever handles the claim, never taken for granted (RS-01)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from app.cases.model import Claim
from app.errors import DeskError
from app.restrictions.model import RestrictionGround

GROUNDS: Mapping[str, RestrictionGround] = MappingProxyType(
    {
        "accuracy": RestrictionGround.ACCURACY,
        "unlawful": RestrictionGround.UNLAWFUL,
        "legalClaim": RestrictionGround.LEGAL_CLAIM,
    }
)
"""Word in the details of a claim -> ground of Art. 18(1). That of Art. 18(1)(d) is the objection itself."""


class RestrictionGroundMissing(DeskError):
    """A restriction is granted on a ground of Art. 18(1); the claim does not say which."""

    code: ClassVar[str] = "restrictionGroundMissing"


def named_ground(claim: Claim) -> RestrictionGround | None:
    """Return the ground a claim names; None while nobody named one."""
    return GROUNDS.get(str(claim.details.get("ground")))
