"""Roles and databases of the service: idempotent, safe in a race, and never more rights than needed."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from app.kit.embedded import EmbeddedPostgres
from app.kit.migrations import upgrade
from app.kit.provision import (
    DATABASE,
    PERSONNEL_DATABASE,
    PERSONNEL_OWNER,
    PERSONNEL_SERVICE,
    SERVICE,
    Databases,
    ServiceRoleMissing,
    libpq_dsn,
    provision,
    service_url,
)
from psycopg import errors
from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import ProgrammingError


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that nobody provisioned yet."""
    data_dir = tmp_path_factory.mktemp("provision") / "postgres"
    with EmbeddedPostgres(data_dir, durable=False) as embedded:
        yield embedded.url()


@pytest.fixture(scope="module")
def databases(server: str) -> Databases:
    with ThreadPoolExecutor(3) as pool:
        answers = set(pool.map(provision, [server] * 3))
    assert len(answers) == 1, "three at once agree"
    made = answers.pop()
    upgrade(made.owner_url)
    return made


def current_user(url: str) -> str:
    with psycopg.connect(libpq_dsn(url)) as connection:
        row = connection.execute("select current_user").fetchone()
    assert row is not None
    return str(row[0])


def test_a_second_time_changes_nothing(server: str, databases: Databases) -> None:
    assert provision(server) == databases


def test_the_service_signs_in_as_a_role_without_power(databases: Databases) -> None:
    with psycopg.connect(libpq_dsn(service_url(databases.service_url))) as connection:
        row = connection.execute(
            "select rolname, rolsuper, rolcreatedb, rolcreaterole from pg_roles "
            "where rolname = current_user"
        ).fetchone()
    assert row == (SERVICE, False, False, False)


def test_the_service_owns_no_table(databases: Databases) -> None:
    with psycopg.connect(libpq_dsn(databases.owner_url)) as connection:
        owners = connection.execute(
            "select distinct tableowner from pg_tables where schemaname = 'public'"
        ).fetchall()
    assert owners == [("loket_owner",)]


@pytest.mark.parametrize(
    "statement",
    [
        "create table of_its_own ()",
        "drop table alembic_version",
        "update alembic_version set version_num = 'x'",
        "create role friend",
        "create database more",
    ],
)
def test_the_service_cannot_change_the_schema(databases: Databases, statement: str) -> None:
    with (
        psycopg.connect(libpq_dsn(databases.service_url), autocommit=True) as connection,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        connection.execute(statement)


def test_the_demo_store_is_another_database_that_its_reader_only_reads(
    databases: Databases,
) -> None:
    assert make_url(databases.personnel_url).database == PERSONNEL_DATABASE
    with psycopg.connect(libpq_dsn(databases.personnel_owner_url)) as owner:
        owner.execute("create table people as select 'Anna' as name")
    with psycopg.connect(libpq_dsn(databases.personnel_url)) as reader:
        assert reader.execute("select name from people").fetchone() == ("Anna",)
        with pytest.raises(errors.InsufficientPrivilege):
            reader.execute("delete from people")


@pytest.mark.parametrize(
    ("role", "database"),
    [
        (SERVICE, PERSONNEL_DATABASE),
        (PERSONNEL_SERVICE, DATABASE),
        (PERSONNEL_OWNER, DATABASE),
    ],
)
def test_neither_gets_into_the_other_database(
    databases: Databases, role: str, database: str
) -> None:
    other = make_url(databases.owner_url).set(username=role, database=database)
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(libpq_dsn(other.render_as_string(hide_password=False)))


def test_a_superusers_address_is_turned_into_the_services(migrated_url: str) -> None:
    limited = service_url(migrated_url)
    assert current_user(limited) == SERVICE
    with psycopg.connect(libpq_dsn(limited)) as connection:
        connection.execute("reset role")
        assert connection.execute("select current_user").fetchone() == (SERVICE,)


def test_the_engine_works_as_the_services_role(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.scalar(text("select current_user")) == SERVICE
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(text("create table of_its_own ()"))


def test_the_journal_takes_additions_only(fresh_database: Callable[[], str]) -> None:
    url = fresh_database()
    with psycopg.connect(libpq_dsn(url)) as owner:
        owner.execute("create table cards (value int); create table desk_journal (value int)")
    upgrade(url)
    with psycopg.connect(libpq_dsn(service_url(url)), autocommit=True) as service:
        service.execute("insert into cards values (1)")
        service.execute("update cards set value = 2")
        service.execute("delete from cards")
        service.execute("insert into desk_journal values (1)")
        for statement in (
            "update desk_journal set value = 2",
            "delete from desk_journal",
            "truncate desk_journal",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                service.execute(statement)


def test_a_login_that_may_not_take_the_services_role_is_told_the_cure(
    databases: Databases,
) -> None:
    with pytest.raises(ServiceRoleMissing, match="loket migrate"):
        service_url(databases.owner_url)


def test_options_that_were_given_stay(fresh_database: Callable[[], str]) -> None:
    url = make_url(fresh_database()).update_query_dict({"options": "-c statement_timeout=7s"})
    limited = service_url(url.render_as_string(hide_password=False))
    with psycopg.connect(libpq_dsn(limited)) as connection:
        assert connection.execute("show statement_timeout").fetchone() == ("7s",)
        assert connection.execute("select current_user").fetchone() == (SERVICE,)


def test_passwords_and_ports_survive_the_way_to_libpq() -> None:
    dsn = libpq_dsn(
        "postgresql+psycopg://someone:p%40ss%20word@db.example:5433/loket?sslmode=require"
    )
    found = psycopg.conninfo.conninfo_to_dict(dsn)
    assert found == {
        "user": "someone",
        "password": "p@ss word",
        "host": "db.example",
        "port": "5433",
        "dbname": "loket",
        "sslmode": "require",
    }


def test_an_owner_that_may_make_no_role_is_told_what_to_ask(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "postgres", durable=False) as bare:
        with psycopg.connect(bare.libpq_dsn(), autocommit=True) as connection:
            connection.execute("create role plain login")
            connection.execute("create database plain owner plain")
        with pytest.raises(ServiceRoleMissing, match="CREATE ROLE"):
            upgrade(bare.url("plain", user="plain"))
        with psycopg.connect(bare.libpq_dsn(), autocommit=True) as connection:
            connection.execute("alter role plain createrole")
        upgrade(bare.url("plain", user="plain"))
        assert current_user(service_url(bare.url("plain", user="plain"))) == SERVICE
