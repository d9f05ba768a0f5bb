"""Send the person a notice by mail, once: that their mail arrived, that a letter or message waits for them, or until when a copy does."""

from datetime import datetime

from app.cases.model import Case
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.casework.person_notices import (
    BOUNCED_TASK,
    RECEIVED,
    expiring,
    is_of_message,
    told_at,
)
from app.delivery.collector_mail import EMAIL
from app.delivery.message import SendingNever
from app.delivery.person_mail import Notice, PersonNotice, message_id, person_message
from app.kit.clock import brussels_date
from app.staff.model import SERVICE


def send(desk: Desk, case_id: str, about: str, *, at: datetime) -> None:
    """Hand the notice to the mail server; one that was killed before it was noted goes again under the same id.

    Raises SendingLater, for which the job is tried again. An address that is refused becomes a task.
    """
    case = desk.cases.load(case_id)
    channel = desk.channels.get(EMAIL)
    mark = message_id(case_id, about, desk.policy.mail_domain)
    if channel is None or not told_at(desk, case) or desk.mails.is_sent(mark):
        return
    try:
        channel.send(person_message(_notice(desk, case, mark, about), at=at))
    except SendingNever:
        desk.cases.add_task(case_id, BOUNCED_TASK, due_on=brussels_date(at), at=at)
        return
    desk.mails.keep_sent(mark, case_id, at=at)
    told = entry(JournalKind.MAIL_SENT, SERVICE, at, {"about": about, "messageId": mark})
    desk.cases.save(add(case, (told,)))


def _notice(desk: Desk, case: Case, mark: str, about: str) -> PersonNotice:
    export_id = expiring(about)
    until = desk.exports.get(export_id).available_until if export_id else None
    kind = Notice.RECEIVED if about == RECEIVED else Notice.EXPIRY if until else Notice.LETTER
    kind = Notice.MESSAGE if is_of_message(about) else kind
    return PersonNotice(
        message_id=mark,
        address=told_at(desk, case),
        reference=case.reference,
        page=desk.policy.status_url,
        contact=desk.register.dpo.email or "",
        language=case.language,
        kind=kind,
        until=until,
        in_reply_to=desk.mails.first_id(case.case_id),
    )
