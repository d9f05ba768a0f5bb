"""For how long a case is kept, and that no table with something of a case is forgotten."""

from dataclasses import replace
from datetime import date

import pytest
from app.cases.model import AgentKind, Case, Representative, State
from app.retention.rules import Periods, emptied, is_destroyed, kept_until, years_of
from app.retention.store import DELETED, EMPTIED, KEPT
from app.schema import metadata
from hypothesis import given
from hypothesis import strategies as st
from tests.case_samples import received

PERIODS = Periods(case_years=7, short_years=2, no_mandate_years=3)


def case_in(state: State, **more: object) -> Case:
    return replace(received("access", "erasure"), state=state, **more)  # type: ignore[arg-type]


MANAGER = Representative(AgentKind.MANAGER, "An", "Baas")
LAWYER = Representative(AgentKind.LAWYER, "An", "Raad")


@pytest.mark.parametrize(
    ("case", "years"),
    [
        (case_in(State.CLOSED), 7),
        (case_in(State.REDIRECTED), 7),
        (case_in(State.WITHDRAWN), 2),
        (case_in(State.LAPSED_IDENTITY), 2),
        (case_in(State.CLOSED, representative=MANAGER), 3),
        (case_in(State.WITHDRAWN, representative=MANAGER), 3),
        (case_in(State.CLOSED, representative=LAWYER), 7),
    ],
    ids=["closed", "redirected", "withdrawn", "lapsed", "no standing", "no standing, withdrawn", "lawyer"],
)  # fmt: skip
def test_years_by_what_became_of_it(case: Case, years: int) -> None:
    assert years_of(case, PERIODS) == years


@pytest.mark.parametrize(
    ("ended", "until"),
    [("2026-03-05", "2033-03-05"), ("2024-02-29", "2031-02-28"), ("2025-12-31", "2032-12-31")],
)
def test_the_last_day_is_the_same_day_of_a_later_year(ended: str, until: str) -> None:
    found = kept_until(case_in(State.CLOSED), ended_on=date.fromisoformat(ended), periods=PERIODS)
    assert found == date.fromisoformat(until)


@pytest.mark.parametrize(
    ("breaches", "until"),
    [
        ((), "2028-03-05"),
        (("2026-03-06",), "2033-03-06"),
        (("2020-01-01",), "2028-03-05"),
        (("2026-02-01", "2027-12-31"), "2034-12-31"),
    ],
)
def test_what_documents_a_breach_is_kept_as_long_as_an_answered_case(
    breaches: tuple[str, ...], until: str
) -> None:
    found = kept_until(
        case_in(State.WITHDRAWN),
        ended_on=date(2026, 3, 5),
        breaches_on=map(date.fromisoformat, breaches),
        periods=PERIODS,
    )
    assert found == date.fromisoformat(until)


def test_a_leap_day_keeps_until_the_leap_day_where_there_is_one() -> None:
    four = replace(PERIODS, case_years=4)
    found = kept_until(case_in(State.CLOSED), ended_on=date(2024, 2, 29), periods=four)
    assert found == date(2028, 2, 29)


@given(st.dates(date(2018, 1, 1), date(2040, 12, 31)), st.integers(1, 30))
def test_every_day_has_a_last_day(ended: date, years: int) -> None:
    found = kept_until(
        case_in(State.CLOSED), ended_on=ended, periods=replace(PERIODS, case_years=years)
    )
    assert found.year == ended.year + years


def test_nothing_of_the_person_is_left_in_an_emptied_case() -> None:
    case = case_in(State.CLOSED, representative=LAWYER, redirected_to="Iemand")
    left = replace(case, **emptied(case))  # type: ignore[arg-type]
    assert not is_destroyed(case)
    assert is_destroyed(left)
    assert (left.representative, left.redirected_to, dict(left.subject_keys)) == (None, None, {})
    assert [(c.right, c.outcome) for c in left.claims] == [
        (c.right, c.outcome) for c in case.claims
    ]
    assert all(c.statement is None and not c.details and c.scope is None for c in left.claims)


def test_every_table_with_something_of_a_case_is_named() -> None:
    of_cases = {table.name for table in metadata.sorted_tables if "case_id" in table.columns}
    named = {row.__tablename__ for row in (*DELETED, *EMPTIED)} | KEPT
    assert of_cases - named == set(), "say in app/retention/store.py what becomes of it"
