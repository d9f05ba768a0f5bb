"""Events that were recorded with a change and wait to be told."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Identity, Integer, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Row


class EventRow(Row):
    """One thin event: ids and versions, no personal data."""

    __tablename__ = "events"

    event_id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    event_key: Mapped[str] = mapped_column(Text, unique=True)
    """Opaque id of the event, the same for every receiver and at every attempt."""
    name: Mapped[str] = mapped_column(Text)
    resource: Mapped[str] = mapped_column(Text)
    resource_id: Mapped[str] = mapped_column(Text)
    case_id: Mapped[str] = mapped_column(Text, index=True)
    case_version: Mapped[int] = mapped_column(Integer)
    details: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Codes, dates and ids alone."""
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
