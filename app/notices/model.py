"""Notices to recipients of data that were corrected, erased or restricted (Art. 19): pure values."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class NoticeAction(StrEnum):
    """What happened to the data."""

    RECTIFIED = "rectified"
    ERASED = "erased"
    RESTRICTED = "restricted"
    DISCLOSURE_STOPPED = "disclosureStopped"
    """An objection to this disclosure was registered or upheld (OB-05)."""
    LIFTED = "lifted"


class NoticeChannel(StrEnum):
    """How a recipient is told."""

    EMAIL = "email"
    WEBHOOK = "webhook"
    POST = "post"


class NoticeStatus(StrEnum):
    """Where a notice stands; `due` and `failed` keep the case from ending."""

    DUE = "due"
    SENT = "sent"
    FAILED = "failed"
    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    NOT_SENT = "notSent"
    """Impossible or disproportionate effort: the reason is kept (Art. 19)."""


OPEN = frozenset({NoticeStatus.DUE, NoticeStatus.FAILED})


@dataclass(frozen=True, slots=True)
class RecipientContact:
    """Where a recipient is told, as the settings say; without one the notice is a letter to print."""

    recipient_id: str
    channel: NoticeChannel
    address: str = ""
    """E-mail address or https URL; postal address for a letter, lines separated by line breaks."""
    secret: str = field(default="", repr=False)
    """Signs what goes to a webhook; empty for the other channels."""


@dataclass(frozen=True, slots=True)
class RecipientNotice:
    """One notice to one recipient on one action. Says which elements, never why, nor anything else (L18)."""

    notice_id: str
    case_id: str
    claim_id: str
    recipient_name: str
    recipient_id: str | None
    action: NoticeAction
    category_ids: tuple[str, ...]
    elements: tuple[str, ...]
    effective_on: date
    """Brussels day on which the change took effect."""
    channel: NoticeChannel
    status: NoticeStatus
    due_on: date
    """Policy: five working days after the execution (DL-17)."""
    created_at: datetime
    letter_id: str | None = None
    message_id: str | None = None
    """One Message-ID, or webhook id, for every attempt."""
    sent_at: datetime | None = None
    reminded_at: datetime | None = None
    reminder_sent_at: datetime | None = None
    """When the reminder was accepted; after that it is not sent again."""
    answered_on: date | None = None
    """Brussels day of the recipient's answer, or on which it was decided to send nothing."""
    answer: str = ""
    """Reason of a refusal, or why nothing was sent."""
