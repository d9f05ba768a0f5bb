"""What a case is found by: facts in a table of their own, a row each, so that a search reads an index however rows are held back."""

from collections.abc import Iterable, Iterator

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.orm import Session

from app.cases.model import Case, Requester
from app.cases.tables import CaseFactRow, CaseRow
from app.kit.db import table_of

_FACTS = table_of(CaseFactRow)


def key_fact(system: str, key: str) -> str:
    """Return the fact that a store knows the person under this key."""
    return f"key {system} {key}"


def number_fact(number: str) -> str:
    """Return the fact that the request names this personnel number."""
    return f"number {number}"


def email_fact(email: str) -> str:
    """Return the fact that the request names this address."""
    return f"email {email.lower()}"


def link_fact(case_id: str) -> str:
    """Return the fact that the case was registered beside another one."""
    return f"link {case_id}"


def requester_facts(requester: Requester) -> Iterator[str]:
    """Yield what another request of the same person would share; never a national number (ID-09)."""
    if requester.date_of_birth:
        yield f"born {requester.date_of_birth.isoformat()}"
    if requester.vlimpers_number:
        yield number_fact(requester.vlimpers_number)
    if requester.email:
        yield email_fact(requester.email)


def facts_of(case: Case) -> frozenset[str]:
    """Return everything the case is found by."""
    held = (key_fact(system, key) for system, key in case.subject_keys.items() if key)
    return frozenset((*requester_facts(case.requester), *held, *map(link_fact, case.linked_cases)))


def keep_facts(session: Session, case: Case, *, before: Case | None) -> None:
    """Let the rows be those of the case; `before` is the case as it was read, None where that is not known."""
    facts = facts_of(case)
    if before is not None and facts_of(before) == facts:
        return
    session.execute(delete(_FACTS).where(_FACTS.c.case_id == case.case_id))
    if facts:
        rows = [{"case_id": case.case_id, "fact": fact} for fact in sorted(facts)]
        session.execute(insert(_FACTS), rows)


def has_fact(facts: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that a case has one of these facts."""
    found = select(CaseFactRow.case_id).where(CaseFactRow.fact.in_(sorted(facts)))
    return CaseRow.case_id.in_(found)
