"""What was collected comes back exactly, however it is cut on the way."""

import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from app.kit.vault import Vault, VaultMissing, new_case_key
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
from app.personnel.spool import Counts, Shape, Spool, lines_of, skip_lines
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


def test_a_file_is_read_in_blocks_as_it_was_written(tmp_path: Path) -> None:
    spool, key, rows = Spool(Vault(tmp_path, durable=False)), new_case_key(), 12_345
    counts = spool.write("d/c/x/hr.all.jsonl", key, holding=HOLDING, batches=_batches(rows))
    assert counts == Counts(records=rows, third_party=1_235)
    shape, blocks = spool.open("d/c/x/hr.all.jsonl", key)
    read = [record for block in blocks for record in shape.records(block)]
    assert shape == Shape.of(HOLDING)
    assert read == [_record(n) for n in range(rows)]


def test_without_records_there_is_no_file(tmp_path: Path) -> None:
    spool, key = Spool(Vault(tmp_path, durable=False)), new_case_key()
    assert spool.write("d/x", key, holding=HOLDING, batches=iter(())) == Counts()
    with pytest.raises(VaultMissing):
        spool.open("d/x", key)


def test_a_store_that_breaks_half_way_leaves_no_file(tmp_path: Path) -> None:
    def breaking() -> Iterator[list[PersonalRecord]]:
        yield from _batches(3_000)
        raise SourceLater

    spool, key = Spool(Vault(tmp_path, durable=False)), new_case_key()
    with pytest.raises(SourceLater):
        spool.write("d/x", key, holding=HOLDING, batches=breaking())
    with pytest.raises(VaultMissing):
        spool.open("d/x", key)


def test_nothing_readable_lies_on_disk(tmp_path: Path) -> None:
    spool, key = Spool(Vault(tmp_path, durable=False)), new_case_key()
    spool.write("d/x", key, holding=HOLDING, batches=_batches(50))
    assert all(b"naam" not in p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())


def test_memory_stays_flat_however_much_there_is(tmp_path: Path) -> None:
    spool, key, rows = Spool(Vault(tmp_path, durable=False)), new_case_key(), 30_000
    tracemalloc.start()
    try:
        spool.write("d/x", key, holding=HOLDING, batches=_batches(rows))
        shape, blocks = spool.open("d/x", key)
        assert sum(len(shape.records(block)) for block in blocks) == rows
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # Held whole, these records take over 20 MB.
    assert peak < 8_000_000
