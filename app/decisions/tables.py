"""Drafts and taken decisions."""

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, ForeignKey, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Row


class DraftRow(Row):
    """The draft of one case; once confirmed it stays as it is."""

    __tablename__ = "drafts"

    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.case_id", ondelete="RESTRICT"), primary_key=True
    )
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    accepted: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    drafted_by: Mapped[str] = mapped_column(Text)
    drafted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    confirmed_by: Mapped[str | None] = mapped_column(Text)
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    gaps_accepted_reason: Mapped[str] = mapped_column(Text)


class OpinionRow(Row):
    """The advice of the DPO, or a test that the law asks for; written once, never changed."""

    __tablename__ = "opinions"

    opinion_id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.case_id", ondelete="RESTRICT"), index=True
    )
    claim_id: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    result: Mapped[str | None] = mapped_column(Text)
    reasons: Mapped[str] = mapped_column(Text)
    purpose_id: Mapped[str | None] = mapped_column(Text)
    excess: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """What a test of Art. 12(5) holds."""
    written_by: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class ReferralRow(Row):
    """A part of a request that somebody else answers, and whether it was sent on."""

    __tablename__ = "referrals"

    referral_id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.case_id", ondelete="RESTRICT"), index=True
    )
    claim_id: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    what: Mapped[str] = mapped_column(Text)
    referred_to: Mapped[str] = mapped_column(Text)
    contact: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    written_by: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    agreement: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    forwarding: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
