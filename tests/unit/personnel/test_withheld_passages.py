"""Passages taken out of records: what is replaced, what goes whole, what is left as it was."""

import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from app.language import Text
from app.personnel.model import Element, Holding, Origin, PersonalRecord, ValueKind
from app.personnel.withholdings import (
    Withholding,
    WithholdingUnfit,
    by_record,
    check_fits,
    given,
    mark,
    passages,
)
from hypothesis import given as examples
from hypothesis import strategies as st

GROUND = "R15-THIRD-PARTY"
MARK = "[weggelaten: R15-THIRD-PARTY]"
NOTES = Holding(
    system="s",
    name="notes",
    category_id="c",
    label=Text("Notities"),
    elements=(
        Element("text", Text("Tekst"), ValueKind.TEXT, Origin.PROVIDED),
        Element("on", Text("Datum"), ValueKind.DATE, Origin.PROVIDED),
    ),
)
DAY = date(2026, 3, 5)
WHOLE = Withholding(
    withholding_id="w",
    case_id="k",
    category_id="c",
    system="s",
    holding="notes",
    record_id="1",
    element=None,
    start=None,
    stop=None,
    ground=GROUND,
    note="",
    reviewed_by="h",
    reviewed_at=datetime(2026, 3, 5, tzinfo=UTC),
)


def piece(start: int | None = None, stop: int | None = None, element: str = "text") -> Withholding:
    return replace(WHOLE, element=element, start=start, stop=stop)


def handed(text: str, *own: Withholding, marked: bool = False) -> list[PersonalRecord]:
    record = PersonalRecord("1", (text, DAY), marked)
    found = by_record(own, system="s", holding="notes")
    return [r for batch in given(NOTES, [[record]], found) for r in batch]


CASES = [
    ("nothing withheld", "Jan zei", (), "Jan zei"),
    ("a passage", "Jan zei", (piece(0, 3),), f"{MARK} zei"),
    ("two passages, written in any order", "Jan en Piet", (piece(7, 11), piece(0, 3)), f"{MARK} en {MARK}"),
    ("passages that overlap are one", "Jan Piet", (piece(0, 5), piece(3, 8)), MARK),
    ("passages that touch are one", "Jan Piet", (piece(0, 4), piece(4, 8)), MARK),
    ("the whole element", "Jan zei", (piece(),), MARK),
    ("a letter with an accent is one character", "Zoe\u0308 zei", (piece(0, 3),), f"{MARK} zei"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "own", "left"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_passages_are_replaced(text: str, own: tuple[Withholding, ...], left: str) -> None:
    assert [r.values for r in handed(text, *own)] == [(left, DAY)]


def test_a_value_that_is_no_text_is_left_empty() -> None:
    assert [r.values for r in handed("Jan", piece(element="on"))] == [("Jan", None)]


@pytest.mark.parametrize("marked", [True, False])
def test_a_record_withheld_whole_is_not_given(*, marked: bool) -> None:
    assert handed("Jan", WHOLE, marked=marked) == []
    assert handed("Jan", WHOLE, piece(0, 3), marked=marked) == []


def test_a_marked_record_stays_back_until_somebody_looked_at_it() -> None:
    assert handed("Jan zei", marked=True) == []
    (record,) = handed("Jan zei", piece(0, 3), marked=True)
    assert record == PersonalRecord("1", (f"{MARK} zei", DAY), third_party=False)


@pytest.mark.parametrize(
    "wrong",
    [
        piece(element="nope"),
        piece(0, 99),
        piece(2, 2),
        piece(3, 2),
        piece(0, 1, element="on"),
        replace(WHOLE, start=0, stop=1),
    ],
)
def test_what_is_not_there_cannot_be_withheld(wrong: Withholding) -> None:
    with pytest.raises(WithholdingUnfit):
        check_fits(wrong, NOTES, PersonalRecord("1", ("Jan", DAY)))


def test_an_empty_element_cannot_be_withheld() -> None:
    with pytest.raises(WithholdingUnfit):
        check_fits(piece(), NOTES, PersonalRecord("1", (None, DAY)))


def test_what_fits_is_accepted() -> None:
    for fine in (WHOLE, piece(), piece(0, 3), piece(element="on")):
        check_fits(fine, NOTES, PersonalRecord("1", ("Jan", DAY)))


def test_only_texts_long_enough_are_looked_for() -> None:
    record = PersonalRecord("1", ("Jan en Pieter", DAY))
    found = by_record((piece(0, 3), piece(7, 13), piece(element="on")), system="s", holding="notes")
    assert list(passages(NOTES, [[record]], found)) == ["Pieter"]


@examples(st.text(min_size=1), st.data())
def test_what_stays_is_what_stood_outside_the_passages(text: str, data: st.DataObject) -> None:
    composed = unicodedata.normalize("NFC", text)
    ends = st.integers(0, len(composed))
    pairs = data.draw(st.lists(st.tuples(ends, ends).filter(lambda p: p[0] < p[1]), min_size=1))
    (record,) = handed(text, *(piece(*pair) for pair in pairs))
    covered = {at for start, stop in pairs for at in range(start, stop)}
    outside = "".join(c for at, c in enumerate(composed) if at not in covered)
    assert str(record.values[0]).replace(mark(GROUND), "") == outside.replace(mark(GROUND), "")
