"""Keep notices to recipients and what became of them."""

from collections.abc import Iterable
from typing import Any, ClassVar

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.errors import DeskError
from app.notices.model import (
    OPEN,
    NoticeAction,
    NoticeChannel,
    NoticeStatus,
    RecipientNotice,
)
from app.notices.tables import NoticeRow


class NoticeNotFound(DeskError):
    """The case has no such notice."""

    code: ClassVar[str] = "noticeMissing"


class NoticeStore:
    """Notices in the service's database, on one session. Never commits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, notice: RecipientNotice) -> None:
        """Keep a notice, new or changed."""
        values = _columns(notice)
        self._session.execute(
            insert(NoticeRow)
            .values(notice_id=notice.notice_id, **values)
            .on_conflict_do_update(index_elements=[NoticeRow.notice_id], set_=values)
        )

    def list(self, case_id: str) -> tuple[RecipientNotice, ...]:
        """Return the notices of a case, oldest first."""
        wanted = select(NoticeRow).where(NoticeRow.case_id == case_id)
        return self._read(wanted.order_by(NoticeRow.created_at, NoticeRow.notice_id))

    def get(self, case_id: str, notice_id: str, *, hold: bool = False) -> RecipientNotice:
        """Return one notice of the case; with `hold` nobody else sends or changes it until this transaction ends.

        Whoever holds both takes the notice before its case. Raises NoticeNotFound.
        """
        wanted = select(NoticeRow).where(
            NoticeRow.case_id == case_id, NoticeRow.notice_id == notice_id
        )
        found = self._read(wanted.with_for_update() if hold else wanted)
        if not found:
            raise NoticeNotFound("There is no such notice in this case")
        return found[0]

    def open(self, case_id: str) -> tuple[RecipientNotice, ...]:
        """Return the notices that keep the case from ending: due or failed."""
        return tuple(n for n in self.list(case_id) if n.status in OPEN)

    def unanswered(self) -> tuple[RecipientNotice, ...]:
        """Return the notices of all cases that were sent, not answered and not reminded, oldest first."""
        wanted = select(NoticeRow).where(
            NoticeRow.status == NoticeStatus.SENT.value, NoticeRow.reminded_at.is_(None)
        )
        return self._read(wanted.order_by(NoticeRow.sent_at, NoticeRow.notice_id))

    def of_letter(self, case_id: str, letter_id: str) -> RecipientNotice | None:
        """Return the notice whose letter this is; None where it is another letter."""
        wanted = select(NoticeRow).where(
            NoticeRow.case_id == case_id, NoticeRow.letter_id == letter_id
        )
        return next(iter(self._read(wanted)), None)

    def of_messages(self, message_ids: Iterable[str]) -> tuple[RecipientNotice, ...]:
        """Return the notices that were sent under these ids, and are not answered yet."""
        wanted = select(NoticeRow).where(
            NoticeRow.message_id.in_(list(message_ids)),
            NoticeRow.status == NoticeStatus.SENT.value,
        )
        return self._read(wanted.order_by(NoticeRow.notice_id).with_for_update())

    def _read(self, wanted: Select[NoticeRow]) -> tuple[RecipientNotice, ...]:
        rows = self._session.scalars(wanted.execution_options(populate_existing=True))
        return tuple(_notice(row) for row in rows)


def _columns(notice: RecipientNotice) -> dict[str, Any]:
    return {
        "case_id": notice.case_id,
        "claim_id": notice.claim_id,
        "recipient_name": notice.recipient_name,
        "recipient_id": notice.recipient_id,
        "action": notice.action.value,
        "category_ids": list(notice.category_ids),
        "elements": list(notice.elements),
        "effective_on": notice.effective_on,
        "channel": notice.channel.value,
        "status": notice.status.value,
        "due_on": notice.due_on,
        "created_at": notice.created_at,
        "letter_id": notice.letter_id,
        "message_id": notice.message_id,
        "sent_at": notice.sent_at,
        "reminded_at": notice.reminded_at,
        "reminder_sent_at": notice.reminder_sent_at,
        "answered_on": notice.answered_on,
        "answer": notice.answer,
    }


def _notice(row: NoticeRow) -> RecipientNotice:
    return RecipientNotice(
        notice_id=row.notice_id,
        case_id=row.case_id,
        claim_id=row.claim_id,
        recipient_name=row.recipient_name,
        recipient_id=row.recipient_id,
        action=NoticeAction(row.action),
        category_ids=tuple(row.category_ids),
        elements=tuple(row.elements),
        effective_on=row.effective_on,
        channel=NoticeChannel(row.channel),
        status=NoticeStatus(row.status),
        due_on=row.due_on,
        created_at=row.created_at,
        letter_id=row.letter_id,
        message_id=row.message_id,
        sent_at=row.sent_at,
        reminded_at=row.reminded_at,
        reminder_sent_at=row.reminder_sent_at,
        answered_on=row.answered_on,
        answer=row.answer,
    )
