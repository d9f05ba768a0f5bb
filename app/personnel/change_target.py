"""What a change is about in a store, and what is said of it afterwards."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from sqlalchemy import Connection

from app.personnel import change_statements as sql
from app.personnel.change_statements import Condition
from app.personnel.changes import ChangeResult, ChangeStatus, RestrictionFlag, StoreChange
from app.personnel.mapping import ElementPart, HoldingPart
from app.personnel.model import SourceNever

MOST_IDS = 1_000
NOTHING = ChangeResult(ChangeStatus.NOTHING_THERE)

_Part = TypeVar("_Part")


def there(part: _Part | None) -> _Part:
    """Return the part of the mapping a change needs. Raises SourceNever."""
    if part is None:
        raise SourceNever("The mapping file does not say where this is kept in the store")
    return part


def meant(part: HoldingPart, change: StoreChange) -> list[Condition]:
    """Return the conditions that choose the records a change is about."""
    conditions = sql.records_of(part, change.subject.key)
    if change.record_ids:
        conditions.append(sql.named(part.record_id, change.record_ids))
    return conditions


def targets(change: StoreChange) -> Iterator[tuple[str | None, str | None]]:
    """Yield record and element for each mark or statement of a change; None is every one."""
    records: Sequence[str | None] = change.record_ids or (None,)
    elements: Sequence[str | None] = change.elements or (None,)
    return ((record, element) for record in records for element in elements)


def elements_of(part: HoldingPart, names: Iterable[str]) -> list[ElementPart]:
    """Return the elements of these names. Raises SourceNever."""
    by_name = {e.name: e for e in part.elements}
    for name in names:
        if name not in by_name:
            raise SourceNever(f"'{part.name}' has no element '{name}'")
    return [by_name[name] for name in names]


def flag_of(change: StoreChange) -> RestrictionFlag:
    """Return the mark a change sets or lifts. Raises SourceNever."""
    if change.flag is None:
        raise SourceNever(f"'{change.kind}' needs the mark that is meant")
    return change.flag


def count(connection: Connection, part: HoldingPart, conditions: Sequence[Condition]) -> int:
    """Count the rows that meet the conditions."""
    return connection.execute(sql.count(part, conditions)).scalar_one()


def left_of(connection: Connection, part: HoldingPart, change: StoreChange) -> int:
    """Count the records of the person that are in the holding now."""
    return count(connection, part, sql.records_of(part, change.subject.key))


def result(
    status: ChangeStatus, ids: Sequence[str], remaining: int, *, records: int | None = None
) -> ChangeResult:
    """Return what was done; ids are named as far as they are few. `records` is their number unless given."""
    return ChangeResult(
        status=status,
        records=len(ids) if records is None else records,
        record_ids=tuple(ids) if len(ids) < MOST_IDS else (),
        remaining=remaining,
    )
