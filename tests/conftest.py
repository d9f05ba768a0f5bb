"""One PostgreSQL per test run, built by the migrations; every test gets a clean database or a rolled-back session.

`LOKET_TEST_DATABASE_URL` (a superuser's) makes the tests use a server that is there already.
"""

import itertools
import os
from collections.abc import Callable, Iterator

import hypothesis
import psycopg
import pytest
from app.kit.embedded import EmbeddedPostgres
from app.kit.migrations import upgrade
from app.kit.provision import libpq_dsn, provision, service_engine
from psycopg import sql
from sqlalchemy import Engine, make_url
from sqlalchemy.orm import Session

hypothesis.settings.register_profile("loket", deadline=None)  # a busy machine is no finding
hypothesis.settings.load_profile("loket")

_numbers = itertools.count()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The superuser's address of the server of this test run."""
    if given := os.environ.get("LOKET_TEST_DATABASE_URL"):
        yield given
        return
    home = tmp_path_factory.mktemp("postgres")
    with EmbeddedPostgres(home / "postgres", durable=False) as server:
        yield server.url()


@pytest.fixture(scope="session")
def postgres_url(postgres: str) -> str:
    """The superuser's address, with the roles of the service made."""
    provision(postgres)
    return postgres


class Databases:
    """Makes databases on the test server and remembers which to drop."""

    def __init__(self, superuser_url: str) -> None:
        self._url = superuser_url
        self._made: list[str] = []

    def make(self, *, template: str = "template0") -> str:
        """Return the superuser's address of a new database."""
        name = f"test_{os.getpid()}_{next(_numbers)}"
        made = sql.SQL("create database {} template {}")
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


@pytest.fixture
def fresh_database(postgres_url: str) -> Iterator[Callable[[], str]]:
    """Makes an empty database per call: returns its address, the superuser's. Dropped after the test."""
    databases = Databases(postgres_url)
    yield databases.make
    databases.drop_all()


@pytest.fixture(scope="session")
def migrated_template(postgres_url: str) -> Iterator[str]:
    """The name of a database built by the migrations: to be cloned, not used."""
    databases = Databases(postgres_url)
    url = databases.make()
    upgrade(url)
    yield str(make_url(url).database)
    databases.drop_all()


@pytest.fixture
def migrated_url(postgres_url: str, migrated_template: str) -> Iterator[str]:
    """The superuser's address of a migrated database of the test's own."""
    databases = Databases(postgres_url)
    yield databases.make(template=migrated_template)
    databases.drop_all()


@pytest.fixture
def engine(migrated_url: str) -> Iterator[Engine]:
    """The service's engine, with the rights of its role, on a database of the test's own: commit at will."""
    made = service_engine(migrated_url)
    yield made
    made.dispose()


@pytest.fixture(scope="session")
def shared_engine(postgres_url: str, migrated_template: str) -> Iterator[Engine]:
    """The service's engine on the database that all `session`s share: nothing is committed there."""
    databases = Databases(postgres_url)
    made = service_engine(databases.make(template=migrated_template))
    yield made
    made.dispose()
    databases.drop_all()


@pytest.fixture
def session(shared_engine: Engine) -> Iterator[Session]:
    """A session whose work, commits too, is rolled back after the test."""
    with shared_engine.connect() as connection:
        transaction = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as made:
            yield made
        transaction.rollback()
