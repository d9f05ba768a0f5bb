"""Rows of cases are seen by the entities a connection says it works for: the database itself holds back the rest."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, bindparam, event, func, select, text, true
from sqlalchemy.orm import Session

SETTING: Final = "loket.entities"
"""What a connection works for: `*`, or OVO codes between commas; a connection that says nothing sees no row."""
EVERY: Final = "*"
POLICY: Final = "entities"
"""Name of the policy on every table that holds something of a case."""

_SEEN: Final = f"(select current_setting('{SETTING}', true))"
# A subselect is worked out once for a statement, not once for a row.
_OWN: Final = f"{_SEEN} = '{EVERY}' or entity = any(string_to_array({_SEEN}, ','))"
_BESIDE: Final = (
    f"{_SEEN} = '{EVERY}' or exists (select from cases c where c.case_id = {{table}}.case_id)"
)
_CHAINED: Final = (
    f"{_SEEN} = '{EVERY}' or chain_id = 'service'"
    " or exists (select from cases c where c.case_id = {table}.chain_id)"
)
_CHAINS: Final = ("journal_entries", "journal_values")
"""Where a case goes by the name of its chain; beside them lies the chain of what belongs to no case."""
_UNPROTECTED: Final = text(
    """
    select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    and not a.attisdropped
    and (a.attname = 'case_id' or a.attname = 'chain_id' and c.relname = any(:chains))
    and not (c.relrowsecurity
             and exists (select from pg_policy p where p.polrelid = c.oid and p.polname = :policy))
    order by c.relname <> 'cases', c.relname
    """
)
_PROTECTED: Final = text(
    "select c.relname from pg_policy p join pg_class c on c.oid = p.polrelid where p.polname = :policy"
)
_SEE = select(func.set_config(SETTING, bindparam("seen"), true()))


def protect_rows(connection: Connection) -> None:
    """Give every table with a `case_id` its policy, unless it has it; the owner of the tables is not bound."""
    quote = connection.dialect.identifier_preparer.quote
    for name in unprotected(connection):
        table = quote(name)
        rule = _CHAINED if name in _CHAINS else _BESIDE
        rule = _OWN if name == "cases" else rule.format(table=table)
        connection.execute(text(f"alter table {table} enable row level security"))
        connection.execute(text(f"create policy {POLICY} on {table} using ({rule})"))


def unprotect_rows(connection: Connection) -> None:
    """Take the policies away, before a table they look into goes."""
    quote = connection.dialect.identifier_preparer.quote
    for name in connection.scalars(_PROTECTED, {"policy": POLICY}).all():
        table = quote(name)
        connection.execute(text(f"drop policy {POLICY} on {table}"))
        connection.execute(text(f"alter table {table} disable row level security"))


def unprotected(connection: Connection) -> list[str]:
    """Return the tables that hold something of a case and have no policy."""
    return list(connection.scalars(_UNPROTECTED, {"policy": POLICY, "chains": list(_CHAINS)}))


def see_only(session: Session, entities: Iterable[str]) -> None:
    """Bind a session, from now on, to the cases of these entities."""
    names = set(entities)
    if EVERY in names:
        return
    seen = ",".join(
        sorted(name for name in names if name.isalnum())
    )  # a comma would make two of one

    def narrow(_session: Session, _transaction: Any, connection: Connection) -> None:
        connection.execute(_SEE, {"seen": seen})

    session.info[SETTING] = seen
    event.listen(session, "after_begin", narrow)
    if session.in_transaction():
        session.execute(_SEE, {"seen": seen})


@contextmanager
def seeing_every_case(session: Session) -> Iterator[None]:
    """Look, within the block, at the cases of all entities: for a rule about the person, whoever reads.

    What was found that way is not told to who may not see it.
    """
    seen = session.info.get(SETTING)
    if seen is None:
        yield
        return
    session.execute(_SEE, {"seen": EVERY})
    try:
        yield
    finally:
        if session.is_active and _is_sound(session):
            session.execute(_SEE, {"seen": seen})


def _is_sound(session: Session) -> bool:
    """Whether the transaction still takes statements: one that failed is rolled back, and the setting with it."""
    driver: Any = session.connection().connection.driver_connection
    return bool(driver.info.transaction_status.name != "INERROR")
