"""Uploaded documents in the service's database; their bytes are in the vault."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, Integer, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Row


class DocumentRow(Row):
    """One document; `stored_path` is empty from the moment its bytes are destroyed."""

    __tablename__ = "documents"
    __table_args__ = (
        Index("ix_documents_case_id_received_at", "case_id", "received_at"),
        Index("ix_documents_seals", "seals", postgresql_using="gin"),
    )

    document_id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[str] = mapped_column(Text, ForeignKey("cases.case_id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    added_by: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text)
    pages: Mapped[int] = mapped_column(Integer)
    readable: Mapped[bool]
    stored_path: Mapped[str | None] = mapped_column(Text)
    destroyed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    findings: Mapped[list[str]] = mapped_column(ARRAY(Text))
    signature: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    seals: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Hash per signature that holds, by which it is known when it is sent again."""
