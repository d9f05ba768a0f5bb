"""Migrations and models agree, each migration goes up, down and up again, and two runs do not meet."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from app import schema
from app.kit.migrations import check, downgrade, migrations_folder, procrastinate_sql, upgrade
from app.kit.provision import libpq_dsn

ROOT = Path(__file__).parents[2]


def revisions() -> list[str]:
    """Return every revision, oldest first."""
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    return [script.revision for script in reversed(list(scripts.walk_revisions()))]


def relations(url: str) -> set[str]:
    with psycopg.connect(libpq_dsn(url)) as connection:
        rows = connection.execute(
            """
            select relname from pg_class where relnamespace = 'public'::regnamespace
            union all select proname from pg_proc where pronamespace = 'public'::regnamespace
            union all select typname from pg_type where typnamespace = 'public'::regnamespace
            """
        ).fetchall()
    return {str(row[0]) for row in rows}


def test_models_and_migrations_agree(fresh_database: Callable[[], str]) -> None:
    url = fresh_database()
    upgrade(url)
    check(url)  # raises, naming what differs


def test_each_migration_goes_up_down_and_up(fresh_database: Callable[[], str]) -> None:
    url = fresh_database()
    before = "base"
    for revision in revisions():
        known = relations(url)
        upgrade(url, revision)
        made = relations(url)
        downgrade(url, before)
        bookkeeping = {"alembic_version", "_alembic_version", "alembic_version_pkc"}
        assert relations(url) - bookkeeping == known - bookkeeping, (
            f"{revision} leaves things behind"
        )
        upgrade(url, revision)
        assert relations(url) == made
        before = revision


def test_there_is_one_head() -> None:
    assert revisions(), "the schema comes from migrations only"


def test_two_runs_at_once_wait_for_each_other(fresh_database: Callable[[], str]) -> None:
    url = fresh_database()
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(upgrade, [url, url])) == [None, None]
    check(url)


def test_every_feature_with_tables_is_in_the_schema() -> None:
    features = {path.parent.name for path in (ROOT / "app").glob("*/tables.py")}
    assert {module.__name__.split(".")[1] for module in schema.TABLES} == features


@pytest.mark.parametrize(
    "path", sorted((ROOT / "migrations/versions").glob("*.py")), ids=lambda p: p.name
)
def test_a_migration_is_named_by_its_day_and_what_it_does(path: Path) -> None:
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}_[a-z0-9_]+\.py", path.name)


def test_the_schema_of_the_jobs_is_the_installed_packages_own() -> None:
    assert "CREATE TABLE procrastinate_jobs" in procrastinate_sql()
