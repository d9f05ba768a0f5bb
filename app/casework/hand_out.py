"""Hand out a sealed letter or package, whole or in part: who, when, what and how far it came is journalled, and shown to the person."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.audit.model import JournalDetail
from app.cases.model import Case
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.casework.on_page import copies_handed_over, discloses, letters_on_page, mail_for_codes
from app.exports.model import Export
from app.exports.store import ExportUnknown
from app.exports.tickets import ExportExpired, Ticket, TicketUnknown, check_kept, check_live
from app.kit.clock import brussels_date
from app.kit.ids import new_id
from app.kit.served import Fetched, ServedFile
from app.letters.model import Letter
from app.staff.model import DATA_SUBJECT, Actor

MOST_SHOWN: Final = 20
"""So many of the newest downloads the status page shows."""


@dataclass(frozen=True, slots=True)
class HandedOut:
    """One download as it is shown: `whole` is None while it runs, and where it broke off with its process."""

    at: datetime
    item_id: str
    by_person: bool
    whole: bool | None


@dataclass(frozen=True, slots=True)
class Behind:
    """What a ticket opens."""

    case: Case
    ticket: Ticket
    item: Letter | Export

    @property
    def what(self) -> JournalDetail:
        """What the journal says of a download by this ticket."""
        name = "letterId" if isinstance(self.item, Letter) else "exportId"
        return {name: self.ticket.item_id, "ticketId": self.ticket.ticket_id}


def behind(desk: Desk, secret: str, *, at: datetime) -> Behind:
    """Return what the ticket with this secret opens, once the code by mail came.

    Raises TicketUnknown, also once the letter or copy is on the page no more, TicketExpired and ExportExpired.
    """
    ticket = desk.downloads.behind(secret)
    case, on = desk.cases.load(ticket.case_id), brussels_date(at)
    if mail_for_codes(desk, case) is None:
        raise TicketUnknown("The person gets post")
    items: dict[str, Letter | Export] = {
        **{x.letter_id: x for x in letters_on_page(desk, case) if discloses(x)},
        **{x.export_id: x for x in copies_handed_over(desk, case)},
    }
    item = items.get(ticket.item_id)
    if item is None:
        raise TicketUnknown("The ticket opens nothing")
    if isinstance(item, Export):
        check_kept(item, on)
    check_live(ticket, on)
    return Behind(case, ticket, item)


def file_behind(desk: Desk, found: Behind) -> ServedFile:
    """Return the file a ticket is for."""
    if isinstance(found.item, Export):
        return package_file(desk, found.case, found.item)
    return letter_file(desk, found.case, found.item)


def letter_file(desk: Desk, case: Case, letter: Letter) -> ServedFile:
    """Return a letter to be served."""
    name = f"{case.reference}-{letter.kind.value}-{letter.language.value}.pdf"
    return ServedFile(
        name, "application/pdf", letter.size, letter.sha256, _part(desk, case, letter.content_path)
    )


def package_file(desk: Desk, case: Case, export: Export) -> ServedFile:
    """Return the package of an export to be served. Raises ExportUnknown, ExportExpired."""
    package = export.package
    if package is None:
        raise ExportUnknown("This export has no package")
    if export.expired_at is not None:
        raise ExportExpired("The contents of this copy were destroyed")
    return ServedFile(
        f"{case.reference}.zip",
        "application/zip",
        package.size,
        package.sha256,
        _part(desk, case, package.stored),
    )


def _part(desk: Desk, case: Case, stored: str) -> Callable[[int, int], Iterator[bytes]]:
    key, vault = desk.cases.key_of(case.case_id), desk.vault
    return lambda start, end: vault.part(stored, key, start=start, end=end)


def begin(desk: Desk, case: Case, what: JournalDetail, *, by: Actor, at: datetime) -> str:
    """Journal that a download begins, and return what its end is told by."""
    download_id = new_id()
    details: JournalDetail = {**what, "downloadId": download_id}
    desk.cases.save(add(case, (entry(JournalKind.CONTENT_READ, by, at, details),)))
    return download_id


def end(
    desk: Desk, case_id: str, download_id: str, fetched: Fetched, *, by: Actor, at: datetime
) -> None:
    """Journal how far a download came."""
    case = desk.cases.load(case_id)
    details: JournalDetail = {
        "downloadId": download_id,
        "first": fetched.first,
        "bytes": fetched.sent,
        "complete": fetched.is_complete,
    }
    desk.cases.save(add(case, (entry(JournalKind.CONTENT_FETCHED, by, at, details),)))


def handed_out(desk: Desk, case: Case) -> tuple[HandedOut, ...]:
    """Return the newest downloads of the letters and copies on the page, newest first, by whomever."""
    entries = desk.journal.entries(case.case_id)
    ends = {
        e.details["downloadId"]: bool(e.details["complete"])
        for e in entries
        if e.kind == JournalKind.CONTENT_FETCHED
    }
    shown: list[HandedOut] = []
    for one in reversed(entries):
        item = one.details.get("letterId") or one.details.get("exportId")
        if one.kind == JournalKind.CONTENT_READ and item and len(shown) < MOST_SHOWN:
            whole = ends.get(one.details.get("downloadId", ""))
            mine = one.actor_id == DATA_SUBJECT.actor_id
            shown.append(HandedOut(one.at, str(item), mine, whole))
    return tuple(shown)
