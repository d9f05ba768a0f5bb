"""The demo store holds what product and trials need, and filling it twice changes nothing."""

from collections import Counter
from datetime import date

import pytest
from app.cli.people import fill_people
from app.personnel.demo.fill import SEED, TooFewPeople, add_records, fill, first_people
from app.personnel.demo.schema import STORE
from app.personnel.model import Collector, SubjectKey
from app.register.load import default_register_path, load_register
from sqlalchemy import create_engine, func, select, text
from tests.demo_store import PEOPLE

FIRST = SubjectKey("vlimpers", "100001")
GENERAL = "general"


def counts(collector: Collector, key: SubjectKey) -> Counter[str]:
    """Return how many records there are per holding."""
    return Counter(
        {
            holding.name: total
            for holding in collector.holdings
            if (total := sum(len(batch) for batch in collector.records(key, holding)))
        }
    )


def digest(url: str) -> list[object]:
    """Return a hash of every table."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found: list[object] = [
            connection.scalar(
                text(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table.name} t")  # noqa: S608 - our own table names
            )
            for table in STORE.sorted_tables
        ]
    engine.dispose()
    return found


def test_the_same_seed_fills_the_same_rows(store_url: str) -> None:
    before = digest(store_url)
    assert fill(store_url, count=PEOPLE, seed=SEED) is False
    assert fill(store_url, count=PEOPLE + 1, seed=SEED) is True
    assert digest(store_url) != before
    told: list[tuple[int, int]] = []
    assert fill(store_url, count=PEOPLE, seed=SEED, progress=lambda *at: told.append(at)) is True
    assert digest(store_url) == before
    assert told[-1] == (PEOPLE, PEOPLE)


def test_there_are_exactly_as_many_people_as_asked(store_url: str) -> None:
    engine = create_engine(store_url)
    with engine.connect() as connection:
        sizes = [
            connection.scalar(select(func.count()).select_from(STORE.tables[name]))
            for name in ("persoon", "leren_persoon")
        ]
    engine.dispose()
    assert sizes == [PEOPLE - 1, 1]


def test_too_few_people_are_refused(store_url: str) -> None:
    with pytest.raises(TooFewPeople):
        fill(store_url, count=5)


def test_the_first_person_holds_something_in_every_general_category(vlimpers: Collector) -> None:
    held = counts(vlimpers, FIRST)
    categories = {h.category_id for h in vlimpers.holdings if held[h.name]}
    register = load_register(default_register_path())
    assert categories == {c.category_id for c in register.categories if c.group == GENERAL}


def test_every_holding_and_every_role_holds_something_for_somebody(
    collectors: tuple[Collector, ...],
) -> None:
    people = [SubjectKey("vlimpers", str(100_001 + n)) for n in range(PEOPLE - 1)]
    keys = {"vlimpers": people, "vlimpers_leren": [SubjectKey("vlimpers_leren", "VO-7700001")]}
    for collector in collectors:
        found = sum((counts(collector, key) for key in keys[collector.system]), Counter[str]())
        assert {h.name for h in collector.holdings} == set(found)


def test_ordinary_staff_hold_between_fifty_and_two_hundred_records(vlimpers: Collector) -> None:
    staff = [1, 2, 3, 4, 13, 14, 15]
    totals = [counts(vlimpers, SubjectKey("vlimpers", str(100_000 + n))).total() for n in staff]
    assert min(totals) >= 50
    assert max(totals) <= 200


def test_a_relative_holds_only_their_own_part(vlimpers: Collector) -> None:
    partner = counts(vlimpers, SubjectKey("vlimpers", "100010"))
    own = {h.category_id for h in vlimpers.holdings if partner[h.name]}
    in_person_row = {"identification_data", "national_register_number", "contact_details"}
    assert own == {"family_situation_tax", "pension"} | in_person_row


OUTSIDERS = [
    ("a supplier", "100006", "persoonsfiche_extern", ("Marnix", "Timmerhuysen", date(1966, 9, 8))),
    ("a contact person", "100007", "persoonsfiche_extern", ("Giulia", "Dumontier", date(1990, 1, 21))),
    ("a partner", "100010", "persoonsfiche_gezinslid", ("Joris", "Kuppensaert", date(1977, 10, 5))),
    ("a child", "100011", "persoonsfiche_gezinslid", ("Noor", "Kuppensaert", date(2008, 5, 19))),
]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "name", "known"), [c[1:] for c in OUTSIDERS], ids=[c[0] for c in OUTSIDERS]
)
def test_who_is_no_staff_finds_their_own_row_and_nothing_empty(
    vlimpers: Collector, number: str, name: str, known: tuple[object, ...]
) -> None:
    key = SubjectKey("vlimpers", number)
    held = counts(vlimpers, key)
    holding = next(h for h in vlimpers.holdings if h.name == name)
    ((record,),) = vlimpers.records(key, holding)
    assert record.values[:3] == known
    assert {"vlimpersnummer", "tewerkstelling_persoonsfiche"}.isdisjoint(held)
    categories = {h.category_id for h in vlimpers.holdings if held[h.name]}
    assert {"national_register_number", "contact_details"} <= categories


def test_everybody_holds_the_whole_of_their_row_once(vlimpers: Collector) -> None:
    for n in range(PEOPLE - 1):
        held = counts(vlimpers, SubjectKey("vlimpers", str(100_001 + n)))
        for start, endings in ROW_PARTS.items():
            assert sum(held[start + ending] for ending in endings) == 1, start


ROW_PARTS = {
    "persoonsfiche": ("", "_selectie", "_gezinslid", "_extern"),
    "adres": ("_persoonsfiche", "_extern"),
    "rijksregisternummer": ("_persoonsfiche", "_extern"),
}


def test_records_on_others_are_marked(vlimpers: Collector) -> None:
    marked = {
        h.category_id
        for n in range(PEOPLE - 1)
        for h in vlimpers.holdings
        for batch in vlimpers.records(SubjectKey("vlimpers", str(100_001 + n)), h)
        if any(r.third_party for r in batch)
    }
    assert {"evaluation", "telephony", "e_dossier", "discipline", "schakel_contact_form"} <= marked


def test_periods_have_passed_for_some_and_not_for_others(store_url: str) -> None:
    engine = create_engine(store_url)
    with engine.connect() as connection:
        for table in ("arbeidsrelatie", "ziekte", "evaluatie", "edossier"):
            past = f"SELECT count(*) FILTER (WHERE bewaren_tot < '2026-11-01'), count(*) FILTER (WHERE bewaren_tot > '2026-11-01') FROM {table}"  # noqa: S608 - our own table names
            assert all(connection.execute(text(past)).one()), table
    engine.dispose()


def test_text_that_a_spreadsheet_would_run_is_there(vlimpers: Collector) -> None:
    told = next(h for h in vlimpers.holdings if h.name == "vrije_mededelingen")
    texts = [r.values[1] for batch in vlimpers.records(FIRST, told) for r in batch]
    assert "=1+1" in texts


def test_a_subject_can_be_given_very_much(store_url: str, vlimpers: Collector) -> None:
    key = SubjectKey("vlimpers", "100003")
    before = counts(vlimpers, key)["prikkingen"]
    add_records(store_url, "2400027", 2_500)
    assert counts(vlimpers, key)["prikkingen"] == before + 2_500
    fill(store_url, count=PEOPLE + 1, seed=SEED)
    fill(store_url, count=PEOPLE, seed=SEED)


def test_the_command_prints_the_first_people_alone(
    store_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fill_people(store_url, PEOPLE)
    assert capsys.readouterr().out.splitlines() == [
        ";".join(person) for person in first_people(store_url)
    ]
    assert first_people(store_url)[0] == (
        "2400013",
        "Anneleen",
        "Verhaegendonck",
        "1979-04-17",
    )
