"""Keep which mails were taken, and which went to the person."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.intake.model import IncomingMail
from app.intake.tables import IncomingMailRow, PersonMailRow


class MailStore:
    """Mails in the service's database, on one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def claim(self, mail: IncomingMail, *, at: datetime) -> bool:
        """Take a mail for this transaction; False where it was taken before, by whichever way it came.

        Who takes the same mail at the same moment waits here until the other is done.
        """
        values = {"mark": mail.mark, "kind": mail.kind.value, "taken_at": at}
        taken = self._session.scalar(
            insert(IncomingMailRow)
            .values(message_id="", sender_hash="", **values)
            .on_conflict_do_nothing()
            .returning(IncomingMailRow.mark)
        )
        return taken is not None

    def belongs(self, mail: IncomingMail, case_id: str, *, sender_hash: str) -> None:
        """Note to which case a mail that was claimed belongs, and by what an answer to it is known."""
        self._session.execute(
            update(IncomingMailRow)
            .where(IncomingMailRow.mark == mail.mark)
            .values(case_id=case_id, message_id=mail.message_id, sender_hash=sender_hash)
        )

    def cases_of(self, message_ids: Iterable[str]) -> tuple[str, ...]:
        """Return the cases these messages are of, whether they came in or went out."""
        wanted = list(message_ids)
        found: list[str] = []
        for row in (IncomingMailRow, PersonMailRow):
            ids = select(row.case_id).where(row.message_id.in_(wanted), row.case_id.is_not(None))
            found += [one for one in self._session.scalars(ids) if one]
        return tuple(dict.fromkeys(found))

    def first_id(self, case_id: str) -> str:
        """Return the id of the mail that made the case; empty where none did."""
        ids = (
            select(IncomingMailRow.message_id)
            .where(IncomingMailRow.case_id == case_id)
            .order_by(IncomingMailRow.taken_at, IncomingMailRow.mark)
            .limit(1)
        )
        return self._session.scalar(ids) or ""

    def count_from(self, sender_hash: str, *, since: datetime) -> int:
        """Return how many mails of one sender were kept since then."""
        counted = select(func.count()).where(
            IncomingMailRow.sender_hash == sender_hash, IncomingMailRow.taken_at >= since
        )
        return self._session.scalar(counted) or 0

    def is_sent(self, message_id: str) -> bool:
        """Whether this notice went to the person already."""
        return self._session.get(PersonMailRow, message_id) is not None

    def keep_sent(self, message_id: str, case_id: str, *, at: datetime) -> None:
        """Note that a notice was accepted by the mail server."""
        self._session.execute(
            insert(PersonMailRow)
            .values(message_id=message_id, case_id=case_id, sent_at=at)
            .on_conflict_do_nothing()
        )

    def bounce(self, message_ids: Iterable[str], *, at: datetime) -> tuple[tuple[str, str], ...]:
        """Mark what came back of our notices to persons; return id and case of each that was not marked before."""
        came_back = self._session.execute(
            update(PersonMailRow)
            .where(
                PersonMailRow.message_id.in_(list(message_ids)), PersonMailRow.bounced_at.is_(None)
            )
            .values(bounced_at=at)
            .returning(PersonMailRow.message_id, PersonMailRow.case_id)
        )
        return tuple((row.message_id, row.case_id) for row in came_back)
