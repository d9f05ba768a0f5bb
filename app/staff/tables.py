"""Access tokens of staff and of systems: only their hash is kept, and of who holds them keyed hashes."""

from datetime import datetime

from sqlalchemy import DateTime, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Row


class TokenRow(Row):
    """One access token."""

    __tablename__ = "access_tokens"

    token_id: Mapped[str] = mapped_column(Text, primary_key=True)
    secret_hash: Mapped[str] = mapped_column(Text, unique=True)
    label: Mapped[str] = mapped_column(Text)
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    entities: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    expires_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    last_used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    own_keys: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    related_keys: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
