"""What a mail is by its headers, and what its words seem to ask; pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.documents.model import DocumentKind
from app.intake.model import House, MailKind, Suggestion
from app.intake.phrases import (
    ALL,
    FILE_NAMES,
    LANGUAGE_WORDS,
    PHRASES,
    WALLET,
    WALLET_ERASURE,
)
from app.language import Language
from app.personnel.names import fold

_MOST_RIGHTS: Final = 3
"""Words of more rights than this are a lesson about the law, or a form letter: a handler reads it."""
_MOST_ATTRIBUTES: Final = 50
_BULLET: Final = re.compile(r"^\s*[-*\u2022\u2013]\s*(\S.{0,199})$", re.MULTILINE)
_OWN_ID: Final = re.compile(r"<(?:person|collector)\.|<[0-9a-f]{32}(?:\.reminder)?@")
_APOSTROPHES: Final = dict.fromkeys(map(ord, "'\u2019"), " ")
_BULK: Final = frozenset({"bulk", "list", "junk", "auto_reply"})
_NULL_PATHS: Final = frozenset({"<>", "< >"})


@dataclass(frozen=True, slots=True)
class Marks:
    """The headers of a mail that tell what it is, in lower case."""

    message_id: str
    sender: str
    auto_submitted: str = ""
    precedence: str = ""
    return_path: str = ""
    media_type: str = ""
    report_type: str = ""
    failed: bool = False
    """Whether it says that a message was not delivered, for good."""
    listed: bool = False
    """Whether a list sent it on."""
    suppressed: bool = False
    """Whether it asks that no program answers it."""
    spam: str = ""
    """What our own server wrote of it."""


def kind_of(marks: Marks, house: House, *, refers: bool) -> MailKind:
    """Return what the mail is; `refers` says whether it refers to a message or a case of ours."""
    if _is_own(marks, house):
        return MailKind.OWN
    if marks.spam.startswith(("yes", "true")):
        return MailKind.SPAM
    is_report = marks.media_type == "multipart/report"
    if marks.failed and (is_report or marks.return_path in _NULL_PATHS):
        return MailKind.BOUNCE
    by_program = bool(marks.auto_submitted) and not marks.auto_submitted.startswith("no")
    if is_report or by_program or marks.return_path in _NULL_PATHS:
        return MailKind.AUTO_REPLY
    return MailKind.REPLY if refers else MailKind.REQUEST


def is_bulk(marks: Marks) -> bool:
    """Whether it came by a list, or does not want to be answered by a program.

    Such a mail can still be a request: a mailbox may itself be behind a list (IN-01).
    """
    return marks.listed or marks.suppressed or marks.precedence in _BULK


def is_own_id(message_id: str, house: House) -> bool:
    """Whether a message id is one that we give."""
    ours = message_id.lower().endswith(f"@{house.mail_domain.lower()}>")
    return ours and _OWN_ID.match(message_id) is not None


def _is_own(marks: Marks, house: House) -> bool:
    return is_own_id(marks.message_id, house) or (
        bool(house.sender) and marks.sender == house.sender.lower()
    )


def suggest(subject: str, text: str) -> Suggestion:
    """Return what the words seem to ask: always a suggestion, and none where they are not clear (IN-02)."""
    about, body = _plain(subject), _plain(text)
    language = _language(f"{about} {body}")
    if WALLET.search(about) and WALLET_ERASURE.search(about):
        return Suggestion(("erasure",), language, by_wallet=True, attributes=_attributes(text))
    found = tuple(
        right
        for right, patterns in PHRASES.items()
        if any(pattern.search(about) or pattern.search(body) for pattern in patterns)
    )
    return Suggestion(found if len(found) <= _MOST_RIGHTS else (), language)


def file_kind(name: str, content: bytes) -> DocumentKind:
    """Return as what an attachment is taken, by its name; a handler sees what it is."""
    if content.startswith(b"%PDF-") and b"/ByteRange" in content:
        return DocumentKind.SIGNED_PDF
    words = _plain(name.rpartition(".")[0] or name)
    is_paper = name.lower().endswith((".pdf", ".jpg", ".jpeg", ".png", ".heic"))
    for kind, pattern in FILE_NAMES.items():
        if is_paper and pattern.search(words):
            return kind
    return DocumentKind.OTHER


def names_of(sender_name: str, sender: str) -> tuple[str, str]:
    """Return given and family name by what the sender calls themselves, else by their address."""
    told = sender_name.strip(" \"'")
    if "@" in told or not any(sign.isalpha() for sign in told):
        words = [w for w in re.split(r"[._+\d-]+", sender.partition("@")[0]) if w]
        told = " ".join(word.capitalize() for word in words) or sender or "?"
    family, comma, given = told.partition(",")
    if comma and given.strip():
        return given.strip(), family.strip()
    first, _, rest = told.partition(" ")
    return (first, rest.strip()) if rest else ("", first)


def _plain(text: str) -> str:
    return " ".join(fold(text.translate(_APOSTROPHES)))


def _language(plain: str) -> Language:
    words = plain.split()
    counts: Mapping[Language, int] = {
        language: sum(word in known for word in words) for language, known in LANGUAGE_WORDS.items()
    }
    return max(counts, key=lambda language: (counts[language], language is Language.NL))


def _attributes(text: str) -> tuple[str, ...]:
    named = tuple(one.strip() for one in _BULLET.findall(text))[:_MOST_ATTRIBUTES]
    if named:
        return named
    return ("all",) if ALL.search(_plain(text)) else ()
