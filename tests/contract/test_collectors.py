"""What every personnel store promises, whichever connector reaches it: run on each one that is registered."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest
from app.personnel.changes import ChangeKind, StoreChange
from app.personnel.collecting import reason_of
from app.personnel.model import (
    Collector,
    Holding,
    MatchCertainty,
    OfferedDocument,
    PersonalRecord,
    PersonCriteria,
    SourceError,
    SourceLater,
    SubjectKey,
    ValueKind,
)
from app.personnel.registry import CONNECTORS, check_all, close_all
from app.personnel.suspended import StoreSuspended, SuspendedStore
from tests.contract_stores import BUILDERS, Build, alone, stop_all
from tests.demo_store import demo_store
from tests.journey_steps import rows

KNOWN = PersonCriteria(
    "Anneleen", "Verhaegendonck", date_of_birth=date(1979, 4, 17), vlimpers_number="2400013"
)
STRANGER = PersonCriteria("Nemo", "Nergenshuizen", date_of_birth=date(1970, 1, 1))
TYPES: dict[ValueKind, type] = {
    ValueKind.TEXT: str,
    ValueKind.INTEGER: int,
    ValueKind.DECIMAL: Decimal,
    ValueKind.DATE: date,
    ValueKind.TIMESTAMP: datetime,
    ValueKind.BOOLEAN: bool,
    ValueKind.DOCUMENT: OfferedDocument,
}


@pytest.fixture(scope="module")
def store_url(postgres_url: str) -> Iterator[str]:
    """A real second database with people in it."""
    with demo_store(postgres_url) as url:
        yield url


def test_every_registered_connector_is_held_to_this() -> None:
    assert set(BUILDERS) == set(CONNECTORS)


@pytest.fixture(scope="module", params=sorted(CONNECTORS))
def build(request: pytest.FixtureRequest) -> Build:
    """Builds one kind of connector on a store."""
    return BUILDERS[request.param]


@pytest.fixture(scope="module")
def collector(build: Build, store_url: str) -> Iterator[Collector]:
    """A connector on the store with people in it: nothing is changed there, so one serves every test."""
    made = build(store_url)
    yield made
    close_all([made])
    stop_all()


@pytest.fixture
def key(collector: Collector) -> SubjectKey:
    """The key of the person everything is held on."""
    (candidate,) = collector.people(KNOWN)
    return candidate.key


def all_records(collector: Collector, key: SubjectKey, holding: Holding) -> list[PersonalRecord]:
    """Return every record of one holding."""
    return [record for batch in collector.records(key, holding) for record in batch]


def test_it_says_who_it_is_and_what_it_can_hold(collector: Collector) -> None:
    assert collector.label.nl
    assert {h.system for h in collector.holdings} == {collector.system}
    names = [h.name for h in collector.holdings]
    assert len(set(names)) == len(names)


def test_it_is_well(collector: Collector) -> None:
    assert check_all([collector]) == {collector.system: None}


def test_it_finds_a_person_it_holds(collector: Collector) -> None:
    (candidate,) = collector.people(KNOWN)
    assert candidate.certainty is MatchCertainty.EXACT
    assert candidate.key.system == collector.system


def test_it_knows_no_stranger(collector: Collector) -> None:
    assert collector.people(STRANGER) == ()


def test_it_gives_the_facts_of_the_person(collector: Collector, key: SubjectKey) -> None:
    profile = collector.profile(key)
    assert profile.key == key
    assert profile.population
    assert all(line.strip() for line in profile.verified_address)


def test_it_names_real_recipients(collector: Collector, key: SubjectKey) -> None:
    recipients = collector.recipients(key)
    assert recipients
    assert all(r.name for r in recipients)
    assert len({(r.name, r.recipient_id) for r in recipients}) == len(recipients)


def test_records_have_the_shape_the_holding_promises(collector: Collector, key: SubjectKey) -> None:
    for holding in collector.holdings:
        for record in all_records(collector, key, holding):
            assert isinstance(record.record_id, str)
            assert isinstance(record.values, tuple)
            assert len(record.values) == len(holding.elements)
            for element, value in zip(holding.elements, record.values, strict=True):
                assert value is None or type(value) is TYPES[element.kind], element.name


def test_documents_come_whole(collector: Collector, key: SubjectKey, store_url: str) -> None:
    found = {
        record.record_id: b"".join(value.content())
        for holding in collector.holdings
        if holding.documents
        for record in all_records(collector, key, holding)
        for value in record.values
        if isinstance(value, OfferedDocument)
    }
    stored = rows(
        store_url,
        "select id::text, inhoud from edossier_stuk where persoon_id::text = :key",
        key=key.key,
    )
    assert found == {row[0]: bytes(row[1]) for row in stored}
    assert any(content.startswith(b"%PDF-") for content in found.values())


def test_timestamps_carry_their_offset(collector: Collector, key: SubjectKey) -> None:
    values = [
        value
        for holding in collector.holdings
        for record in all_records(collector, key, holding)
        for value in record.values
        if isinstance(value, datetime)
    ]
    assert values
    assert all(value.utcoffset() is not None for value in values)


def test_records_come_twice_in_the_same_order(collector: Collector, key: SubjectKey) -> None:
    for holding in collector.holdings:
        first = all_records(collector, key, holding)
        assert all_records(collector, key, holding) == first
        ids = [record.record_id for record in first]
        assert len(set(ids)) == len(ids)


def test_nobody_sees_the_records_of_somebody_else(collector: Collector, key: SubjectKey) -> None:
    (other,) = collector.people(PersonCriteria("Wout", "De Smeltere", date(1988, 12, 3)))
    for holding in collector.holdings:
        mine = {r.record_id for r in all_records(collector, key, holding)}
        theirs = {r.record_id for r in all_records(collector, other.key, holding)}
        assert not mine & theirs, holding.name


def test_a_person_it_does_not_hold_has_no_records(collector: Collector) -> None:
    nobody = SubjectKey(collector.system, "1")
    assert not any(all_records(collector, nobody, holding) for holding in collector.holdings)
    with pytest.raises(SourceError):
        collector.profile(nobody)


def test_it_can_be_asked_again_after_it_let_go(collector: Collector, key: SubjectKey) -> None:
    collector.close()
    assert collector.profile(key).key == key


@pytest.fixture
def gone(build: Build) -> Iterator[Collector]:
    """A connector to a store that is not there."""
    with alone():
        made = build("postgresql://nobody@127.0.0.1:9/nothing")
        yield made
        close_all([made])


def test_a_store_that_is_down_may_be_asked_later(gone: Collector) -> None:
    someone = SubjectKey(gone.system, "1")
    for question in (
        gone.check,
        lambda: gone.people(KNOWN),
        lambda: gone.profile(someone),
        lambda: gone.recipients(someone),
        lambda: list(gone.records(someone, gone.holdings[0])),
    ):
        with pytest.raises(SourceLater):
            question()


def test_a_store_on_hold_says_so_to_every_question(gone: Collector) -> None:
    held = SuspendedStore(gone, since=date(2026, 11, 3), reason="verhuizing")
    assert (held.system, held.holdings) == (gone.system, gone.holdings)
    change = StoreChange(
        "s", ChangeKind.ERASE, SubjectKey(gone.system, "1"), "x", date(2026, 11, 25)
    )
    someone = SubjectKey(gone.system, "1")
    for question in (
        held.check,
        lambda: held.people(KNOWN),
        lambda: held.profile(someone),
        lambda: held.recipients(someone),
        lambda: held.facts(someone, on=date(2026, 11, 25)),
        lambda: list(held.records(someone, held.holdings[0])),
        lambda: list(held.identities(held.holdings[0])),
        lambda: held.apply(change),
        lambda: held.knows(["s"]),
    ):
        with pytest.raises(StoreSuspended) as raised:
            question()
        assert str(raised.value) == f"{gone.system}: on hold since 03/11/2026: verhuizing"
        assert reason_of(raised.value)
    with pytest.raises(StoreSuspended):
        raise check_all([held])[held.system] or AssertionError
