"""Exports of a case, and where their sealed files lie."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.exports.model import ExportState
from app.kit.db import Row

_STATES = ", ".join(f"'{state.value}'" for state in ExportState)


class ExportRow(Row):
    """One export."""

    __tablename__ = "exports"
    __table_args__ = (CheckConstraint(f"state IN ({_STATES})", name="state"),)

    export_id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.case_id", ondelete="RESTRICT"), index=True
    )
    claim_id: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    sealed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    record_count: Mapped[int | None] = mapped_column(BigInteger)
    withheld_count: Mapped[int | None] = mapped_column(BigInteger)
    descriptor_sha256: Mapped[str | None] = mapped_column(Text)
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    zip_path: Mapped[str | None] = mapped_column(Text)
    zip_sha256: Mapped[str | None] = mapped_column(Text)
    zip_size: Mapped[int | None] = mapped_column(BigInteger)


class TransferRow(Row):
    """A package handed to another controller at the person's wish (Art. 20(2)), and its receipt."""

    __tablename__ = "transfers"

    transfer_id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.case_id", ondelete="RESTRICT"), index=True
    )
    claim_id: Mapped[str] = mapped_column(Text)
    export_id: Mapped[str] = mapped_column(Text)
    receiver: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    ordered_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    receipt: Mapped[str | None] = mapped_column(Text)
    """What the receiver answered: its own number for it."""
    zip_sha256: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
