"""What Alembic runs: our metadata, short waits for locks, nothing of Procrastinate's."""

from alembic import context
from app.kit.migrations import JOBS_PREFIX
from app.schema import metadata
from sqlalchemy import Connection, text


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    return not (kind == "table" and name is not None and name.startswith(JOBS_PREFIX))


def run(connection: Connection) -> None:
    # a waiting ALTER TABLE makes everybody behind it wait as well: give up soon, try again later
    connection.execute(text("set lock_timeout = '5s'"))
    connection.execute(text("set statement_timeout = '10min'"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_name=include_name,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations run on a database only: use app.kit.migrations")
run(context.config.attributes["connection"])
