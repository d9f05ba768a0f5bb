"""Who asks again is found by an index on each fact, and never by a national number (ID-09)."""

from datetime import date
from typing import Any

import pytest
from app.cases.model import Requester
from app.cases.queries import cases_with_facts
from sqlalchemy import event, text
from sqlalchemy.orm import Session

FACTS: dict[str, tuple[dict[str, Any], str]] = {
    "birth date": ({"date_of_birth": date(1979, 4, 17)}, "ix_cases_requester_date_of_birth"),
    "number": ({"vlimpers_number": "2400001"}, "ix_cases_requester_vlimpers_number"),
    "address": ({"email": "Anna@Voorbeeld.be"}, "ix_cases_requester_email"),
}
KEY = [("vlimpers", "4711")]


def plan(session: Session, requester: Requester, keys: list[tuple[str, str]]) -> str:
    """Return how the database looks for the cases, where reading them all is the last it would do."""
    query = cases_with_facts(requester, keys, entity="OVO000001")
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


@pytest.mark.parametrize("fact", FACTS)
def test_each_fact_has_an_index(session: Session, fact: str) -> None:
    known, index = FACTS[fact]
    found = plan(session, Requester("Anna", "Voorbeeld", **known), [])
    assert index in found
    assert "Seq Scan" not in found


def test_all_together_are_looked_up_each_by_its_own(session: Session) -> None:
    known = {name: value for facts, _ in FACTS.values() for name, value in facts.items()}
    found = plan(session, Requester("Anna", "Voorbeeld", **known), KEY)
    assert {index for _, index in FACTS.values()} | {"ix_cases_subject_keys"} <= set(
        found.replace("(", " ").split()
    )
    assert "Seq Scan" not in found


def test_a_national_number_alone_is_looked_for_nowhere(session: Session) -> None:
    found = plan(session, Requester("Anna", "Voorbeeld", national_number="85073003328"), [])
    assert "85073003328" not in found
    assert "Scan" not in found.replace("Seq Scan", ""), "nothing is asked: no row fits"
