"""Letters in the service's database, append-only; their bytes are in the vault."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Row


class LetterRow(Row):
    """One letter that was issued (LT-06); `number` counts the letters of its kind in the case."""

    __tablename__ = "letters"
    __table_args__ = (UniqueConstraint("case_id", "kind", "number"),)

    letter_id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[str] = mapped_column(Text, ForeignKey("cases.case_id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(Text)
    number: Mapped[int] = mapped_column(Integer)
    language: Mapped[str] = mapped_column(Text)
    issued_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    sha256: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(Integer)
    template_version: Mapped[str] = mapped_column(Text)
    rules_version: Mapped[str] = mapped_column(Text)
    content_path: Mapped[str] = mapped_column(Text)
