"""The warnings of each case on the way to its deadline, planned with the case itself."""

from datetime import date, datetime

from sqlalchemy import Date, DateTime, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Row


class ReminderRow(Row):
    """One warning of one deadline of one case: its key is what lets it be given once (DL-10)."""

    __tablename__ = "reminders"
    __table_args__ = (
        Index(
            "ix_reminders_due_at_case_id",
            "due_at",
            "case_id",
            postgresql_where=text("settled_at IS NULL"),
        ),
    )

    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.case_id", ondelete="RESTRICT"), primary_key=True
    )
    deadline_on: Mapped[date] = mapped_column(Date, primary_key=True)
    stage: Mapped[str] = mapped_column(Text, primary_key=True)
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    settled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    outcome: Mapped[str | None] = mapped_column(Text)
