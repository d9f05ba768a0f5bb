"""Whom to tell of a rectification, erasure or restriction, under which id, and what may be answered (Art. 19)."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar, Final

from app.deadlines.arithmetic import working_days_after
from app.deadlines.holidays import Calendar
from app.errors import DeskError
from app.notices.model import (
    NoticeAction,
    NoticeChannel,
    NoticeStatus,
    RecipientContact,
    RecipientNotice,
)
from app.personnel.model import ActualRecipient
from app.register.model import Recipient

DUE_WORKING_DAYS: Final = 5
"""Policy: by when a recipient is told (DL-17)."""

REMIND_WORKING_DAYS: Final = 20
"""Policy: after how long without an answer a recipient is reminded, once."""


class NoticeAnswerNotPossible(DeskError):
    """This answer does not follow the present status of the notice, or its date is not possible."""

    code: ClassVar[str] = "noticeAnswerNotPossible"


class NoticeReasonMissing(DeskError):
    """A refusal, and a notice that is not sent, need their reason (Art. 19)."""

    code: ClassVar[str] = "noticeReasonMissing"


_FOLLOWS: Final[Mapping[NoticeStatus, frozenset[NoticeStatus]]] = {
    NoticeStatus.DUE: frozenset({NoticeStatus.ACKNOWLEDGED, NoticeStatus.NOT_SENT}),
    NoticeStatus.FAILED: frozenset({NoticeStatus.ACKNOWLEDGED, NoticeStatus.NOT_SENT}),
    NoticeStatus.SENT: frozenset({NoticeStatus.ACKNOWLEDGED, NoticeStatus.REFUSED}),
    NoticeStatus.REFUSED: frozenset({NoticeStatus.ACKNOWLEDGED}),
    NoticeStatus.ACKNOWLEDGED: frozenset(),
    NoticeStatus.NOT_SENT: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Done:
    """What was done to the data of a claim: one action, on the Brussels day it took effect."""

    case_id: str
    claim_id: str
    action: NoticeAction
    category_ids: tuple[str, ...]
    elements: tuple[str, ...]
    effective_on: date


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who may have to be told: those of this person, those of the register, and where they are reached."""

    actual: tuple[ActualRecipient, ...]
    register: tuple[Recipient, ...]
    contacts: Mapping[str, RecipientContact]
    entity_name: str | None = None
    """Name of the person's own entity; None where it is not known or is the one that answers."""


@dataclass(frozen=True, slots=True)
class _Told:
    name: str
    recipient_id: str | None
    category_ids: tuple[str, ...]


def plan_notices(
    done: Done, recipients: Recipients, *, calendar: Calendar, at: datetime
) -> tuple[RecipientNotice, ...]:
    """Return one notice per recipient the data went to (Art. 19, DL-17).

    Those are the recipients the store names with one of these categories, or with none it could
    name, and those the register says are told and that have a contact. Raises CalendarEnds.
    """
    due_on = working_days_after(done.effective_on, DUE_WORKING_DAYS, calendar=calendar)
    return tuple(
        RecipientNotice(
            notice_id=notice_id(done, told.recipient_id, told.name),
            case_id=done.case_id,
            claim_id=done.claim_id,
            recipient_name=told.name,
            recipient_id=told.recipient_id,
            action=done.action,
            category_ids=told.category_ids,
            elements=done.elements,
            effective_on=done.effective_on,
            channel=_channel(recipients.contacts, told.recipient_id),
            status=NoticeStatus.DUE,
            due_on=due_on,
            created_at=at,
        )
        for told in _told(done, recipients)
    )


def _told(done: Done, recipients: Recipients) -> Iterator[_Told]:
    known = {r.recipient_id: r for r in recipients.register}
    told = set[str | None]()
    for actual in recipients.actual:
        entry = known.get(actual.recipient_id or "")
        # Where nothing is named, it is about all that went there.
        wanted = done.category_ids or actual.category_ids
        went = tuple(c for c in wanted if c in actual.category_ids)
        if (actual.category_ids and not went) or (entry is not None and not entry.notify):
            continue
        told.add(actual.recipient_id)
        yield _Told(actual.name, actual.recipient_id, went or done.category_ids)
    for entry in recipients.register:
        contact = recipients.contacts.get(entry.recipient_id)
        if not entry.notify or entry.kind == "internal" or contact is None:
            continue
        name = recipients.entity_name if entry.own_entity else entry.name or entry.label.nl
        # The person's own entity is no recipient where it is the one that answers.
        if entry.recipient_id not in told and name is not None:
            yield _Told(name, entry.recipient_id, done.category_ids)


def follow_ups(
    done: Done,
    told: Iterable[RecipientNotice],
    contacts: Mapping[str, RecipientContact],
    *,
    calendar: Calendar,
    at: datetime,
) -> tuple[RecipientNotice, ...]:
    """Return a notice to everyone who was told of what has ended now, about what both have in common.

    Who was not told needs to hear nothing. Raises CalendarEnds.
    """
    due_on = working_days_after(done.effective_on, DUE_WORKING_DAYS, calendar=calendar)
    found: dict[str, RecipientNotice] = {}
    for earlier in told:
        shared = tuple(c for c in earlier.category_ids if c in done.category_ids)
        if earlier.category_ids and done.category_ids and not shared:
            continue
        key = notice_id(done, earlier.recipient_id, earlier.recipient_name)
        before = found[key].category_ids if key in found else ()
        about = shared or earlier.category_ids or done.category_ids
        found[key] = RecipientNotice(
            notice_id=key,
            case_id=done.case_id,
            claim_id=done.claim_id,
            recipient_name=earlier.recipient_name,
            recipient_id=earlier.recipient_id,
            action=done.action,
            category_ids=tuple(dict.fromkeys((*before, *about))),
            elements=done.elements,
            effective_on=done.effective_on,
            channel=_channel(contacts, earlier.recipient_id),
            status=NoticeStatus.DUE,
            due_on=due_on,
            created_at=at,
        )
    return tuple(found.values())


def _channel(contacts: Mapping[str, RecipientContact], recipient_id: str | None) -> NoticeChannel:
    contact = contacts.get(recipient_id or "")
    return contact.channel if contact else NoticeChannel.POST


def notice_id(done: Done, recipient_id: str | None, name: str, *, more: Sequence[str] = ()) -> str:
    """Return the id of the notice: the same however often it is planned.

    `more` are the categories of a further notice, where the first one had gone already.
    """
    parts = (done.case_id, done.claim_id, recipient_id or "", name, done.action.value, *more)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def new_or_wider(
    planned: RecipientNotice, kept: Sequence[RecipientNotice]
) -> RecipientNotice | None:
    """Return what is to be kept of a planned notice beside those kept; None when nothing is new.

    While its letter is not made the notice grows; after that what is new gets a notice of its own.
    """
    same = [n for n in kept if _key(n) == _key(planned)]
    told = {c for n in same for c in n.category_ids}
    named = {e for n in same for e in n.elements}
    categories = tuple(c for c in planned.category_ids if c not in told)
    elements = tuple(e for e in planned.elements if e not in named)
    if not same:
        return planned
    if any(not n.category_ids for n in same):
        return None  # everything was told
    if not categories and not elements:
        return None
    for notice in same:
        if notice.status is NoticeStatus.DUE and notice.letter_id is None:
            return replace(
                notice,
                category_ids=(*notice.category_ids, *categories),
                elements=(*notice.elements, *elements),
            )
    categories = categories or planned.category_ids
    done = Done(
        planned.case_id,
        planned.claim_id,
        planned.action,
        categories,
        elements,
        planned.effective_on,
    )
    more = (*sorted(categories), *sorted(elements))
    further = notice_id(done, planned.recipient_id, planned.recipient_name, more=more)
    return replace(planned, notice_id=further, category_ids=categories, elements=elements)


def _key(notice: RecipientNotice) -> tuple[str, str | None, str, NoticeAction]:
    return (notice.claim_id, notice.recipient_id, notice.recipient_name, notice.action)


def told_names(notices: Iterable[RecipientNotice], claim_id: str) -> tuple[str, ...]:
    """Return who is told of what was done on a claim, each once; not whom we have a reason not to tell (Art. 19)."""
    told = (n for n in notices if n.claim_id == claim_id and n.status is not NoticeStatus.NOT_SENT)
    return tuple(dict.fromkeys(n.recipient_name for n in told))


def message_id(notice_id: str, domain: str, *, reminder: bool = False) -> str:
    """Return the Message-ID of a notice, the same for every attempt; a reminder is another message."""
    return f"<{notice_id}{'.reminder' if reminder else ''}@{domain}>"


def sent(notice: RecipientNotice, *, at: datetime) -> RecipientNotice:
    """Return the notice as accepted by the recipient's server, or dispatched by post."""
    return replace(notice, status=NoticeStatus.SENT, sent_at=at)


def answered(
    notice: RecipientNotice, result: NoticeStatus, *, reason: str, on: date, today: date
) -> RecipientNotice:
    """Return the notice with the recipient's answer of day `on`, or with why it is not sent.

    Raises NoticeReasonMissing for a refusal or `notSent` without reason, NoticeAnswerNotPossible
    for a result that does not follow, or a day in the future or before the change.
    """
    if result not in _FOLLOWS[notice.status]:
        raise NoticeAnswerNotPossible(f"{result.value} does not follow {notice.status.value}")
    if on > today or on < notice.effective_on:
        raise NoticeAnswerNotPossible("The date of the answer is not possible")
    if result is not NoticeStatus.ACKNOWLEDGED and not reason.strip():
        raise NoticeReasonMissing("Say why")
    return replace(notice, status=result, answered_on=on, answer=reason.strip())


def reminder_due(notice: RecipientNotice, *, sent_on: date, on: date, calendar: Calendar) -> bool:
    """Whether a notice sent on day `sent_on` and not answered is reminded on `on`: once. Raises CalendarEnds."""
    if notice.status is not NoticeStatus.SENT or notice.reminded_at is not None:
        return False
    return on > working_days_after(sent_on, REMIND_WORKING_DAYS, calendar=calendar)
