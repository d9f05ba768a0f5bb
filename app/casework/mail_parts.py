"""What steps share on mail: the files that are kept of one, and the tasks that come of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.casework.person_notices import BOUNCED_TASK
from app.documents.model import DocumentKind
from app.intake.model import IncomingMail
from app.intake.rules import file_kind


class MailTask(StrEnum):
    """What a mail or a message asks of a handler; done once they say so, or by the step it waits for."""

    RIGHTS_TO_CONFIRM = "rightsToConfirm"
    """The rights of the case were suggested by the words of a mail."""
    REPLY_WAITS = "replyWaits"
    """The person wrote again, in a case that goes on."""
    REPLY_WITHOUT_CASE = "replyWithoutCase"
    """A mail refers to a case, but does not come from its address, or the case is over: it became one of its own."""
    MESSAGE_RECEIVED = "messageReceived"
    """The person wrote on their status page."""
    ATTACHMENT_NOT_KEPT = "attachmentNotKept"
    MAIL_TO_CHECK = "mailToCheck"
    """A mail could not be read; it lies in the folder for such mails."""
    MAIL_RETURNED = BOUNCED_TASK
    """A notice to the person came back."""


_NAME: Final = "bericht.eml"
_TYPE: Final = "message/rfc822"


@dataclass(frozen=True, slots=True)
class MailFile:
    """One file, as it is given to the inspection."""

    name: str
    media_type: str
    content: bytes
    kind: DocumentKind


def files_of(mail: IncomingMail) -> tuple[MailFile, ...]:
    """Return what came along, each with the kind its name says."""
    return tuple(
        MailFile(file.name, file.media_type, file.content, file_kind(file.name, file.content))
        for file in mail.attachments
    )


def originals_of(mail: IncomingMail) -> tuple[MailFile, MailFile]:
    """Return the mail as it is kept, and its words alone, for what cannot be kept so."""
    kind = DocumentKind.SIGNED_EMAIL if mail.sealed else DocumentKind.OTHER
    return (
        MailFile(_NAME, _TYPE, mail.kept, kind),
        MailFile(_NAME, _TYPE, _words(mail), DocumentKind.OTHER),
    )


def _words(mail: IncomingMail) -> bytes:
    sender = mail.sender or "?"
    lines = (
        f"From: {sender}",
        f"Message-ID: {mail.message_id}",
        f"Subject: {mail.subject}",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        "",
        mail.text,
    )
    return "\r\n".join(lines).encode("utf-8", "replace")
