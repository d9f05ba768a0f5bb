"""Corrects values in a store: only where the wrong one is really there (Art. 16, first sentence)."""

from sqlalchemy import Connection

from app.personnel import change_statements as sql
from app.personnel.change_target import NOTHING, elements_of, left_of, meant, result
from app.personnel.changes import ChangeResult, ChangeStatus, StoreChange
from app.personnel.correcting import check_values, to_correct
from app.personnel.mapping import StoreMapping


def rectify(connection: Connection, mapping: StoreMapping, change: StoreChange) -> ChangeResult:
    """Write the right values where the expected ones are stored. Raises ValueNotStored with nothing changed."""
    part = mapping.part(change.holding)
    elements = elements_of(part, change.values)
    check_values(part.name, part.elements, change.values)
    wanted = {e: change.values[e.name] for e in elements}
    rows = connection.execute(sql.current_values(part, elements, meant(part, change))).all()
    if not rows:
        return NOTHING
    names = [e.name for e in elements]
    held = [(row[0], dict(zip(names, row[1:], strict=True))) for row in rows]
    ids, right = to_correct(change, held)
    if not ids:
        return result(ChangeStatus.ALREADY_DONE, right, left_of(connection, part, change))
    conditions = [*sql.records_of(part, change.subject.key), sql.named(part.record_id, ids)]
    done = connection.execute(sql.written(part, wanted, conditions)).scalars().all()
    return result(ChangeStatus.DONE, done, left_of(connection, part, change))
