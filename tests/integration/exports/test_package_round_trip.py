"""What is sealed is what is read back, whatever the values, and the same request gives the same bytes."""

import csv
import json
import tracemalloc
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from app.exports.bag import SIGNATURE, TAG_MANIFEST
from app.exports.formats.columns import ValueUnfit
from app.exports.model import PackageRequest
from app.exports.read import ReadRecord, read_package
from app.exports.sealing import SMALL
from app.kit.vault import VaultMissing
from app.personnel.model import PersonalRecord, SourceLater, Value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.package_maker import Maker
from tests.package_samples import (
    AWKWARD,
    EVERY_KIND,
    REFERENCE,
    empty_table,
    holding,
    records,
    request,
    table,
    withheld,
)

OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
TIMES = st.datetimes(timezones=OFFSETS)
TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["", "NULL", "\\N", "\\\\N", '"', '""', "=1+1", "\ufeffid", "a\rb", "a\nb", "\r\n"]
    ),
)
ROWS = st.lists(
    st.tuples(
        st.none() | TEXTS,
        st.none() | st.decimals(allow_nan=False),
        st.none() | st.integers(),
        st.none() | st.dates(),
        st.none() | TIMES,
        st.none() | st.booleans(),
    ),
    max_size=8,
)


def typed(value: Value) -> tuple[str, str]:
    """Tell apart what == does not: 0.10 and 0.1, -0 and 0, True and 1, another offset."""
    return type(value).__name__, value.isoformat() if isinstance(value, datetime) else str(value)


def all_values(found: Iterator[ReadRecord]) -> list[list[tuple[str, str]]]:
    return [[typed(v) for v in record.values.values()] for record in found]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(rows=ROWS)
def test_reading_gives_back_what_was_sealed(maker: Maker, rows: list[tuple[Value, ...]]) -> None:
    made = maker.make(request(table(rows)))
    assert all_values(read_package(made.path)) == [[typed(v) for v in row] for row in rows]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(rows=ROWS)
def test_the_json_copy_holds_the_same_records(maker: Maker, rows: list[tuple[Value, ...]]) -> None:
    made = maker.make(request(table(rows)))
    with zipfile.ZipFile(made.path) as package:
        found = json.loads(package.read(f"{REFERENCE}/data/loon-en-premies/loonbrieven.json"))
    assert [[row[e.name] for e in EVERY_KIND] for row in found] == [
        [as_json(value) for value in row] for row in rows
    ]


def as_json(value: Value) -> str | int | bool | None:
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            return str(value).replace("Infinity", "INF")
        case date():
            return value.isoformat()
        case _:
            raise TypeError("no document is in these tables")


def test_records_come_back_with_their_table_and_number(maker: Maker) -> None:
    other = table(AWKWARD[:1], of=holding("courses", "Opleidingen", system="leren"))
    made = maker.make(request(table(AWKWARD[:2]), empty_table(), other))
    assert [(r.system, r.holding, r.record_id) for r in read_package(made.path)] == [
        ("vlimpers", "payslips", "LB1"),
        ("vlimpers", "payslips", "LB2"),
        ("leren", "courses", "LB1"),
    ]


def test_the_csv_is_plain_comma_crlf_without_bom_and_keeps_formulas(maker: Maker) -> None:
    made = maker.make(request(table(AWKWARD[:1])))
    with zipfile.ZipFile(made.path) as package:
        raw = package.read(f"{REFERENCE}/data/loon-en-premies/loonbrieven.csv")
    assert raw == (
        b'"recordId","note","grossEur","days","paidOn","bookedAt","final"\r\n'
        b'"LB1","=1+1",0.10,3,2020-02-29,2020-01-01T08:00:00+00:00,true\r\n'
    )
    assert next(csv.reader(raw.decode().splitlines()))[0] == "recordId"


def test_a_text_of_a_million_characters_comes_back_whole(maker: Maker) -> None:
    long = "é" * 1_000_000
    made = maker.make(request(table([(long, None, None, None, None, None)])))
    assert next(read_package(made.path)).values["note"] == long


def many(count: int) -> PackageRequest:
    row = ("Overuren in de week, goedgekeurd", Decimal("12.50"), 1, None, AWKWARD[0][4], True)

    def read() -> Iterator[list[PersonalRecord]]:
        for start in range(0, count, 1000):
            yield [PersonalRecord(f"U{n}", row) for n in range(start, start + 1000)]

    return request(replace(table(), records=read), left_out=withheld())


def test_the_same_request_twice_gives_the_same_bytes(maker: Maker) -> None:
    def constant(_data: bytes) -> bytes:
        return b"signature"

    first, second = (maker.make(many(5000), sign=constant).path.read_bytes() for _ in range(2))
    assert first == second


def test_only_the_signature_and_its_line_differ_between_two_signings(maker: Maker) -> None:
    contents = []
    for _ in range(2):
        made = maker.make(request(table(), left_out=withheld()))
        with zipfile.ZipFile(made.path) as package:
            contents.append({name: package.read(name) for name in package.namelist()})
    differing = {name for name in contents[0] if contents[0][name] != contents[1][name]}
    assert differing == {f"{REFERENCE}/{SIGNATURE}", f"{REFERENCE}/{TAG_MANIFEST}"}


def test_each_table_is_read_from_its_source_once(maker: Maker) -> None:
    calls = []
    source = records(AWKWARD)

    def counted() -> Iterator[list[PersonalRecord]]:
        calls.append(1)
        return source()

    maker.seal(request(replace(table(), records=counted)))
    assert len(calls) == 1


def test_memory_does_not_grow_with_the_number_of_records(maker: Maker) -> None:
    maker.make(many(1000))  # templates and imports
    peaks = []
    for count in (4_000, 24_000):
        tracemalloc.start()
        maker.close(maker.seal(many(count)))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 3_000_000, peaks


def test_a_big_file_lies_alone_and_small_ones_together(maker: Maker) -> None:
    copy = maker.seal(many(6000))
    stored = {file.path: file for file in copy.files}
    big = stored["data/loon-en-premies/loonbrieven.json"]
    assert big.size > SMALL
    assert big.offset is None
    assert {f.stored for f in copy.files if f.size <= SMALL} == {"exports/case1/e1/together"}


def test_nothing_lies_in_the_store_in_clear(maker: Maker) -> None:
    maker.close(maker.seal(many(6000)))
    stored = [p.read_bytes() for p in (maker.folder / "vault").rglob("*") if p.is_file()]
    assert len(stored) >= 3  # a big file, the small ones together, the package
    assert not any(b"Overuren" in content or b"recordId" in content for content in stored)


@pytest.mark.parametrize("after", [0, 4])
def test_a_source_that_stops_half_way_leaves_no_copy_and_a_retry_works(
    maker: Maker, after: int
) -> None:
    whole = many(6000)

    def broken() -> Iterator[list[PersonalRecord]]:
        for number, batch in enumerate(whole.tables[0].records()):
            if number == after:
                raise SourceLater
            yield batch

    with pytest.raises(SourceLater):
        maker.seal(replace(whole, tables=(replace(whole.tables[0], records=broken),)))
    with pytest.raises(VaultMissing):
        maker.vault.read("exports/case1/e1/together", maker.key)
    assert maker.seal(whole).record_count == 6000


def test_a_value_that_does_not_fit_stops_the_copy(maker: Maker) -> None:
    with pytest.raises(ValueUnfit):
        maker.seal(request(table([(1, None, None, None, None, None)])))


def test_the_copy_counts_what_is_in_it_and_what_is_not(maker: Maker) -> None:
    copy = maker.seal(request(table(), empty_table(), left_out=withheld()))
    assert (copy.record_count, copy.withheld_count) == (len(AWKWARD), 2)
    assert len(copy.descriptor_sha256) == 64


def test_what_was_withheld_stands_in_the_package_with_its_ground(maker: Maker) -> None:
    made = maker.make(request(table(), left_out=withheld()))
    with zipfile.ZipFile(made.path) as package:
        lines = package.read(f"{REFERENCE}/data/weglatingen.csv").decode().splitlines()
    rows = list(csv.DictReader(lines))
    assert [(row["recordId"], row["count"], row["groundCode"]) for row in rows] == [
        ("EV1", "1", "R15-THIRD-PARTY"),
        ("EV2", "1", "R15-THIRD-PARTY"),
    ]
