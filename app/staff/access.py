"""Access tokens of the service's own: whether one still opens the door, and for whom."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.errors import DeskError
from app.staff.model import Actor

USE_NOTED: Final = timedelta(minutes=1)
"""How far behind the moment a token was last used may be."""


class InvalidAccessToken(DeskError):
    """The token is unknown, revoked, or not one that we accept."""

    code = "invalidAccessToken"


class ExpiredAccessToken(DeskError):
    """The token was good, and its time is over."""

    code = "expiredAccessToken"


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What is kept of a token: never the token itself."""

    actor: Actor
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None

    def is_use_old(self, at: datetime) -> bool:
        """Whether this use is to be noted: not every call writes one."""
        return self.last_used_at is None or at - self.last_used_at >= USE_NOTED


def check_token(token: AccessToken | None, *, at: datetime) -> AccessToken:
    """Return a token that opens the door now. Raises InvalidAccessToken and ExpiredAccessToken."""
    if token is None or token.revoked_at is not None:
        raise InvalidAccessToken("The token is unknown or revoked")
    if token.expires_at is not None and at >= token.expires_at:
        raise ExpiredAccessToken("The token expired")
    return token
