"""What a store in a database promises of its changes, whole tables compared, under a role with no more rights than it needs.

Over 400 lines: one store and one comparison of whole tables serve every promise.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from app.kit.provision import PERSONNEL_SERVICE
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
from app.personnel.demo.mappings import MAPPINGS
from app.personnel.demo.schema import STORE, SUBJECTS
from app.personnel.model import (
    Collector,
    Holding,
    PersonalRecord,
    SourceLater,
    SourceNeedsPerson,
    SourceNever,
    SubjectKey,
    Value,
)
from app.personnel.registry import ConnectorSpec, build_collectors, close_all
from sqlalchemy import Engine, create_engine, make_url, text
from tests.databases import Databases
from tests.demo_store import demo_store

DONE, ALREADY, NOTHING = ChangeStatus.DONE, ChangeStatus.ALREADY_DONE, ChangeStatus.NOTHING_THERE
TODAY = date(2026, 11, 25)
ME, FORMER, NOBODY = (SubjectKey("vlimpers", key) for key in ("100001", "100012", "1"))
FLAG = RestrictionFlag(
    "r-1", "18(1)(a)", datetime(2026, 11, 20, 9, 0, tzinfo=UTC), allowed_uses=("P10",)
)
POINTING = {*SUBJECTS, "betrokkene"}

Rows = dict[str, set[str]]
Build = Callable[[str], Collector]


def _hr_database(url: str) -> Collector:
    return build_collectors([ConnectorSpec("hr_database", url, MAPPINGS[0])])[0]


BUILDERS: dict[str, Build] = {"hr_database": _hr_database}
"""Those that write in the tables themselves; what all connectors share is in test_changes_anywhere.py."""


@dataclass
class Store:
    """A store of the test's own, and the connector that changes it."""

    engine: Engine
    collector: Any
    """Reads and changes; also asked for facts."""

    def holding(self, name: str) -> Holding:
        found: Holding = next(h for h in self.collector.holdings if h.name == name)
        return found

    def records(self, name: str, key: SubjectKey = ME) -> list[PersonalRecord]:
        return [r for batch in self.collector.records(key, self.holding(name)) for r in batch]

    def value(self, name: str, element: str, record: int = 0, key: SubjectKey = ME) -> Value:
        place = [e.name for e in self.holding(name).elements].index(element)
        return self.records(name, key)[record].values[place]

    def apply(self, kind: ChangeKind, holding: str, step: str = "s1", **more: Any) -> ChangeResult:
        change = StoreChange(step, kind, ME, holding, TODAY)
        result: ChangeResult = self.collector.apply(replace(change, **more))
        return result

    def erase(self, holding: str, step: str = "s1", **more: Any) -> ChangeResult:
        return self.apply(ChangeKind.ERASE, holding, step, **more)

    def rows(self, *, but: SubjectKey | None = None) -> Rows:
        """Return the rows of every table but those of steps; without those that point at one person."""
        found: Rows = {}
        with self.engine.connect() as connection:
            for table in STORE.sorted_tables:
                pointing = [c for c in table.c.keys() if c in POINTING and but]  # noqa: SIM118 - columns, not keys
                others = [f"{c}::text IS DISTINCT FROM '{but.key}'" for c in pointing if but]
                where = f" WHERE {' AND '.join(others)}" if others else ""
                query = text(f"SELECT t::text FROM {table.name} t{where}")  # noqa: S608 - our own names
                found[table.name] = set(connection.execute(query).scalars())
        del found["uitgevoerde_stap"]
        return found

    def run(self, statement: str) -> list[tuple[Any, ...]]:
        with self.engine.begin() as connection:
            result = connection.execute(text(statement))
            return [tuple(row) for row in result] if result.returns_rows else []


def touched(before: Rows, after: Rows) -> dict[str, tuple[int, int]]:
    """Return per table how many rows went and how many came; a changed row does both."""
    return {
        name: (len(before[name] - after[name]), len(after[name] - before[name]))
        for name in before
        if before[name] != after[name]
    }


@pytest.fixture(scope="module")
def filled(postgres_url: str) -> Iterator[str]:
    """The name of a filled store, to be cloned."""
    with demo_store(postgres_url) as url:
        yield str(make_url(url).database)


@pytest.fixture(params=sorted(BUILDERS))
def store(request: pytest.FixtureRequest, postgres_url: str, filled: str) -> Iterator[Store]:
    """A clone of the filled store, reached with the rights of the service's role."""
    databases = Databases(postgres_url)
    url = make_url(databases.make(template=filled)).set(drivername="postgresql+psycopg")
    limited = url.update_query_dict({"options": f"-c role={PERSONNEL_SERVICE}"})
    collector = BUILDERS[request.param](limited.render_as_string(hide_password=False))
    engine = create_engine(url)
    yield Store(engine, collector)
    close_all([collector])
    engine.dispose()
    databases.drop_all()


def test_it_is_well_with_these_rights(store: Store) -> None:
    store.collector.check()
    assert isinstance(store.collector, ChangesData)
    assert isinstance(store.collector, KnowsFacts)


def test_it_says_what_it_can(store: Store) -> None:
    for holding in store.collector.holdings:
        assert all(store.collector.can(kind, holding) for kind in ChangeKind), holding.name


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


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("another address", {"expected": {"privateEmail": "ander@thuis.example"}}),
    ("other letters", {"expected": {"privateEmail": "Persoon0@thuis.example"}}),
    ("nothing", {"expected": {"privateEmail": None}}),
    ("empty", {"expected": {"privateEmail": ""}}),
    ("a number", {"expected": {"privateEmail": 0}}),
    ("a record that is gone", {"record_ids": ("1", "999999")}),
]


@pytest.mark.parametrize("more", [c[1] for c in WRONG], ids=[c[0] for c in WRONG])
def test_a_value_that_is_not_stored_is_not_corrected(store: Store, more: dict[str, Any]) -> None:
    before = store.rows()
    with pytest.raises(ValueNotStored) as raised:
        email(store, **more)
    assert "thuis.example" not in str(raised.value)
    assert store.rows() == before
    assert store.collector.knows(["s1"]) == frozenset()


def test_without_an_expected_value_one_of_many_is_not_guessed(store: Store) -> None:
    assert len(store.records("afwezigheden")) > 1
    before = store.rows()
    with pytest.raises(ValueNotStored):
        store.apply(ChangeKind.RECTIFY, "afwezigheden", values={"note": "x"})
    assert store.rows() == before


def test_the_same_step_is_done_once(store: Store) -> None:
    assert email(store).status is DONE
    before = store.rows()
    assert email(store) == ChangeResult(ALREADY)
    assert store.rows() == before
    assert store.collector.knows(["s1", "s2"]) == {"s1"}


def test_what_is_right_already_is_not_corrected_again(store: Store) -> None:
    assert email(store).status is DONE
    before = store.rows()
    assert email(store, step="s2").status is ALREADY
    assert store.rows() == before


VALUES: list[tuple[str, str, Value, Value]] = [
    ("afwezigheden", "days", None, Decimal("3.25")),
    ("afwezigheden", "startsOn", None, date(2024, 2, 29)),
    ("prikkingen", "manual", None, True),
    ("prikkingen", "at", None, datetime(2026, 10, 5, 6, 1, 2, 345678, tzinfo=UTC)),
    ("telefoongesprekken", "startedAt", None, datetime(2026, 7, 5, 6, 1, 2, tzinfo=UTC)),
    ("telefoongesprekken", "seconds", None, 77),
    ("afwezigheden", "note", None, ""),
    ("afwezigheden", "note", None, None),
]


@pytest.mark.parametrize(("holding", "element", "_", "new"), VALUES)
def test_each_kind_of_value_is_corrected(
    store: Store, holding: str, element: str, _: Value, new: Value
) -> None:
    record = store.records(holding)[-1]
    names = [e.name for e in store.holding(holding).elements]
    stored = record.values[names.index(element)]
    change: dict[str, Any] = {"record_ids": (record.record_id,), "values": {element: new}}
    result = store.apply(ChangeKind.RECTIFY, holding, expected={element: stored}, **change)
    if stored == new:
        assert result.status is ALREADY
    found = {r.record_id: r.values[names.index(element)] for r in store.records(holding)}
    assert found[record.record_id] == new
    assert type(found[record.record_id]) is type(new)


def test_a_value_of_another_kind_needs_a_person(store: Store) -> None:
    with pytest.raises(SourceNeedsPerson):
        store.apply(ChangeKind.RECTIFY, "afwezigheden", values={"days": "drie"})


def test_an_element_or_holding_that_is_not_there_is_refused(store: Store) -> None:
    with pytest.raises(SourceNever):
        store.apply(ChangeKind.RECTIFY, "afwezigheden", values={"nothing": "x"})
    with pytest.raises(SourceNever):
        store.erase("nothing")


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


def test_a_period_is_over_only_after_its_last_day(store: Store) -> None:
    last = store.value("evaluaties", "keepUntil")
    assert isinstance(last, date)
    assert store.collector.facts(ME, on=last).expired["evaluaties"] == 0
    after = last.replace(year=last.year + 3)
    assert store.collector.facts(ME, on=after).expired["evaluaties"] == len(
        store.records("evaluaties")
    )


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


def test_named_records_are_erased_and_the_others_stay(store: Store) -> None:
    first, *others = (r.record_id for r in store.records("loonbrieven"))
    result = store.erase("loonbrieven", record_ids=(first,))
    assert result == ChangeResult(DONE, 1, (first,), remaining=len(others))
    assert [r.record_id for r in store.records("loonbrieven")] == others


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


def marks(store: Store) -> list[tuple[Any, ...]]:
    """Return the marks that stand or stood."""
    return store.run(
        "SELECT bestand, nummer, gegeven, grond, toegelaten_gebruik, opgeheven_op FROM gegevensbeperking ORDER BY id"
    )


def test_a_mark_is_set_once_and_ended_once(store: Store) -> None:
    restrict, lift = ChangeKind.RESTRICT, ChangeKind.LIFT
    held = len(store.records("loonbrieven"))
    assert store.apply(restrict, "loonbrieven", flag=FLAG) == ChangeResult(DONE, held, (), held)
    assert store.apply(restrict, "loonbrieven", "s2", flag=FLAG).status is ALREADY
    assert marks(store) == [("loonbrieven", None, None, "18(1)(a)", "P10", None)]
    assert store.apply(lift, "loonbrieven", "s3", flag=FLAG).status is DONE
    assert store.apply(lift, "loonbrieven", "s4", flag=FLAG).status is ALREADY
    assert marks(store) == [("loonbrieven", None, None, "18(1)(a)", "P10", TODAY)]


def test_a_mark_on_some_records_and_elements_is_one_each(store: Store) -> None:
    first, second = (r.record_id for r in store.records("loonbrieven")[:2])
    what: dict[str, Any] = {"flag": FLAG, "record_ids": (first, second), "elements": ("netEur",)}
    assert store.apply(ChangeKind.RESTRICT, "loonbrieven", **what).records == 2
    what["record_ids"] = (first,)
    assert store.apply(ChangeKind.RESTRICT, "loonbrieven", "s2", **what).status is ALREADY
    assert [mark[1:3] for mark in marks(store)] == [(first, "netEur"), (second, "netEur")]
    assert store.apply(ChangeKind.LIFT, "loonbrieven", "s3", **what).status is DONE
    assert [mark[5] for mark in marks(store)] == [TODAY, None]


def test_a_mark_that_stands_takes_its_new_ground(store: Store) -> None:
    store.apply(ChangeKind.RESTRICT, "loonbrieven", flag=FLAG)
    upheld = replace(FLAG, ground="21(1)", allowed_uses=())
    assert store.apply(ChangeKind.RESTRICT, "loonbrieven", "s2", flag=upheld).status is DONE
    assert marks(store) == [("loonbrieven", None, None, "21(1)", "", None)]


def test_a_statement_is_filed_once_and_goes_with_its_records(store: Store) -> None:
    words, record = "Ik was er wel, mijn badge niet.", store.records("prikkingen")[0].record_id
    filed: dict[str, Any] = {"statement": words, "record_ids": (record,)}
    assert store.apply(ChangeKind.SUPPLEMENT, "prikkingen", **filed).status is DONE
    assert store.apply(ChangeKind.SUPPLEMENT, "prikkingen", "s2", **filed).status is ALREADY
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


def test_a_consent_says_what_it_covers(store: Store) -> None:
    covered = {c.purpose_id: c.elements for c in store.collector.facts(ME, on=TODAY).consents}
    assert covered == {"P01": ("private_email",), "P07": (), "P11": ()}


EVERY_KIND: list[tuple[ChangeKind, dict[str, Any]]] = [
    (ChangeKind.RECTIFY, {"values": {"note": "x"}}),
    (ChangeKind.SUPPLEMENT, {"statement": "x"}),
    (ChangeKind.RESTRICT, {"flag": FLAG}),
    (ChangeKind.LIFT, {"flag": FLAG}),
    (ChangeKind.ERASE, {}),
    (ChangeKind.STOP_USE, {"purpose_ids": ("P01",)}),
]


@pytest.mark.parametrize(("kind", "more"), EVERY_KIND)
def test_on_a_person_it_does_not_hold_nothing_is_done(
    store: Store, kind: ChangeKind, more: dict[str, Any]
) -> None:
    before = store.rows()
    assert store.apply(kind, "afwezigheden", subject=NOBODY, **more) == ChangeResult(NOTHING)
    assert store.rows() == before
    assert store.collector.knows(["s1"]) == frozenset()


@pytest.mark.parametrize("key", [ME, FORMER], ids=["staff", "former staff"])
def test_after_every_holding_is_erased_the_person_is_nowhere_and_the_others_are_untouched(
    store: Store, key: SubjectKey
) -> None:
    before = store.rows(but=key)
    ((number, national, name),) = store.run(
        f"SELECT vlimpersnummer, rijksregisternummer, voornaam || ' ' || naam FROM persoon WHERE persoon_id = {key.key}"  # noqa: S608 - a number
    )
    store.apply(ChangeKind.RESTRICT, "persoonsfiche", "mark", subject=key, flag=FLAG)
    for holding in store.collector.holdings:
        store.erase(holding.name, holding.name, subject=key)
    after = store.rows(but=key)
    assert {name: before[name] - after[name] for name in before if before[name] - after[name]} == {}
    whole = store.rows()
    assert sum(map(len, whole.values())) == sum(map(len, after.values()))
    text_of_all = "\n".join(row for rows in whole.values() for row in rows)
    index = int(key.key) - 100_001
    for value in (number, national, name, key.key, f"persoon{index}@thuis.example"):
        assert value not in text_of_all


def test_a_row_that_others_still_need_stays_without_a_value(store: Store) -> None:
    store.run(
        "CREATE TABLE extern (wie bigint REFERENCES persoon); INSERT INTO extern VALUES (100001)"
    )
    for holding in store.collector.holdings:
        store.erase(holding.name, holding.name)
    ((row,),) = store.run("SELECT p::text FROM persoon p WHERE persoon_id = 100001")
    assert row == "(100001,,,,,,PL,,,,,,,,,,)"
    assert not any(store.records(h.name) for h in store.collector.holdings)


def test_while_a_holding_stays_the_row_of_the_person_does(store: Store) -> None:
    for holding in store.collector.holdings:
        if holding.name != "loonbrieven":
            store.erase(holding.name, holding.name)
    assert store.run("SELECT count(*) FROM persoon WHERE persoon_id = 100001") == [(1,)]
    assert store.records("loonbrieven")
    store.erase("loonbrieven", "last")
    assert store.run("SELECT count(*) FROM persoon WHERE persoon_id = 100001") == [(0,)]


STOPS = [
    ("a foreign key", "CREATE TABLE kopie (loonbrief bigint REFERENCES loonbrief); INSERT INTO kopie SELECT id FROM loonbrief", "kopie_loonbrief_fkey"),
    ("a rule of the store", "CREATE FUNCTION nee() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''persoon0''; END'; CREATE TRIGGER nee BEFORE DELETE ON loonbrief FOR EACH ROW EXECUTE FUNCTION nee()", "rule"),
]  # fmt: skip


@pytest.mark.parametrize(("stop", "says"), [c[1:] for c in STOPS], ids=[c[0] for c in STOPS])
def test_what_stands_in_the_way_is_for_a_person(store: Store, stop: str, says: str) -> None:
    store.run(stop)
    before = store.rows()
    with pytest.raises(SourceNeedsPerson) as raised:
        store.erase("loonbrieven")
    assert says in str(raised.value)
    assert "persoon0" not in str(raised.value)
    assert store.rows() == before
    assert store.collector.knows(["s1"]) == frozenset()


def test_a_column_that_must_hold_a_value_is_for_a_person(store: Store) -> None:
    store.run("ALTER TABLE rekening ALTER iban SET NOT NULL")
    with pytest.raises(SourceNeedsPerson, match="column 'iban' of table 'rekening'"):
        store.erase("bankrekeningen", elements=("iban",))


def test_a_right_that_was_taken_away_is_for_whoever_configures(store: Store) -> None:
    store.run(f"REVOKE DELETE ON loonbrief FROM {PERSONNEL_SERVICE}")
    with pytest.raises(SourceNever):
        store.erase("loonbrieven")
    with pytest.raises(SourceNever, match="grant DELETE on it"):
        store.collector.check()


def test_a_change_that_is_killed_before_its_end_leaves_nothing_and_is_done_on_repeating(
    store: Store,
) -> None:
    before = store.rows()
    failed: list[Exception] = []

    def erase() -> None:
        try:
            store.erase("loonbrieven")
        except SourceLater as error:
            failed.append(error)

    with store.engine.connect() as holding_up:
        holding_up.execute(text("SELECT * FROM loonbrief WHERE persoon_id = 100001 FOR UPDATE"))
        running = threading.Thread(target=erase)
        running.start()
        wait_for(store, "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        store.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        )
        running.join(30)
    assert len(failed) == 1
    assert store.rows() == before
    assert store.collector.knows(["s1"]) == frozenset()
    assert store.erase("loonbrieven").status is DONE


def wait_for(store: Store, query: str) -> None:
    """Wait until the query gives a row."""
    for _ in range(3_000):
        if store.run(query):
            return
        threading.Event().wait(0.01)
    raise TimeoutError(query)


def test_two_who_do_the_same_step_at_once_do_it_once(store: Store) -> None:
    results: list[ChangeStatus] = []
    both = [
        threading.Thread(target=lambda: results.append(store.erase("loonbrieven").status))
        for _ in range(2)
    ]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert sorted(results) == [ALREADY, DONE]


def test_it_names_everybody_it_holds_for_the_replay(store: Store) -> None:
    found = [
        pair for batch in store.collector.identities(store.holding("loonbrieven")) for pair in batch
    ]
    assert len(found) == len(set(found))
    held = {r.record_id for r in store.records("loonbrieven")}
    assert {r for key, r in found if key == ME.key} == held
    (count,) = store.run("SELECT count(*) FROM loonbrief")[0]
    assert len(found) == count


def test_a_store_that_is_down_is_changed_later(store: Store) -> None:
    gone: Any = _hr_database("postgresql://nobody@127.0.0.1:9/nothing")
    for question in (
        lambda: gone.apply(StoreChange("s", ChangeKind.ERASE, ME, "loonbrieven", TODAY)),
        lambda: gone.knows(["s"]),
        lambda: gone.facts(ME, on=TODAY),
        lambda: list(gone.identities(store.holding("loonbrieven"))),
    ):
        with pytest.raises(SourceLater):
            question()
    close_all([gone])
