"""Take in one mail: no step of its own, it puts the steps of receiving and attaching together for the doors of mail.

Everything happens in the caller's transaction: a mail is taken whole and once, or not at all.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.audit.journal import SERVICE_CHAIN
from app.audit.model import NewEntry
from app.cases.model import ENDS, Case, Channel, Claim, Requester, State
from app.cases.queries import CaseSearch, cases_like
from app.cases.rules import Intake, add, entry
from app.cases.transitions import JournalKind
from app.casework import attach, receive
from app.casework.correspondence import with_note
from app.casework.desk import Desk
from app.casework.mail_parts import (
    MailFile,
    MailTask,
    files_of,
    originals_of,
)
from app.casework.notify import came_back
from app.casework.person_notices import RECEIVED, notice_task
from app.documents.rules import FileRejected
from app.documents.wording import rejection_text
from app.intake.facts import facts_in
from app.intake.model import IncomingMail, MailKind, Suggestion
from app.intake.reading import MOST_TEXT, read_mail
from app.intake.rules import names_of, suggest
from app.kit.clock import brussels_date
from app.kit.ids import new_id
from app.kit.keyed_hash import keyed_hash
from app.language import Language
from app.rights.access import ACCESS
from app.staff.model import DATA_SUBJECT, SERVICE

MOST_ANSWERED: Final = 3
"""Mails of one sender in a day that are answered by a notice: two programs never talk for long."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a mail."""

    kind: MailKind
    case_id: str | None = None
    """The case it made, or was added to."""
    again: bool = False
    """Whether it was taken before."""


def take(desk: Desk, raw: bytes, *, arrived_at: datetime, at: datetime) -> Taken:
    """Make a case of a mail, add it to the one it answers, or pass it over; once, whatever is repeated."""
    mail = read_mail(
        raw, house=desk.policy.house, trust=desk.trust(), arrived_at=min(arrived_at, at), at=at
    )
    return _taken(desk, mail, at=at)


def take_unread(desk: Desk, head: bytes, *, arrived_at: datetime, at: datetime) -> Taken:
    """Make a case of a mail of which only the headers can be read: its clock runs all the same (DL-01)."""
    mail = read_mail(
        head, house=desk.policy.house, trust=desk.trust(), arrived_at=min(arrived_at, at), at=at
    )
    taken = _taken(desk, mail, at=at)
    if taken.case_id is not None and not taken.again:
        desk.cases.add_task(taken.case_id, MailTask.MAIL_TO_CHECK, due_on=brussels_date(at), at=at)
    return taken


def _taken(desk: Desk, mail: IncomingMail, *, at: datetime) -> Taken:
    if not desk.mails.claim(mail, at=at):
        return Taken(mail.kind, again=True)
    case_id = _case_for(desk, mail, at=at)
    if case_id is None:
        told = entry(JournalKind.MAIL_PASSED_OVER, SERVICE, at, {"mailKind": mail.kind.value})
        desk.journal.append(SERVICE_CHAIN, (told,))
    return Taken(mail.kind, case_id)


def _case_for(desk: Desk, mail: IncomingMail, *, at: datetime) -> str | None:
    """Return the case the mail made or belongs to; None where it is passed over, and nothing of it is kept."""
    match mail.kind:
        case MailKind.REQUEST | MailKind.REPLY:
            return _answered(desk, mail, at=at)
        case MailKind.BOUNCE:
            return _came_back(desk, mail, at=at)
        case MailKind.AUTO_REPLY | MailKind.OWN | MailKind.SPAM:
            return None


def _opened(desk: Desk, mail: IncomingMail, *, at: datetime) -> str:
    """Open a case for the mail (IN-01): whatever its form, whoever it seems to come from."""
    meant = suggest(mail.subject, mail.text)
    case = receive.register(desk, _intake(desk, mail, meant), by=DATA_SUBJECT, at=at)
    if meant.rights:
        desk.cases.add_task(
            case.case_id, MailTask.RIGHTS_TO_CONFIRM, due_on=brussels_date(at), at=at
        )
    _keep(desk, case, mail, at=at)
    sender = _sender_hash(desk, mail)
    desk.mails.belongs(mail, case.case_id, sender_hash=sender)
    often = desk.mails.count_from(sender, since=at - timedelta(days=1)) > MOST_ANSWERED
    answer = () if mail.bulk or often else notice_task(desk, case, RECEIVED)
    desk.cases.save(add(case, (_journalled(mail, at),), answer))
    return case.case_id


def _intake(desk: Desk, mail: IncomingMail, meant: Suggestion) -> Intake:
    given, family = names_of(mail.sender_name, mail.sender)
    number, born = facts_in(mail.text, on=brussels_date(mail.received_at))
    words = mail.text if mail.sealed else "\n\n".join(x for x in (mail.subject, mail.text) if x)
    statement = words[:MOST_TEXT].strip() or None
    details = {"attributes": list(meant.attributes)} if meant.attributes else {}
    rights = meant.rights or (ACCESS.right_id,)
    return Intake(
        channel=Channel.EUDI_WALLET if meant.by_wallet else Channel.EMAIL,
        language=meant.language if mail.text else Language.NL,
        entity=desk.policy.entity,
        received_on=brussels_date(mail.received_at),
        received_at=mail.received_at,
        requester=Requester(
            given_name=given,
            family_name=family,
            email=mail.sender or None,
            vlimpers_number=number,
            date_of_birth=born,
        ),
        claims=tuple(
            Claim(new_id(), right, statement=statement, details=details) for right in rights
        ),
        to_be_clarified=not meant.rights,
    )


def _answered(desk: Desk, mail: IncomingMail, *, at: datetime) -> str:
    """Add the mail to the case it answers, if it comes from the address of that case; else it is one of its own.

    Who goes on with a mail of their own answers the case it made.
    """
    case = _case_answered(desk, mail)
    if case is None:
        case_id = _opened(desk, mail, at=at)
        if mail.kind is MailKind.REPLY:
            task = MailTask.REPLY_WITHOUT_CASE
            desk.cases.add_task(case_id, task, due_on=brussels_date(at), at=at)
        return case_id
    desk.cases.load(case.case_id, hold=True)
    _keep(desk, case, mail, at=at)
    desk.mails.belongs(mail, case.case_id, sender_hash=_sender_hash(desk, mail))
    # Whether it is enough to end a suspension, a handler says (section 1.3).
    desk.cases.add_task(case.case_id, MailTask.REPLY_WAITS, due_on=brussels_date(at), at=at)
    desk.cases.save(add(case, (_journalled(mail, at),)))
    return case.case_id


def _case_answered(desk: Desk, mail: IncomingMail) -> Case | None:
    found = [desk.cases.load(case_id) for case_id in desk.mails.cases_of(mail.refers_to)]
    if mail.reference is not None:
        found += desk.cases.matching(cases_like(CaseSearch(reference=mail.reference)))
    going_on = (c for c in found if c.state not in ENDS - {State.LAPSED_IDENTITY})  # ID-10
    return next((case for case in going_on if _is_from(mail, case)), None)


def _is_from(mail: IncomingMail, case: Case) -> bool:
    known = (case.requester.email, case.representative and case.representative.email)
    return bool(mail.sender) and mail.sender in {one.lower() for one in known if one}


def _came_back(desk: Desk, mail: IncomingMail, *, at: datetime) -> str | None:
    """Mark the notice that came back, to a person or to a recipient; None where it is none of ours."""
    returned = desk.mails.bounce(mail.refers_to, at=at)
    for message_id, case_id in returned:
        desk.cases.add_task(case_id, MailTask.MAIL_RETURNED, due_on=brussels_date(at), at=at)
        told = entry(JournalKind.MAIL_RETURNED, SERVICE, at, {"messageId": message_id})
        desk.cases.save(add(desk.cases.load(case_id), (told,)))
    told_others = came_back(desk, mail.refers_to, at=at)
    return next(iter((*(case_id for _, case_id in returned), *told_others)), None)


def _keep(desk: Desk, case: Case, mail: IncomingMail, *, at: datetime) -> None:
    """Keep the mail and what came along; a file that is not taken stops nothing and is told."""
    refused = [_attached(desk, case, file, at=at) for file in files_of(mail)]
    told = [rejection_text(one).nl for one in refused if one is not None]
    whole, words = originals_of(mail)
    # What a stranger's program wrote can be too odd to keep as it came: then its words are kept.
    if _attached(desk, case, whole, at=at) is not None:
        kept = _attached(desk, case, words, at=at) is None
        told.append(_WORDS_KEPT if kept else _MAIL_NOT_KEPT)
    if mail.left_out:
        told.append(_TOO_MANY.format(mail.left_out))
    if told:
        desk.cases.add_task(
            case.case_id, MailTask.ATTACHMENT_NOT_KEPT, due_on=brussels_date(at), at=at
        )
        text = "\n".join((_NOT_KEPT, *(f"- {why}" for why in told)))
        change = with_note(desk, add(case, ()), text, by=SERVICE, at=at)
        desk.cases.save(change)


def _attached(desk: Desk, case: Case, file: MailFile, *, at: datetime) -> FileRejected | None:
    """Keep one file; return why it is not taken, if it is not."""
    try:
        attach.attach(
            desk,
            case,
            file.content,
            file.kind,
            file_name=file.name,
            declared_type=file.media_type,
            unsorted=True,
            by=DATA_SUBJECT,
            at=at,
        )
    except FileRejected as error:
        return error
    return None


def _sender_hash(desk: Desk, mail: IncomingMail) -> str:
    return keyed_hash(desk.policy.suppression_key, "mail", mail.sender)


def _journalled(mail: IncomingMail, at: datetime) -> NewEntry:
    details = {
        "mailKind": mail.kind.value,
        "mark": mail.mark,
        "attachments": len(mail.attachments),
        "sealed": mail.sealed,
    }
    return entry(JournalKind.MAIL_TAKEN, DATA_SUBJECT, at, details)


_NOT_KEPT: Final = "Met deze e-mail kwam iets mee dat we niet bewaren:"
_WORDS_KEPT: Final = "De e-mail zoals die kwam: alleen de tekst is bewaard"
_MAIL_NOT_KEPT: Final = "De e-mail zelf kon niet worden bewaard. De tekst staat bij het verzoek"
_TOO_MANY: Final = "Nog {} bijlagen: het zijn er te veel"
