"""Send the code that opens contents to the address verified for the case, and take it: the same word for wrong, old and unknown."""

from datetime import datetime

from app.cases.guards import PROVEN, IdentityNotProven
from app.cases.model import Case
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.casework.on_page import NoVerifiedEmail, mail_for_codes
from app.delivery.code_mail import CodeMail, code_message
from app.delivery.collector_mail import EMAIL
from app.exports.step_up import new_code, read_code, sent, tried
from app.identity.model import VerifiedEmail
from app.kit.ids import new_id
from app.staff.model import DATA_SUBJECT, Actor


def verify_email(
    desk: Desk, case: Case, address: str, *, proof: str, by: Actor, at: datetime
) -> VerifiedEmail:
    """Keep the address that was verified for the case, and how; codes go there from now on (ID-11).

    Raises IdentityNotProven while nobody knows who asks, and VersionMismatch.
    """
    desk.cases.hold(case)
    if not any(claim.identity in PROVEN for claim in case.claims):
        raise IdentityNotProven("Nobody knows yet who asks")
    email = VerifiedEmail(case.case_id, address, proof, by.actor_id, at)
    desk.identity.keep_email(email)
    desk.downloads.forget_code(case.case_id)
    desk.cases.save(add(case, (entry(JournalKind.EMAIL_VERIFIED, by, at),)))
    return email


def send_code(desk: Desk, case_id: str, *, at: datetime) -> None:
    """Mail a new code; the one before opens nothing any more.

    Raises NoVerifiedEmail, CodeTooSoon, SendingLater and SendingNever: then nothing has changed.
    """
    case = desk.cases.load(case_id)
    newest = desk.downloads.code(case_id)  # first: who verifies another address now is waited for
    email, channel = mail_for_codes(desk, case), desk.channels.get(EMAIL)
    if email is None or channel is None:
        raise NoVerifiedEmail("No e-mail address of the person was verified")
    code = new_code()
    kept = sent(newest, desk.downloads.hashed(case_id, code), at=at)
    mail = CodeMail(
        message_id=f"<code.{case_id}.{new_id()}@{desk.policy.mail_domain}>",
        address=email.address,
        reference=case.reference,
        code=code,
        contact=desk.register.dpo.email or "",
        language=case.language,
    )
    channel.send(code_message(mail, at=at))
    desk.downloads.keep(kept)
    desk.cases.save(add(case, (entry(JournalKind.CODE_SENT, DATA_SUBJECT, at),)))


def take_code(desk: Desk, case_id: str, typed: str, *, at: datetime) -> bool:
    """Whether this is the code, which opens once; a wrong one counts. Of two tries at once one waits for the other."""
    case = desk.cases.load(case_id)
    hashed = desk.downloads.hashed(case_id, read_code(typed))
    kept, right = tried(desk.downloads.code(case_id), hashed, at=at)
    desk.downloads.keep(kept)
    kind = JournalKind.CODE_TAKEN if right else JournalKind.CODE_REFUSED
    desk.cases.save(add(case, (entry(kind, DATA_SUBJECT, at),)))
    return right
