"""The rights in a store that its mapping file asks for: what a change needs, and no more."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, text

from app.personnel.mapping import HoldingPart, StoreMapping, invalid

READ, ADD, CHANGE, REMOVE = "SELECT", "INSERT", "UPDATE", "DELETE"


def rights_to_change(mapping: StoreMapping) -> Mapping[str, frozenset[str]]:
    """Return per table what the service's role needs there beside SELECT."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for part in mapping.holding:
        found[part.table] |= _on_holding(mapping, part)
    for table, rights in _beside(mapping):
        found[table] |= rights
    return {table: frozenset(rights) for table, rights in found.items() if rights}


def _on_holding(mapping: StoreMapping, part: HoldingPart) -> set[str]:
    rights = {CHANGE} if part.correct or part.erase else set()
    # An emptied row of the person goes in the end.
    if part.erase == "delete" or (part.erase and mapping.on_person(part)):
        rights.add(REMOVE)
    return rights


def _beside(mapping: StoreMapping) -> Iterator[tuple[str, set[str]]]:
    if mapping.steps:
        yield mapping.steps.table, {ADD}
    if mapping.restrictions:
        yield mapping.restrictions.table, {ADD, CHANGE, REMOVE}
    if mapping.supplements:
        yield mapping.supplements.table, {ADD, REMOVE}
    if mapping.consents:
        yield mapping.consents.table, {CHANGE}
    erases_person = any(part.erase and mapping.on_person(part) for part in mapping.holding)
    if mapping.recipients and erases_person:
        yield mapping.recipients.table, {REMOVE}


def check_rights(mapping: StoreMapping, connection: Connection) -> None:
    """Raise MappingInvalid naming every right that is missing for a change the mapping file asks for.

    A mapping file that only describes what is read asks for none.
    """
    problems = [
        f"table '{table}': changing it as the file says needs {right}: grant {right} on it, or take the change out"
        for table, rights in rights_to_change(mapping).items()
        for right in sorted(rights)
        if _is_asked_for(mapping, table) and not _may(connection, table, right)
    ]
    if problems:
        raise invalid(mapping.file, *problems)


def _is_asked_for(mapping: StoreMapping, table: str) -> bool:
    """Whether the file says more of a table than that its values may be corrected, which is the default."""
    erased = any(part.erase for part in mapping.holding if part.table == table)
    return erased or any(table == beside for beside, _ in _beside(mapping))


def _may(connection: Connection, table: str, right: str) -> bool:
    quote = connection.dialect.identifier_preparer.quote
    name = ".".join(quote(part) for part in table.split("."))
    # A right on some columns will do, where there is such a thing.
    asked = "has_table_privilege" if right == REMOVE else "has_any_column_privilege"
    return bool(
        connection.scalar(text(f"SELECT {asked}(:name, :right)"), {"name": name, "right": right})
    )
