"""What a notice says and to whom: the items of its letter, and the message around the letter."""

from datetime import datetime

from app.cases.model import Case
from app.casework.desk import Desk
from app.delivery.message import Message
from app.language import Language, Text
from app.notices.model import NoticeChannel, RecipientContact, RecipientNotice
from app.notices.rules import message_id
from app.notices.wording import BODY, REMINDER_SUBJECT, SUBJECT

LANGUAGE = Language.NL
"""LT-01: notices go out in Dutch."""


_ALL = Text(
    "alle gegevens van deze persoon",
    "all data of this person",
    "toutes les données de cette personne",
)


def items_of(desk: Desk, notice: RecipientNotice) -> tuple[Text, ...]:
    """Return the label of each category of the notice, then of each element it names; without any all that went there."""
    labels = {c.category_id: c.label for c in desk.register.categories}
    categories = [labels.get(i, Text(i)) for i in notice.category_ids]
    known = {
        element.name: element.label
        for collector in desk.collectors
        for holding in collector.holdings
        if holding.category_id in notice.category_ids
        for element in holding.elements
    }
    elements = [known.get(name, Text(name)) for name in notice.elements]
    return tuple(dict.fromkeys((*categories, *elements))) or (_ALL,)


def message_of(
    desk: Desk,
    case: Case,
    notice: RecipientNotice,
    contact: RecipientContact,
    *,
    reminder: bool,
    at: datetime,
) -> Message:
    """Return the message of a prepared notice. Raises LetterMissing."""
    letter = desk.letters.get(case.case_id, notice.letter_id or "")
    words = {
        "reference": case.reference,
        "controller": desk.register.controller.name.into(LANGUAGE),
        "contact": desk.register.dpo.email or desk.policy.handler.email,
    }
    subject = REMINDER_SUBJECT if reminder else SUBJECT
    return Message(
        message_id=_mark(notice, reminder=reminder),
        address=contact.address,
        subject=subject.into(LANGUAGE).format(**words),
        text=BODY.into(LANGUAGE).format(**words),
        facts=_facts(desk, case, notice, reminder=reminder),
        letter=desk.letters.content(letter, key=desk.cases.key_of(case.case_id)),
        file_name=f"{case.reference}-{letter.kind.value}.pdf",
        at=at,
        secret=contact.secret,
    )


def _mark(notice: RecipientNotice, *, reminder: bool) -> str:
    """Return the id of the message: the one recorded when the notice was prepared."""
    recorded = notice.message_id or notice.notice_id
    if not reminder:
        return recorded
    if notice.channel is NoticeChannel.EMAIL:
        domain = recorded.rstrip(">").rpartition("@")[2]
        return message_id(notice.notice_id, domain, reminder=True)
    return f"{recorded}.reminder"


def _facts(desk: Desk, case: Case, notice: RecipientNotice, *, reminder: bool) -> dict[str, object]:
    """Return what section 7.3 lets a notice say: whose data, which, what was done, since when."""
    return {
        "noticeId": notice.notice_id,
        "reference": case.reference,
        "reminder": reminder,
        "person": {
            "givenName": case.requester.given_name,
            "familyName": case.requester.family_name,
        },
        "action": notice.action.value,
        "categories": list(notice.category_ids),
        "elements": list(notice.elements),
        "items": [item.into(LANGUAGE) for item in items_of(desk, notice)],
        "effectiveDate": notice.effective_on.isoformat(),
    }
