"""Cases, their claims and keys in the service's database."""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Computed, Date, DateTime, ForeignKey, Index, Integer, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.db import Row

SUBSETS: Final = {
    "open": "ended_at is null",
    "suspended": "due_on is null",
    "extended": "extension is not null",
}
"""Subsets of the cases that lists ask for; a query that says it otherwise finds no index."""


class CaseRow(Row):
    """One case; `version` is what If-Match is compared with."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_due_on_case_id", "due_on", "case_id"),
        # A page of a list is read in its order from one of these, however many cases there are.
        Index("ix_cases_comes_on_case_id", "comes_on", "case_id"),
        Index("ix_cases_state_comes_on_case_id", "state", "comes_on", "case_id"),
        Index("ix_cases_entity_comes_on_case_id", "entity", "comes_on", "case_id"),
        Index("ix_cases_registered_by_comes_on_case_id", "registered_by", "comes_on", "case_id"),
        *(
            Index(f"ix_cases_comes_on_{name}", "comes_on", "case_id", postgresql_where=text(which))
            for name, which in SUBSETS.items()
        ),
    )

    case_id: Mapped[str] = mapped_column(Text, primary_key=True)
    reference: Mapped[str] = mapped_column(Text, unique=True)
    version: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text)
    entity: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    received_on: Mapped[date] = mapped_column(Date)
    received_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    registered_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    registered_by: Mapped[str] = mapped_column(Text)
    requester: Mapped[dict[str, Any]] = mapped_column(JSONB)
    representative: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    to_be_clarified: Mapped[bool]
    suspensions: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    extension: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    assignee: Mapped[str | None] = mapped_column(Text)
    linked_cases: Mapped[list[str]] = mapped_column(ARRAY(Text))
    register_version: Mapped[str] = mapped_column(Text)
    letter_register_version: Mapped[str | None] = mapped_column(Text)
    identity_checked_by: Mapped[str | None] = mapped_column(Text)
    subject_keys: Mapped[dict[str, str]] = mapped_column(JSONB)
    collected_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    drafters: Mapped[list[str]] = mapped_column(ARRAY(Text))
    decided_by: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    delivery: Mapped[str | None] = mapped_column(Text)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    redirected_to: Mapped[str | None] = mapped_column(Text)
    legal_hold: Mapped[bool] = mapped_column(server_default="false")
    due_on: Mapped[date | None] = mapped_column(Date)
    safe_harbour_on: Mapped[date] = mapped_column(Date)
    comes_on: Mapped[date] = mapped_column(
        Date, Computed("coalesce(due_on, safe_harbour_on)", persisted=True)
    )
    """The day that comes near, by which lists are sorted: B14, a suspended case by its safe-harbour date."""
    rights: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Those of the claims, in their order."""
    rules_version: Mapped[str] = mapped_column(Text)
    holidays_version: Mapped[str] = mapped_column(Text)
    status_code_hash: Mapped[str | None] = mapped_column(Text)

    claims: Mapped[list["ClaimRow"]] = relationship(
        lazy="raise", order_by="ClaimRow.position", cascade="all, delete-orphan"
    )


class ClaimRow(Row):
    """One claim of a case."""

    __tablename__ = "claims"

    claim_id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.case_id", ondelete="RESTRICT"), index=True
    )
    position: Mapped[int] = mapped_column(Integer)
    right: Mapped[str] = mapped_column(Text, index=True)
    scope: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    statement: Mapped[str | None] = mapped_column(Text)
    details: Mapped[dict[str, Any]] = mapped_column(JSONB)
    identity: Mapped[str | None] = mapped_column(Text)
    outcome: Mapped[str | None] = mapped_column(Text)
    withdrawn_on: Mapped[date | None] = mapped_column(Date)
    executed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    harm: Mapped[str] = mapped_column(Text)


class CaseFactRow(Row):
    """One fact that a case is found by; plain equality, since nothing else may read an index under row security."""

    __tablename__ = "case_facts"

    fact: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.case_id", ondelete="RESTRICT"), primary_key=True, index=True
    )


class CaseKeyRow(Row):
    """The key of a case, wrapped under the master key; without it the case's files cannot be read."""

    __tablename__ = "case_keys"

    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.case_id", ondelete="RESTRICT"), primary_key=True
    )
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)


class NoteRow(Row):
    """A note of staff on a case."""

    __tablename__ = "notes"

    note_id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.case_id", ondelete="RESTRICT"), index=True
    )
    written_by: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    text: Mapped[str] = mapped_column(Text)


class DeskTaskRow(Row):
    """Something a human has to do on a case, e.g. after a bounce."""

    __tablename__ = "desk_tasks"

    task_id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.case_id", ondelete="RESTRICT"), index=True
    )
    kind: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    done_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class CaseLinkRow(Row):
    """Two requests that seem to be of one person about one right; kept both ways, for people to look at."""

    __tablename__ = "case_links"

    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.case_id", ondelete="RESTRICT"), primary_key=True
    )
    other_id: Mapped[str] = mapped_column(
        ForeignKey("cases.case_id", ondelete="RESTRICT"), primary_key=True
    )
