"""Endpoints that hear of events, their secrets, and what was delivered to them; never a body and nothing of a person."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, Integer, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Row


class EndpointRow(Row):
    """One address that hears of events."""

    __tablename__ = "webhook_endpoints"

    endpoint_id: Mapped[str] = mapped_column(Text, primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    url: Mapped[str] = mapped_column(Text)
    event_types: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Empty for every event."""
    entities: Mapped[list[str]] = mapped_column(ARRAY(Text))
    description: Mapped[str] = mapped_column(Text)
    signature: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    disabled_reason: Mapped[str | None] = mapped_column(Text)
    disabled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    notice: Mapped[str | None] = mapped_column(Text)
    """Whether the mail on the disabling is due, was sent, or cannot be."""
    notice_due_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    quiet_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """The receiver asked for rest until then."""
    busy_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """By the clock of the database: until then one process delivers, or was killed while it did."""


class SecretRow(Row):
    """One key that signs for an endpoint, sealed under the master key."""

    __tablename__ = "webhook_secrets"

    secret_id: Mapped[str] = mapped_column(Text, primary_key=True)
    endpoint_id: Mapped[str] = mapped_column(ForeignKey(EndpointRow.endpoint_id), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    public_key: Mapped[str] = mapped_column(Text)
    """Empty where the key is a shared secret."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    expires_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class DeliveryRow(Row):
    """One event on its way to one endpoint; a replay is a delivery of its own."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        Index(
            "ix_webhook_deliveries_due",
            "endpoint_id",
            "due_at",
            postgresql_where=text("due_at is not null"),
        ),
        Index("ix_webhook_deliveries_newest", "endpoint_id", "created_at", "delivery_id"),
    )

    delivery_id: Mapped[str] = mapped_column(Text, primary_key=True)
    endpoint_id: Mapped[str] = mapped_column(ForeignKey(EndpointRow.endpoint_id))
    event_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("events.event_id"))
    """None for a test, which is of no case."""
    event_key: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    due_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When it is tried next; None once it is delivered or given up."""


class AttemptRow(Row):
    """One call of an endpoint: when, how it went, how long it took."""

    __tablename__ = "webhook_attempts"

    attempt_id: Mapped[str] = mapped_column(Text, primary_key=True)
    delivery_id: Mapped[str] = mapped_column(ForeignKey(DeliveryRow.delivery_id), index=True)
    number: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    milliseconds: Mapped[int] = mapped_column(Integer)
    status: Mapped[int | None] = mapped_column(Integer)
    error: Mapped[str | None] = mapped_column(Text)
    """Class of what went wrong; None where the endpoint took it."""
