"""Answers kept for repeated calls under one Idempotency-Key, and how often who called."""

from datetime import datetime

from sqlalchemy import DateTime, Index, Integer, LargeBinary, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Row


class KeptAnswerRow(Row):
    """One call and its answer; the body and the address of what it names are encrypted. No status: the call is still in flight."""

    __tablename__ = "kept_answers"
    __table_args__ = (Index("ix_kept_answers_created_at", "created_at"),)

    slot: Mapped[str] = mapped_column(Text, primary_key=True)
    fingerprint: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    status: Mapped[int | None] = mapped_column(Integer)
    headers: Mapped[dict[str, str] | None] = mapped_column(JSONB(none_as_null=True))
    body: Mapped[bytes | None] = mapped_column(LargeBinary)


class CallCountRow(Row):
    """How often something was done in the window that began then. Lost with a crash, and not missed."""

    __tablename__ = "call_counts"
    __table_args__ = (
        Index("ix_call_counts_began_at", "began_at"),
        {"prefixes": ["UNLOGGED"]},
    )

    counted: Mapped[str] = mapped_column(Text, primary_key=True)
    """A hash of who or what."""
    began_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    calls: Mapped[int] = mapped_column(Integer)
