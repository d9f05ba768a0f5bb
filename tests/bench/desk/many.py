"""Many cases in a moment: a real one, copied in the database with ids, dates and states of their own."""

from datetime import date

from app.cases.tables import CaseRow, ClaimRow
from app.kit.db import Row, table_of
from app.kit.provision import OWNER
from sqlalchemy import Engine, TextClause, create_engine, text

_OPEN = ["received", "identityPending", "inSearch", "inAssessment", "decided"]
_RIGHTS = ["access", "erasure", "rectification", "portability", "objection"]
_OWN_CASE = """
    'case_id', 'many-' || i, 'reference', 'MANY-' || i, 'status_code_hash', 'many-' || i,
    'state', case when i % 5 = 0 then 'closed' else (cast(:open as text[]))[1 + (i / 7) % 5] end,
    'ended_at', case when i % 5 = 0 then now() end, 'sent_at', case when i % 5 = 0 then now() end,
    'received_on', cast(:first as date) + i % 900,
    'due_on', cast(:first as date) + 30 + i % 900,
    'safe_harbour_on', cast(:first as date) + 30 + i % 900,
    'rights', array[(cast(:rights as text[]))[1 + (i / 11) % 5]]
"""
_OWN_CLAIM = """
    'claim_id', 'many-' || i, 'case_id', 'many-' || i,
    'right', (cast(:rights as text[]))[1 + (i / 11) % 5]
"""


def _copied(row: type[Row], own: str) -> TextClause:
    """Return the statement that copies a row of the template so often; what the database computes, it computes anew."""
    names = [f'"{c.name}"' for c in table_of(row).columns if c.computed is None]
    values = ", ".join(f"(copied).{name}" for name in names)
    return text(
        f"""
        insert into {row.__tablename__} ({", ".join(names)})
        select {values} from (
            select jsonb_populate_record(t, jsonb_build_object({own})) as copied
            from {row.__tablename__} t, generate_series(cast(:begin as int), cast(:end as int)) i
            where t.case_id = :template
        ) c
        """  # noqa: S608 - names of our own tables
    )


def copy(engine: Engine, template: str, *, begin: int, end: int, first: date) -> None:
    """Copy a case so often: numbers from `begin` to `end` inclusive, a fifth of them ended, due over 900 days from `first`."""
    values = {"template": template, "begin": begin, "end": end, "rights": _RIGHTS}
    with engine.begin() as connection:
        connection.execute(_copied(CaseRow, _OWN_CASE), values | {"first": first, "open": _OPEN})
        connection.execute(_copied(ClaimRow, _OWN_CLAIM), values)


def tidy(engine: Engine) -> None:
    """Count anew what the planner goes by, as the database itself does after a while."""
    owner = create_engine(engine.url.set(username=OWNER), isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.execute(text("vacuum analyze"))
    owner.dispose()
