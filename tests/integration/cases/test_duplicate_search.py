"""Who asks again is found by an index on what is known of them, rows held back or not, and never by a national number (ID-09)."""

from datetime import date
from typing import Any

import pytest
from app.cases.model import Requester
from app.cases.queries import CaseSearch, cases_like, cases_of_person, cases_with_facts
from sqlalchemy import Select, event, text
from sqlalchemy.orm import Session

FACTS: dict[str, dict[str, Any]] = {
    "birth date": {"date_of_birth": date(1979, 4, 17)},
    "number": {"vlimpers_number": "2400001"},
    "address": {"email": "Anna@Voorbeeld.be"},
}
KEY = [("vlimpers", "4711")]
ALL = {name: value for known in FACTS.values() for name, value in known.items()}


def asked(keys: list[tuple[str, str]], **known: Any) -> Select[str]:
    return cases_with_facts(Requester("Anna", "Voorbeeld", **known), keys, entity="OVO000001")


QUERIES = {name: asked([], **known) for name, known in FACTS.items()} | {
    "key": asked(KEY),
    "all together": asked(KEY, **ALL),
    "cases of a person": cases_of_person(KEY, CaseSearch(number="2400001")),
    "number searched": cases_like(CaseSearch(number="2400001")),
    "address searched": cases_like(CaseSearch(email="Anna@Voorbeeld.be")),
}


def plan(session: Session, query: Select[str]) -> str:
    """Return how the database looks for the cases as the service, where reading them all is the last it would do."""
    connection = session.connection()
    connection.execute(text("set local enable_seqscan = off"))

    def explained(_c: object, _k: object, told: str, values: Any, *_: object) -> tuple[str, Any]:
        return f"explain {told}", values

    event.listen(connection, "before_cursor_execute", explained, retval=True)
    try:
        found = connection.execute(query)
        return "\n".join(str(line[0]) for line in found.cursor.fetchall())
    finally:
        event.remove(connection, "before_cursor_execute", explained)


@pytest.mark.parametrize("name", QUERIES)
def test_what_is_known_is_looked_up_in_the_index(session: Session, name: str) -> None:
    found = plan(session, QUERIES[name])
    assert "pk_case_facts" in found
    assert "fact = " in found.partition("Index Cond:")[2]


def test_a_national_number_alone_is_looked_for_nowhere(session: Session) -> None:
    found = plan(session, asked([], national_number="85073003328"))
    assert "85073003328" not in found
