"""What of a holding is portable, and on which ground the rest stays (PO-01)."""

import pytest
from app.exports.portable import narrowed, portable
from app.exports.transferring import receipt_of
from app.language import Text
from app.personnel.model import Element, Holding, Origin, PersonalRecord, ValueKind


def element(name: str, origin: Origin) -> Element:
    return Element(name, Text(name), ValueKind.TEXT, origin, register_element=f"r_{name}")


MIXED = Holding(
    system="s",
    name="h",
    category_id="c",
    label=Text("H"),
    elements=tuple(element(o.value, o) for o in Origin),
)


def names(holding: Holding | None) -> list[str]:
    return [e.name for e in holding.elements] if holding else []


def test_what_was_provided_or_observed_goes_along() -> None:
    found = portable(
        MIXED, decided=lambda _: True, refused_on="R20-BASIS", authentic=lambda _: False
    )
    assert names(found.holding) == ["provided", "observed"]
    assert found.left_out == {"R20-NOT-PROVIDED": ("derived", "thirdParty")}


def test_what_follows_an_authentic_source_was_not_provided() -> None:
    found = portable(
        MIXED,
        decided=lambda _: True,
        refused_on="R20-BASIS",
        authentic=lambda e: e.name == "provided",
    )
    assert names(found.holding) == ["observed"]
    assert "provided" in found.left_out["R20-NOT-PROVIDED"]


def test_what_no_granted_use_carries_stays_on_its_own_ground() -> None:
    found = portable(
        MIXED,
        decided=lambda e: e != "r_provided",
        refused_on="R20-PUBLIC-TASK",
        authentic=lambda _: False,
    )
    assert names(found.holding) == ["observed"]
    assert found.left_out["R20-PUBLIC-TASK"] == ("provided",)


def test_of_paper_nothing_goes_along() -> None:
    paper = Holding(
        system="s",
        name="h",
        category_id="c",
        label=Text("H"),
        elements=MIXED.elements,
        automated=False,
    )
    found = portable(
        paper, decided=lambda _: True, refused_on="R20-BASIS", authentic=lambda _: False
    )
    assert found.holding is None
    assert list(found.left_out) == ["R20-NOT-AUTOMATED"]


def test_records_keep_the_values_that_go_along() -> None:
    record = PersonalRecord("7", ("a", "b", "c", "d"), third_party=False)
    assert list(narrowed([[record]], (1, 3))) == [[PersonalRecord("7", ("b", "d"))]]


@pytest.mark.parametrize(
    ("body", "receipt"),
    [
        (b'{"receipt": "A-1"}', "A-1"),
        (b'{"receiptNumber": 17}', "17"),
        (b'{"id": "x\\u0000y"}', "xy"),
        (b'{"receipt": true}', "201"),
        (b'{"receipt": "  "}', "201"),
        (b"[1]", "201"),
        (b"<html>", "201"),
        (b"", "201"),
        (b"\xff\xfe\x00", "201"),
    ],
)
def test_a_receipt_is_the_number_of_the_receiver_or_its_status(body: bytes, receipt: str) -> None:
    assert receipt_of(201, body) == receipt
