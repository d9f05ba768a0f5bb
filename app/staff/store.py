"""Issue access tokens and find the actor behind one."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit.ids import new_id, new_secret, secret_hash
from app.staff.model import Actor, Role
from app.staff.tables import TokenRow


class StaffStore:
    """Tokens in the service's database."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def issue_token(
        self, roles: Iterable[Role], entities: Iterable[str], *, label: str, at: datetime
    ) -> str:
        """Return a new token; it is shown this once and only its hash is kept."""
        secret = new_secret()
        self._session.add(
            TokenRow(
                token_id=new_id(),
                secret_hash=secret_hash(secret),
                label=label,
                roles=sorted({role.value for role in roles}),
                entities=sorted(set(entities)),
                created_at=at,
            )
        )
        self._session.flush()
        return secret

    def actor(self, token: str) -> Actor | None:
        """Return who acts with this token, or None when it is unknown or revoked."""
        row = self._session.scalar(
            select(TokenRow).where(
                TokenRow.secret_hash == secret_hash(token), TokenRow.revoked_at.is_(None)
            )
        )
        if row is None:
            return None
        return Actor(
            actor_id=row.token_id,
            label=row.label,
            roles=frozenset(Role(name) for name in row.roles),
            entities=frozenset(row.entities),
        )
