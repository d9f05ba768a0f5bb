"""Who is at the door: the token that a call shows, and the address of a call that shows none."""

from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from fastapi import Request
from sqlalchemy.orm import Session

from app.http.calls import CallLimit
from app.http.counts import Counts
from app.staff.access import check_token
from app.staff.model import Actor
from app.staff.oidc import OidcTokens
from app.staff.store import StaffStore

_HOUSEHOLD: Final = 64
"""Bits of an IPv6 address that name a network: one caller has all the rest of it."""


@dataclass(frozen=True, slots=True)
class Access:
    """What the doors know callers by, and count them with."""

    counts: Counts
    calls: CallLimit
    """Per token."""
    strangers: CallLimit
    """Per address: calls without a good token, and wrong codes on the pages."""
    proxies: tuple[str, ...]
    """Whose word on the address of a caller counts; the web server reads it."""
    oidc: OidcTokens | None
    """Tokens of an issuer elsewhere; None where none is set."""

    def actor(self, token: str, session: Session, *, at: datetime) -> Actor:
        """Return who shows the token. Raises InvalidAccessToken, ExpiredAccessToken, IssuerSilent."""
        store = StaffStore(session)
        found = store.find(token)
        if found is None and self.oidc is not None and self.oidc.looks_like_one(token):
            session.rollback()  # the issuer may be slow: nothing is held meanwhile
            return self.oidc.actor(token, at=at)
        known = check_token(found, at=at)
        if known.is_use_old(at):
            store.note_use(known, at=at)
            session.commit()
        return known.actor

    def count_stranger(self, request: Request, *, at: datetime) -> None:
        """Count a call that shows no good token. Raises TooManyRequests."""
        self.strangers.count(address_of(request), at=at)


def address_of(request: Request) -> str:
    """Return the address that a call comes from; of an IPv6 address its network."""
    host = request.client.host if request.client else ""
    try:
        found = ip_address(host)
    except ValueError:
        return host
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, _HOUSEHOLD), strict=False))
    return str(found)
