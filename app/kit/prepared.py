"""A question whose words never change: put into SQL once, and asked by the driver itself.

SQLAlchemy's way from a statement to its rows takes as long as PostgreSQL takes to answer a small one.
"""

from collections import namedtuple
from collections.abc import Callable
from typing import Any, Final

import psycopg
from sqlalchemy import ARRAY, JSON, Dialect, Select, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

_named_tuple: Callable[..., Any] = namedtuple  # noqa: PYI024 - made as the program runs, one for each statement
_DIALECT: Final[Dialect] = make_url("postgresql+psycopg://").get_dialect()()


class Prepared:
    """A select with `bindparam`s for all that differs from one time to the next; never one with a list in it."""

    def __init__(self, statement: Select[Any]) -> None:
        """Put the statement into SQL. Raises TypeError where a value needs more than the driver to be read or given."""
        made = statement.compile(dialect=_DIALECT)
        self.sql = str(made)
        if "POSTCOMPILE" in self.sql or any(isinstance(b.type, JSON) for b in made.binds.values()):
            raise TypeError("a value of this statement is not what the driver takes")
        if any(_is_made_of_another(column.type) for column in statement.selected_columns):
            raise TypeError("a column of this statement is not what the driver gives")
        self._own = {name: b.value for name, b in made.binds.items() if not b.required}
        row = _named_tuple("Row", statement.selected_columns.keys())
        self._as_rows: Callable[[object], Callable[[Any], Any]] = lambda _cursor: row._make

    def rows(self, session: Session, **values: Any) -> list[Any]:
        """Return all rows, in the session's transaction. Raises DBAPIError, as the session would."""
        session.flush()  # what was given to be kept is found, as in any question to a session
        connection = session.connection()
        driver: Any = connection.connection.driver_connection
        try:
            cursor = driver.cursor(row_factory=self._as_rows)
            found: list[Any] = cursor.execute(self.sql, {**self._own, **values}).fetchall()
        except psycopg.Error as error:
            if driver.closed:
                session.invalidate()
            raise DBAPIError.instance(self.sql, None, error, psycopg.Error) from error
        return found

    def row(self, session: Session, **values: Any) -> Any | None:
        """Return the first row, or None."""
        found = self.rows(session, **values)
        return found[0] if found else None

    def column(self, session: Session, **values: Any) -> list[Any]:
        """Return the first value of each row."""
        return [row[0] for row in self.rows(session, **values)]

    def value(self, session: Session, **values: Any) -> Any | None:
        """Return the first value of the first row, or None."""
        found = self.rows(session, **values)
        return found[0][0] if found else None


def _is_made_of_another(kind: TypeEngine[Any]) -> bool:
    """Whether SQLAlchemy makes a value of this type from what the driver gives."""
    if isinstance(kind, ARRAY):
        return _is_made_of_another(kind.item_type)
    return kind.dialect_impl(_DIALECT).result_processor(_DIALECT, None) is not None
