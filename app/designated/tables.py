"""Days designated by law, and which of their versions the dates of cases rest on."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, DateTime, Index, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Row


class DesignatedDayRow(Row):
    """One day as somebody entered it; what was removed stays, to explain dates that were told."""

    __tablename__ = "designated_days"
    __table_args__ = (
        Index(
            "uq_designated_days_day",
            "day",
            unique=True,
            postgresql_where=text("removed_at IS NULL"),
        ),
    )

    day_id: Mapped[str] = mapped_column(Text, primary_key=True)
    day: Mapped[date] = mapped_column(Date)
    name: Mapped[str] = mapped_column(Text)
    decree: Mapped[str] = mapped_column(Text)
    abolished: Mapped[bool] = mapped_column(Boolean)
    entered_by: Mapped[str] = mapped_column(Text)
    entered_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    removed_by: Mapped[str | None] = mapped_column(Text)
    removed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class CalendarVersionRow(Row):
    """The one row that tells a process that the days changed, and the round that cases wait for it."""

    __tablename__ = "calendar_version"

    only: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    computed: Mapped[int] = mapped_column(Integer)
    """The version by which all open cases were computed again."""
