"""What the personnel stores answered on a case: counts and facts here, the records encrypted in the vault."""

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, ForeignKey, Integer, Text
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
    candidates: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
