"""An answer that reached the wrong person: a personal-data breach (Art. 4(12)), as values."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Risk(StrEnum):
    """How likely the breach harms somebody: decides on notifying and on informing (Art. 33(1), 34(1))."""

    UNLIKELY = "unlikely"
    RISK = "risk"
    HIGH_RISK = "highRisk"


class Choice(StrEnum):
    """What was decided on notifying the authority, or on informing the person."""

    DONE = "done"
    NOT_NEEDED = "notNeeded"


class Recall(StrEnum):
    """What became of asking the wrong person to give back or destroy what they got."""

    ASKED = "asked"
    RETURNED = "returned"
    DESTROYED = "destroyed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Notification:
    """Whether and when the supervisory authority was notified (Art. 33)."""

    choice: Choice
    decided_by: str
    decided_at: datetime
    notified_at: datetime | None = None
    reference: str = ""
    """What the authority calls it."""


@dataclass(frozen=True, slots=True)
class Informing:
    """Whether and when the person was told that their answer went to somebody else (Art. 34)."""

    choice: Choice
    decided_by: str
    decided_at: datetime
    informed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """What is told in words: it may name people, so it is kept under the key of the case."""

    wrong_recipient: str
    """Who got it, as far as known."""
    happened: str
    """What happened (Art. 33(3)(a))."""
    consequences: str = ""
    """Likely consequences (Art. 33(3)(c))."""
    measures: str = ""
    """What was done or is proposed (Art. 33(3)(d))."""
    notification_reasons: str = ""
    """Why the authority is not notified, or is notified late (Art. 33(1))."""
    informing_reasons: str = ""
    """Why the person is not informed (Art. 34(3))."""
    recall_note: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """One breach of one case. `story` is None once the key of the case is destroyed."""

    incident_id: str
    case_id: str
    known_at: datetime
    """When the controller became aware of it: from then on the 72 hours run (Art. 33(1))."""
    letter_ids: tuple[str, ...]
    export_ids: tuple[str, ...]
    reported_by: str
    reported_at: datetime
    story: Story | None
    people: int = 1
    """How many people the data are about (Art. 33(3)(a))."""
    risk: Risk | None = None
    notification: Notification | None = None
    informing: Informing | None = None
    recall: Recall | None = None
    recalled_on: date | None = None

    @property
    def open(self) -> bool:
        """Whether something is still to be decided."""
        return self.notification is None or self.informing is None
