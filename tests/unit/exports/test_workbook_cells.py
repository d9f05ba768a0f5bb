"""A column written at once gives the cells that each value gives alone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from app.exports.formats.columns import Column, batch_columns
from app.exports.formats.xlsx_cells import TEXT_LIMIT, cells
from app.language import Text
from app.personnel.model import Element, Origin, PersonalRecord, Value, ValueKind
from hypothesis import given
from hypothesis import strategies as st
from tests.package_samples import holding

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.one_of(
    st.datetimes(
        timezones=st.one_of(ZONES, st.just(timezone(timedelta(minutes=17, seconds=30))))
    ).filter(lambda at: 1 < at.year < 9999),
    # Around the nights in which the clock changes.
    st.datetimes(datetime(2026, 3, 28), datetime(2026, 3, 30), timezones=ZONES),  # noqa: DTZ001 - the zone is added
    st.datetimes(datetime(1940, 5, 19), datetime(1940, 5, 22), timezones=ZONES),  # noqa: DTZ001 - the zone is added
)


def column(kind: ValueKind, values: Sequence[Value]) -> Column:
    element = Element("field", Text(nl="Veld"), kind, Origin.PROVIDED)
    of = replace(holding(), elements=(element,))
    return batch_columns(of, [PersonalRecord("1", (value,)) for value in values])[1]


def written(kind: ValueKind, values: Sequence[Value]) -> list[str]:
    found = cells(column(kind, values))
    return [found.pattern % (value,) for value in found.values]


def alone(kind: ValueKind, values: Sequence[Value]) -> list[str]:
    """Return the cells as they are written beside a missing value: one by one."""
    return [written(kind, [value, None])[0] for value in values]


@given(st.lists(MOMENTS, min_size=1, max_size=5))
def test_moments(values: list[Value]) -> None:
    assert written(ValueKind.TIMESTAMP, values) == alone(ValueKind.TIMESTAMP, values)
    assert column(ValueKind.TIMESTAMP, values).texts == [
        column(ValueKind.TIMESTAMP, [value]).texts[0] for value in values
    ]


@given(st.lists(MOMENTS, min_size=1, max_size=5))
def test_moments_as_text_are_the_same_moment(values: list[datetime]) -> None:
    texts = column(ValueKind.TIMESTAMP, values).texts
    assert [datetime.fromisoformat(str(text)) for text in texts] == values


@given(st.lists(st.dates(), min_size=1, max_size=5))
def test_dates(values: list[date]) -> None:
    assert written(ValueKind.DATE, values) == alone(ValueKind.DATE, values)
    assert column(ValueKind.DATE, values).texts == [value.isoformat() for value in values]


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_texts(values: list[Value]) -> None:
    assert written(ValueKind.TEXT, values) == alone(ValueKind.TEXT, values)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (ValueKind.TEXT, ["x" * (TEXT_LIMIT + 1), "50 % korting", "%s"]),
        (ValueKind.INTEGER, [1, -(2**70)]),
        (ValueKind.INTEGER, [1, 2]),
        (ValueKind.DECIMAL, [Decimal("0.10"), Decimal("NaN")]),
        (ValueKind.DECIMAL, [Decimal("-Infinity")]),
        (ValueKind.DECIMAL, [Decimal("1E+5"), Decimal("0.10"), 7]),
        (ValueKind.BOOLEAN, [True, False]),
    ],
)
def test_other_kinds(kind: ValueKind, values: list[Value]) -> None:
    assert written(kind, values) == alone(kind, values)
