"""What recipients answered, and the overview of who was told for the person who asks (Art. 19)."""

from datetime import date, datetime

from app.cases.guards import check_gate
from app.cases.model import Case, Delivery
from app.cases.rules import add
from app.cases.transitions import JournalKind
from app.casework.addressing import addressee, answer_address
from app.casework.correspondence import frame, hand_over, seal_letter
from app.casework.desk import Desk
from app.casework.notify import journalled, settle_tasks
from app.casework.on_page import check_can_open
from app.errors import DeskError
from app.kit.clock import brussels_date
from app.letters.compose_notices import RecipientLine, recipient_overview
from app.letters.model import Letter
from app.notices.model import OPEN, NoticeStatus, RecipientNotice
from app.notices.rules import answered
from app.notices.wording import ACTIONS, STATUSES
from app.staff.model import Actor


class NothingToTell(DeskError):
    """No recipient had to be told yet: an overview would say nothing."""

    code = "nothingToTell"


def record_answer(
    desk: Desk,
    case: Case,
    notice_id: str,
    result: NoticeStatus,
    *,
    reason: str,
    on: date,
    by: Actor,
    at: datetime,
) -> RecipientNotice:
    """Keep what a recipient answered on day `on`, or why it is not told at all.

    Raises NoticeNotFound, NoticeReasonMissing, NoticeAnswerNotPossible.
    """
    desk.cases.load(case.case_id, hold=True)
    known = desk.notices.get(case.case_id, notice_id, hold=True)
    notice = answered(known, result, reason=reason, on=on, today=brussels_date(at))
    desk.notices.keep(notice)
    written = journalled(JournalKind.NOTICE_ANSWERED, notice, at=at, by=by.actor_id)
    desk.cases.save(add(case, (written,)))
    settle_tasks(desk, case.case_id, at=at)
    return notice


def overview(desk: Desk, case: Case, *, delivery: Delivery, by: Actor, at: datetime) -> Letter:
    """Issue L19: who was told, when, what they answered; who is not told, and why.

    It discloses, so it goes only past the gate, by post only to a verified address (ID-11).
    Raises IdentityNotProven, AddressNotVerified, NoVerifiedEmail, NothingToTell, LetterNotPrintable.
    """
    case = desk.cases.load(case.case_id, hold=True)
    check_gate(case, desk.rights)
    notices = desk.notices.list(case.case_id)
    if not notices:
        raise NothingToTell("No recipient had to be told")
    on = brussels_date(at)
    address = answer_address(desk, case, delivery, on=on)
    if delivery is Delivery.PORTAL:
        check_can_open(desk, case)  # ID-11
    context = recipient_overview(
        frame(desk, case, on=on, addressee=addressee(case, address)),
        told=[_line(n) for n in notices if n.sent_at or n.status in _ANSWERED],
        waiting=[_line(n) for n in notices if n.status in OPEN],
        untold=[_line(n) for n in notices if n.status is NoticeStatus.NOT_SENT],
    )
    letter, written = seal_letter(desk, case, context, by=by, at=at)
    hand_over(desk, letter, delivery, address, at=at)
    desk.cases.save(add(case, (written,)))
    return letter


_ANSWERED = frozenset({NoticeStatus.ACKNOWLEDGED, NoticeStatus.REFUSED})


def _line(notice: RecipientNotice) -> RecipientLine:
    told_on = brussels_date(notice.sent_at) if notice.sent_at else notice.answered_on
    return RecipientLine(
        name=notice.recipient_name,
        action=ACTIONS[notice.action],
        on=told_on,
        answer=STATUSES[notice.status],
        reason=notice.answer,
    )
