"""Databases of the test run's own server, each dropped when it is done with."""

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from app.kit.provision import libpq_dsn
from psycopg import sql
from sqlalchemy import make_url

_numbers = itertools.count()


class Databases:
    """Makes databases on the test server and remembers which to drop."""

    def __init__(self, superuser_url: str) -> None:
        self._url = superuser_url
        self._made: list[str] = []

    def make(self, *, template: str = "template0") -> str:
        """Return the superuser's address of a new database."""
        name = f"test_{os.getpid()}_{next(_numbers)}"
        # Files are copied as they lie: to write each page into the log as well takes more work than it saves.
        made = sql.SQL("create database {} template {} strategy file_copy")
        self._run(made.format(sql.Identifier(name), sql.Identifier(template)))
        self._made.append(name)
        return make_url(self._url).set(database=name).render_as_string(hide_password=False)

    def drop_all(self) -> None:
        while self._made:
            name = sql.Identifier(self._made.pop())
            self._run(sql.SQL("drop database {} with (force)").format(name))

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(libpq_dsn(self._url), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def main_and_store(superuser_url: str, migrated_template: str) -> Iterator[tuple[str, str]]:
    """Give a migrated database and an empty one for a personnel store, dropped afterwards."""
    databases = Databases(superuser_url)
    try:
        yield databases.make(template=migrated_template), databases.make()
    finally:
        databases.drop_all()
