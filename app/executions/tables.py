"""Steps of executions, and what was suppressed."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Index, Integer, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Row


class ExecutionStepRow(Row):
    """One change in one holding, planned when the execution was ordered."""

    __tablename__ = "execution_steps"

    step_key: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.case_id", ondelete="RESTRICT"), index=True
    )
    claim_id: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(Text)
    system: Mapped[str] = mapped_column(Text)
    holding: Mapped[str] = mapped_column(Text)
    category_id: Mapped[str] = mapped_column(Text)
    subject_key: Mapped[str] = mapped_column(Text)
    record_ids: Mapped[list[str]] = mapped_column(ARRAY(Text))
    elements: Mapped[list[str]] = mapped_column(ARRAY(Text))
    expired_only: Mapped[bool]
    purpose_ids: Mapped[list[str]] = mapped_column(ARRAY(Text))
    restriction_id: Mapped[str | None] = mapped_column(Text)
    correction: Mapped[int | None] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(Integer)
    done_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    records: Mapped[int] = mapped_column(Integer)
    remaining: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text)


class SuppressionRow(Row):
    """What was erased, as a keyed hash: enough to erase it again after a restore, not to know who it was."""

    __tablename__ = "suppressions"
    __table_args__ = (Index("ix_suppressions_system_holding", "system", "holding"),)

    step_key: Mapped[str] = mapped_column(Text, primary_key=True)
    subject_hash: Mapped[str] = mapped_column(Text, primary_key=True)
    record_hash: Mapped[str] = mapped_column(Text, primary_key=True)
    """Empty where every record of the person in the holding was erased; `expired` for those past their period,
    `expired:` and a hash for a record that is named, if it is past its period."""
    system: Mapped[str] = mapped_column(Text)
    holding: Mapped[str] = mapped_column(Text)
    elements: Mapped[list[str]] = mapped_column(ARRAY(Text))
    case_id: Mapped[str] = mapped_column(Text)
    erased_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
