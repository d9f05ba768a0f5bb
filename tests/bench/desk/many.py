"""Many cases in a moment: a real one, copied in the database with ids, dates and states of their own."""

from datetime import date

from sqlalchemy import Engine, text

_OPEN = ["received", "identityPending", "inSearch", "inAssessment", "decided"]
_RIGHTS = ["access", "erasure", "rectification", "portability", "objection"]
_CASES = text("""
insert into cases select (jsonb_populate_record(c, jsonb_build_object(
    'case_id', 'many-' || i, 'reference', 'MANY-' || i, 'status_code_hash', 'many-' || i,
    'state', case when i % 5 = 0 then 'closed' else (cast(:open as text[]))[1 + (i / 7) % 5] end,
    'ended_at', case when i % 5 = 0 then now() end, 'sent_at', case when i % 5 = 0 then now() end,
    'received_on', cast(:first as date) + i % 900,
    'due_on', cast(:first as date) + 30 + i % 900,
    'safe_harbour_on', cast(:first as date) + 30 + i % 900
))).*
from cases c, generate_series(cast(:begin as int), cast(:end as int)) i where c.case_id = :template
""")
_CLAIMS = text("""
insert into claims select (jsonb_populate_record(c, jsonb_build_object(
    'claim_id', 'many-' || i, 'case_id', 'many-' || i,
    'right', (cast(:rights as text[]))[1 + (i / 11) % 5]
))).*
from claims c, generate_series(cast(:begin as int), cast(:end as int)) i where c.case_id = :template
""")


def copy(engine: Engine, template: str, *, begin: int, end: int, first: date) -> None:
    """Copy a case so often: numbers from `begin` to `end` inclusive, a fifth of them ended, due over 900 days from `first`."""
    values = {"template": template, "begin": begin, "end": end}
    with engine.begin() as connection:
        connection.execute(_CASES, values | {"first": first, "open": _OPEN})
        connection.execute(_CLAIMS, values | {"rights": _RIGHTS})


def tidy(engine: Engine) -> None:
    """Count anew what the planner goes by, as the database itself does after a while."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("analyze"))
