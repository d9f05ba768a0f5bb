"""What of a request others answer: another controller, or another regime than the GDPR (IN-03, IN-05)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final

from app.errors import DeskError


class ReferralKind(StrEnum):
    """Why it is not ours to answer."""

    OTHER_CONTROLLER = "otherController"
    OTHER_REGIME = "otherRegime"


REFERRAL_GROUNDS: Final[Mapping[ReferralKind, str]] = MappingProxyType(
    {
        ReferralKind.OTHER_CONTROLLER: "N-OTHER-CONTROLLER",
        ReferralKind.OTHER_REGIME: "N-OTHER-REGIME",
    }
)
"""The ground code of section 4 that the letter prints beside each."""


class ForwardingNotAgreed(DeskError):
    """A request is only sent on with the agreement of the person (IN-05)."""

    code: ClassVar[str] = "forwardingNotAgreed"


class ForwardedAlready(DeskError):
    """The request was sent on: that is not done twice, and not undone."""

    code: ClassVar[str] = "forwardedAlready"


class ReferralUnknown(DeskError):
    """The case has no such referral."""

    code: ClassVar[str] = "referralUnknown"


@dataclass(frozen=True, slots=True)
class Agreement:
    """That the person wants us to send the request on: when and how they said so."""

    on: date
    how: str


@dataclass(frozen=True, slots=True)
class Forwarding:
    """That a colleague sent the request on; the service itself sends nothing."""

    on: date
    how: str
    by: str


@dataclass(frozen=True, slots=True)
class Referral:
    """One part of a request that somebody else answers."""

    referral_id: str
    case_id: str
    kind: ReferralKind
    what: str
    to: str
    contact: str
    reason: str
    written_by: str
    written_at: datetime
    claim_id: str | None = None
    """The claim of which it is a part; None for what stands beside every claim."""
    agreement: Agreement | None = None
    forwarding: Forwarding | None = None


def forwarded(referral: Referral, forwarding: Forwarding, *, agreed: Agreement | None) -> Referral:
    """Return the referral as it is once the request was sent on; `agreed` where the person said so later.

    Raises ForwardingNotAgreed, also for an agreement that is younger than the forwarding, and ForwardedAlready.
    """
    if referral.forwarding is not None:
        raise ForwardedAlready("The request was sent on already")
    agreement = agreed or referral.agreement
    if agreement is None or agreement.on > forwarding.on:
        raise ForwardingNotAgreed("The person did not agree before it was sent on")
    return replace(referral, agreement=agreement, forwarding=forwarding)


def check_removable(referral: Referral) -> None:
    """Raise ForwardedAlready for what was sent on: it stays in the file."""
    if referral.forwarding is not None:
        raise ForwardedAlready("The request was sent on: that stays in the file")
