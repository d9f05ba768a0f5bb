"""Restrictions in the database: kept as they are, found by case, by person and in pages."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from app.cases.queries import cases_of
from app.restrictions.model import Restriction, RestrictionGround, RestrictionState, Scope
from app.restrictions.store import RestrictionNotFound, RestrictionStore, restricted_cases
from sqlalchemy.orm import Session
from tests.bare_case import bare_case

AT = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
WHOLE = Restriction(
    restriction_id="r-1",
    case_id="case-1",
    claim_id="claim-1",
    ground=RestrictionGround.OBJECTION,
    scope=Scope(("contact_details",), ("private_email",), ("P06",), ("vlabel",)),
    since=AT,
    subject_keys={"vlimpers": "7", "vlimpers_leren": "VO-7"},
    allowed_uses=("P01", "P02"),
    interim=True,
    state=RestrictionState.LIFTING_ANNOUNCED,
    announced_letter_id="letter-1",
    announced_at=AT,
    lift_on=date(2026, 3, 19),
)


@pytest.fixture
def store(session: Session) -> RestrictionStore:
    for case_id in ("case-1", "case-2"):
        bare_case(session, case_id)
    return RestrictionStore(session)


def ended(restriction: Restriction) -> Restriction:
    return replace(restriction, state=RestrictionState.LIFTED, lifted_at=AT, lift_reason="Beslist.")


def test_a_restriction_reads_back_as_it_was_kept(store: RestrictionStore) -> None:
    store.keep(WHOLE)
    assert store.load("r-1") == WHOLE
    store.keep(ended(WHOLE))
    assert store.load("r-1") == ended(WHOLE)
    with pytest.raises(RestrictionNotFound):
        store.load("r-2")


def test_a_case_has_those_that_stand(store: RestrictionStore, session: Session) -> None:
    later = replace(WHOLE, restriction_id="r-0", since=AT + timedelta(seconds=1))
    for one in (later, WHOLE, replace(WHOLE, restriction_id="r-3", case_id="case-2")):
        store.keep(one)
    assert store.of_case("case-1") == (WHOLE, later)
    assert set(session.scalars(restricted_cases())) == {"case-1", "case-2"}
    store.keep(ended(replace(WHOLE, restriction_id="r-3", case_id="case-2")))
    assert store.of_case("case-2") == ()
    assert set(session.scalars(restricted_cases())) == {"case-1"}


@pytest.mark.parametrize(
    ("keys", "cases", "found"),
    [
        pytest.param([("vlimpers", "7")], [], {"r-1"}, id="by a key in one store"),
        pytest.param([("vlimpers_leren", "VO-7")], [], {"r-1"}, id="by a key in another"),
        pytest.param([("vlimpers", "8")], [], set(), id="by somebody else's key"),
        pytest.param([("vlimpers", "VO-7")], [], set(), id="by the key of another store"),
        pytest.param([], ["case-2"], {"r-2"}, id="by a case, before it is known whose it is"),
        pytest.param([("vlimpers", "7")], ["case-2"], {"r-1", "r-2"}, id="by both"),
        pytest.param([], [], set(), id="by nothing"),
    ],
)
def test_what_stands_on_a_person(
    store: RestrictionStore, keys: list[tuple[str, str]], cases: list[str], found: set[str]
) -> None:
    store.keep(WHOLE)
    store.keep(replace(WHOLE, restriction_id="r-2", case_id="case-2", subject_keys={}))
    store.keep(ended(replace(WHOLE, restriction_id="r-3")))
    assert {r.restriction_id for r in store.of_person(keys, cases)} == found


def test_pages_go_on_where_the_last_one_ended(store: RestrictionStore) -> None:
    for place in range(5):
        moment = AT + timedelta(minutes=place // 2)  # two at one moment
        one = replace(WHOLE, restriction_id=f"r-{place}", since=moment)
        store.keep(one if place != 3 else ended(one))
    first = store.page(after=None, size=2)
    rest = store.page(after=(first[-1].since, first[-1].restriction_id), size=9)
    assert [r.restriction_id for r in (*first, *rest)] == [f"r-{place}" for place in range(5)]
    over = store.page(states=["lifted"], after=None, size=9)
    assert [r.restriction_id for r in over] == ["r-3"]
    assert store.page(case_id="case-2", after=None, size=9) == ()
    assert store.page(cases=cases_of(frozenset({"OVO-OTHER"})), after=None, size=9) == ()
