"""Writes beside the data of a store: marks, statements of people, the end of a consent."""

from collections.abc import Mapping

from sqlalchemy import Connection, column

from app.personnel import change_statements as sql
from app.personnel.change_statements import Condition
from app.personnel.change_target import NOTHING, count, flag_of, meant, result, targets, there
from app.personnel.changes import ChangeResult, ChangeStatus, StoreChange
from app.personnel.mapping import StoreMapping
from app.personnel.mapping_changes import RestrictionsPart
from app.personnel.model import SourceNever, Value


def supplement(connection: Connection, mapping: StoreMapping, change: StoreChange) -> ChangeResult:
    """File the words of the person with the records (Art. 16, second sentence); the same words once."""
    part, place = mapping.part(change.holding), there(mapping.supplements)
    found = count(connection, part, meant(part, change))
    if not found:
        return NOTHING
    filed = 0
    for record, element in targets(change):
        here = {
            place.subject: change.subject.key,
            place.holding: change.holding,
            place.record: record,
            place.element: element,
            place.statement: change.statement,
        }
        if not connection.execute(sql.any_row(place.table, sql.conditions_like(here))).first():
            connection.execute(sql.row(place.table, {**here, place.filed: change.on}))
            filed += 1
    status = ChangeStatus.DONE if filed else ChangeStatus.ALREADY_DONE
    return result(status, change.record_ids, found, records=found)


def restrict(connection: Connection, mapping: StoreMapping, change: StoreChange) -> ChangeResult:
    """Set a mark, or give one that stands its new ground and uses (Art. 18)."""
    part, place = mapping.part(change.holding), there(mapping.restrictions)
    flag = flag_of(change)
    if flag.recipient_ids and place.recipient is None:
        raise SourceNever("The mapping file does not say where a mark names its recipient")
    found = count(connection, part, meant(part, change))
    if not found:
        return NOTHING
    what: dict[str | None, Value] = {
        place.ground: flag.ground,
        place.since: flag.since,
        place.allowed: ",".join(flag.allowed_uses),
    }
    outcomes = [
        _mark(connection, place, change, target=target, what=what) for target in targets(change)
    ]
    status = ChangeStatus.DONE if any(outcomes) else ChangeStatus.ALREADY_DONE
    return result(status, change.record_ids, found, records=found)


def _mark(
    connection: Connection,
    place: RestrictionsPart,
    change: StoreChange,
    *,
    target: tuple[str | None, str | None],
    what: Mapping[str | None, Value],
) -> bool:
    """Set one mark, or give one that stands its new ground; False when it stood so already."""
    record, element = target
    where: dict[str | None, Value] = {
        place.restriction: flag_of(change).restriction_id,
        place.subject: change.subject.key,
        place.holding: change.holding,
        place.record: record,
        place.element: element,
        place.recipient: ",".join(flag_of(change).recipient_ids) or None,
    }
    standing = [*sql.conditions_like(where), column(place.lifted).is_(None)]
    same = sql.conditions_like(
        {place.ground: what[place.ground], place.allowed: what[place.allowed]}
    )
    if connection.execute(sql.any_row(place.table, [*standing, *same])).first():
        return False
    if not connection.execute(sql.changed(place.table, what, standing)).rowcount:
        connection.execute(sql.row(place.table, {**where, **what}))
    return True


def lift(connection: Connection, mapping: StoreMapping, change: StoreChange) -> ChangeResult:
    """End a mark (Art. 18(3)); it is kept with its last day."""
    part, place = mapping.part(change.holding), there(mapping.restrictions)
    mine = sql.conditions_like(
        {
            place.restriction: flag_of(change).restriction_id,
            place.subject: change.subject.key,
            place.holding: change.holding,
        }
    )
    if change.record_ids:
        mine.append(sql.named(place.record, change.record_ids))
    if change.elements:
        mine.append(sql.named(place.element, change.elements))
    ended = sql.changed(
        place.table, {place.lifted: change.on}, [*mine, column(place.lifted).is_(None)]
    )
    found = count(connection, part, meant(part, change))
    if connection.execute(ended).rowcount:
        return result(ChangeStatus.DONE, change.record_ids, found, records=found)
    if connection.execute(sql.any_row(place.table, mine)).first():
        return result(ChangeStatus.ALREADY_DONE, change.record_ids, found, records=found)
    return NOTHING


def stop_use(connection: Connection, mapping: StoreMapping, change: StoreChange) -> ChangeResult:
    """Note the day on which consent was withdrawn (Art. 7(3)); of elements, the consents about these alone."""
    place = mapping.consents
    if place is None:
        return NOTHING
    codes = place.codes(change.purpose_ids, change.elements)
    if not codes:
        return NOTHING
    mine: list[Condition] = [
        sql.belongs_to(place.subject, change.subject.key),
        sql.named(place.purpose, codes),
    ]
    given = [*mine, column(place.withdrawn).is_(None)]
    ended = connection.execute(
        sql.changed(place.table, {place.withdrawn: change.on}, given)
    ).rowcount
    if ended:
        return ChangeResult(ChangeStatus.DONE, records=ended)
    if connection.execute(sql.any_row(place.table, mine)).first():
        return ChangeResult(ChangeStatus.ALREADY_DONE)
    return NOTHING
