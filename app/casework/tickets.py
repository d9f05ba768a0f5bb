"""Tickets to fetch letters and copies: made with the answer, made anew by a handler or the person; used by the steps and the doors."""

from collections.abc import Iterator
from datetime import date, datetime

from app.audit.model import NewEntry
from app.cases.model import Case, Delivery
from app.cases.rules import add, entry
from app.cases.store import CaseNotFound
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.casework.on_page import (
    NoVerifiedEmail,
    copies_handed_over,
    copies_on_page,
    discloses,
    letters_on_page,
    mail_for_codes,
)
from app.exports.model import Export
from app.exports.tickets import Ticket, available_until, check_kept
from app.kit.clock import brussels_date
from app.letters.model import Letter
from app.staff.model import Actor


def give_missing(desk: Desk, case: Case, *, by: Actor, at: datetime) -> None:
    """Make a ticket for each letter and copy on the page without one. The case must be held."""
    live = desk.downloads.live(case.case_id)
    letters = [x for x in letters_on_page(desk, case) if discloses(x) and x.letter_id not in live]
    copies = copies_on_page(desk, case, today=brussels_date(at))
    days = desk.policy.copy_days
    made = (
        *(_for_letter(desk, x, available_until(x.issued_at, days), by=by, at=at) for x in letters),
        *(_for_copy(desk, e, by=by, at=at) for e in copies if e.export_id not in live),
    )
    if made:
        desk.cases.save(add(case, tuple(_issued(ticket, by, at) for ticket in made)))


def renew(desk: Desk, case: Case, item_id: str, *, by: Actor, at: datetime) -> Ticket:
    """Make a new ticket for a letter or a copy on the page; the old one opens nothing any more.

    A copy is kept no longer for it; a letter can be fetched for as long again. Raises CaseNotFound,
    NoVerifiedEmail, and ExportExpired once the contents are gone.
    """
    case = desk.cases.load(case.case_id, hold=True)
    if mail_for_codes(desk, case) is None:
        raise NoVerifiedEmail("No e-mail address of the person was verified")
    letters = {x.letter_id: x for x in letters_on_page(desk, case) if discloses(x)}
    if item_id in letters:
        until = available_until(at, desk.policy.copy_days)
        ticket = _for_letter(desk, letters[item_id], until, by=by, at=at)
    else:
        ticket = _for_copy(desk, _copy(desk, case, item_id, at=at), by=by, at=at)
    desk.cases.save(add(case, (_issued(ticket, by, at),)))
    return ticket


def renew_delivery(
    desk: Desk,
    case: Case,
    delivery_id: str,
    *,
    item_id: str | None = None,
    by: Actor,
    at: datetime,
) -> tuple[Ticket, ...]:
    """Make new tickets for the letter of a handing-over; with the answer, for its copies too.

    `item_id` names one of them alone.
    Raises DeliveryNotFound, and what `renew` raises: CaseNotFound for a letter that went by post.
    """
    handover = desk.deliveries.get(case.case_id, delivery_id)
    if handover.channel is not Delivery.PORTAL:
        raise CaseNotFound("This letter went by post")
    items = [item_id] if item_id else list(_items(desk, case, handover.letter_id, at))
    return tuple(renew(desk, case, item, by=by, at=at) for item in items)


def _items(desk: Desk, case: Case, letter_id: str, at: datetime) -> Iterator[str]:
    letters = {letter.letter_id: letter for letter in letters_on_page(desk, case)}
    letter = letters.get(letter_id)
    if letter is None or not discloses(letter):
        raise CaseNotFound("This letter needs no ticket")
    if letter.issued_at != case.sent_at:
        yield letter_id
        return
    yield from (x.letter_id for x in letters.values() if x.issued_at == letter.issued_at)
    for export in copies_on_page(desk, case, today=brussels_date(at)):
        yield export.export_id


def _copy(desk: Desk, case: Case, export_id: str, *, at: datetime) -> Export:
    for export in copies_handed_over(desk, case):
        if export.export_id == export_id:
            check_kept(export, brussels_date(at))
            return export
    raise CaseNotFound("There is no such letter or copy")


def _for_letter(desk: Desk, letter: Letter, until: date, *, by: Actor, at: datetime) -> Ticket:
    return desk.downloads.issue(
        letter.case_id, letter_id=letter.letter_id, expires_on=until, by=by.actor_id, at=at
    )


def _for_copy(desk: Desk, export: Export, *, by: Actor, at: datetime) -> Ticket:
    return desk.downloads.issue(
        export.case_id,
        export_id=export.export_id,
        expires_on=export.available_until or brussels_date(at),
        by=by.actor_id,
        at=at,
    )


def _issued(ticket: Ticket, by: Actor, at: datetime) -> NewEntry:
    details = {
        "ticketId": ticket.ticket_id,
        "letterId" if ticket.letter_id else "exportId": ticket.item_id,
        "until": ticket.expires_on.isoformat(),
    }
    return entry(JournalKind.TICKET_ISSUED, by, at, details)
