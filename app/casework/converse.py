"""Staff and the person of a case write to each other: only adds, and moves neither state nor clock."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from app.cases.model import Case
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.casework.mail_parts import MailTask
from app.casework.person_notices import message_about, notice_task
from app.kit.clock import brussels_date
from app.kit.ids import new_id
from app.messages.model import CaseMessage, Direction
from app.messages.rules import DAY, check_room, is_again
from app.staff.model import DATA_SUBJECT, Actor

MOST_SHOWN: Final = 100
"""So many of the newest messages the person's page shows."""


def write(
    desk: Desk,
    case: Case,
    text: str,
    *,
    settles: Collection[MailTask] = (),
    by: Actor,
    at: datetime,
) -> CaseMessage:
    """Keep a message for the person and tell them by mail that there is one, not what it says.

    It ends the tasks it `settles`, of those that a mail or a message gave. Raises KeyDestroyed.
    """
    message = CaseMessage(new_id(), case.case_id, Direction.TO_PERSON, by.actor_id, at, text)
    desk.messages.keep(message)
    if settles:
        desk.cases.finish_tasks(case.case_id, *settles, at=at)
    written = entry(JournalKind.MESSAGE_WRITTEN, by, at, {"messageId": message.message_id})
    told = notice_task(desk, case, message_about(message.message_id))
    desk.cases.save(add(case, (written,), told))
    return message


def receive(desk: Desk, case_id: str, text: str, *, at: datetime) -> None:
    """Keep a message of the person, once, as a task for the handler.

    Whether it is an answer that ends a suspension, a handler says (section 1.3). Raises TooManyMessages, KeyDestroyed.
    """
    case = desk.cases.load(case_id, hold=True)
    if is_again(desk.messages.last_of_person(case_id), text, at=at):
        return
    check_room(desk.messages.count_of_person(case_id, since=at - DAY))
    message = CaseMessage(new_id(), case_id, Direction.FROM_PERSON, DATA_SUBJECT.actor_id, at, text)
    desk.messages.keep(message)
    desk.cases.add_task(case_id, MailTask.MESSAGE_RECEIVED, due_on=brussels_date(at), at=at)
    details = {"messageId": message.message_id}
    received = entry(JournalKind.MESSAGE_RECEIVED, DATA_SUBJECT, at, details)
    desk.cases.save(add(case, (received,)))


def shown_to_person(desk: Desk, case: Case, *, at: datetime) -> tuple[CaseMessage, ...]:
    """Return the newest messages, oldest of them first, to who gave the code by mail; what they see first is journalled."""
    shown = desk.messages.newest(case.case_id, limit=MOST_SHOWN)
    seen = _seen(desk, shown, Direction.TO_PERSON, at=at)
    entries = [
        entry(JournalKind.MESSAGE_READ, DATA_SUBJECT, at, {"messageId": one}) for one in seen
    ]
    if entries:
        desk.cases.save(add(case, entries))
    return shown[::-1]


def shown_to_staff(
    desk: Desk, case: Case, shown: tuple[CaseMessage, ...], *, by: Actor, at: datetime
) -> None:
    """Journal that somebody of staff read these, and keep when those of the person were seen first."""
    _seen(desk, shown, Direction.FROM_PERSON, at=at)
    if shown:
        read = entry(JournalKind.CONTENT_READ, by, at, {"messagesListed": len(shown)})
        desk.cases.save(add(case, (read,)))


def _seen(
    desk: Desk, shown: tuple[CaseMessage, ...], direction: Direction, *, at: datetime
) -> tuple[str, ...]:
    new = [m.message_id for m in shown if m.direction is direction and m.read_at is None]
    return desk.messages.mark_read(new, at=at) if new else ()
