"""Keep download tickets and the codes that open them; of neither more than a hash."""

from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.exports.step_up import SentCode, code_hash
from app.exports.tables import DownloadCodeRow, DownloadTicketRow
from app.exports.tickets import Ticket, TicketUnknown, secret_of
from app.kit.db import table_of
from app.kit.ids import new_id, secret_hash
from app.kit.prepared import Prepared

_TICKETS = table_of(DownloadTicketRow)
_LIVE = Prepared(
    select(_TICKETS).where(_TICKETS.c.case_id == bindparam("of"), _TICKETS.c.replaced_at.is_(None))
)
_REPLACE = (
    update(_TICKETS)
    .where(
        _TICKETS.c.case_id == bindparam("of"),
        _TICKETS.c.letter_id.is_not_distinct_from(bindparam("letter")),
        _TICKETS.c.export_id.is_not_distinct_from(bindparam("export")),
        _TICKETS.c.replaced_at.is_(None),
    )
    .values(replaced_at=bindparam("at"))
)


class DownloadStore:
    """Tickets and codes in the service's database, on one session. Never commits."""

    def __init__(self, session: Session, key: bytes) -> None:
        self._session = session
        self._key = key

    def issue(
        self,
        case_id: str,
        *,
        letter_id: str | None = None,
        export_id: str | None = None,
        expires_on: date,
        by: str,
        at: datetime,
    ) -> Ticket:
        """Keep a new ticket; an older one for the same letter or export opens nothing any more."""
        what = {"of": case_id, "letter": letter_id, "export": export_id}
        self._session.execute(_REPLACE, {**what, "at": at})
        ticket = Ticket(new_id(), case_id, letter_id, export_id, expires_on, at, by)
        hashed = secret_hash(self.secret(ticket))
        self._session.execute(insert(_TICKETS), {**asdict(ticket), "secret_hash": hashed})
        return ticket

    def live(self, case_id: str) -> dict[str, Ticket]:
        """Return the tickets of the case that were not replaced, expired ones too, by what they are for."""
        rows = _LIVE.rows(self._session, of=case_id)
        return {ticket.item_id: ticket for ticket in map(_ticket, rows)}

    def behind(self, secret: str) -> Ticket:
        """Return the ticket with this secret. Raises TicketUnknown, also for one that was replaced."""
        row = self._session.scalars(
            select(DownloadTicketRow).where(
                DownloadTicketRow.secret_hash == secret_hash(secret),
                DownloadTicketRow.replaced_at.is_(None),
            )
        ).one_or_none()
        if row is None:
            raise TicketUnknown("There is no such ticket")
        return _ticket(row)

    def secret(self, ticket: Ticket) -> str:
        """Return what opens the page of the ticket."""
        return secret_of(ticket.ticket_id, self._key)

    def hashed(self, case_id: str, code: str) -> str:
        """Return what is kept of a code."""
        return code_hash(code, case_id=case_id, key=self._key)

    def code(self, case_id: str) -> SentCode:
        """Return the newest code of the case; nobody else sends or tries one until this transaction ends."""
        none = insert(DownloadCodeRow).values(asdict(SentCode(case_id)))
        self._session.execute(none.on_conflict_do_nothing())
        row = self._session.get_one(
            DownloadCodeRow, case_id, with_for_update=True, populate_existing=True
        )
        return SentCode(row.case_id, row.code_hash, row.sent_at, row.sends, row.wrong)

    def keep(self, code: SentCode) -> None:
        """Keep the newest code; it must have been read in this transaction."""
        values = asdict(code)
        self._session.execute(
            update(DownloadCodeRow).where(DownloadCodeRow.case_id == code.case_id).values(values)
        )

    def forget_code(self, case_id: str) -> None:
        """Let no code that was sent open anything any more: it went to another address.

        Whoever sends one now waits until this transaction ends, the first one too.
        """
        self.keep(replace(self.code(case_id), code_hash="", sends=0))


def _ticket(row: DownloadTicketRow | Row[Any]) -> Ticket:
    return Ticket(
        ticket_id=row.ticket_id,
        case_id=row.case_id,
        letter_id=row.letter_id,
        export_id=row.export_id,
        expires_on=row.expires_on,
        issued_at=row.issued_at,
        issued_by=row.issued_by,
    )
