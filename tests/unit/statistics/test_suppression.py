"""No cell that is kept back can be worked out: held against a reader who knows the rules and tries every table."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import product

import pytest
from app.statistics.rules import SMALLEST, suppress
from hypothesis import given
from hypothesis import strategies as st

NAMES = "abcdefgh"
tables = st.lists(st.integers(0, 40), min_size=1, max_size=8).map(
    lambda counts: dict(zip(NAMES, counts, strict=False))
)


@pytest.mark.parametrize(
    ("counts", "total", "cells"),
    [
        ({"a": 9, "b": 7}, 16, {"a": 9, "b": 7}),
        ({"a": 5}, 5, {"a": 5}),
        ({"a": 4}, None, {"a": None}),
        ({"a": 0, "b": 0}, None, {}),
        ({"a": 20, "b": 3, "c": 9}, 32, {"a": 20, "b": None, "c": None}),
        ({"a": 20, "b": 3, "c": 4}, 27, {"a": 20, "b": None, "c": None}),
        ({"a": 20, "b": 1, "c": 3}, 24, {"a": None, "b": None, "c": None}),
        ({"a": 20, "b": 0, "c": 0, "d": 8}, 28, {"a": 20, "d": 8}),
        ({"a": 20, "b": 4, "c": 4, "d": 8}, 36, {"a": 20, "b": None, "c": None, "d": None}),
        ({"a": 1, "b": 1, "c": 1, "d": 1, "e": 1}, None, dict.fromkeys("abcde")),
        ({"a": 20, "b": 3, "c": 9, "d": 9}, 41, {"a": 20, "b": None, "c": None, "d": None}),
        ({"a": 12, "b": 1}, 13, {"a": None, "b": None}),
    ],
)
def test_tables_in_small(
    counts: dict[str, int], total: int | None, cells: dict[str, int | None]
) -> None:
    assert suppress(counts) == (total, cells)


@given(tables)
def test_nothing_under_five_is_told_and_what_is_told_is_true(counts: dict[str, int]) -> None:
    total, cells = suppress(counts)
    assert list(cells) == [name for name, count in counts.items() if count]
    assert total in {None, sum(counts.values())}
    for name, told in cells.items():
        assert told is None or told == counts[name] >= SMALLEST


@given(tables)
def test_the_total_minus_what_is_told_gives_no_cell_and_no_small_number(
    counts: dict[str, int],
) -> None:
    total, cells = suppress(counts)
    kept_back = [name for name, told in cells.items() if told is None]
    if total is not None and kept_back:
        rest = total - sum(told for told in cells.values() if told is not None)
        assert len(kept_back) > 1
        assert rest >= SMALLEST


@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_a_reader_who_tries_every_table_finds_more_than_one_value_for_each_cell(width: int) -> None:
    """Every small table, grouped by what is told of it: no cell that is kept back has one value alone."""
    most = {1: 40, 2: 30, 3: 18, 4: 14}[width]
    seen: dict[object, list[set[int]]] = defaultdict(lambda: [set() for _ in range(width)])
    largest: dict[object, int] = defaultdict(int)
    for row in product(range(most + 1), repeat=width):
        counts = dict(zip(NAMES, row, strict=False))
        total, cells = suppress(counts)
        key = (total, tuple(cells.get(name, 0) for name in NAMES[:width]))
        largest[key] = max(largest[key], sum(row))
        for place, value in enumerate(row):
            seen[key][place].add(value)
    for (total, told), values in _judged(seen, largest, most):
        for cell, possible in zip(told, values, strict=True):
            assert cell is not None or len(possible) > 1, (total, told, possible)


def _judged(
    seen: Mapping[object, list[set[int]]], largest: Mapping[object, int], most: int
) -> list[tuple[tuple[int | None, tuple[int | None, ...]], list[set[int]]]]:
    """Return what was told and the values that fit, where every table that fits was tried."""
    return [
        (key, values)
        for key, values in seen.items()
        if isinstance(key, tuple) and (key[0] is None or largest[key] <= most)
    ]
