"""A mail that came in, as values: from whom, when, what it says, and what it is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.language import Language


class MailKind(StrEnum):
    """What a mail is, by its headers; nobody's words decide it."""

    REQUEST = "request"
    REPLY = "reply"
    """It refers to a message of ours, or carries a reference of ours: to whose case is found out later."""
    AUTO_REPLY = "autoReply"
    BOUNCE = "bounce"
    OWN = "ownMail"
    SPAM = "spam"


@dataclass(frozen=True, slots=True)
class House:
    """What is ours: how mail of ours, and what our own servers added, is known."""

    mail_domain: str
    """Domain of the ids of our mail."""
    sender: str = ""
    """Address our mail comes from."""
    servers: frozenset[str] = frozenset()
    """Names of our servers that write when they received a mail."""
    spam_header: str = ""
    """Header in which our own server says that it is spam; empty: none is believed."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came along."""

    name: str
    media_type: str
    """As the sender declares it; the content decides later."""
    content: bytes


@dataclass(frozen=True, slots=True)
class IncomingMail:
    """One mail."""

    mark: str
    """The same for the same mail, by whichever way it comes; another for every other."""
    message_id: str
    refers_to: tuple[str, ...]
    """Ids of the messages it answers, or that came back in it."""
    reference: str | None
    """Reference of a case in its subject."""
    sender: str
    """Address, in lower case; empty where there is none."""
    sender_name: str
    subject: str
    received_at: datetime
    text: str
    """Of the signed part where there is one: only that counts as the request."""
    attachments: tuple[Attachment, ...]
    kind: MailKind
    sealed: bool
    """Whether it is signed or encrypted: such a mail is kept whole, for the check of its signature."""
    bulk: bool
    """Whether it was sent to many, or by a program: it is never answered by a mail."""
    left_out: int
    """Attachments beyond the most that are looked at."""
    kept: bytes
    """The mail as it is kept: whole where it is sealed, else without its attachments, which are kept on their own."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the words of a mail seem to ask; a handler reads it and decides."""

    rights: tuple[str, ...]
    """Empty where no clear words say it."""
    language: Language
    by_wallet: bool = False
    """Whether it is the mail that an identity wallet prepares (Regulation 910/2014 art. 5a(5))."""
    attributes: tuple[str, ...] = ()
    """The data it names, given by a wallet."""
