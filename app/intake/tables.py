"""Mails that were taken and mails that went to the person: enough to take and to send each once, nothing of what they say."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Row


class IncomingMailRow(Row):
    """A mail that came in; of one that is no request its mark and what it was alone."""

    __tablename__ = "incoming_mails"

    mark: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    case_id: Mapped[str | None] = mapped_column(
        ForeignKey("cases.case_id", ondelete="RESTRICT"), index=True
    )
    message_id: Mapped[str] = mapped_column(Text, index=True)
    """Empty for what is no request."""
    sender_hash: Mapped[str] = mapped_column(Text, index=True)
    """Keyed; empty for what is no request."""
    taken_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class PersonMailRow(Row):
    """A notice that went to the person by mail, under the id by which an answer or a bounce is known."""

    __tablename__ = "person_mails"

    message_id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.case_id", ondelete="RESTRICT"), index=True
    )
    sent_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    bounced_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
