"""Messages of a case: what its staff and its person write to each other."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Direction(StrEnum):
    """Who reads it."""

    TO_PERSON = "toPerson"
    FROM_PERSON = "fromPerson"


@dataclass(frozen=True, slots=True)
class CaseMessage:
    """One message, as it was written."""

    message_id: str
    case_id: str
    direction: Direction
    written_by: str
    written_at: datetime
    text: str
    read_at: datetime | None = None
    """When the other side saw it first."""
