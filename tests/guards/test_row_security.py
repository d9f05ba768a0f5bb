"""Whatever holds something of a case has a policy in the database: rows of cases of other entities are not there."""

from collections.abc import Iterator

import pytest
from app.kit.db import make_engine
from app.kit.row_security import POLICY, protect_rows, unprotected
from app.schema import metadata
from sqlalchemy import Connection, text

HOLDERS = sorted(name for name, table in metadata.tables.items() if "case_id" in table.columns)


@pytest.fixture
def owner(migrated_url: str) -> Iterator[Connection]:
    """A connection of the owner of the tables."""
    engine = make_engine(migrated_url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_every_table_with_a_case_has_a_policy(owner: Connection) -> None:
    assert unprotected(owner) == []
    found = owner.scalars(
        text("select tablename from pg_policies where policyname = :name order by 1"),
        {"name": POLICY},
    )
    assert set(HOLDERS) <= set(found)


def test_a_forgotten_table_is_named(owner: Connection) -> None:
    owner.execute(text("create table forgotten (case_id text, told text)"))
    owner.execute(text("create table half (case_id text)"))
    owner.execute(text(f"create policy {POLICY} on half using (true)"))
    assert unprotected(owner) == ["forgotten", "half"]
    owner.execute(text("drop table half"))
    protect_rows(owner)
    assert unprotected(owner) == []
