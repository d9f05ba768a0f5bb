"""Plan the notices to recipients with what was done (Art. 19), and tell which are still open; used by the steps."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from app.audit.model import NewEntry
from app.cases.model import Case, Claim
from app.cases.rules import add
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.notices.model import NoticeAction, NoticeChannel, NoticeStatus, RecipientNotice
from app.notices.rules import (
    Done,
    Recipients,
    follow_ups,
    new_or_wider,
    plan_notices,
    sent,
)
from app.outbox.model import FAILURES, Event, Task, TaskName, Told
from app.staff.model import SERVICE

FAILED_TASK: Final = FAILURES[TaskName.SEND_NOTICE]
UNANSWERED_TASK: Final = "noticeUnanswered"
"""Task of a handler: a recipient did not answer, and was reminded."""


def notices_for(
    desk: Desk,
    case: Case,
    claim: Claim,
    action: NoticeAction,
    *,
    category_ids: Sequence[str],
    elements: Sequence[str],
    on: date,
    at: datetime,
    recipient_ids: frozenset[str] | None = None,
) -> tuple[RecipientNotice, ...]:
    """Keep a notice per recipient of what was done on day `on`, journal it and order its sending.

    In the transaction of the change itself, best once per claim and action; planned again it adds
    only what is new. `recipient_ids` limits it to those, e.g. where a disclosure stops (OB-05).
    Raises CalendarEnds.
    """
    done = Done(case.case_id, claim.claim_id, action, tuple(category_ids), tuple(elements), on)
    planned = plan_notices(done, _recipients(desk, case), calendar=desk.calendar, at=at)
    wanted = (n for n in planned if recipient_ids is None or n.recipient_id in recipient_ids)
    return _kept(desk, case, wanted, at=at)


def tell_ended(
    desk: Desk,
    case: Case,
    done: Done,
    earlier: Iterable[RecipientNotice],
    *,
    at: datetime,
) -> tuple[RecipientNotice, ...]:
    """Keep a notice to whoever was told of what has ended now, journal it and order its sending. Raises CalendarEnds."""
    planned = follow_ups(done, earlier, desk.contacts, calendar=desk.calendar, at=at)
    return _kept(desk, case, planned, at=at)


def _kept(
    desk: Desk, case: Case, planned: Iterable[RecipientNotice], *, at: datetime
) -> tuple[RecipientNotice, ...]:
    """Keep what is new of these notices."""
    kept: list[RecipientNotice] = []
    for notice in planned:
        wider = new_or_wider(notice, desk.notices.list(case.case_id))
        if wider is not None:
            desk.notices.keep(wider)
            kept.append(wider)
    if kept:
        entries = [journalled(JournalKind.NOTICE_PLANNED, notice, at=at) for notice in kept]
        order = Task(TaskName.SEND_NOTICES, {"case_id": case.case_id}, lock=case.case_id)
        desk.cases.save(add(case, entries, (order,), events=map(_due, kept)))
    return tuple(kept)


def _due(notice: RecipientNotice) -> Told:
    due = {"action": notice.action.value, "noticeDueDate": notice.due_on.isoformat()}
    return Told(Event.RECIPIENT_NOTICE_DUE, due, notice.notice_id)


def open_notices(desk: Desk, case_id: str) -> tuple[RecipientNotice, ...]:
    """Return the notices that keep the case from ending: due or failed."""
    return desk.notices.open(case_id)


def is_something_open(desk: Desk, case_id: str) -> bool:
    """Whether a human still has to act before an answered case can end (section 9, Art. 19).

    A destruction that failed keeps no case open: the closure itself does it again.
    """
    swept = FAILURES[TaskName.DESTROY_COPIES]
    tasks = [kind for kind, _ in desk.cases.open_tasks(case_id) if kind != swept]
    return bool(tasks) or bool(open_notices(desk, case_id))


def letter_dispatched(desk: Desk, case: Case, letter_id: str, *, at: datetime) -> None:
    """Note that the letter of a notice went by post, if it is one; called with the courier's receipt."""
    notice = desk.notices.of_letter(case.case_id, letter_id)
    if notice is None or notice.channel is not NoticeChannel.POST:
        return
    if notice.status is NoticeStatus.DUE:
        notice = sent(notice, at=at)
        desk.notices.keep(notice)
        desk.cases.save(add(case, (journalled(JournalKind.NOTICE_SENT, notice, at=at),)))
    elif notice.reminded_at is not None and notice.reminder_sent_at is None:
        desk.notices.keep(replace(notice, reminder_sent_at=at))


def journalled(
    kind: JournalKind, notice: RecipientNotice, *, at: datetime, by: str = SERVICE.actor_id
) -> NewEntry:
    """Return the journal entry on a notice: codes and ids alone."""
    details = {
        "noticeId": notice.notice_id,
        "claimId": notice.claim_id,
        "recipientId": notice.recipient_id or "",
        "action": notice.action.value,
        "channel": notice.channel.value,
        "status": notice.status.value,
    }
    return NewEntry(kind.value, by, at, details)


def came_back(desk: Desk, message_ids: Iterable[str], *, at: datetime) -> tuple[str, ...]:
    """Mark as failed what a mail server gave back of notices to recipients; return the cases they are of."""
    returned = desk.notices.of_messages(message_ids)
    for notice in returned:
        failed = replace(notice, status=NoticeStatus.FAILED)
        desk.notices.keep(failed)
        case = desk.cases.load(notice.case_id)
        desk.cases.save(add(case, (journalled(JournalKind.NOTICE_FAILED, failed, at=at),)))
        desk.cases.add_task(case.case_id, FAILED_TASK, due_on=notice.due_on, at=at)
    return tuple(notice.case_id for notice in returned)


def settle_tasks(desk: Desk, case_id: str, *, at: datetime) -> None:
    """Finish what a human had to look at, once no notice needs it any more."""
    notices = desk.notices.list(case_id)
    if all(n.status is not NoticeStatus.FAILED for n in notices):
        desk.cases.finish_tasks(case_id, FAILED_TASK, at=at)
    if not [n for n in notices if n.status is NoticeStatus.SENT and n.reminded_at]:
        desk.cases.finish_tasks(case_id, UNANSWERED_TASK, at=at)


def _recipients(desk: Desk, case: Case) -> Recipients:
    dossier = desk.dossiers.load(case.case_id)
    profile = dossier.profile
    own = profile is not None and profile.entity_code != case.entity
    return Recipients(
        actual=dossier.recipients,
        register=desk.register.recipients,
        contacts=desk.contacts,
        entity_name=profile.entity_name if profile is not None and own else None,
    )
