"""Exports of a case, where their sealed files lie, and what lets the person fetch them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.exports.model import ExportState
from app.kit.db import Row

_STATES = ", ".join(f"'{state.value}'" for state in ExportState)


class ExportRow(Row):
    """One export."""

    __tablename__ = "exports"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        Index(
            "ix_exports_available_until",
            "available_until",
            postgresql_where=text("expired_at is null"),
        ),
    )

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
    available_until: Mapped[date | None] = mapped_column(Date)
    """The last day its contents are kept; empty until the package is closed."""
    reminded_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    expired_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


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


class DownloadTicketRow(Row):
    """A ticket for one letter or one export; of its secret the hash alone."""

    __tablename__ = "download_tickets"
    __table_args__ = (
        CheckConstraint("(letter_id IS NULL) <> (export_id IS NULL)", name="one_item"),
    )

    ticket_id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.case_id", ondelete="RESTRICT"), index=True
    )
    letter_id: Mapped[str | None] = mapped_column(
        ForeignKey("letters.letter_id", ondelete="RESTRICT")
    )
    export_id: Mapped[str | None] = mapped_column(
        ForeignKey("exports.export_id", ondelete="RESTRICT")
    )
    secret_hash: Mapped[str] = mapped_column(Text, unique=True)
    expires_on: Mapped[date] = mapped_column(Date)
    issued_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    issued_by: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class DownloadCodeRow(Row):
    """The newest code by mail of a case, as a keyed hash, and how often it was sent and tried."""

    __tablename__ = "download_codes"

    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.case_id", ondelete="RESTRICT"), primary_key=True
    )
    code_hash: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    sends: Mapped[int] = mapped_column(Integer)
    wrong: Mapped[int] = mapped_column(Integer)
