"""Tickets to fetch what is ready: each for one letter or one copy of one case, until a day; nothing of it opens without a code by mail."""

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar, Final

from app.errors import DeskError
from app.exports.model import Export, ExportState
from app.kit.clock import brussels_date

REMIND_DAYS: Final = 7
"""So many days before the last one the person hears that their copy goes."""


class TicketUnknown(DeskError):
    """There is no such ticket any more: it was replaced, or never was."""

    code: ClassVar[str] = "ticketUnknown"


class TicketExpired(DeskError):
    """The last day of the ticket is over; what it opened is still there."""

    code: ClassVar[str] = "ticketExpired"


class ExportExpired(DeskError):
    """The contents of the copy were destroyed; which files it had stays known."""

    code: ClassVar[str] = "exportExpired"


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket for one letter or one export; only the hash of its secret is kept."""

    ticket_id: str
    case_id: str
    letter_id: str | None
    export_id: str | None
    expires_on: date
    """The last day it opens anything."""
    issued_at: datetime
    issued_by: str

    @property
    def item_id(self) -> str:
        """What it is for."""
        return self.letter_id or self.export_id or ""


def available_until(at: datetime, days: int) -> date:
    """Return the last day on which what was handed over at `at` can be fetched (section 8)."""
    return brussels_date(at) + timedelta(days=days)


def reminded_from(until: date) -> date:
    """Return the day from which the person hears that the copy goes after `until`."""
    return until - timedelta(days=REMIND_DAYS)


def check_live(ticket: Ticket, on: date) -> None:
    """Raise TicketExpired once its last day is over."""
    if on > ticket.expires_on:
        raise TicketExpired("The ticket has expired")


def check_kept(export: Export, on: date) -> None:
    """Raise ExportExpired once the contents of a copy are destroyed, or should be."""
    over = export.available_until is not None and on > export.available_until
    if over or export.state is ExportState.EXPIRED:
        raise ExportExpired("The contents of this copy were destroyed")


def secret_of(ticket_id: str, key: bytes) -> str:
    """Return the secret of a ticket: made anew from a key, so that nothing that opens it is kept."""
    made = hashlib.blake2b(ticket_id.encode(), key=key, person=b"loket-ticket", digest_size=24)
    return urlsafe_b64encode(made.digest()).decode()
