"""The connector on PostgreSQL: who it finds, what it refuses to read, and what it says when the store changes."""

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from app.personnel.connectors.hr_database import BATCH, HrDatabase, Limits
from app.personnel.mapping import MappingInvalid, load_mapping
from app.personnel.model import (
    Collector,
    MatchCertainty,
    PersonCriteria,
    SourceLater,
    SourceNever,
    SubjectKey,
)
from sqlalchemy import Engine, create_engine, make_url, text

EXACT, SUGGESTED = MatchCertainty.EXACT, MatchCertainty.SUGGESTED

MAPPING = """
[system]
name = "hr"
nl = "Personeel"
fr = "Personnel"
en = "Personnel"

[person]
table = "staff.person"
key = "id"
given_name = "given"
family_name = "family"
population = "kind"
date_of_birth = "born"
number = "number"
national_number = "national"
address = [["street", "house"], ["town"]]

[person.populations]
S = "staff"

[[holding]]
name = "facts"
nl = "Feiten"
fr = "Faits"
en = "Facts"
category = "career"
table = "staff.fact"
subject = "person_id"
record_id = "code"
order = "rank"
third_party_flag = "others"
where = { source = "A" }
elements = [
  { column = "words", name = "words", kind = "text", origin = "provided", nl = "x", fr = "x", en = "x" },
  { column = "amount", name = "amount", kind = "decimal", origin = "derived", nl = "x", fr = "x", en = "x" },
  { column = "day", name = "day", kind = "date", origin = "derived", nl = "x", fr = "x", en = "x" },
  { column = "instant", name = "instant", kind = "timestamp", origin = "observed", nl = "x", fr = "x", en = "x" },
  { column = "local", name = "local", kind = "timestamp", zone = "Europe/Brussels", origin = "observed", nl = "x", fr = "x", en = "x" },
  { column = "yes", name = "yes", kind = "boolean", origin = "derived", nl = "x", fr = "x", en = "x" },
  { column = "whole", name = "whole", kind = "integer", origin = "derived", nl = "x", fr = "x", en = "x" },
]
"""
SCHEMA = """
CREATE SCHEMA staff;
CREATE TABLE staff.person (id bigint, given text, family text, kind char(1), born date, number int, national text, street text, house text, town text);
CREATE TABLE staff.fact (person_id bigint, code uuid, rank int, source text, words varchar(80), amount numeric(20,4),
  day date, instant timestamptz, local timestamp, yes boolean, whole bigint, others boolean);
INSERT INTO staff.person VALUES (7, 'Tom', 'Jansegers', 'S', '1985-02-11', 4711, '85021100143', 'Kerkwegel', '3', NULL);
"""


@pytest.fixture
def url(fresh_database: Callable[[], str]) -> str:
    """A foreign store, one person in it."""
    made = make_url(fresh_database()).set(drivername="postgresql+psycopg")
    address = made.render_as_string(hide_password=False)
    run(address, SCHEMA)
    return address


@pytest.fixture
def build(url: str, tmp_path: Path) -> Iterator[Callable[..., HrDatabase]]:
    """Builds the connector, with some words of its mapping replaced."""
    made: list[HrDatabase] = []

    def build(*replacements: tuple[str, str], **limits: int) -> HrDatabase:
        content = MAPPING
        for before, after in replacements:
            assert before in content
            content = content.replace(before, after)
        path = tmp_path / "hr.toml"
        path.write_text(content, encoding="utf-8")
        made.append(HrDatabase(url, load_mapping(path), limits=Limits(**limits)))
        return made[-1]

    yield build
    for connector in made:
        connector.close()


def run(url: str, statements: str) -> None:
    """Run statements in the store, as its owner would."""
    engine: Engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(statements)
    engine.dispose()


KEY = SubjectKey("hr", "7")
ROWS = 4_003
MANY = """INSERT INTO staff.fact (person_id, code, rank, source)
SELECT 7, gen_random_uuid(), mod(n, 10), 'A' FROM generate_series(1, 4003) n"""


def test_values_arrive_without_loss(url: str, build: Callable[..., HrDatabase]) -> None:
    run(
        url,
        """INSERT INTO staff.fact VALUES
        (7, '00000000-0000-0000-0000-00000000000b', 2, 'A', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
        (7, '00000000-0000-0000-0000-00000000000a', 1, 'A', '', -12.5000, '9999-12-31', '2026-03-29 01:30:00.000001+00',
         '2026-07-01 08:15:00', true, 9007199254740993, true),
        (7, '00000000-0000-0000-0000-00000000000c', 3, 'B', 'elsewhere', 1, NULL, NULL, NULL, NULL, NULL, NULL),
        (8, '00000000-0000-0000-0000-00000000000d', 4, 'A', 'somebody else', 1, NULL, NULL, NULL, NULL, NULL, NULL)""",
    )
    hr = build()
    hr.check()
    ((full, empty),) = hr.records(KEY, hr.holdings[0])
    words, amount, day, instant, local, yes, whole = full.values
    assert full.record_id == "00000000-0000-0000-0000-00000000000a"
    assert full.third_party
    assert words == ""
    assert str(amount) == "-12.5000"
    assert isinstance(amount, Decimal)
    assert day == date(9999, 12, 31)
    assert isinstance(instant, datetime)
    assert instant == datetime(2026, 3, 29, 1, 30, 0, 1, tzinfo=UTC)
    assert instant.isoformat() == "2026-03-29T03:30:00.000001+02:00"
    assert isinstance(local, datetime)
    assert local.isoformat() == "2026-07-01T08:15:00+02:00"
    assert yes is True
    assert whole == 9_007_199_254_740_993
    assert empty.values == (None,) * 7
    assert empty.third_party is False


def test_a_profile_is_translated_and_its_address_has_no_empty_line(
    build: Callable[..., HrDatabase],
) -> None:
    profile = build().profile(KEY)
    assert profile.population == "staff"
    assert profile.employment is None
    assert profile.verified_address == ("Kerkwegel 3",)


def test_a_code_without_translation_is_named(build: Callable[..., HrDatabase]) -> None:
    with pytest.raises(SourceNever, match=r"person\.populations.*add 'S'"):
        build(('S = "staff"', 'X = "staff"')).profile(KEY)


MISMATCHES = [
    ("a table that is not there", ('"staff.fact"', '"staff.facts"'), "holding 'facts': the database has no table 'staff.facts'"),
    ("a column that is not there", ('column = "words"', 'column = "text"'), "element 'words', column 'text' of table 'staff.fact': does not exist: use one of"),
    ("a person column that is not there", ('given_name = "given"', 'given_name = "first"'), "key 'person', column 'first'"),
    ("a number read as text", ('"amount", kind = "decimal"', '"amount", kind = "text"'), "column 'amount' of table 'staff.fact': is NUMERIC(20, 4), read as 'text'"),
    ("a text read as number", ('"words", kind = "text"', '"words", kind = "integer"'), "column 'words' of table 'staff.fact': is VARCHAR(80), read as 'integer'"),
    ("an instant read as date", ('"instant", kind = "timestamp"', '"instant", kind = "date"'), "column 'instant'"),
    ("a clock time without its zone", (', zone = "Europe/Brussels"', ""), "element 'local', column 'local' of table 'staff.fact': is TIMESTAMP, read as 'timestamp': it has no offset"),
    ("a zone for what has an offset", ('"instant", kind = "timestamp"', '"instant", kind = "timestamp", zone = "UTC"'), "it has its own offset: remove 'zone'"),
    ("a mark that is no boolean", ('third_party_flag = "others"', 'third_party_flag = "words"'), "column 'words' of table 'staff.fact': is VARCHAR(80), read as 'boolean'"),
    ("a where on a column that is not there", ("where = { source", "where = { origin"), "holding 'facts', column 'origin'"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "says"), [c[1:] for c in MISMATCHES], ids=[c[0] for c in MISMATCHES]
)
def test_a_mapping_that_does_not_fit_is_explained(
    build: Callable[..., HrDatabase], change: tuple[str, str], says: str
) -> None:
    with pytest.raises(MappingInvalid) as raised:
        build(change).check()
    assert says in str(raised.value)
    assert "hr.toml" in str(raised.value)


def test_a_table_that_disappears_is_a_matter_of_configuration(
    url: str, build: Callable[..., HrDatabase]
) -> None:
    hr = build()
    run(url, "DROP TABLE staff.fact")
    with pytest.raises(SourceNever):
        list(hr.records(KEY, hr.holdings[0]))


def test_a_value_that_cannot_be_read_is_a_matter_of_configuration(
    url: str, build: Callable[..., HrDatabase]
) -> None:
    run(
        url,
        "INSERT INTO staff.fact (person_id, code, source, day) VALUES (7, gen_random_uuid(), 'A', 'infinity')",
    )
    hr = build()
    with pytest.raises(SourceNever):
        list(hr.records(KEY, hr.holdings[0]))


def test_a_store_that_takes_too_long_is_asked_later(
    url: str, build: Callable[..., HrDatabase]
) -> None:
    run(
        url,
        """ALTER TABLE staff.fact RENAME TO slow;
        CREATE VIEW staff.fact AS SELECT slow.* FROM slow, LATERAL (SELECT pg_sleep(5)) s
        """.replace("FROM slow", "FROM staff.slow"),
    )
    run(url, "INSERT INTO staff.slow (person_id, code, source) VALUES (7, gen_random_uuid(), 'A')")
    hr = build(statement=1)
    with pytest.raises(SourceLater, match="57014"):
        list(hr.records(KEY, hr.holdings[0]))


def test_a_connection_that_was_cut_is_made_anew(url: str, build: Callable[..., HrDatabase]) -> None:
    hr = build()
    hr.profile(KEY)
    run(
        url,
        "SELECT pg_terminate_backend(pid, 20000) FROM pg_stat_activity WHERE application_name = 'loket'",
    )
    assert hr.profile(KEY).key == KEY


def test_nothing_can_be_written_through_it(build: Callable[..., HrDatabase]) -> None:
    hr = build()
    with hr._engine.connect() as connection:
        assert connection.scalar(text("SHOW default_transaction_read_only")) == "on"


def test_many_records_come_in_batches_and_in_order(
    url: str, build: Callable[..., HrDatabase]
) -> None:
    run(url, MANY)
    hr = build()
    batches = list(hr.records(KEY, hr.holdings[0]))
    assert [len(batch) for batch in batches] == [BATCH, BATCH, ROWS - 2 * BATCH]
    ids = [record.record_id for batch in batches for record in batch]
    assert len(set(ids)) == ROWS
    again = [record.record_id for batch in hr.records(KEY, hr.holdings[0]) for record in batch]
    assert again == ids


def test_many_holdings_at_once_give_what_each_gives_alone(vlimpers: HrDatabase) -> None:
    key = SubjectKey("vlimpers", "100001")
    at_once = vlimpers.small_holdings(key, vlimpers.holdings)
    assert set(at_once) == {h.name for h in vlimpers.holdings}
    for holding in vlimpers.holdings:
        alone = [r for batch in vlimpers.records(key, holding) for r in batch]
        assert at_once[holding.name] == alone, holding.name


def test_a_large_holding_is_left_to_be_streamed(url: str, build: Callable[..., HrDatabase]) -> None:
    run(url, MANY)
    hr = build()
    assert hr.small_holdings(KEY, hr.holdings) == {}
    assert hr.small_holdings(SubjectKey("hr", "8"), hr.holdings) == {"facts": []}


def test_at_once_is_quietly_given_up_where_the_store_does_not_fit(
    url: str, build: Callable[..., HrDatabase]
) -> None:
    hr = build(pool=1)
    run(url, "ALTER TABLE staff.fact RENAME COLUMN words TO other")
    assert hr.small_holdings(KEY, hr.holdings) == {}
    with pytest.raises(SourceNever):
        list(hr.records(KEY, hr.holdings[0]))
    run(url, "ALTER TABLE staff.fact RENAME COLUMN other TO words")
    assert hr.small_holdings(KEY, hr.holdings) == {"facts": []}


def test_leaving_a_stream_early_gives_the_connection_back(
    url: str, build: Callable[..., HrDatabase]
) -> None:
    run(url, MANY)
    hr = build(pool=1, statement=2)
    for _ in range(3):
        assert len(list(itertools.islice(hr.records(KEY, hr.holdings[0]), 1))) == 1


PEOPLE = [
    ("by number", PersonCriteria("Tom", "Jansegers", vlimpers_number="2400034"), [("100004", EXACT)]),
    ("by number, name without accents", PersonCriteria("Lukasz", "Dangowski", vlimpers_number="2400111"), [("100015", EXACT)]),
    ("by the number of somebody else", PersonCriteria("Hilde", "Stevenaert", vlimpers_number="2400013"), [("100001", SUGGESTED), ("100018", SUGGESTED)]),
    ("two with one name and birth date", PersonCriteria("Tom", "Jansegers", date(1985, 2, 11)), [("100004", EXACT), ("100005", EXACT)]),
    ("two alike, one has the number", PersonCriteria("Tom", "Jansegers", date(1985, 2, 11), "2400034"), [("100004", EXACT), ("100005", SUGGESTED)]),
    ("Greek, folded", PersonCriteria("ΓΙΩΡΓΟΣ", "Παπαδημητρογλου", date(1958, 8, 2)), [("100012", SUGGESTED)]),
    ("Cyrillic, to the letter", PersonCriteria("Светлана", "Ковальчукова", date(1983, 4, 6)), [("100014", EXACT)]),
    ("apostrophe of another kind", PersonCriteria("Søren", "\u2019t Serroels", date(1969, 12, 31)), [("100017", SUGGESTED)]),
    ("a relative", PersonCriteria("Joris", "Kuppensaert", date(1977, 10, 5)), [("100010", EXACT)]),
    ("by name alone", PersonCriteria("Raf", "Ravestijnen"), [("100008", SUGGESTED)]),
    ("a number with letters is nobody's", PersonCriteria("Nemo", "Nergens", vlimpers_number="'; DROP"), []),
]  # fmt: skip


@pytest.mark.parametrize(("criteria", "found"), [c[1:] for c in PEOPLE], ids=[c[0] for c in PEOPLE])
def test_people_are_found(
    vlimpers: Collector, criteria: PersonCriteria, found: list[tuple[str, MatchCertainty]]
) -> None:
    assert [(c.key.key, c.certainty) for c in vlimpers.people(criteria)] == found


def test_the_national_number_is_read_only_when_the_request_may_use_it(
    url: str, build: Callable[..., HrDatabase]
) -> None:
    hr = build()
    run(url, "UPDATE staff.person SET born = NULL, number = NULL")
    with_number = hr.people(PersonCriteria("tom", "Jansegers", national_number="85021100143"))
    assert [c.certainty for c in with_number] == [EXACT]
    run(url, "ALTER TABLE staff.person DROP COLUMN national")
    assert [c.certainty for c in hr.people(PersonCriteria("tom", "Jansegers"))] == [SUGGESTED]


def test_a_system_without_birth_dates_decides_by_its_number(leren: Collector) -> None:
    name = ("Emmeline", "Hopvelderman")
    (by_name,) = leren.people(PersonCriteria(*name, date(1990, 1, 1)))
    (by_number,) = leren.people(PersonCriteria(*name, vlimpers_number="VO-7700001"))
    assert (by_name.certainty, by_number.certainty) == (SUGGESTED, EXACT)
    assert by_number.population == "vlimpers_leren_only"
