"""Handings-over of letters: the portal's and the print queue's."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, DateTime, ForeignKey, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Row


class HandoverRow(Row):
    """One handing-over."""

    __tablename__ = "deliveries"

    delivery_id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.case_id", ondelete="RESTRICT"), index=True
    )
    letter_id: Mapped[str] = mapped_column(ForeignKey("letters.letter_id", ondelete="RESTRICT"))
    channel: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    address: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    dispatched_on: Mapped[date | None] = mapped_column(Date)
    arrived_on: Mapped[date | None] = mapped_column(Date)
    proof: Mapped[str] = mapped_column(Text)


class OralAnswerRow(Row):
    """What was told by word of mouth, in writing."""

    __tablename__ = "oral_answers"

    oral_answer_id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.case_id", ondelete="RESTRICT"), index=True
    )
    asked_how: Mapped[str] = mapped_column(Text)
    identity_proof: Mapped[str] = mapped_column(Text)
    given_on: Mapped[date] = mapped_column(Date)
    given_by: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text)
    written_by: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class SendingInstanceRow(Row):
    """The one row that names the instance of the service that people and systems hear from."""

    __tablename__ = "sending_instance"

    only: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    instance_id: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime] = mapped_column(DateTime(timezone=True))
