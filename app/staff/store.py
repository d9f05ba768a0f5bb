"""Issue, find, list and revoke access tokens."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from app.errors import DeskError
from app.kit.db import table_of
from app.kit.ids import new_id, new_secret, secret_hash
from app.kit.prepared import Prepared
from app.staff.access import AccessToken
from app.staff.model import Actor, Role
from app.staff.tables import TokenRow

_TOKENS = table_of(TokenRow)
_KNOWN = Prepared(select(_TOKENS).where(_TOKENS.c.secret_hash == bindparam("hash")))
_USED = update(_TOKENS).where(_TOKENS.c.token_id == bindparam("of"))


class TokenUnknown(DeskError):
    """No token has this id, or it was revoked already."""

    code: ClassVar[str] = "tokenUnknown"


class StaffStore:
    """Tokens in the service's database."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def issue_token(
        self,
        roles: Iterable[Role],
        entities: Iterable[str],
        *,
        label: str,
        at: datetime,
        expires_at: datetime | None = None,
        own_keys: Iterable[str] = (),
        related_keys: Iterable[str] = (),
    ) -> str:
        """Return a new token; it is shown this once and only its hash is kept.

        `own_keys` and `related_keys` are keyed hashes (`person_key`) of who holds it, and of whom they lead or
        report to.
        """
        secret = new_secret()
        self._session.execute(
            insert(_TOKENS),
            {
                "token_id": new_id(),
                "secret_hash": secret_hash(secret),
                "label": label,
                "roles": sorted({role.value for role in roles}),
                "entities": sorted(set(entities)),
                "created_at": at,
                "expires_at": expires_at,
                "own_keys": sorted(set(own_keys)),
                "related_keys": sorted(set(related_keys)),
            },
        )
        return secret

    def find(self, secret: str) -> AccessToken | None:
        """Return what is kept of a token, revoked and expired ones too, or None when it is unknown."""
        row = _KNOWN.row(self._session, hash=secret_hash(secret))
        return None if row is None else _token(row)

    def note_use(self, token: AccessToken, *, at: datetime) -> None:
        """Remember when a token was last used."""
        self._session.execute(_USED.values(last_used_at=at), {"of": token.actor.actor_id})

    def list(self) -> tuple[AccessToken, ...]:
        """Return every token that was issued, oldest first."""
        rows = self._session.execute(select(_TOKENS).order_by(_TOKENS.c.created_at))
        return tuple(_token(row) for row in rows)

    def revoke(self, token_id: str, *, at: datetime) -> None:
        """Shut the door for a token, from its next call on. Raises TokenUnknown."""
        revoked = self._session.execute(
            update(_TOKENS)
            .where(_TOKENS.c.token_id == token_id, _TOKENS.c.revoked_at.is_(None))
            .values(revoked_at=at)
            .returning(_TOKENS.c.token_id)
        ).first()
        if revoked is None:
            raise TokenUnknown("No token in use has this id: see loket token list")

    def of_id(self, token_id: str) -> AccessToken | None:
        """Return the token with this id, or None."""
        row = self._session.execute(
            select(_TOKENS).where(_TOKENS.c.token_id == token_id)
        ).one_or_none()
        return None if row is None else _token(row)


def _token(row: Any) -> AccessToken:
    return AccessToken(
        Actor(
            actor_id=row.token_id,
            label=row.label,
            roles=frozenset(Role(name) for name in row.roles),
            entities=frozenset(row.entities),
            own_keys=frozenset(row.own_keys),
            related_keys=frozenset(row.related_keys),
        ),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
    )
