"""Keep messages: what they say only under the key of the case."""

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, func, insert, select, tuple_, update
from sqlalchemy.orm import Session

from app.kit.case_key import CaseKey
from app.kit.crypto import seal_small, unseal_small
from app.kit.db import table_of
from app.messages.model import CaseMessage, Direction
from app.messages.tables import MessageRow

KeyOf = Callable[[str], CaseKey]
"""Gives the key of a case. Raises KeyDestroyed."""

_NEWEST = select(MessageRow).order_by(MessageRow.written_at.desc(), MessageRow.message_id.desc())


class MessageStore:
    """Messages in the service's database, on one session."""

    def __init__(self, session: Session, key_of: KeyOf) -> None:
        self._session = session
        self._key_of = key_of

    def keep(self, message: CaseMessage) -> None:
        """Keep a message. Raises KeyDestroyed."""
        key = self._key_of(message.case_id).value
        sealed = seal_small(message.text.encode(), key=key, context=_context(message.message_id))
        self._session.execute(
            insert(table_of(MessageRow)),
            {
                "message_id": message.message_id,
                "case_id": message.case_id,
                "direction": message.direction.value,
                "written_by": message.written_by,
                "written_at": message.written_at,
                "sealed": sealed,
            },
        )

    def newest(
        self, case_id: str, *, limit: int, before: tuple[datetime, str] | None = None
    ) -> tuple[CaseMessage, ...]:
        """Return up to `limit` messages of a case, newest first, from the given place on. Raises KeyDestroyed."""
        query = _NEWEST.where(MessageRow.case_id == case_id).limit(limit)
        if before is not None:
            query = query.where(tuple_(MessageRow.written_at, MessageRow.message_id) < before)
        rows = self._session.scalars(query, execution_options={"populate_existing": True})
        return tuple(self._message(row) for row in rows)

    def last_of_person(self, case_id: str) -> CaseMessage | None:
        """Return the newest message the person wrote, if there is one."""
        mine = MessageRow.direction == Direction.FROM_PERSON.value
        query = _NEWEST.where(MessageRow.case_id == case_id, mine).limit(1)
        row = self._session.scalar(query)
        return self._message(row) if row else None

    def count_of_person(self, case_id: str, *, since: datetime) -> int:
        """Return how many messages the person wrote since then."""
        return self._count(
            MessageRow.case_id == case_id,
            MessageRow.direction == Direction.FROM_PERSON.value,
            MessageRow.written_at > since,
        )

    def count(self, case_id: str, direction: Direction, *, unread: bool = False) -> int:
        """Return how many messages there are in a direction; with `unread` those the other side did not see yet."""
        more = [MessageRow.read_at.is_(None)] if unread else []
        return self._count(
            MessageRow.case_id == case_id, MessageRow.direction == direction.value, *more
        )

    def mark_read(self, message_ids: Iterable[str], *, at: datetime) -> tuple[str, ...]:
        """Keep that these were seen, unless they were before; return those that are seen for the first time."""
        seen = (
            update(MessageRow)
            .where(MessageRow.message_id.in_(list(message_ids)), MessageRow.read_at.is_(None))
            .values(read_at=at)
            .returning(MessageRow.message_id)
            .execution_options(synchronize_session=False)
        )
        return tuple(sorted(self._session.scalars(seen)))

    def _count(self, *conditions: ColumnElement[bool]) -> int:
        counted = select(func.count()).select_from(MessageRow).where(*conditions)
        return self._session.scalar(counted) or 0

    def _message(self, row: MessageRow) -> CaseMessage:
        key = self._key_of(row.case_id).value
        plain = unseal_small(row.sealed, key=key, context=_context(row.message_id))
        return CaseMessage(
            message_id=row.message_id,
            case_id=row.case_id,
            direction=Direction(row.direction),
            written_by=row.written_by,
            written_at=row.written_at,
            text=plain.decode(),
            read_at=row.read_at,
        )


def _context(message_id: str) -> str:
    return f"message\x00{message_id}"
