"""Turns the facts that decisions rest on into SQL: consents, ends of storage periods, who is in a holding."""

from datetime import date
from typing import Any

from sqlalchemy import Date, Select, Text, cast, column, func, literal, null, select, union_all
from sqlalchemy.sql.selectable import CompoundSelect

from app.personnel.change_statements import belongs_to, expired, records_of
from app.personnel.mapping import HoldingPart, StoreMapping
from app.personnel.mapping_changes import ConsentsPart
from app.personnel.statements import chosen, source_table


def consents(part: ConsentsPart, key: str) -> Select[*tuple[Any, ...]]:
    """Select the store's code, day given and day withdrawn of every consent of one person, oldest first."""
    given = cast(column(part.given) if part.given else null(), Date)
    return (
        select(cast(column(part.purpose), Text), given, cast(column(part.withdrawn), Date))
        .select_from(source_table(part.table))
        .where(belongs_to(part.subject, key))
        .order_by(given, column(part.purpose))
    )


def expired_counts(
    mapping: StoreMapping, key: str, on: date
) -> CompoundSelect[*tuple[Any, ...]] | None:
    """Select per holding with a date of its own how many records of one person are past it; None without any."""
    judged = [p for p in mapping.holding if p.retention and p.retention.is_judged]
    return union_all(*(_expired_in(p, key, on) for p in judged)) if judged else None


def _expired_in(part: HoldingPart, key: str, on: date) -> Select[*tuple[Any, ...]]:
    over = [expired(part.retention, on)] if part.retention else []
    name = literal(part.name, Text)
    return (
        select(name, func.count())
        .select_from(source_table(part.table))
        .where(*records_of(part, key), *over)
    )


def identities(part: HoldingPart) -> Select[str, str]:
    """Select subject key and record id of every record of a holding."""
    subject = cast(column(part.subject), Text)
    return (
        select(subject, cast(column(part.record_id), Text))
        .select_from(source_table(part.table))
        .where(column(part.subject).is_not(None), *chosen(part))
    )
