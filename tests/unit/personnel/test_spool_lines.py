"""What was collected comes back exactly, however it is cut on the way."""

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from app.kit.vault import CaseKey, Vault, VaultMissing, new_case_key
from app.language import Text
from app.personnel.model import (
    Element,
    Holding,
    Origin,
    PersonalRecord,
    SourceLater,
    Value,
    ValueKind,
)
from app.personnel.spool import Counts, Shape, Spool, lines_of, marked_ids, skip_lines
from hypothesis import given
from hypothesis import strategies as st

VALUES: dict[ValueKind, st.SearchStrategy[Value]] = {
    ValueKind.TEXT: st.text(st.characters(exclude_categories=["Cs"])),
    ValueKind.INTEGER: st.integers(-(2**63), 2**63 - 1),
    ValueKind.DECIMAL: st.decimals(allow_nan=False, allow_infinity=False),
    ValueKind.DATE: st.dates(),
    ValueKind.TIMESTAMP: st.datetimes(
        min_value=datetime(2, 1, 1),  # noqa: DTZ001 - the zone is drawn apart
        max_value=datetime(9998, 1, 1),  # noqa: DTZ001 - as above
        timezones=st.sampled_from([UTC, timezone(timedelta(hours=2)), timezone(timedelta(hours=-9, minutes=-30))]),
    ),
    ValueKind.BOOLEAN: st.booleans(),
}  # fmt: skip
KINDS = tuple(VALUES)
HOLDING = Holding(
    "hr",
    "all",
    "payroll",
    Text(nl="x"),
    tuple(Element(k.value, Text(nl=k), k, Origin.DERIVED) for k in KINDS),
)
RECORDS = st.builds(
    PersonalRecord,
    st.text(st.characters(exclude_categories=["Cs"])),
    st.tuples(*(st.none() | VALUES[kind] for kind in KINDS)),
    st.booleans(),
)


@given(st.lists(RECORDS, min_size=1, max_size=6))
def test_values_come_back_as_they_were(records: list[PersonalRecord]) -> None:
    back = Shape.of(HOLDING).records(lines_of(records))
    assert back == records
    # A decimal keeps its zeros, an instant its offset, and nothing is not the empty text.
    assert [repr(_shown(r)) for r in back] == [repr(_shown(r)) for r in records]


def _shown(record: PersonalRecord) -> list[object]:
    return [(v.isoformat(), v.utcoffset()) if isinstance(v, datetime) else v for v in record.values]


@given(st.lists(RECORDS, max_size=6))
def test_marked_ids_are_those_of_the_marked_records(records: list[PersonalRecord]) -> None:
    assert marked_ids(lines_of(records)) == [r.record_id for r in records if r.third_party]


def test_one_record_is_one_line() -> None:
    text = PersonalRecord('1\n"', ("=1+1\r\n\u2028",))
    assert lines_of([text, text]).count(b"\n") == 2


@pytest.mark.parametrize("count", range(8))
def test_lines_are_skipped_across_blocks(count: int) -> None:
    blocks = [b"a\nb\n", b"c\n", b"d\ne\nf\n"]
    left = b"".join(skip_lines(blocks, count)).splitlines()
    assert left == [b"a", b"b", b"c", b"d", b"e", b"f"][count:]


def _batches(rows: int, *, size: int = 700) -> Iterator[list[PersonalRecord]]:
    for start in range(0, rows, size):
        yield [_record(n) for n in range(start, min(start + size, rows))]


def _record(number: int) -> PersonalRecord:
    value = (
        f"naam {number}" * 3,
        number,
        Decimal(number) / 4,
        date(2026, 1, 1),
        None,
        number % 2 == 0,
    )
    return PersonalRecord(str(number), value, third_party=number % 10 == 0)


def _write(spool: Spool, key: CaseKey, **rows: int) -> dict[str, Counts]:
    with spool.writing("d/c/x", "hr", key) as out:
        return {
            name: out.write(replace(HOLDING, name=name), _batches(count))
            for name, count in rows.items()
        }


def _read(spool: Spool, key: CaseKey, name: str) -> list[PersonalRecord]:
    shape, blocks = spool.open("d/c/x", key, system="hr", holding=name)
    assert shape == Shape.of(HOLDING)
    return [record for block in blocks for record in shape.records(block)]


def test_holdings_come_back_as_they_were_written_big_or_small(tmp_path: Path) -> None:
    vault, key = Vault(tmp_path, durable=False), new_case_key()
    rows = {"some": 3, "many": 12_345, "nothing": 0, "more": 700, "one": 1}
    counts = _write(Spool(vault), key, **rows)
    assert counts["many"] == Counts(records=12_345, third_party=1_235)
    assert counts["nothing"] == Counts()
    for name, count in rows.items():
        if count:
            assert _read(Spool(vault), key, name) == [_record(n) for n in range(count)]
    assert vault.list("d/c/x") == ["d/c/x/hr.jsonl", "d/c/x/hr.many.jsonl"]


def test_without_records_there_is_no_file(tmp_path: Path) -> None:
    vault, key = Vault(tmp_path, durable=False), new_case_key()
    _write(Spool(vault), key, all=0)
    assert vault.list("") == []
    with pytest.raises(VaultMissing):
        _read(Spool(vault), key, "all")


@pytest.mark.parametrize("rows", [50, 3_000], ids=["few", "many"])
def test_a_store_that_breaks_half_way_leaves_only_what_came_whole(
    tmp_path: Path, rows: int
) -> None:
    def breaking() -> Iterator[list[PersonalRecord]]:
        yield from _batches(rows)
        raise SourceLater

    spool, key = Spool(Vault(tmp_path, durable=False)), new_case_key()
    with spool.writing("d/c/x", "hr", key) as out:
        out.write(replace(HOLDING, name="before"), _batches(2))
        with pytest.raises(SourceLater):
            out.write(replace(HOLDING, name="broken"), breaking())
        out.write(replace(HOLDING, name="after"), _batches(2))
    for name in ("before", "after"):
        assert _read(spool, key, name) == [_record(0), _record(1)]
    with pytest.raises(VaultMissing):
        _read(spool, key, "broken")


def test_nothing_readable_lies_on_disk(tmp_path: Path) -> None:
    _write(Spool(Vault(tmp_path, durable=False)), new_case_key(), some=50, many=3_000)
    written = [p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()]
    assert len(written) == 2
    assert all(b"naam" not in content for content in written)


def test_memory_stays_flat_however_much_there_is(tmp_path: Path) -> None:
    spool, key, rows = Spool(Vault(tmp_path, durable=False)), new_case_key(), 30_000
    tracemalloc.start()
    try:
        _write(spool, key, all=rows)
        shape, blocks = spool.open("d/c/x", key, system="hr", holding="all")
        assert sum(len(shape.records(block)) for block in blocks) == rows
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # Held whole, these records take over 20 MB.
    assert peak < 8_000_000
