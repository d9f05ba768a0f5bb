"""How a letter reaches the person, and what is known of its arrival."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.cases.model import Delivery


class DeliveryStatus(StrEnum):
    """Where a handing-over stands; `available` counts as provided (DL-12)."""

    AVAILABLE = "available"
    QUEUED = "queued"
    SENT = "sent"
    ARRIVED = "arrived"
    BOUNCED = "bounced"


@dataclass(frozen=True, slots=True)
class Handover:
    """One handing-over of a letter; for an answer the address is one that was verified (ID-11)."""

    delivery_id: str
    case_id: str
    letter_id: str
    channel: Delivery
    status: DeliveryStatus
    address: tuple[str, ...]
    created_at: datetime
    dispatched_on: date | None = None
    arrived_on: date | None = None
    proof: str = ""
