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


@dataclass(frozen=True, slots=True)
class OralAnswer:
    """What was told by word of mouth because the person asked for it (Art. 12(1))."""

    oral_answer_id: str
    case_id: str
    asked_how: str
    """How the person asked for it."""
    identity_proof: str
    """How it was certain, other than by hearing them, who they were."""
    given_on: date
    given_by: str
    summary: str
    written_by: str
    written_at: datetime
