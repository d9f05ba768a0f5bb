"""Handings-over in the database: kept, given a receipt, and found in their own case alone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from app.cases.model import Delivery
from app.delivery.model import DeliveryStatus, Handover
from app.delivery.store import DeliveryNotFound, DeliveryStore
from app.schema import metadata
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from tests.bare_case import bare_case

AT = datetime(2026, 4, 7, 9, 0, tzinfo=UTC)


def letter(session: Session, case_id: str) -> str:
    """Insert a letter with something in every mandatory column and return its id."""
    letters = metadata.tables["letters"]
    samples = {str: "x", int: 1, datetime: AT}
    values = {c.name: samples[c.type.python_type] for c in letters.columns if not c.nullable}
    letter_id = f"letter-{case_id}"
    session.execute(insert(letters).values(values | {"letter_id": letter_id, "case_id": case_id}))
    return letter_id


def handover(number: int, case_id: str = "a") -> Handover:
    return Handover(
        delivery_id=f"d{number}",
        case_id=case_id,
        letter_id=f"letter-{case_id}",
        channel=Delivery.POST,
        status=DeliveryStatus.QUEUED,
        address=("Anna Voorbeeld", "Lindenhof 1", "9991 Oosterdale"),
        created_at=AT + timedelta(minutes=number),
    )


@pytest.fixture
def store(session: Session) -> DeliveryStore:
    for case_id in ("a", "b"):
        bare_case(session, case_id)
        letter(session, case_id)
    return DeliveryStore(session)


def test_what_is_kept_reads_back_oldest_first(store: DeliveryStore) -> None:
    for number in (2, 1):
        store.keep(handover(number))
    store.keep(handover(3, "b"))
    assert store.list("a") == (handover(1), handover(2))
    assert store.get("b", "d3") == handover(3, "b")


def test_a_receipt_takes_the_place_of_what_was_known(store: DeliveryStore) -> None:
    store.keep(handover(1))
    arrived = replace(
        handover(1),
        status=DeliveryStatus.ARRIVED,
        dispatched_on=date(2026, 4, 7),
        arrived_on=date(2026, 4, 9),
        proof="RR 1",
    )
    store.keep(arrived)
    assert store.list("a") == (arrived,)


@pytest.mark.parametrize(("case_id", "delivery_id"), [("a", "d3"), ("a", "d9"), ("c", "d1")])
def test_a_delivery_of_another_case_is_not_found(
    store: DeliveryStore, case_id: str, delivery_id: str
) -> None:
    store.keep(handover(1))
    store.keep(handover(3, "b"))
    with pytest.raises(DeliveryNotFound):
        store.get(case_id, delivery_id)


def test_nothing_is_handed_over_without_a_letter(store: DeliveryStore, session: Session) -> None:
    with pytest.raises(IntegrityError), session.begin_nested():
        store.keep(replace(handover(1), letter_id="none"))
