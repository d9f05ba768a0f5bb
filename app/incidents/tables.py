"""Breaches: dates and decisions here, what is told in words encrypted."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, DateTime, ForeignKey, Index, Integer, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Row


class IncidentRow(Row):
    """One breach of one case."""

    __tablename__ = "incidents"
    __table_args__ = (Index("ix_incidents_known_at_incident_id", "known_at", "incident_id"),)

    incident_id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.case_id", ondelete="RESTRICT"), index=True
    )
    known_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    letter_ids: Mapped[list[str]] = mapped_column(ARRAY(Text))
    export_ids: Mapped[list[str]] = mapped_column(ARRAY(Text))
    reported_by: Mapped[str] = mapped_column(Text)
    reported_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    people: Mapped[int] = mapped_column(Integer)
    risk: Mapped[str | None] = mapped_column(Text)
    notification: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    informing: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    recall: Mapped[str | None] = mapped_column(Text)
    recalled_on: Mapped[date | None] = mapped_column(Date)
    story: Mapped[bytes] = mapped_column(LargeBinary)
    """Under the key of the case."""
