"""A row in `cases` with something in every mandatory column, for tests of what hangs on a case."""

from datetime import UTC, date, datetime
from typing import Any

from app.schema import metadata
from sqlalchemy import insert
from sqlalchemy.orm import Session

_SAMPLES: dict[type, Any] = {
    str: "x",
    int: 1,
    bool: False,
    date: date(2026, 3, 5),
    datetime: datetime(2026, 3, 5, tzinfo=UTC),
    object: {},  # JSONB tells no narrower type
    list: [],
}


def bare_case(session: Session, case_id: str, **more: Any) -> str:
    """Insert a case that holds nothing but what is given and return its id."""
    cases = metadata.tables["cases"]
    values = {
        column.name: _SAMPLES[column.type.python_type]
        for column in cases.columns
        if not column.nullable and column.computed is None
    }
    own = {"case_id": case_id, "reference": case_id}
    session.execute(insert(cases).values(values | own | more))
    return case_id
