"""Where an answer may go, and which receipt may follow which: tables in words."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from app.cases.model import Delivery
from app.delivery.model import DeliveryStatus, Handover
from app.delivery.rules import (
    AddressNotVerified,
    ReceiptNotPossible,
    destination,
    first_status,
    has_arrived,
    provided,
    receipt,
)

AVAILABLE, QUEUED, SENT, ARRIVED, BOUNCED = DeliveryStatus
DAY = date(2026, 4, 7)
LETTER = Handover(
    delivery_id="d",
    case_id="c",
    letter_id="l",
    channel=Delivery.POST,
    status=QUEUED,
    address=("Anna Voorbeeld", "Lindenhof 1"),
    created_at=datetime(2026, 4, 6, 9, tzinfo=UTC),
)


def test_the_status_page_has_no_address() -> None:
    assert destination(Delivery.PORTAL, ("Lindenhof 1",), "Anna Voorbeeld") == ()


def test_post_goes_to_the_verified_address_under_the_name() -> None:
    lines = destination(Delivery.POST, ("Lindenhof 1", "9991 Oosterdale"), "Anna Voorbeeld")
    assert lines == ("Anna Voorbeeld", "Lindenhof 1", "9991 Oosterdale")


def test_without_a_verified_address_nothing_goes_by_post() -> None:
    with pytest.raises(AddressNotVerified):
        destination(Delivery.POST, (), "Anna Voorbeeld")


@pytest.mark.parametrize(
    ("channel", "status"), [(Delivery.PORTAL, AVAILABLE), (Delivery.POST, QUEUED)]
)
def test_what_an_answer_is_at_first(channel: Delivery, status: DeliveryStatus) -> None:
    assert first_status(channel) is status


FOLLOWS = {
    AVAILABLE: {ARRIVED, BOUNCED},
    QUEUED: {SENT},
    SENT: {ARRIVED, BOUNCED},
    ARRIVED: set[DeliveryStatus](),
    BOUNCED: {SENT},
}


@pytest.mark.parametrize("now", DeliveryStatus)
@pytest.mark.parametrize("then", DeliveryStatus)
def test_what_follows_what(now: DeliveryStatus, then: DeliveryStatus) -> None:
    handover = replace(LETTER, status=now)
    if then in FOLLOWS[now]:
        assert receipt(handover, then, on=DAY, today=DAY, proof="").status is then
    else:
        with pytest.raises(ReceiptNotPossible):
            receipt(handover, then, on=DAY, today=DAY, proof="")


def test_dates_and_proof_are_kept() -> None:
    dispatched = receipt(LETTER, SENT, on=DAY, today=DAY, proof="RR 1")
    assert (dispatched.dispatched_on, dispatched.arrived_on, dispatched.proof) == (
        DAY,
        None,
        "RR 1",
    )
    later = date(2026, 4, 9)
    arrived = receipt(dispatched, ARRIVED, on=later, today=later, proof="handtekening")
    assert (arrived.dispatched_on, arrived.arrived_on) == (DAY, later)


@pytest.mark.parametrize(
    ("on", "today"),
    [
        pytest.param(date(2026, 4, 8), DAY, id="tomorrow"),
        pytest.param(date(2026, 4, 6), DAY, id="before it was given to the post"),
    ],
)
def test_an_arrival_has_a_possible_date(on: date, today: date) -> None:
    dispatched = replace(LETTER, status=SENT, dispatched_on=DAY)
    with pytest.raises(ReceiptNotPossible):
        receipt(dispatched, ARRIVED, on=on, today=today, proof="")


@pytest.mark.parametrize(
    ("handed_over", "arrived"),
    [
        pytest.param([], False, id="nothing went"),
        pytest.param([(0, AVAILABLE)], False, id="made available"),
        pytest.param([(0, SENT)], False, id="posted"),
        pytest.param([(0, BOUNCED)], False, id="came back"),
        pytest.param([(0, ARRIVED)], True, id="arrived"),
        pytest.param([(-1, ARRIVED)], False, id="an earlier letter"),
        pytest.param(
            [(-1, AVAILABLE), (0, ARRIVED)], True, id="an earlier letter is not waited for"
        ),
        pytest.param([(0, ARRIVED), (1, SENT)], False, id="a later letter is on its way"),
        pytest.param([(0, ARRIVED), (1, ARRIVED)], True, id="both arrived"),
    ],
)
def test_an_answer_has_arrived_with_every_letter_after_it(
    *, handed_over: list[tuple[int, DeliveryStatus]], arrived: bool
) -> None:
    sent_at = LETTER.created_at
    letters = [
        replace(LETTER, status=status, created_at=sent_at + timedelta(days=days))
        for days, status in handed_over
    ]
    assert has_arrived(letters, since=sent_at) is arrived


@pytest.mark.parametrize(
    ("channel", "status", "told"),
    [
        (Delivery.PORTAL, AVAILABLE, True),
        (Delivery.PORTAL, BOUNCED, False),
        (Delivery.POST, QUEUED, False),
        (Delivery.POST, SENT, True),
        (Delivery.POST, ARRIVED, True),
        (Delivery.POST, BOUNCED, False),
    ],
)
def test_a_letter_is_provided_once_it_is_available_or_with_the_post(
    channel: Delivery, status: DeliveryStatus, *, told: bool
) -> None:
    one = replace(LETTER, channel=channel, status=status)
    assert provided([one], "l") == ((one,) if told else ())
    assert provided([one], "other") == ()
    again = replace(LETTER, delivery_id="e", status=SENT)
    assert again in provided([one, again], "l")
