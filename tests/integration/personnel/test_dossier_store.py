"""A dossier is collected under the case's key, counts once saved, and comes back as it was found."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from app.kit.vault import Vault, new_case_key
from app.language import Text
from app.personnel.model import (
    ActualRecipient,
    AnswerStatus,
    Candidate,
    Collector,
    Document,
    Dossier,
    Element,
    Holding,
    MatchCertainty,
    OfferedDocument,
    Origin,
    PersonalRecord,
    PersonCriteria,
    SourceError,
    SourceLater,
    SourceNever,
    SubjectKey,
    SubjectProfile,
    ValueKind,
)
from app.personnel.rules import merge
from app.personnel.store import DossierStore
from sqlalchemy.orm import Session
from tests.bare_case import bare_case

AT = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
KEY = new_case_key()
ANNELEEN = SubjectKey("vlimpers", "100001")
BOTH = [("pay", "payroll"), ("bonus", "payroll"), ("honours", "honours"), ("calls", "telephony")]


def holding(name: str, category: str) -> Holding:
    """Return a holding with a text and a date."""
    elements = (
        Element("words", Text(nl="x"), ValueKind.TEXT, Origin.PROVIDED),
        Element("on", Text(nl="x"), ValueKind.DATE, Origin.PROVIDED),
    )
    return Holding("hr", name, category, Text(nl=name), elements)


class FakeStore:
    """A personnel store that holds so many records, or fails, per holding."""

    system = "hr"
    label = Text(nl="Personeel")
    holdings = tuple(holding(*names) for names in BOTH)

    def __init__(
        self, *, profile_error: SourceError | None = None, **held: int | SourceError
    ) -> None:
        self._profile_error = profile_error
        self._held = held
        self.asked: list[str] = []

    def people(self, criteria: PersonCriteria) -> tuple[Candidate, ...]:
        raise AssertionError(criteria)

    def profile(self, key: SubjectKey) -> SubjectProfile:
        if self._profile_error:
            raise self._profile_error
        return SubjectProfile(key, "staff", "statutory", "OVO1", "Dienst", ("Kerkwegel 3", "Dorp"))

    def recipients(self, key: SubjectKey) -> tuple[ActualRecipient, ...]:
        return (ActualRecipient(f"Bank van {key.key}", None, ("payroll",), date(2026, 1, 2)),)

    def records(self, key: SubjectKey, holding: Holding) -> Iterator[Sequence[PersonalRecord]]:
        self.asked.append(holding.name)
        held = self._held.get(holding.name, 0)
        if isinstance(held, SourceError):
            yield [record(holding.name, 0)]
            raise held
        for start in range(0, held, 10):
            yield [
                record(f"{holding.name}-{key.key}", n) for n in range(start, min(start + 10, held))
            ]

    def check(self) -> None:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError


def record(name: str, number: int) -> PersonalRecord:
    """Return one record; every fourth holds data on others."""
    return PersonalRecord(
        f"{name}:{number}", ("=1+1" if number else None, date(2026, 1, 1)), number % 4 == 3
    )


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """A vault in a folder of the test's own."""
    return Vault(tmp_path / "files", durable=False)


@pytest.fixture
def store(session: Session, vault: Vault) -> DossierStore:
    """The dossiers of one case, `a`."""
    bare_case(session, "a")
    return DossierStore(session, vault)


def collect(store: DossierStore, collector: Collector, collection_id: str = "c1") -> Dossier:
    """Collect and save everything one store holds."""
    subject = SubjectKey(collector.system, "7")
    dossier = store.collect("a", KEY, collector, subject, collection_id=collection_id, at=AT)
    store.save("a", dossier, collection_id)
    return dossier


def all_records(store: DossierStore, name: str) -> list[PersonalRecord]:
    """Return the records of one holding."""
    return [r for batch in store.records("a", KEY, "hr", name) for r in batch]


def test_what_was_found_is_told_per_holding(store: DossierStore) -> None:
    dossier = collect(store, FakeStore(pay=25, calls=1))
    assert [
        (a.holding, a.status, a.record_count, a.third_party_count) for a in dossier.answers
    ] == [
        ("pay", AnswerStatus.FOUND, 25, 6),
        ("bonus", AnswerStatus.NOTHING_HELD, 0, 0),
        ("honours", AnswerStatus.NOTHING_HELD, 0, 0),
        ("calls", AnswerStatus.FOUND, 1, 0),
    ]
    assert dossier.complete


def test_a_saved_dossier_comes_back_whole(
    store: DossierStore, session: Session, vault: Vault
) -> None:
    dossier = collect(store, FakeStore(pay=25))
    again = DossierStore(session, vault)
    assert again.load("a") == dossier
    assert all_records(again, "pay") == [record("pay-7", n) for n in range(25)]
    assert all_records(again, "bonus") == []


def test_a_case_without_collection_has_an_empty_dossier(store: DossierStore) -> None:
    assert store.load("a") == Dossier()
    assert store.candidates("a") == ()
    assert all_records(store, "pay") == []
    assert store.page("a", KEY, "payroll").total == 0


def test_a_person_nobody_knows_leaves_the_search_behind(store: DossierStore) -> None:
    known = collect(store, FakeStore())
    unknown = replace(known, profile=None, recipients=())
    store.save("a", unknown, "c2")
    assert store.load("a") == unknown


@pytest.mark.parametrize("count", [0, 1, 25, 5_000])
def test_the_ids_of_what_is_withheld_are_read_alone(store: DossierStore, count: int) -> None:
    collect(store, FakeStore(pay=count, honours=8))
    ids = list(store.withheld_ids("a", KEY, "hr", "pay"))
    assert ids == [r.record_id for r in all_records(store, "pay") if r.third_party]
    assert len(ids) == count // 4


def test_a_new_collection_takes_the_place_of_the_old_one(
    store: DossierStore, session: Session, vault: Vault
) -> None:
    collect(store, FakeStore(pay=25, calls=3), "c1")
    collect(store, FakeStore(pay=2, honours=1), "c2")
    assert [a.record_count for a in store.load("a").answers] == [2, 0, 1, 0]
    assert len(all_records(store, "pay")) == 2
    assert all_records(store, "calls") == []
    store.forget_older("a")
    assert len(vault.list("dossiers/a")) == 2, "files go only once it is certain"
    store.collect("a", KEY, FakeStore(pay=9), SubjectKey("hr", "7"), collection_id="c3", at=AT)
    session.commit()
    assert vault.list("dossiers/a") == ["dossiers/a/c2/hr.jsonl", "dossiers/a/c3/hr.jsonl"], (
        "what was begun meanwhile stays"
    )
    assert [len(all_records(store, name)) for name, _ in BOTH] == [2, 0, 1, 0]


def test_an_unsaved_collection_does_not_count(store: DossierStore) -> None:
    collect(store, FakeStore(pay=3), "c1")
    store.collect("a", KEY, FakeStore(pay=9), SubjectKey("hr", "7"), collection_id="c2", at=AT)
    assert len(all_records(store, "pay")) == 3


def test_only_what_applies_is_searched(store: DossierStore) -> None:
    fake = FakeStore(pay=1, honours=1)
    some = fake.holdings[2:3]
    dossier = store.collect(
        "a", KEY, fake, SubjectKey("hr", "7"), collection_id="c1", at=AT, holdings=some
    )
    assert fake.asked == ["honours"]
    assert [a.holding for a in dossier.answers] == ["honours"]


def test_a_holding_that_fails_is_unavailable_and_leaves_nothing_behind(store: DossierStore) -> None:
    dossier = collect(store, FakeStore(pay=SourceNever("secret detail"), bonus=2, calls=2))
    assert [a.status for a in dossier.answers] == [
        AnswerStatus.UNAVAILABLE,
        AnswerStatus.FOUND,
        AnswerStatus.NOTHING_HELD,
        AnswerStatus.FOUND,
    ]
    assert not dossier.complete
    assert "koppelingsbestand" in dossier.answers[0].reason
    assert "secret" not in dossier.answers[0].reason
    assert [len(all_records(store, name)) for name, _ in BOTH] == [0, 2, 0, 2]
    assert all(r.record_id.startswith("bonus") for r in all_records(store, "bonus"))


class AllAtOnce(FakeStore):
    """A store that gives its small holdings in one go."""

    def small_holdings(
        self, key: SubjectKey, holdings: Sequence[Holding]
    ) -> Mapping[str, Sequence[PersonalRecord]]:
        return {
            h.name: [r for batch in super(AllAtOnce, self).records(key, h) for r in batch]
            for h in holdings
            if h.name != "bonus"
        }


def test_what_came_at_once_is_not_asked_again(store: DossierStore) -> None:
    fake = AllAtOnce(pay=12, bonus=25, calls=1)
    dossier = collect(store, fake)
    assert fake.asked[len(BOTH) - 1 :] == ["bonus"]
    assert [a.record_count for a in dossier.answers] == [12, 25, 0, 1]
    assert [r.record_id for r in all_records(store, "pay")] == [f"pay-7:{n}" for n in range(12)]
    assert [r.record_id for r in all_records(store, "bonus")] == [f"bonus-7:{n}" for n in range(25)]


def test_a_store_that_stays_silent_is_not_asked_for_everything(store: DossierStore) -> None:
    fake = FakeStore(pay=SourceLater(), bonus=SourceLater(), honours=1, calls=1)
    dossier = collect(store, fake)
    assert fake.asked == ["pay", "bonus"]
    assert {a.status for a in dossier.answers} == {AnswerStatus.UNAVAILABLE}
    assert [a.holding for a in dossier.answers] == [name for name, _ in BOTH]


def test_one_silent_answer_does_not_silence_the_others(store: DossierStore) -> None:
    fake = FakeStore(pay=SourceLater(), bonus=1, honours=SourceLater(), calls=1)
    dossier = collect(store, fake)
    assert [a.record_count for a in dossier.answers] == [0, 1, 0, 1]


def test_a_store_that_is_down_answers_for_nothing(store: DossierStore) -> None:
    fake = FakeStore(profile_error=SourceLater(), pay=1)
    dossier = collect(store, fake)
    assert fake.asked == []
    assert dossier.profile is None
    assert {a.reason for a in dossier.answers} == {
        "Het systeem was niet bereikbaar of antwoordde niet op tijd."
    }
    assert store.load("a") == dossier


@pytest.mark.parametrize("size", [1, 7, 25, 100])
def test_pages_show_every_record_of_a_category_once(store: DossierStore, size: int) -> None:
    collect(store, FakeStore(pay=25, bonus=12, honours=4))
    seen: list[str] = []
    after: int | None = 0
    while after is not None:
        page = store.page("a", KEY, "payroll", after, size)
        assert page.total == 37
        assert len(page.records) <= size
        seen += [r.record_id for r in page.records]
        after = page.next_after
    assert seen == [f"pay-7:{n}" for n in range(25)] + [f"bonus-7:{n}" for n in range(12)]


def test_a_page_shows_values_by_name(store: DossierStore) -> None:
    collect(store, FakeStore(pay=4))
    (third,) = store.page("a", KEY, "payroll", 3, 1).records
    assert (third.system, third.holding, third.record_id) == ("hr", "pay", "pay-7:3")
    assert third.values == {"words": "=1+1", "on": date(2026, 1, 1)}
    assert third.third_party


def test_a_page_past_the_end_is_empty(store: DossierStore) -> None:
    collect(store, FakeStore(pay=4))
    page = store.page("a", KEY, "payroll", 40, 5)
    assert (page.records, page.total, page.next_after) == ((), 4, None)


def test_candidates_wait_for_a_handler(store: DossierStore) -> None:
    collect(store, FakeStore(pay=4))
    candidates = tuple(
        Candidate(SubjectKey("hr", key), MatchCertainty.EXACT, "Tom", "Jansegers", born, "staff", ("name",))
        for key, born in (("1", date(1985, 2, 11)), ("2", None))
    )  # fmt: skip
    store.save_candidates("a", candidates)
    assert store.candidates("a") == candidates
    assert store.load("a") == Dossier()
    assert all_records(store, "pay") == []
    collect(store, FakeStore(pay=4), "c2")
    assert store.candidates("a") == ()


def test_candidates_can_be_forgotten_without_a_choice(store: DossierStore) -> None:
    one = Candidate(SubjectKey("hr", "1"), MatchCertainty.EXACT, "Tom", "J", None, "staff", ())
    store.save_candidates("a", [one])
    store.forget_candidates("a")
    assert store.candidates("a") == ()


def test_purging_leaves_nothing(store: DossierStore, vault: Vault) -> None:
    collect(store, FakeStore(pay=4))
    store.purge("a")
    assert vault.list("dossiers/a") == []
    assert store.load("a") == Dossier()


def test_other_cases_are_left_alone(store: DossierStore, session: Session) -> None:
    bare_case(session, "b")
    collect(store, FakeStore(pay=4))
    other = store.collect(
        "b", KEY, FakeStore(pay=2), SubjectKey("hr", "8"), collection_id="c1", at=AT
    )
    store.save("b", other, "c1")
    store.purge("b")
    assert len(all_records(store, "pay")) == 4


def _whole(record: PersonalRecord, store: DossierStore | None = None) -> PersonalRecord:
    """Return a record with the content of its documents."""
    return record._replace(values=tuple(_content(value, store) for value in record.values))


def _content(value: Any, store: DossierStore | None) -> Any:
    if isinstance(value, OfferedDocument):
        return b"".join(value.content())
    if isinstance(value, Document) and store is not None:
        return b"".join(store.document("a", KEY, value))
    return value


def test_everything_the_demo_store_holds_arrives(
    store: DossierStore, collectors: tuple[Collector, ...]
) -> None:
    vlimpers, leren = collectors
    parts = [
        store.collect("a", KEY, vlimpers, ANNELEEN, collection_id="c1", at=AT),
        store.collect("a", KEY, leren, SubjectKey("vlimpers_leren", "VO-7700001"), collection_id="c1", at=AT),
    ]  # fmt: skip
    store.save("a", merge(parts), "c1")
    for collector, key in (
        (vlimpers, ANNELEEN),
        (leren, SubjectKey("vlimpers_leren", "VO-7700001")),
    ):
        for each in collector.holdings:
            held = [_whole(r) for batch in collector.records(key, each) for r in batch]
            kept = [
                _whole(r, store)
                for batch in store.records("a", KEY, each.system, each.name)
                for r in batch
            ]
            assert kept == held, each.name
