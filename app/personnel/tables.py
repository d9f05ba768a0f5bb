"""What the personnel stores answered on a case: counts and facts here, the records encrypted in the vault."""

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, ForeignKey, Integer, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Row


class SourceAnswerRow(Row):
    """What one system answered for one holding in the current collection of a case."""

    __tablename__ = "source_answers"

    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.case_id", ondelete="RESTRICT"), primary_key=True
    )
    system: Mapped[str] = mapped_column(Text, primary_key=True)
    holding: Mapped[str] = mapped_column(Text, primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    category_id: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    record_count: Mapped[int] = mapped_column(Integer)
    third_party_count: Mapped[int] = mapped_column(Integer)
    searched_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    reason: Mapped[str] = mapped_column(Text)
    expired_count: Mapped[int | None] = mapped_column(Integer)


class DossierProfileRow(Row):
    """The facts of the person, to whom their data went, and the candidates while a handler has to choose."""

    __tablename__ = "dossier_profiles"

    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.case_id", ondelete="RESTRICT"), primary_key=True
    )
    collection_id: Mapped[str | None] = mapped_column(Text)
    system: Mapped[str | None] = mapped_column(Text)
    subject_key: Mapped[str | None] = mapped_column(Text)
    population: Mapped[str | None] = mapped_column(Text)
    employment: Mapped[str | None] = mapped_column(Text)
    entity_code: Mapped[str | None] = mapped_column(Text)
    entity_name: Mapped[str | None] = mapped_column(Text)
    verified_address: Mapped[list[str]] = mapped_column(ARRAY(Text))
    recipients: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    consents: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))
    candidates: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)


class WithholdingRow(Row):
    """A passage that stays back for the rights of others; that of a value lies in the record alone."""

    __tablename__ = "withholdings"

    withholding_id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.case_id", ondelete="RESTRICT"), index=True
    )
    category_id: Mapped[str] = mapped_column(Text)
    system: Mapped[str] = mapped_column(Text)
    holding: Mapped[str] = mapped_column(Text)
    record_id: Mapped[str] = mapped_column(Text)
    element: Mapped[str | None] = mapped_column(Text)
    start: Mapped[int | None] = mapped_column(Integer)
    stop: Mapped[int | None] = mapped_column(Integer)
    pages: Mapped[list[int]] = mapped_column(ARRAY(Integer), server_default="{}")
    passage: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Of a document: its text, encrypted; emptied with the records."""
    ground: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    reviewed_by: Mapped[str] = mapped_column(Text)
    reviewed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    lifted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class CollectorTaskRow(Row):
    """A question to a person who searches a system by hand; the link works once, until it ends."""

    __tablename__ = "collector_tasks"

    task_id: Mapped[str] = mapped_column(Text, primary_key=True)
    system: Mapped[str] = mapped_column(Text, index=True)
    question: Mapped[str] = mapped_column(Text, unique=True)
    """Hash of what is asked about whom: the same question is not asked twice while it is open."""
    kind: Mapped[str] = mapped_column(Text)
    subject: Mapped[str | None] = mapped_column(Text, index=True)
    """Hash of the key under which the system knows the person, once it is told."""
    asked: Mapped[bytes] = mapped_column(LargeBinary)
    """What the collector is shown, encrypted."""
    token_hash: Mapped[str | None] = mapped_column(Text, unique=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    answered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    answer: Mapped[bytes | None] = mapped_column(LargeBinary)
    """What was answered, encrypted; emptied once it was taken over."""
