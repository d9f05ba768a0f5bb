"""`save` writes state, journal, events and jobs together, or nothing of it."""

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from app.audit.journal import Journal
from app.cases.guards import IllegalTransition
from app.cases.model import Case, Change, State
from app.cases.rules import add, assign, entry
from app.cases.store import CaseNotFound, CaseStore, VersionMismatch
from app.cases.transitions import JournalKind
from app.kit.vault import WrongMasterKey
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session
from tests.audit_house import first_fault
from tests.case_samples import (
    AT,
    CALENDAR,
    CLARA,
    LATER,
    ON,
    asked,
    case_at,
    extension,
    registration,
)

StoreOn = Callable[[Session], CaseStore]
_numbers = itertools.count()


def new(*rights: str) -> Change:
    """Return the registration of a case of its own."""
    change, number = registration(*rights), next(_numbers)
    claims = tuple(replace(c, claim_id=f"{c.claim_id}-{number}") for c in change.case.claims)
    case = replace(change.case, case_id=f"case-{number}", reference=f"DSR-{number}", claims=claims)
    arguments = {"case_id": case.case_id}
    tasks = tuple(replace(t, lock=case.case_id, arguments=arguments) for t in change.tasks)
    return replace(change, case=case, tasks=tasks)


def counts(engine: Engine) -> dict[str, int]:
    """Return how many rows lie in everything that `save` writes."""
    tables = ("cases", "claims", "case_keys", "journal_entries", "events", "procrastinate_jobs")
    with engine.connect() as connection:
        return {
            table: connection.scalar(text(f"select count(*) from {table}"))  # noqa: S608 - names above
            for table in tables
        }


def test_a_new_case_with_all_that_belongs_to_it(engine: Engine, store_on: StoreOn) -> None:
    change = new("access", "erasure")
    with Session(engine) as session, session.begin():
        store_on(session).save(change)
    assert counts(engine) == {
        "cases": 1,
        "claims": 2,
        "case_keys": 1,
        "journal_entries": 1,
        "events": 1,
        "procrastinate_jobs": 1,
    }
    with Session(engine) as session:
        assert store_on(session).load(change.case.case_id) == change.case
        job = session.execute(
            text("select task_name, lock, status::text, args from procrastinate_jobs")
        ).one()
        assert tuple(job) == (
            "acknowledge",
            change.case.case_id,
            "todo",
            {"case_id": change.case.case_id},
        )
        event = session.execute(text("select name, case_id, case_version from events")).one()
        assert tuple(event) == ("received", change.case.case_id, 1)


def test_an_update_replaces_case_and_claims(session: Session, store_on: StoreOn) -> None:
    store, change = store_on(session), new("access", "erasure")
    store.save(change)
    later = assign(change.case, "clara", by=CLARA, at=LATER)
    store.save(later)
    assert store.load(change.case.case_id) == later.case
    assert [e.sequence for e in Journal(session).entries(change.case.case_id)] == [1, 2]


def test_an_addition_leaves_case_and_version(session: Session, store_on: StoreOn) -> None:
    store, change = store_on(session), new()
    store.save(change)
    store.save(add(change.case, [entry(JournalKind.NOTE_ADDED, CLARA, LATER)]))
    assert store.load(change.case.case_id) == change.case
    assert len(Journal(session).entries(change.case.case_id)) == 2


@pytest.mark.parametrize("state", list(State))
def test_a_case_of_every_state_reads_back(
    session: Session, store_on: StoreOn, state: State
) -> None:
    walked = case_at(state, "access", "erasure")
    store, change = store_on(session), new()
    case = replace(
        walked,
        case_id=change.case.case_id,
        reference=change.case.reference,
        extension=extension(),
        claims=tuple(
            replace(c, claim_id=f"{c.claim_id}-{change.case.case_id}") for c in walked.claims
        ),
    )
    store.save(replace(change, case=case))
    assert store.load(case.case_id) == case


def test_a_stale_change_writes_nothing_at_all(engine: Engine, store_on: StoreOn) -> None:
    change = new()
    with Session(engine) as session, session.begin():
        store_on(session).save(change)
    with Session(engine) as session, session.begin():
        store_on(session).save(assign(change.case, "clara", by=CLARA, at=LATER))
    before = counts(engine)
    stale = replace(
        assign(change.case, "dora", by=CLARA, at=LATER),
        events=registration().events,
        tasks=registration().tasks,
    )
    with pytest.raises(VersionMismatch), Session(engine) as session, session.begin():
        store_on(session).save(stale)
    assert counts(engine) == before
    with Session(engine) as session:
        assert store_on(session).load(change.case.case_id).assignee == "clara"


def test_a_change_of_a_case_that_is_not_there_is_refused(
    session: Session, store_on: StoreOn
) -> None:
    with pytest.raises(VersionMismatch):
        store_on(session).save(assign(new().case, "clara", by=CLARA, at=LATER))


def test_what_is_rolled_back_leaves_no_job_and_no_event(engine: Engine, store_on: StoreOn) -> None:
    before = counts(engine)

    def save_and_fail() -> None:
        with Session(engine) as session, session.begin():
            store_on(session).save(new())
            session.flush()
            raise IllegalTransition

    with pytest.raises(IllegalTransition):
        save_and_fail()
    assert counts(engine) == before


def test_of_twenty_changes_at_once_one_wins(engine: Engine, store_on: StoreOn) -> None:
    # B36: no lost update, no second entry, no second event.
    change = new()
    with Session(engine) as session, session.begin():
        store_on(session).save(change)

    def attempt(number: int) -> bool:
        try:
            with Session(engine) as session, session.begin():
                store_on(session).save(assign(change.case, f"c{number}", by=CLARA, at=LATER))
        except VersionMismatch:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        assert sorted(pool.map(attempt, range(20))) == [False] * 19 + [True]
    with Session(engine) as session:
        assert len(Journal(session).entries(change.case.case_id)) == 2
        case_id = change.case.case_id
        entries = Journal(session).entries(case_id)
        assert first_fault(case_id, entries, head=(len(entries), entries[-1].entry_hash)) is None


def test_a_held_case_waits_for_nobody_but_the_holder(engine: Engine, store_on: StoreOn) -> None:
    change = new()
    with Session(engine) as session, session.begin():
        store_on(session).save(change)
    with Session(engine) as holder, holder.begin():
        store_on(holder).load(change.case.case_id, hold=True)
        with Session(engine) as other, other.begin():
            other.execute(text("set local lock_timeout = '200ms'"))
            # A note beside the case goes on; the case itself has to wait.
            store_on(other).add_note(change.case.case_id, "x", by="clara", at=LATER)
            other.flush()
            with pytest.raises(Exception, match="lock timeout"):
                store_on(other).load(change.case.case_id, hold=True)
            other.rollback()


def test_the_dates_of_the_clock_are_kept_beside_the_case(
    session: Session, store_on: StoreOn
) -> None:
    store, change = store_on(session), new()
    store.save(change)
    dates = text("select due_on, safe_harbour_on, holidays_version from cases where case_id = :id")
    row = session.execute(dates, {"id": change.case.case_id}).one()
    assert tuple(row) == (date(2026, 4, 7), date(2026, 4, 7), CALENDAR.version)
    waiting = asked(change.case, on=ON)
    store.save(Change(waiting, (entry(JournalKind.IDENTITY_REQUESTED, CLARA, LATER),)))
    row = session.execute(dates, {"id": change.case.case_id}).one()
    assert tuple(row)[:2] == (None, date(2026, 4, 7)), "no false due date while it rests (B08)"


def test_the_key_of_a_case_is_kept_wrapped(session: Session, store_on: StoreOn) -> None:
    store, one, other = store_on(session), new(), new()
    for change in (one, other):
        store.save(change)
    keys = [store.key_of(change.case.case_id) for change in (one, other)]
    assert keys[0] != keys[1]
    wrapped = session.scalars(text("select wrapped from case_keys")).all()
    assert len(set(wrapped)) == 2
    assert not any(key.value in blob for key in keys for blob in wrapped)
    foreign = CaseStore(
        session, Journal(session), store._outbox, calendar=CALENDAR, master=b"x" * 32
    )
    with pytest.raises(WrongMasterKey):
        foreign.key_of(one.case.case_id)


def test_no_key_of_a_case_that_is_not_there(session: Session, store_on: StoreOn) -> None:
    for lookup in (store_on(session).key_of, store_on(session).load):
        with pytest.raises(CaseNotFound):
            lookup("nobody")


def test_the_status_code_opens_its_own_case_alone(session: Session, store_on: StoreOn) -> None:
    store, one, other = store_on(session), new(), new()
    for change, code in ((one, "CODE-ONE"), (other, "CODE-TWO")):
        store.save(change)
        store.set_status_code(change.case.case_id, code)
    assert store.by_status_code(one.case.reference, "CODE-ONE") == one.case
    for reference, code in ((one.case.reference, "CODE-TWO"), ("DSR-none", "CODE-ONE")):
        with pytest.raises(CaseNotFound):
            store.by_status_code(reference, code)
    hashes = session.scalars(text("select status_code_hash from cases")).all()
    assert not any("CODE" in (kept or "") for kept in hashes)


def test_a_task_is_open_once_and_then_done(session: Session, store_on: StoreOn) -> None:
    store, change = store_on(session), new()
    store.save(change)
    case_id = change.case.case_id
    for kind, due_on in (("b", date(2026, 3, 9)), ("a", date(2026, 3, 8)), ("b", ON)):
        store.add_task(case_id, kind, due_on=due_on, at=AT)
    assert store.open_tasks(case_id) == (("a", date(2026, 3, 8)), ("b", date(2026, 3, 9)))
    store.finish_tasks(case_id, "a", at=LATER)
    assert [kind for kind, _ in store.open_tasks(case_id)] == ["b"]
    store.add_task(case_id, "a", due_on=ON, at=LATER)
    assert [kind for kind, _ in store.open_tasks(case_id)] == ["a", "b"], "it may come again"


def test_a_case_survives_being_loaded_changed_and_loaded_again(
    session: Session, store_on: StoreOn
) -> None:
    store, change = store_on(session), new("access", "erasure")
    store.save(change)
    case: Case = change.case
    for turn in range(3):
        case = assign(store.load(case.case_id, hold=True), f"c{turn}", by=CLARA, at=LATER).case
        store.save(Change(case, (entry(JournalKind.CASE_ASSIGNED, CLARA, LATER),)))
        assert store.load(case.case_id) == case


def test_claims_are_written_only_where_they_changed(session: Session, store_on: StoreOn) -> None:
    change = new("access", "erasure", "objection")
    store_on(session).save(change)
    places = text("select ctid::text from claims where case_id = :id order by position")
    wanted = {"id": change.case.case_id}
    before = session.scalars(places, wanted).all()
    store = store_on(session)
    case = store.load(change.case.case_id)
    first, second, third = case.claims
    claims = (first, replace(second, statement="Iets anders."), third)
    told = (entry(JournalKind.CASE_ASSIGNED, CLARA, AT),)
    store.save(Change(case=replace(case, version=case.version + 1, claims=claims), entries=told))
    after = session.scalars(places, wanted).all()
    assert [old == now for old, now in zip(before, after, strict=True)] == [True, False, True]
    assert store_on(session).load(case.case_id).claims == claims


@pytest.mark.parametrize("read", [True, False], ids=["read before", "not read"])
def test_a_claim_that_is_gone_is_gone(session: Session, store_on: StoreOn, *, read: bool) -> None:
    change = new("access", "erasure", "objection")
    store_on(session).save(change)
    store, case = store_on(session), change.case
    if read:
        case = store.load(case.case_id)
    claims = (case.claims[2], case.claims[0])
    told = (entry(JournalKind.CASE_ASSIGNED, CLARA, AT),)
    store.save(Change(case=replace(case, version=case.version + 1, claims=claims), entries=told))
    assert store_on(session).load(case.case_id).claims == claims
