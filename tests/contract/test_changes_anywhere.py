"""What every connector that changes data promises, whatever lies between it and the store: on each one that is registered."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from app.kit.provision import PERSONNEL_SERVICE
from app.personnel.changes import (
    ChangeKind,
    ChangeResult,
    ChangesData,
    KnowsFacts,
    StoreChange,
    ValueNotStored,
)
from app.personnel.model import SourceLater, SourceNeedsPerson, SourceNever, Value
from app.personnel.registry import CONNECTORS, close_all
from sqlalchemy import create_engine, make_url
from tests.changed_store import (
    ALREADY,
    DONE,
    FLAG,
    ME,
    NOBODY,
    NOTHING,
    TODAY,
    Store,
    marks,
    touched,
)
from tests.contract_stores import BUILDERS, stop_all
from tests.databases import Databases
from tests.demo_store import demo_store


@pytest.fixture(scope="module")
def filled(postgres_url: str) -> Iterator[str]:
    """The name of a filled store, to be cloned."""
    with demo_store(postgres_url) as url:
        yield str(make_url(url).database)


@pytest.fixture(params=sorted(CONNECTORS))
def store(request: pytest.FixtureRequest, postgres_url: str, filled: str) -> Iterator[Store]:
    """A clone of the filled store behind one kind of connector; a database with the rights of the service's role."""
    databases = Databases(postgres_url)
    url = make_url(databases.make(template=filled)).set(drivername="postgresql+psycopg")
    limited = url.update_query_dict({"options": f"-c role={PERSONNEL_SERVICE}"})
    reached = limited if request.param == "hr_database" else url
    collector = BUILDERS[request.param](reached.render_as_string(hide_password=False))
    engine = create_engine(url)
    yield Store(engine, collector)
    close_all([collector])
    stop_all()
    engine.dispose()
    databases.drop_all()


def test_it_changes_and_knows_facts(store: Store) -> None:
    assert isinstance(store.collector, ChangesData)
    assert isinstance(store.collector, KnowsFacts)
    for holding in store.collector.holdings:
        assert all(store.collector.can(kind, holding) for kind in ChangeKind), holding.name


def test_a_value_of_another_kind_or_element_is_refused(store: Store) -> None:
    with pytest.raises(SourceNeedsPerson):
        store.apply(ChangeKind.RECTIFY, "afwezigheden", values={"days": "drie"})
    with pytest.raises(SourceNever):
        store.apply(ChangeKind.RECTIFY, "afwezigheden", values={"nothing": "x"})
    with pytest.raises(SourceNever):
        store.apply(ChangeKind.ERASE, "nothing")


def test_a_whole_holding_is_erased_and_stays_so(store: Store) -> None:
    held = len(store.records("loonbrieven"))
    result = store.apply(ChangeKind.ERASE, "loonbrieven")
    assert (result.status, result.records, result.remaining) == (DONE, held, 0)
    assert store.records("loonbrieven") == []
    assert store.apply(ChangeKind.ERASE, "loonbrieven").status in {ALREADY, NOTHING}
    assert store.apply(ChangeKind.ERASE, "loonbrieven", "s2").status is NOTHING


AGAIN = {ALREADY, DONE}
"""What a repeat may say: some stores tell that it was done before, others do it again and it is the same."""


def email(store: Store, new: str = "nieuw@thuis.example", **more: Any) -> ChangeResult:
    """Correct the private e-mail address of the first person."""
    given: dict[str, Any] = {
        "elements": ("privateEmail",),
        "expected": {"privateEmail": "persoon0@thuis.example"},
        "values": {"privateEmail": new},
    }
    return store.apply(ChangeKind.RECTIFY, "contactgegevens", **{**given, **more})


def test_a_correction_changes_one_value_and_nothing_else(store: Store) -> None:
    before = store.rows()
    record_id = store.records("contactgegevens")[0].record_id
    assert email(store) == ChangeResult(DONE, 1, (record_id,), remaining=1)
    assert store.value("contactgegevens", "privateEmail") == "nieuw@thuis.example"
    assert touched(before, store.rows()) == {"contact": (1, 1)}


WRONG: dict[str, dict[str, Any]] = {
    "another address": {"expected": {"privateEmail": "ander@thuis.example"}},
    "other letters": {"expected": {"privateEmail": "Persoon0@thuis.example"}},
    "nothing": {"expected": {"privateEmail": None}},
    "empty": {"expected": {"privateEmail": ""}},
    "a record that is gone": {"record_ids": ("1", "999999")},
}


def test_a_value_that_is_not_stored_is_not_corrected(store: Store) -> None:
    before = store.rows()
    for what, more in WRONG.items():
        with pytest.raises(ValueNotStored) as raised:
            email(store, step=what, **more)
        assert "thuis.example" not in str(raised.value), what
        assert store.collector.knows([what]) == frozenset(), what
    assert store.rows() == before


def test_without_an_expected_value_one_of_many_is_not_guessed(store: Store) -> None:
    assert len(store.records("afwezigheden")) > 1
    before = store.rows()
    with pytest.raises(ValueNotStored):
        store.apply(ChangeKind.RECTIFY, "afwezigheden", values={"note": "x"})
    assert store.rows() == before


def test_what_is_right_already_is_not_corrected_again(store: Store) -> None:
    assert email(store).status is DONE
    before = store.rows()
    assert email(store, step="s2").status is ALREADY
    assert store.rows() == before


def test_only_what_is_past_its_period_is_erased(store: Store) -> None:
    facts = store.collector.facts(ME, on=TODAY)
    past = {name: count for name, count in facts.expired.items() if count}
    assert past
    whole = {name: len(store.records(name)) for name in past}
    assert any(count < whole[name] for name, count in past.items())
    for name, count in past.items():
        result = store.erase(name, name, expired_only=True)
        assert (result.records, result.remaining) == (count, whole[name] - count), name
        assert len(store.records(name)) == whole[name] - count
    assert not any(store.collector.facts(ME, on=TODAY).expired.values())


def test_of_named_records_only_those_past_their_period_are_erased(store: Store) -> None:
    past = store.collector.facts(ME, on=TODAY).expired
    every = {name: [r.record_id for r in store.records(name)] for name in past}
    name = next(n for n, count in past.items() if 0 < count < len(every[n]))
    left = list(every[name])
    for one in every[name]:
        result = store.erase(name, one, record_ids=(one,), expired_only=True)
        if result.records:
            left.remove(one)
        assert [r.record_id for r in store.records(name)] == left
    assert len(left) == len(every[name]) - past[name]


def test_where_no_period_is_known_somebody_has_to_judge(store: Store) -> None:
    assert "diplomas" not in store.collector.facts(ME, on=TODAY).expired
    with pytest.raises(SourceNeedsPerson):
        store.erase("diplomas", expired_only=True)


def test_one_element_is_erased_and_the_rest_of_the_row_stays(store: Store) -> None:
    before, rows = store.records("contactgegevens")[0], store.rows()
    assert store.erase("contactgegevens", elements=("privateEmail",)).records == 1
    assert store.records("contactgegevens")[0].values == (None, *before.values[1:])
    assert touched(rows, store.rows()) == {"contact": (1, 1)}
    again = store.erase("contactgegevens", "s2", elements=("privateEmail",))
    assert again.status is NOTHING


def test_another_holding_of_the_same_table_stays(store: Store) -> None:
    kept = store.records("e_dossier_selectie")
    assert kept
    assert store.erase("e_dossier").remaining == 0
    assert store.records("e_dossier") == []
    assert store.records("e_dossier_selectie") == kept


def test_a_role_in_the_record_of_somebody_else_is_cut_and_the_record_stays(store: Store) -> None:
    before = store.rows(but=ME)
    led = store.records("evaluaties_als_evaluator")
    assert store.erase("evaluaties_als_evaluator").records == len(led) > 0
    assert store.records("evaluaties_als_evaluator") == []
    held = f"id IN ({', '.join(r.record_id for r in led)})"
    assert store.run(f"SELECT count(*) FROM evaluatie WHERE {held}") == [(len(led),)]  # noqa: S608 - numbers
    assert touched(before, store.rows(but=ME)) == {"evaluatie": (0, len(led))}


def test_a_mark_is_set_once_and_ended_once(store: Store) -> None:
    restrict, lift = ChangeKind.RESTRICT, ChangeKind.LIFT
    held = len(store.records("loonbrieven"))
    assert store.apply(restrict, "loonbrieven", flag=FLAG) == ChangeResult(DONE, held, (), held)
    assert store.apply(restrict, "loonbrieven", "s2", flag=FLAG).status in AGAIN
    assert marks(store) == [("loonbrieven", None, None, "18(1)(a)", "P10", None)]
    assert store.apply(lift, "loonbrieven", "s3", flag=FLAG).status is DONE
    assert store.apply(lift, "loonbrieven", "s4", flag=FLAG).status in AGAIN
    assert marks(store) == [("loonbrieven", None, None, "18(1)(a)", "P10", TODAY)]


def test_a_mark_on_some_records_and_elements_is_one_each(store: Store) -> None:
    first, second = (r.record_id for r in store.records("loonbrieven")[:2])
    what: dict[str, Any] = {"flag": FLAG, "record_ids": (first, second), "elements": ("netEur",)}
    assert store.apply(ChangeKind.RESTRICT, "loonbrieven", **what).records == 2
    what["record_ids"] = (first,)
    assert store.apply(ChangeKind.RESTRICT, "loonbrieven", "s2", **what).status in AGAIN
    assert [mark[1:3] for mark in marks(store)] == [(first, "netEur"), (second, "netEur")]
    assert store.apply(ChangeKind.LIFT, "loonbrieven", "s3", flag=FLAG).status is DONE
    assert [mark[5] for mark in marks(store)] == [TODAY, TODAY]


def test_a_mark_that_stands_takes_its_new_ground(store: Store) -> None:
    store.apply(ChangeKind.RESTRICT, "loonbrieven", flag=FLAG)
    upheld = replace(FLAG, ground="21(1)", allowed_uses=())
    assert store.apply(ChangeKind.RESTRICT, "loonbrieven", "s2", flag=upheld).status is DONE
    assert marks(store) == [("loonbrieven", None, None, "21(1)", "", None)]


def test_a_statement_is_filed_once_and_goes_with_its_records(store: Store) -> None:
    words, record = "Ik was er wel, mijn badge niet.", store.records("prikkingen")[0].record_id
    filed: dict[str, Any] = {"statement": words, "record_ids": (record,)}
    assert store.apply(ChangeKind.SUPPLEMENT, "prikkingen", **filed).status is DONE
    assert store.apply(ChangeKind.SUPPLEMENT, "prikkingen", "s2", **filed).status in AGAIN
    told = [r.values[3] for r in store.records("aanvullende_verklaringen")]
    assert told.count(words) == 1
    store.apply(ChangeKind.RESTRICT, "prikkingen", "s3", flag=FLAG, record_ids=(record,))
    store.erase("prikkingen", "s4", record_ids=(record,))
    assert words not in [r.values[3] for r in store.records("aanvullende_verklaringen")]
    assert marks(store) == []


def test_a_use_is_stopped_for_its_purpose_alone(store: Store) -> None:
    before = {c.purpose_id: c.withdrawn_on for c in store.collector.facts(ME, on=TODAY).consents}
    assert set(before) == {"P01", "P07", "P11"}
    stop = ChangeKind.STOP_USE
    what: dict[str, Any] = {"purpose_ids": ("P11",)}
    assert store.apply(stop, "", **what).status is DONE
    assert store.apply(stop, "", **what).status is ALREADY
    assert store.apply(stop, "", "s2", **what).status is ALREADY
    after = {c.purpose_id: c.withdrawn_on for c in store.collector.facts(ME, on=TODAY).consents}
    assert after == {**before, "P11": TODAY}
    assert store.apply(stop, "", "s3", purpose_ids=("P03",)).status is NOTHING


EVERY_KIND: list[tuple[ChangeKind, dict[str, Any]]] = [
    (ChangeKind.RECTIFY, {"values": {"note": "x"}}),
    (ChangeKind.SUPPLEMENT, {"statement": "x"}),
    (ChangeKind.RESTRICT, {"flag": FLAG}),
    (ChangeKind.LIFT, {"flag": FLAG}),
    (ChangeKind.ERASE, {}),
    (ChangeKind.STOP_USE, {"purpose_ids": ("P01",)}),
]


def test_on_a_person_it_does_not_hold_nothing_is_done(store: Store) -> None:
    before = store.rows()
    for kind, more in EVERY_KIND:
        found = store.apply(kind, "afwezigheden", kind, subject=NOBODY, **more)
        assert found == ChangeResult(NOTHING), kind
    assert store.rows() == before


VALUES: list[tuple[str, str, Value]] = [
    ("afwezigheden", "days", Decimal("3.25")),
    ("afwezigheden", "startsOn", date(2024, 2, 29)),
    ("prikkingen", "manual", True),
    ("prikkingen", "at", datetime(2026, 10, 5, 6, 1, 2, 345678, tzinfo=UTC)),
    ("telefoongesprekken", "startedAt", datetime(2026, 7, 5, 6, 1, 2, tzinfo=UTC)),
    ("telefoongesprekken", "seconds", 77),
    ("afwezigheden", "note", ""),
    ("afwezigheden", "note", None),
]


def test_each_kind_of_value_is_corrected(store: Store) -> None:
    for number, (holding, element, new) in enumerate(VALUES):
        record = store.records(holding)[-1]
        names = [e.name for e in store.holding(holding).elements]
        stored = record.values[names.index(element)]
        change: dict[str, Any] = {"record_ids": (record.record_id,), "values": {element: new}}
        step = f"s{number}"
        store.apply(ChangeKind.RECTIFY, holding, step, expected={element: stored}, **change)
        found = {r.record_id: r.values[names.index(element)] for r in store.records(holding)}
        assert found[record.record_id] == new, element
        assert type(found[record.record_id]) is type(new), element


def test_the_same_step_is_done_once(store: Store) -> None:
    assert email(store).status is DONE
    before = store.rows()
    assert email(store).status is ALREADY
    assert store.rows() == before
    assert store.collector.knows(["s1", "s2"]) <= {"s1"}


def test_named_records_are_erased_and_the_others_stay(store: Store) -> None:
    first, *others = (r.record_id for r in store.records("loonbrieven"))
    result = store.erase("loonbrieven", record_ids=(first,))
    assert result == ChangeResult(DONE, 1, (first,), remaining=len(others))
    assert [r.record_id for r in store.records("loonbrieven")] == others


def test_it_names_everybody_it_holds_for_the_replay(store: Store) -> None:
    found = [
        pair for batch in store.collector.identities(store.holding("loonbrieven")) for pair in batch
    ]
    assert len(found) == len(set(found))
    held = {r.record_id for r in store.records("loonbrieven")}
    assert {r for key, r in found if key == ME.key} == held
    (count,) = store.run("SELECT count(*) FROM loonbrief")[0]
    assert len(found) == count


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
