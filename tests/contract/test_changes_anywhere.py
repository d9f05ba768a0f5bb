"""What every connector that changes data promises, whatever lies between it and the store: on each one that is registered."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from app.personnel.changes import (
    ChangeKind,
    ChangeResult,
    ChangesData,
    ChangeStatus,
    KnowsFacts,
    RestrictionFlag,
    StoreChange,
    ValueNotStored,
)
from app.personnel.model import (
    PersonalRecord,
    SourceLater,
    SourceNeedsPerson,
    SourceNever,
    SubjectKey,
)
from app.personnel.registry import CONNECTORS, close_all
from sqlalchemy import make_url
from tests.contract_stores import BUILDERS, stop_all
from tests.databases import Databases
from tests.demo_store import demo_store

DONE, ALREADY, NOTHING = ChangeStatus.DONE, ChangeStatus.ALREADY_DONE, ChangeStatus.NOTHING_THERE
TODAY = date(2026, 11, 25)
ME, NOBODY = SubjectKey("vlimpers", "100001"), SubjectKey("vlimpers", "1")
FLAG = RestrictionFlag("r-1", "18(1)(a)", datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
EMAIL: dict[str, Any] = {
    "elements": ("privateEmail",),
    "expected": {"privateEmail": "persoon0@thuis.example"},
    "values": {"privateEmail": "nieuw@thuis.example"},
}


class Changed:
    """A store of the test's own behind one kind of connector."""

    def __init__(self, collector: Any) -> None:
        self.collector = collector

    def records(self, name: str) -> list[PersonalRecord]:
        holding = next(h for h in self.collector.holdings if h.name == name)
        return [r for batch in self.collector.records(ME, holding) for r in batch]

    def apply(self, kind: ChangeKind, holding: str, step: str = "s1", **more: Any) -> ChangeResult:
        change = StoreChange(step, kind, ME, holding, TODAY)
        result: ChangeResult = self.collector.apply(replace(change, **more))
        return result

    def rectify(self, step: str = "s1", **more: Any) -> ChangeResult:
        return self.apply(ChangeKind.RECTIFY, "contactgegevens", step, **{**EMAIL, **more})


@pytest.fixture(scope="module")
def filled(postgres_url: str) -> Iterator[str]:
    """The name of a filled store, to be cloned."""
    with demo_store(postgres_url) as url:
        yield str(make_url(url).database)


@pytest.fixture(params=sorted(CONNECTORS))
def store(request: pytest.FixtureRequest, postgres_url: str, filled: str) -> Iterator[Changed]:
    """A clone of the filled store behind one kind of connector."""
    databases = Databases(postgres_url)
    url = make_url(databases.make(template=filled)).set(drivername="postgresql+psycopg")
    collector = BUILDERS[request.param](url.render_as_string(hide_password=False))
    yield Changed(collector)
    close_all([collector])
    stop_all()
    databases.drop_all()


def test_it_changes_and_knows_facts(store: Changed) -> None:
    assert isinstance(store.collector, ChangesData)
    assert isinstance(store.collector, KnowsFacts)
    for holding in store.collector.holdings:
        assert all(store.collector.can(kind, holding) for kind in ChangeKind), holding.name


def test_a_correction_is_made_once(store: Changed) -> None:
    before = store.records("contactgegevens")
    result = store.rectify()
    assert (result.status, result.record_ids) == (DONE, (before[0].record_id,))
    after = store.records("contactgegevens")
    assert "nieuw@thuis.example" in after[0].values
    assert after[1:] == before[1:]
    assert store.rectify().status is ALREADY
    assert store.rectify("s2").status is ALREADY
    assert store.records("contactgegevens") == after


def test_a_value_that_is_not_stored_is_not_corrected(store: Changed) -> None:
    before = store.records("contactgegevens")
    with pytest.raises(ValueNotStored) as raised:
        store.rectify(expected={"privateEmail": "ander@thuis.example"})
    assert "thuis.example" not in str(raised.value)
    assert store.records("contactgegevens") == before
    assert store.collector.knows(["s1"]) == frozenset()


def test_a_value_of_another_kind_or_element_is_refused(store: Changed) -> None:
    with pytest.raises(SourceNeedsPerson):
        store.apply(ChangeKind.RECTIFY, "afwezigheden", values={"days": "drie"})
    with pytest.raises(SourceNever):
        store.apply(ChangeKind.RECTIFY, "afwezigheden", values={"nothing": "x"})
    with pytest.raises(SourceNever):
        store.apply(ChangeKind.ERASE, "nothing")


def test_named_records_are_erased_and_the_others_stay(store: Changed) -> None:
    first, *others = (r.record_id for r in store.records("loonbrieven"))
    result = store.apply(ChangeKind.ERASE, "loonbrieven", record_ids=(first,))
    assert result == ChangeResult(DONE, 1, (first,), remaining=len(others))
    assert [r.record_id for r in store.records("loonbrieven")] == others


def test_a_whole_holding_is_erased_and_stays_so(store: Changed) -> None:
    held = len(store.records("loonbrieven"))
    result = store.apply(ChangeKind.ERASE, "loonbrieven")
    assert (result.status, result.records, result.remaining) == (DONE, held, 0)
    assert store.records("loonbrieven") == []
    assert store.apply(ChangeKind.ERASE, "loonbrieven").status in {ALREADY, NOTHING}
    assert store.apply(ChangeKind.ERASE, "loonbrieven", "s2").status is NOTHING


def test_one_element_is_erased_and_the_rest_stays(store: Changed) -> None:
    before = store.records("contactgegevens")[0]
    store.apply(ChangeKind.ERASE, "contactgegevens", elements=("privateEmail",))
    assert store.records("contactgegevens")[0].values == (None, *before.values[1:])


def test_a_mark_is_set_and_ended(store: Changed) -> None:
    assert store.apply(ChangeKind.RESTRICT, "loonbrieven", flag=FLAG).status is DONE
    assert store.apply(ChangeKind.LIFT, "loonbrieven", "s2", flag=FLAG).status is DONE


def test_a_statement_is_filed_once(store: Changed) -> None:
    words, record = "Ik was er wel, mijn badge niet.", store.records("prikkingen")[0].record_id
    filed: dict[str, Any] = {"statement": words, "record_ids": (record,)}
    assert store.apply(ChangeKind.SUPPLEMENT, "prikkingen", **filed).status is DONE
    store.apply(ChangeKind.SUPPLEMENT, "prikkingen", **filed)
    assert [r.values[3] for r in store.records("aanvullende_verklaringen")].count(words) == 1


def test_a_use_is_stopped_for_its_purpose_alone(store: Changed) -> None:
    before = {c.purpose_id: c.withdrawn_on for c in store.collector.facts(ME, on=TODAY).consents}
    assert store.apply(ChangeKind.STOP_USE, "", purpose_ids=("P11",)).status is DONE
    after = {c.purpose_id: c.withdrawn_on for c in store.collector.facts(ME, on=TODAY).consents}
    assert after == {**before, "P11": TODAY}


@pytest.mark.parametrize("kind", [ChangeKind.RECTIFY, ChangeKind.RESTRICT, ChangeKind.ERASE])
def test_on_a_person_it_does_not_hold_nothing_is_done(store: Changed, kind: ChangeKind) -> None:
    given: dict[str, Any] = {"flag": FLAG, "values": {"note": "x"}, "subject": NOBODY}
    assert store.apply(kind, "afwezigheden", **given) == ChangeResult(NOTHING)


def test_it_names_everybody_it_holds_for_the_replay(store: Changed) -> None:
    holding = next(h for h in store.collector.holdings if h.name == "loonbrieven")
    found = [pair for batch in store.collector.identities(holding) for pair in batch]
    assert len(found) == len(set(found))
    held = {r.record_id for r in store.records("loonbrieven")}
    assert {r for key, r in found if key == ME.key} == held


@pytest.mark.parametrize("name", sorted(BUILDERS))
def test_a_store_that_is_down_is_changed_later(name: str) -> None:
    gone: Any = BUILDERS[name]("postgresql://nobody@127.0.0.1:9/nothing")
    try:
        for question in (
            lambda: gone.apply(StoreChange("s", ChangeKind.ERASE, ME, "loonbrieven", TODAY)),
            lambda: gone.facts(ME, on=TODAY),
            lambda: list(gone.identities(gone.holdings[0])),
        ):
            with pytest.raises(SourceLater):
                question()
    finally:
        close_all([gone])
        stop_all()
