"""Bring a database up to date: Alembic's migrations, one run at a time, then the rights of the service's role."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, NullPool, create_engine, text

from app.errors import DeskError
from app.kit.provision import ensure_service_role, grant_service
from app.kit.row_security import protect_rows, unprotect_rows

JOBS_PREFIX = "procrastinate_"
"""Tables, types and functions with this prefix are Procrastinate's own: no model of ours describes them."""

_MIGRATION_LOCK = 4_120_310_002


class MigrationsMissing(DeskError):
    """The folder with the migrations does not lie where it should."""

    code = "migrationsMissing"


class DatabaseBehind(DeskError):
    """A migration has not run on this database."""

    code = "databaseBehind"


def migrations_folder() -> Path:
    """Return the folder of the migrations: inside the package, or beside it in a checkout.

    Raises MigrationsMissing.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "migrations", package.parent / "migrations"):
        if (folder / "env.py").exists():
            return folder
    raise MigrationsMissing(f"No migrations beside {package}: install from the whole source folder")


def upgrade(url: str, revision: str = "head") -> None:
    """Run what is missing up to `revision` as the owner of the tables, and give the service's role its rights.

    Waits for a run of another process. Raises ServiceRoleMissing and MigrationsMissing.
    """
    with _alone_on(url) as (connection, config):
        ensure_service_role(connection)
        connection.commit()
        command.upgrade(config, revision)
        grant_service(connection)
        protect_rows(connection)
        connection.commit()


def downgrade(url: str, revision: str) -> None:
    """Take back migrations down to `revision` (`base` takes back all). Raises MigrationsMissing."""
    with _alone_on(url) as (connection, config):
        unprotect_rows(connection)
        connection.commit()
        command.downgrade(config, revision)
        protect_rows(connection)
        connection.commit()


def check(url: str) -> None:
    """Raise alembic's CommandError when tables in code and in the (upgraded) database disagree."""
    with _alone_on(url) as (_, config):
        command.check(config)


def check_current(url: str) -> None:
    """Raise DatabaseBehind unless every migration has run; needs no more than the service's rights."""
    script = ScriptDirectory(str(migrations_folder()))
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found != script.get_current_head():
        raise DatabaseBehind("The database is not up to date: run loket migrate")


def new_revision(url: str, slug: str) -> None:
    """Write a migration with what the code has and the (upgraded) database lacks."""
    with _alone_on(url) as (_, config):
        command.revision(config, message=slug, autogenerate=True)


@contextmanager
def _alone_on(url: str) -> Iterator[tuple[Connection, Config]]:
    """Hold the database's one lock for migrations while Alembic works on the same connection."""
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.set_main_option("file_template", "%%(year)d-%%(month).2d-%%(day).2d_%%(slug)s")
    config.set_main_option("path_separator", "os")
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("select pg_advisory_lock(:key)"), {"key": _MIGRATION_LOCK})
        connection.commit()
        config.attributes["connection"] = connection
        yield connection, config


def procrastinate_sql() -> str:
    """Return the whole schema of the installed Procrastinate."""
    return SchemaManager.get_schema()


def apply_procrastinate(connection: Connection) -> None:
    """Make Procrastinate's tables and functions in the transaction of a migration.

    A later version of Procrastinate that changes its schema needs a migration with the SQL it brings for that.
    """
    connection.exec_driver_sql(procrastinate_sql(), execution_options={"no_parameters": True})


def drop_procrastinate(connection: Connection) -> None:
    """Remove everything of Procrastinate: the way down of `apply_procrastinate`."""
    connection.exec_driver_sql(
        """
        do $$
        declare found record;
        begin
            for found in select tablename as name from pg_tables
                where schemaname = current_schema and tablename like 'procrastinate\\_%'
            loop execute format('drop table %I cascade', found.name); end loop;
            for found in select oid::regprocedure as name from pg_proc
                where pronamespace = current_schema::regnamespace and proname like 'procrastinate\\_%'
            loop execute format('drop function %s', found.name); end loop;
            for found in select typname as name from pg_type
                where typnamespace = current_schema::regnamespace
                and typname like 'procrastinate\\_%' and typtype in ('e', 'c')
            loop execute format('drop type %I cascade', found.name); end loop;
        end $$
        """,
        execution_options={"no_parameters": True},
    )
