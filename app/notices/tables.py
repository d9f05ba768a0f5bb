"""Notices to recipients: one row per claim, recipient and action."""

from datetime import date, datetime

from sqlalchemy import Date, DateTime, ForeignKey, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Row


class NoticeRow(Row):
    """One notice."""

    __tablename__ = "recipient_notices"

    notice_id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.case_id", ondelete="RESTRICT"), index=True
    )
    claim_id: Mapped[str] = mapped_column(Text)
    recipient_name: Mapped[str] = mapped_column(Text)
    recipient_id: Mapped[str | None] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    category_ids: Mapped[list[str]] = mapped_column(ARRAY(Text))
    elements: Mapped[list[str]] = mapped_column(ARRAY(Text))
    effective_on: Mapped[date] = mapped_column(Date)
    channel: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, index=True)
    due_on: Mapped[date] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    letter_id: Mapped[str | None] = mapped_column(
        ForeignKey("letters.letter_id", ondelete="RESTRICT")
    )
    message_id: Mapped[str | None] = mapped_column(Text)
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reminded_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reminder_sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    answered_on: Mapped[date | None] = mapped_column(Date)
    answer: Mapped[str] = mapped_column(Text)
