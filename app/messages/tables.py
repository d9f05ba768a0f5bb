"""Messages: who wrote and when stands here, what they say is sealed."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Row


class MessageRow(Row):
    """One message of one case."""

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_case_id_written_at_message_id", "case_id", "written_at", "message_id"),
    )

    message_id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.case_id", ondelete="RESTRICT"))
    direction: Mapped[str] = mapped_column(Text)
    written_by: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """The text, under the key of the case."""
    read_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
