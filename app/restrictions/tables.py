"""Restrictions: they outlive the case they came from."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, DateTime, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Row


class RestrictionRow(Row):
    """One restriction; `subject_keys` is empty until the person is matched."""

    __tablename__ = "restrictions"
    __table_args__ = (
        Index("ix_restrictions_subject_keys", "subject_keys", postgresql_using="gin"),
        Index("ix_restrictions_state", "state"),
    )

    restriction_id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.case_id", ondelete="RESTRICT"), index=True
    )
    claim_id: Mapped[str] = mapped_column(Text)
    ground: Mapped[str] = mapped_column(Text)
    category_ids: Mapped[list[str]] = mapped_column(ARRAY(Text))
    elements: Mapped[list[str]] = mapped_column(ARRAY(Text))
    purpose_ids: Mapped[list[str]] = mapped_column(ARRAY(Text))
    recipient_ids: Mapped[list[str]] = mapped_column(ARRAY(Text))
    since: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    subject_keys: Mapped[dict[str, Any]] = mapped_column(JSONB)
    allowed_uses: Mapped[list[str]] = mapped_column(ARRAY(Text))
    interim: Mapped[bool]
    state: Mapped[str] = mapped_column(Text)
    announced_letter_id: Mapped[str | None] = mapped_column(Text)
    announced_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    lift_on: Mapped[date | None] = mapped_column(Date)
    lifted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    lift_reason: Mapped[str] = mapped_column(Text)
