"""What the worker does for a restriction: silent stores, people who are alike, another choice, another reading."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from app.cases.model import Case, Requester
from app.cases.queries import CaseSearch, cases_like
from app.casework import clarify, restrict, restriction_marks
from app.casework.desk import Desk
from app.casework.restriction_query import AskedPerson, PersonNotFindable, in_the_way
from app.delivery.model import DeliveryStatus
from app.http.parts import Parts
from app.kit.clock import brussels_date
from app.kit.db import make_engine
from app.kit.provision import libpq_dsn, service_url
from app.outbox.model import TaskName
from app.personnel.demo.fill import fill
from app.personnel.model import Candidate, PersonCriteria, SourceLater
from app.restrictions.model import Restriction, RestrictionState
from app.restrictions.rules import AskedUse
from app.settings import Settings
from app.wiring import make_parts
from tests.case_samples import CLARA
from tests.databases import Databases
from tests.journey_steps import rows
from tests.worker_house import House

SECURITY = AskedUse(purpose_id="P06")
MARKS = "select opgeheven_op from gegevensbeperking where beperking = :id"


@dataclass(frozen=True)
class Place:
    """The house and the address of its personnel store."""

    house: House
    store: str

    def marks(self, restriction: Restriction) -> list[Any]:
        """Return the last day of each mark; None while it stands."""
        found = rows(self.store, MARKS, id=restriction.restriction_id)
        return [mark.opgeheven_op for mark in found]

    def standing(self, case: Case) -> Restriction:
        """Return the one restriction of a case."""
        with self.house.parts.desk() as desk:
            (one,) = desk.restrictions.of_case(case.case_id)
            return one


@pytest.fixture(scope="module")
def place(
    postgres_url: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    databases = Databases(postgres_url)
    main, store = databases.make(template=migrated_template), databases.make()
    fill(store, count=20)
    url, home = service_url(main), tmp_path_factory.mktemp("restrictions")
    parts: Parts = make_parts(
        Settings(home=home, stalled_seconds=1), make_engine(url), personnel_url=store
    )
    yield Place(House(parts, libpq_dsn(url), home), store)
    parts.close()
    databases.drop_all()


@dataclass(frozen=True)
class Silent:
    """A store that does not answer."""

    inner: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def people(self, _criteria: PersonCriteria) -> tuple[Candidate, ...]:
        raise SourceLater("silent")

    def apply(self, _change: object) -> None:
        raise SourceLater("silent")


@contextmanager
def silence(parts: Parts) -> Iterator[Desk]:
    """Give a desk whose stores do not answer."""
    with parts.desk() as desk:
        yield replace(desk, collectors=tuple(Silent(c) for c in desk.collectors))


def test_a_silent_store_is_asked_again_and_in_the_end_a_human_is(place: Place) -> None:
    house, case = place.house, place.house.case("objection")
    at, pauses = house.parts.clock(), len(house.parts.policy.retry_seconds)
    for attempt in range(pauses + 1):
        with silence(house.parts) as desk:
            restriction_marks.restrict_interim(desk, case.case_id, at=at, attempt=str(attempt))
        assert ("restrictionFailed" in house.tasks(case)) is (attempt == pauses)
    assert house.kinds(case).count("restriction.waits") == pauses
    assert place.marks(place.standing(case)) == []
    house.run(TaskName.RESTRICT_INTERIM, case)
    assert "restrictionFailed" not in house.tasks(case)
    assert set(place.marks(place.standing(case))) == {None}


def test_a_job_that_runs_twice_marks_once_and_tells_once(place: Place) -> None:
    house, case = place.house, place.house.case("objection")
    for _ in range(2):
        house.run(TaskName.RESTRICT_INTERIM, case)
        house.run(TaskName.TELL_INTERIM, case)
    kinds = house.kinds(case)
    assert kinds.count("restriction.marked") == len(place.standing(case).subject_keys)
    assert kinds.count("letter.issued") == 1
    made = place.marks(place.standing(case))
    house.run(TaskName.RESTRICT_INTERIM, case)
    assert place.marks(place.standing(case)) == made


def test_somebody_whom_no_store_knows_exactly_is_restricted_in_our_own_register(
    place: Place,
) -> None:
    house, case = place.house, place.house.case("objection")
    house.sql(
        'update cases set requester = \'{"given_name": "Jan", "family_name": "Niemand"}\'::jsonb where case_id = :id',
        id=case.case_id,
    )
    house.run(TaskName.RESTRICT_INTERIM, case)
    one = place.standing(case)
    assert (dict(one.subject_keys), place.marks(one)) == ({}, [])
    asked = AskedPerson(known=Requester("jan", "niemand"))
    with house.parts.desk() as desk:
        hits = in_the_way(
            desk, asked, SECURITY, cases_like(CaseSearch(name="jan niemand")), by=CLARA
        )
    assert [r.restriction_id for r in hits] == [one.restriction_id]


def test_a_silent_store_never_means_that_a_use_is_allowed(place: Place) -> None:
    asked = AskedPerson(known=Requester("Niemand", "Bekend"))
    with silence(place.house.parts) as desk, pytest.raises(PersonNotFindable):
        in_the_way(desk, asked, SECURITY, None, by=CLARA)


def test_another_choice_takes_the_first_persons_marks_away(place: Place) -> None:
    house, case = place.house, place.house.case("objection")
    house.run(TaskName.RESTRICT_INTERIM, case)
    first = place.standing(case)
    (other,) = rows(
        place.store,
        "select persoon_id::text as key from persoon where persoon_id::text <> :key limit 1",
        key=first.subject_keys["vlimpers"],
    )
    house.sql(
        "update cases set subject_keys = jsonb_build_object('vlimpers', cast(:key as text)) where case_id = :id",
        key=other.key,
        id=case.case_id,
    )
    before = len(place.marks(first))
    house.run(TaskName.RESTRICT_INTERIM, case)
    assert place.standing(case).subject_keys["vlimpers"] == other.key
    marks = place.marks(first)
    assert None in marks
    assert any(marks), "the first one's ended"
    assert len(marks) > before


def test_a_store_that_is_silent_at_the_lifting_is_told_later(place: Place) -> None:
    house, case = place.house, place.house.case("objection")
    house.run(TaskName.RESTRICT_INTERIM, case)
    with house.parts.desk() as desk:
        # The person takes the objection back: the end is announced, and reached.
        today = brussels_date(house.parts.clock())
        claim = replace(case.claims[0], withdrawn_on=today)
        taken_back = replace(case, claims=(claim,))
        restrict.end_interims(desk, taken_back, by=CLARA, at=house.parts.clock())
    one = place.standing(case)
    assert one.state is RestrictionState.LIFTING_ANNOUNCED
    assert one.lift_on == today + timedelta(days=14)
    with house.parts.desk() as desk:
        # Nobody reads it on a page here: the letter goes by post.
        (letter,) = (
            d for d in desk.deliveries.list(case.case_id) if d.letter_id == one.announced_letter_id
        )
        desk.deliveries.keep(replace(letter, status=DeliveryStatus.SENT, dispatched_on=today))
    later = house.parts.clock() + timedelta(days=15)
    with silence(house.parts) as desk:
        restrict.lift(desk, one.restriction_id, reason="", by=CLARA, at=later)
    assert set(place.marks(one)) == {None}
    with (
        silence(house.parts) as desk,
        pytest.raises(SourceLater),
    ):  # tried again, then a human is asked
        restriction_marks.lift_marks(
            desk, case.case_id, restriction_id=one.restriction_id, at=later
        )
    with house.parts.desk() as desk:
        restriction_marks.lift_marks(
            desk, case.case_id, restriction_id=one.restriction_id, at=later
        )
    assert None not in place.marks(one)


def test_another_reading_of_the_claim_widens_what_rests(place: Place) -> None:
    house, case = place.house, place.house.case("objection")
    claim_id = case.claims[0].claim_id
    with house.parts.desk() as desk:
        clarify.clarify(
            desk,
            case,
            claim_id,
            scope=None,
            statement=None,
            details={"recipientIds": ["vlabel"]},
            by=CLARA,
            at=house.parts.clock(),
        )
    with house.parts.desk() as desk:
        scopes = [r.scope for r in desk.restrictions.of_case(case.case_id)]
    assert {(s.purpose_ids, s.recipient_ids) for s in scopes} == {(("P06",), ()), ((), ("vlabel",))}
    assert house.kinds(case).count("restriction.started") == 2
