"""Send the notices to recipients (Art. 19): the letter sealed first, then each message in a job of its own."""

from dataclasses import replace
from datetime import datetime

from app.audit.model import NewEntry
from app.cases.model import Case, Delivery
from app.cases.rules import add
from app.cases.transitions import JournalKind
from app.casework.correspondence import frame, hand_over, seal_letter
from app.casework.desk import Desk
from app.casework.notice_message import items_of, message_of
from app.casework.notify import FAILED_TASK, UNANSWERED_TASK, journalled, settle_tasks
from app.delivery.message import SendingLater, SendingNever
from app.kit.clock import brussels_date
from app.letters.compose_notices import recipient_notice
from app.notices.model import NoticeChannel, NoticeStatus, RecipientContact, RecipientNotice
from app.notices.rules import NoticeAnswerNotPossible, message_id, reminder_due, sent
from app.outbox.model import FAILURES, Task, TaskName
from app.staff.model import SERVICE, Actor


def prepare(desk: Desk, case_id: str, *, at: datetime) -> None:
    """Seal the letter of every notice due and order its sending: the worker's job after an execution.

    From here on the notice has its id for every attempt. Raises LetterNotPrintable.
    """
    case = desk.cases.load(case_id, hold=True)
    waiting = [
        n for n in desk.notices.open(case_id) if n.status is NoticeStatus.DUE and not n.letter_id
    ]
    entries: list[NewEntry] = []
    tasks: list[Task] = []
    for notice in waiting:
        prepared, written = _sealed(desk, case, notice, at=at)
        entries.append(written)
        if prepared.channel is not NoticeChannel.POST:
            tasks.append(_sending(prepared))
    desk.cases.finish_tasks(case_id, FAILURES[TaskName.SEND_NOTICES], at=at)
    if entries:
        desk.cases.save(add(case, entries, tasks))


def send(
    desk: Desk, case_id: str, *, notice_id: str, at: datetime, attempt: str = "0", kind: str = ""
) -> None:
    """Send one notice, or with `kind` `reminder` its reminder, and record that it was accepted.

    Holds the notice alone, so that nobody waits for a slow server but who sends the same one. A
    kill before the record repeats the message under its own id; after it nothing is sent again.
    Raises NoticeNotFound.
    """
    notice = desk.notices.get(case_id, notice_id, hold=True)
    reminder = kind == "reminder"
    if not _to_send(notice, reminder=reminder):
        return
    case = desk.cases.load(case_id)
    contact = desk.contacts.get(notice.recipient_id or "")
    channel = desk.channels.get(notice.channel.value)
    if contact is None or contact.channel is not notice.channel or channel is None:
        _failed(desk, case, notice, reminder=reminder, at=at)
        return
    message = message_of(desk, case, notice, contact, reminder=reminder, at=at)
    try:
        channel.send(message)
    except SendingLater:
        _wait(desk, case, notice, attempt=int(attempt), reminder=reminder, at=at)
    except SendingNever:
        _failed(desk, case, notice, reminder=reminder, at=at)
    else:
        _accepted(desk, case, notice, reminder=reminder, at=at)


def send_again(
    desk: Desk, case: Case, notice_id: str, *, by: Actor, at: datetime
) -> RecipientNotice:
    """Send a notice that failed once more, under the same id. Raises NoticeNotFound, NoticeAnswerNotPossible."""
    desk.cases.load(case.case_id, hold=True)
    notice = desk.notices.get(case.case_id, notice_id, hold=True)
    if notice.status is not NoticeStatus.FAILED:
        raise NoticeAnswerNotPossible("Only a notice that failed is sent again")
    due = replace(notice, status=NoticeStatus.DUE)
    desk.notices.keep(due)
    written = journalled(JournalKind.NOTICE_PLANNED, due, at=at, by=by.actor_id)
    desk.cases.save(add(case, (written,), (_sending(due),)))
    settle_tasks(desk, case.case_id, at=at)
    return due


def remind_notices(desk: Desk, *, at: datetime) -> int:
    """Remind, once, every recipient who did not answer within the term; return how many. For the daily round."""
    on = brussels_date(at)
    reminded = 0
    for notice in desk.notices.unanswered():
        sent_on = brussels_date(notice.sent_at or at)
        if reminder_due(notice, sent_on=sent_on, on=on, calendar=desk.calendar):
            _remind(desk, notice, at=at)
            reminded += 1
    return reminded


def _sealed(
    desk: Desk, case: Case, notice: RecipientNotice, *, at: datetime
) -> tuple[RecipientNotice, NewEntry]:
    contact = _contact(desk, notice)
    lines = contact.address.splitlines() if contact.channel is NoticeChannel.POST else []
    address = (notice.recipient_name, *(line.strip() for line in lines if line.strip()))
    context = recipient_notice(
        frame(desk, case, on=brussels_date(at), addressee=address),
        recipient=notice.recipient_name,
        action=notice.action.value,
        items=items_of(desk, notice),
        effective_on=notice.effective_on,
    )
    letter, written = seal_letter(desk, case, context, by=SERVICE, at=at)
    mark = message_id(notice.notice_id, desk.policy.mail_domain)
    by_mail = contact.channel is NoticeChannel.EMAIL
    prepared = replace(
        notice,
        channel=contact.channel,
        letter_id=letter.letter_id,
        message_id=mark if by_mail else notice.notice_id,
    )
    desk.notices.keep(prepared)
    if contact.channel is NoticeChannel.POST:
        hand_over(desk, letter, Delivery.POST, address, at=at)
    return prepared, written


def _contact(desk: Desk, notice: RecipientNotice) -> RecipientContact:
    """Return where the recipient is told now; without a contact by a letter to print."""
    post = RecipientContact(notice.recipient_id or "", NoticeChannel.POST)
    return desk.contacts.get(notice.recipient_id or "", post)


def _to_send(notice: RecipientNotice, *, reminder: bool) -> bool:
    if reminder:
        return notice.status is NoticeStatus.SENT and notice.reminder_sent_at is None
    return notice.status is NoticeStatus.DUE and notice.message_id is not None


def _sending(
    notice: RecipientNotice, *, attempt: int = 0, reminder: bool = False, delay: int = 0
) -> Task:
    arguments = {
        "case_id": notice.case_id,
        "notice_id": notice.notice_id,
        "attempt": str(attempt),
        "kind": "reminder" if reminder else "notice",
    }
    # No lock: a slow server of somebody else keeps no other job of the case waiting.
    return Task(TaskName.SEND_NOTICE, arguments, delay_seconds=delay)


def _accepted(
    desk: Desk, case: Case, notice: RecipientNotice, *, reminder: bool, at: datetime
) -> None:
    changed = replace(notice, reminder_sent_at=at) if reminder else sent(notice, at=at)
    desk.notices.keep(changed)
    kind = JournalKind.NOTICE_REMINDED if reminder else JournalKind.NOTICE_SENT
    desk.cases.save(add(case, (journalled(kind, changed, at=at),)))
    settle_tasks(desk, case.case_id, at=at)


def _wait(
    desk: Desk, case: Case, notice: RecipientNotice, *, attempt: int, reminder: bool, at: datetime
) -> None:
    pauses = desk.policy.notice_retry_seconds
    if attempt >= len(pauses):
        _failed(desk, case, notice, reminder=reminder, at=at)
        return
    again = _sending(notice, attempt=attempt + 1, reminder=reminder, delay=pauses[attempt])
    written = journalled(JournalKind.NOTICE_WAITS, notice, at=at)
    desk.cases.save(add(case, (written,), (again,)))


def _failed(
    desk: Desk, case: Case, notice: RecipientNotice, *, reminder: bool, at: datetime
) -> None:
    """Ask a human; a reminder that cannot go leaves the notice as it was: it has been told."""
    changed = notice if reminder else replace(notice, status=NoticeStatus.FAILED)
    desk.notices.keep(changed)
    desk.cases.save(add(case, (journalled(JournalKind.NOTICE_FAILED, changed, at=at),)))
    if not reminder:  # the reminder's own task is open already
        desk.cases.add_task(case.case_id, FAILED_TASK, due_on=notice.due_on, at=at)


def _remind(desk: Desk, notice: RecipientNotice, *, at: datetime) -> None:
    case = desk.cases.load(notice.case_id, hold=True)
    reminded = replace(
        desk.notices.get(notice.case_id, notice.notice_id, hold=True), reminded_at=at
    )
    if reminded.status is not NoticeStatus.SENT:
        return  # answered in the meantime
    desk.notices.keep(reminded)
    tasks: tuple[Task, ...] = ()
    if notice.channel is NoticeChannel.POST and notice.letter_id:
        letter = desk.letters.get(notice.case_id, notice.letter_id)
        earlier = [h for h in desk.deliveries.list(case.case_id) if h.letter_id == letter.letter_id]
        hand_over(desk, letter, Delivery.POST, earlier[-1].address if earlier else (), at=at)
    else:
        tasks = (_sending(reminded, reminder=True),)
    written = journalled(JournalKind.NOTICE_REMINDER_ORDERED, reminded, at=at)
    desk.cases.save(add(case, (written,), tasks))
    desk.cases.add_task(case.case_id, UNANSWERED_TASK, due_on=brussels_date(at), at=at)
