"""A batch becomes columns of lossless text, and a value of another kind is refused without showing it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from app.exports.formats.columns import ValueUnfit, batch_columns
from app.exports.formats.csv_copy import CsvCopy, read_text
from app.language import Text
from app.personnel.model import Element, Origin, PersonalRecord, Value, ValueKind
from tests.package_samples import holding

LOCAL_MEAN_TIME = timezone(timedelta(minutes=17, seconds=30))


def one(kind: ValueKind, value: Value) -> str | None:
    element = Element("field", Text(nl="Veld"), kind, Origin.PROVIDED)
    of = replace(holding(), elements=(element,))
    return batch_columns(of, [PersonalRecord("1", (value,))])[1].texts[0]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (ValueKind.TEXT, "=1+1", "=1+1"),
        (ValueKind.TEXT, None, None),
        (ValueKind.INTEGER, -(2**70), str(-(2**70))),
        (ValueKind.DECIMAL, Decimal("0.10"), "0.10"),
        (ValueKind.DECIMAL, Decimal("-0"), "-0"),
        (ValueKind.DECIMAL, Decimal("1E+5"), "1E+5"),
        (ValueKind.DECIMAL, 7, "7"),
        (ValueKind.DECIMAL, Decimal("NaN"), "NaN"),
        (ValueKind.DECIMAL, Decimal("-Infinity"), "-INF"),
        (ValueKind.DATE, date(1, 1, 1), "0001-01-01"),
        (
            ValueKind.TIMESTAMP,
            datetime(2020, 1, 1, 8, tzinfo=timezone(timedelta(hours=-3, minutes=-30))),
            "2020-01-01T08:00:00-03:30",
        ),
        (
            ValueKind.TIMESTAMP,
            datetime(1890, 1, 1, 0, 17, 30, 5, tzinfo=LOCAL_MEAN_TIME),
            "1890-01-01T00:00:00.000005+00:00",
        ),
        (ValueKind.BOOLEAN, False, "false"),
    ],
)
def test_a_value_keeps_every_digit(kind: ValueKind, value: Value, expected: str | None) -> None:
    assert one(kind, value) == expected


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ValueKind.TEXT, 1),
        (ValueKind.INTEGER, True),
        (ValueKind.INTEGER, "1"),
        (ValueKind.DECIMAL, "1.0"),
        (ValueKind.DATE, datetime(2020, 1, 1, tzinfo=UTC)),
        (ValueKind.TIMESTAMP, datetime(2020, 1, 1)),  # noqa: DTZ001 - without offset on purpose
        (ValueKind.TIMESTAMP, date(2020, 1, 1)),
        (ValueKind.BOOLEAN, 1),
    ],
)
def test_a_value_of_another_kind_names_the_element_and_not_the_value(
    kind: ValueKind, value: Value
) -> None:
    with pytest.raises(ValueUnfit) as caught:
        one(kind, value)
    assert caught.value.facts == {"holding": "vlimpers.payslips", "element": "field"}
    assert str(value) not in str(caught.value)


@pytest.mark.parametrize("values", [((),), (("a", "b"),), (("a",), ("a", "b"))])
def test_a_row_with_more_or_fewer_values_is_refused(values: tuple[tuple[str, ...], ...]) -> None:
    element = Element("field", Text(nl="Veld"), ValueKind.TEXT, Origin.PROVIDED)
    of = replace(holding(), elements=(element,))
    with pytest.raises(ValueUnfit):
        batch_columns(of, [PersonalRecord("1", row) for row in values])


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, r"\N"),
        ("", '""'),
        ("NULL", '"NULL"'),
        (r"\N", r'"\\N"'),
        (r"\\N", r'"\\\N"'),
        (r"\NN", r'"\NN"'),
        ('a"b', '"a""b"'),
        ("=1+1", '"=1+1"'),
        ("a\r\nb,c", '"a\r\nb,c"'),
    ],
)
def test_a_text_cell_tells_null_from_empty(value: str | None, cell: str) -> None:
    element = Element("field", Text(nl="Veld"), ValueKind.TEXT, Origin.PROVIDED)
    of = replace(holding(), elements=(element,))
    written = bytearray()
    copy = CsvCopy(written.extend, ("recordId", "field"))
    copy.add(batch_columns(of, [PersonalRecord("1", (value,))]))
    assert written.decode() == f'"recordId","field"\r\n"1",{cell}\r\n'
    inner = cell[1:-1].replace('""', '"') if cell.startswith('"') else cell
    assert read_text(inner) == value
