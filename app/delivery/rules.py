"""To where an answer may go, and which receipt may follow which."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from app.cases.model import Delivery
from app.delivery.model import DeliveryStatus, Handover
from app.errors import DeskError


class AddressNotVerified(DeskError):
    """There is no postal address that was verified independently of the request (ID-11)."""

    code = "addressNotVerified"


class StatusPageClosed(DeskError):
    """Somebody acts for the person, so nobody holds a code for the status page (ID-12)."""

    code = "statusPageClosed"


class ReceiptNotPossible(DeskError):
    """This receipt does not follow the present status."""

    code = "receiptNotPossible"


_FOLLOWS: Mapping[DeliveryStatus, frozenset[DeliveryStatus]] = {
    DeliveryStatus.AVAILABLE: frozenset({DeliveryStatus.ARRIVED, DeliveryStatus.BOUNCED}),
    DeliveryStatus.QUEUED: frozenset({DeliveryStatus.SENT}),
    DeliveryStatus.SENT: frozenset({DeliveryStatus.ARRIVED, DeliveryStatus.BOUNCED}),
    DeliveryStatus.ARRIVED: frozenset(),
    DeliveryStatus.BOUNCED: frozenset({DeliveryStatus.SENT}),
}


def destination(channel: Delivery, verified: tuple[str, ...], name: str) -> tuple[str, ...]:
    """Return the address lines of the answer; the status page has none.

    Raises AddressNotVerified for post without a verified address: one from the request alone
    is no address to disclose to (ID-11).
    """
    if channel is Delivery.PORTAL:
        return ()
    if not verified:
        raise AddressNotVerified("No verified postal address")
    return (name, *verified)


def first_status(channel: Delivery) -> DeliveryStatus:
    """Return the status at the moment of handing over."""
    return DeliveryStatus.AVAILABLE if channel is Delivery.PORTAL else DeliveryStatus.QUEUED


def receipt(
    handover: Handover, status: DeliveryStatus, *, on: date, today: date, proof: str
) -> Handover:
    """Return the handing-over with a receipt of the courier, dated `on`.

    Raises ReceiptNotPossible for one that does not follow the present status, lies in the future,
    or comes before the dispatch.
    """
    if status not in _FOLLOWS[handover.status]:
        raise ReceiptNotPossible(f"{status.value} does not follow {handover.status.value}")
    if on > today or (handover.dispatched_on is not None and on < handover.dispatched_on):
        raise ReceiptNotPossible("The date of the receipt is not possible")
    dispatched = on if status is DeliveryStatus.SENT else handover.dispatched_on
    arrived = on if status is DeliveryStatus.ARRIVED else handover.arrived_on
    return replace(
        handover, status=status, dispatched_on=dispatched, arrived_on=arrived, proof=proof
    )


def provided(handed_over: Iterable[Handover], letter_id: str | None) -> tuple[Handover, ...]:
    """Return how a letter was made available or given to the post (DL-12).

    None of it while it waits for the post, nor where it came back.
    """
    gone = {DeliveryStatus.AVAILABLE, DeliveryStatus.SENT, DeliveryStatus.ARRIVED}
    return tuple(one for one in handed_over if one.letter_id == letter_id and one.status in gone)


def has_arrived(handed_over: Iterable[Handover], *, since: datetime) -> bool:
    """Whether the answer that went at `since`, and every letter after it, is known to have arrived."""
    answers = [one.status for one in handed_over if one.created_at >= since]
    return bool(answers) and all(status is DeliveryStatus.ARRIVED for status in answers)
