"""What is restricted, stopped or suppressed, which outlives the case it came from: pure values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class RestrictionGround(StrEnum):
    """Why data may only be stored, or a use has ended."""

    ACCURACY = "18(1)(a)"
    UNLAWFUL = "18(1)(b)"
    LEGAL_CLAIM = "18(1)(c)"
    OBJECTION = "18(1)(d)"
    OBJECTION_UPHELD = "21(1)"
    CONSENT_WITHDRAWN = "7(3)"


ENDS_WITH_NOTICE = frozenset(
    {
        RestrictionGround.ACCURACY,
        RestrictionGround.UNLAWFUL,
        RestrictionGround.LEGAL_CLAIM,
        RestrictionGround.OBJECTION,
    }
)
"""Restrictions obtained under Art. 18(1): the person is told before they are lifted (Art. 18(3))."""


class RestrictionState(StrEnum):
    """Where a restriction stands."""

    ACTIVE = "active"
    LIFTING_ANNOUNCED = "liftingAnnounced"
    LIFTED = "lifted"


@dataclass(frozen=True, slots=True)
class Scope:
    """What is restricted: empty means everything of that kind.

    `recipient_ids` holds the recipients to whom nothing may go (objection to disclosure, OB-05).
    """

    category_ids: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()
    """Register ids of elements, or names of elements of a holding."""
    purpose_ids: tuple[str, ...] = ()
    recipient_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Restriction:
    """One restriction on the data of one person."""

    restriction_id: str
    case_id: str
    claim_id: str
    ground: RestrictionGround
    scope: Scope
    since: datetime
    """UTC; from the moment of registration for an objection (DL-15)."""
    subject_keys: Mapping[str, str] = field(default_factory=dict)
    """System -> key; empty until the person is matched: an interim restriction does not wait for that."""
    allowed_uses: tuple[str, ...] = ()
    """Ids of purposes that may go on (Art. 18(2)); empty means storage alone."""
    interim: bool = False
    """Set on registration, before anything was decided."""
    state: RestrictionState = RestrictionState.ACTIVE
    announced_letter_id: str | None = None
    announced_at: datetime | None = None
    lift_on: date | None = None
    """First day on which it may be lifted, Brussels; set by the announcement (DL-16)."""
    lifted_at: datetime | None = None
    lift_reason: str = ""
