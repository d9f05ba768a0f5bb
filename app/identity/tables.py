"""Identity checks in the service's database: facts that stay when the proof is destroyed."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Row


class IdentityCheckRow(Row):
    """One check; `means` is empty with `noDoubt` alone."""

    __tablename__ = "identity_checks"
    __table_args__ = (Index("ix_identity_checks_case_id_checked_at", "case_id", "checked_at"),)

    check_id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[str] = mapped_column(Text, ForeignKey("cases.case_id", ondelete="RESTRICT"))
    result: Mapped[str] = mapped_column(Text)
    means: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    document_types: Mapped[list[str]] = mapped_column(JSONB)
    checked_by: Mapped[str] = mapped_column(Text)
    checked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    claim_ids: Mapped[list[str]] = mapped_column(JSONB)


class VerifiedEmailRow(Row):
    """The e-mail address that was verified for a case, apart from the request itself (ID-11)."""

    __tablename__ = "verified_emails"

    case_id: Mapped[str] = mapped_column(
        Text, ForeignKey("cases.case_id", ondelete="RESTRICT"), primary_key=True
    )
    address: Mapped[str] = mapped_column(Text)
    proof: Mapped[str] = mapped_column(Text)
    verified_by: Mapped[str] = mapped_column(Text)
    verified_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
