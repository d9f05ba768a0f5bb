"""What a store in a database promises beyond the rest: of roles, locks and the end of a connection, with no more rights than it needs."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
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
from app.personnel.model import (
    Collector,
    SourceLater,
    SourceNeedsPerson,
    SourceNever,
    SubjectKey,
)
from app.personnel.registry import ConnectorSpec, build_collectors, close_all
from sqlalchemy import create_engine, make_url, text
from tests.changed_store import (
    ALREADY,
    DONE,
    FLAG,
    FORMER,
    ME,
    TODAY,
    Store,
    marks,
)
from tests.databases import Databases
from tests.demo_store import demo_store


def _hr_database(url: str) -> Collector:
    return build_collectors([ConnectorSpec("hr_database", url, MAPPINGS[0])])[0]


@pytest.fixture(scope="module")
def filled(postgres_url: str) -> Iterator[str]:
    """The name of a filled store, to be cloned."""
    with demo_store(postgres_url) as url:
        yield str(make_url(url).database)


@pytest.fixture
def store(postgres_url: str, filled: str) -> Iterator[Store]:
    """A clone of the filled store, reached with the rights of the service's role."""
    databases = Databases(postgres_url)
    url = make_url(databases.make(template=filled)).set(drivername="postgresql+psycopg")
    limited = url.update_query_dict({"options": f"-c role={PERSONNEL_SERVICE}"})
    collector = _hr_database(limited.render_as_string(hide_password=False))
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


def test_a_value_of_another_kind_needs_a_person(store: Store) -> None:
    with pytest.raises(SourceNeedsPerson):
        store.apply(ChangeKind.RECTIFY, "afwezigheden", values={"days": "drie"})


def test_an_element_or_holding_that_is_not_there_is_refused(store: Store) -> None:
    with pytest.raises(SourceNever):
        store.apply(ChangeKind.RECTIFY, "afwezigheden", values={"nothing": "x"})
    with pytest.raises(SourceNever):
        store.erase("nothing")


def test_a_period_is_over_only_after_its_last_day(store: Store) -> None:
    last = store.value("evaluaties", "keepUntil")
    assert isinstance(last, date)
    assert store.collector.facts(ME, on=last).expired["evaluaties"] == 0
    after = last.replace(year=last.year + 3)
    assert store.collector.facts(ME, on=after).expired["evaluaties"] == len(
        store.records("evaluaties")
    )


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
            "SELECT pg_terminate_backend(pid, 20000) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
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


def test_a_consent_says_what_it_covers(store: Store) -> None:
    covered = {c.purpose_id: c.elements for c in store.collector.facts(ME, on=TODAY).consents}
    assert covered == {"P01": ("private_email",), "P07": (), "P11": ()}


@pytest.mark.parametrize(
    ("elements", "ended"),
    [
        ((), {"privemail", "begeleiding", "bevraging"}),
        (("private_email",), {"privemail"}),
        (("private_email", "private_mobile"), {"privemail"}),
        (("private_mobile",), set()),
    ],
    ids=["whole consents", "one element", "more than it covers", "another element"],
)
def test_a_consent_ends_for_the_elements_that_are_named_and_for_no_others(
    store: Store, elements: tuple[str, ...], ended: set[str]
) -> None:
    purposes = ("P01", "P07", "P11")
    done = store.apply(ChangeKind.STOP_USE, "", elements=elements, purpose_ids=purposes)
    assert (done.status is DONE) is bool(ended)
    found = store.run(
        f"SELECT doel FROM toestemming WHERE persoon_id = {ME.key} AND ingetrokken_op IS NOT NULL"  # noqa: S608 - our own key
    )
    assert {row[0] for row in found} == ended


def test_a_mark_names_the_recipient_to_whom_the_data_do_not_go(store: Store) -> None:
    at = datetime(2026, 3, 5, 9, tzinfo=UTC)
    for number, recipients in enumerate(((), ("vlabel",), ("statbel",))):
        flag = RestrictionFlag(f"r-{number}", "18(1)(d)", at, (), recipients)
        store.apply(ChangeKind.RESTRICT, "afwezigheden", step_key=f"m{number}", flag=flag)
    marks = store.run("SELECT beperking, ontvanger FROM gegevensbeperking ORDER BY beperking")
    assert [tuple(m) for m in marks] == [("r-0", None), ("r-1", "vlabel"), ("r-2", "statbel")]


def test_a_value_of_another_kind_is_never_the_one_that_is_stored(store: Store) -> None:
    before = store.rows()
    with pytest.raises(ValueNotStored):
        email(store, expected={"privateEmail": 0})
    assert store.rows() == before
    assert store.collector.knows(["s1"]) == frozenset()


def test_a_mark_on_one_record_ends_alone_and_steps_are_known(store: Store) -> None:
    first, second = (r.record_id for r in store.records("loonbrieven")[:2])
    what: dict[str, Any] = {"flag": FLAG, "record_ids": (first, second), "elements": ("netEur",)}
    store.apply(ChangeKind.RESTRICT, "loonbrieven", **what)
    what["record_ids"] = (first,)
    assert store.apply(ChangeKind.LIFT, "loonbrieven", "s2", **what).status is DONE
    assert [mark[5] for mark in marks(store)] == [TODAY, None]
    assert store.collector.knows(["s1", "s2", "s3"]) == {"s1", "s2"}


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
