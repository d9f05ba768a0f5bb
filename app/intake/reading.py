"""Read one raw mail: what it is, what it says, and what came along; whatever it holds, it is read to an end."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message
from typing import Final

from app.documents.signed.entities import MOST_PARTS, Entity
from app.documents.signed.mail import SignatureUnreadable, signed_parts
from app.documents.trust.model import Trust
from app.intake.headers import decoded, ids_in, received_at, sender_of, text_of, words_of
from app.intake.html_text import seen_in
from app.intake.model import Attachment, House, IncomingMail
from app.intake.rules import Marks, is_bulk, is_own_id, kind_of
from app.kit.ids import BadReference, read_reference
from app.kit.typed_text import paragraphs

MOST_ATTACHMENTS: Final = 20
MOST_TEXT: Final = 5000
"""Characters of a request that stand with the claim; the whole mail is kept beside it."""
_DEEPEST: Final = 12
_READ_TEXT: Final = 400_000
_LIST_HEADERS: Final = ("List-Id", "List-Unsubscribe", "List-Post", "List-Help")
_NO_NAME: Final = "bijlage"
_SEALED: Final = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_SIGNATURES: Final = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature"})


@dataclass(slots=True)
class _Found:
    """What the parts of a mail hold."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    files: list[tuple[Entity, Attachment]] = field(default_factory=list)
    parts: int = 0

    @property
    def text(self) -> str:
        seen = self.plain or [seen_in(page) for page in self.html]
        return paragraphs("\n".join(one.strip() for one in seen if one.strip()))


def read_mail(
    raw: bytes, *, house: House, trust: Trust, arrived_at: datetime, at: datetime
) -> IncomingMail:
    """Return what the mail is and says; `arrived_at` is when the door got it, `at` when it is judged."""
    message = Entity(raw.lstrip(b"\xef\xbb\xbf\r\n"))
    headers = message.headers
    signed, sealed = _signed(message, trust, at)
    everything = _Found()
    _gather(message, everything, _DEEPEST)
    found = everything
    if signed is not None:
        found = _Found()
        _gather(signed, found, _DEEPEST)
    files = [file for _, file in found.files]
    sender_name, sender = sender_of(headers)
    marks = _marks(message, sender, house)
    refers_to = ids_in(*_returned(message), *_answered(headers))
    reference = _reference(text_of(headers, "Subject"))
    ours = any(is_own_id(one, house) for one in refers_to)
    return IncomingMail(
        mark=_mark(message),
        message_id=marks.message_id,
        refers_to=refers_to,
        reference=reference,
        sender=sender,
        sender_name=sender_name,
        subject=text_of(headers, "Subject")[:500],
        received_at=received_at(headers, house, arrived_at=arrived_at),
        text=found.text,
        attachments=tuple(files[:MOST_ATTACHMENTS]),
        kind=kind_of(marks, house, refers=ours or reference is not None),
        sealed=sealed,
        bulk=is_bulk(marks),
        left_out=max(len(files) - MOST_ATTACHMENTS, 0),
        kept=raw if sealed else _without(raw, everything),
    )


def _signed(message: Entity, trust: Trust, at: datetime) -> tuple[Entity | None, bool]:
    """Return the outermost part that the sender signed, and whether there is any seal at all.

    What is signed in a forwarded mail is somebody else's.
    """
    try:
        parts = signed_parts(message.raw, trust=trust, at=at)
    except SignatureUnreadable:
        return None, True
    own = next((part.entity for part in parts if not part.forwarded), None)
    return own, own is not None or message.media_type in _SEALED


def _gather(entity: Entity, found: _Found, depth: int) -> None:
    found.parts += 1
    if found.parts > MOST_PARTS or entity.media_type in _SIGNATURES:
        return
    inside = entity.parts() if depth > 0 else ()
    for part in inside:
        _gather(part, found, depth - 1)
    if inside or entity.media_type in _SEALED or entity.media_type.startswith("multipart/"):
        return
    name = _name(entity)
    if name or _is_attached(entity) or not entity.media_type.startswith("text/"):
        file = Attachment(name or _NO_NAME, entity.media_type, entity.decoded())
        found.files.append((entity, file))
        return
    (found.html if entity.media_type == "text/html" else found.plain).append(_text(entity))


def _text(entity: Entity) -> str:
    content = entity.decoded()[:_READ_TEXT]
    charset = entity.parameter("charset") or "utf-8"
    try:
        return content.decode(charset, "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")


def _is_attached(entity: Entity) -> bool:
    return str(entity.headers.get("Content-Disposition", "")).lower().startswith("attachment")


def _name(entity: Entity) -> str:
    try:
        return decoded(entity.headers.get_filename("") or "")[:200]
    except (LookupError, ValueError, TypeError):
        return _NO_NAME


def _without(raw: bytes, found: _Found) -> bytes:
    """Return the mail without what came along: each file is kept on its own, and can be destroyed on its own (ID-08)."""
    for entity, file in found.files:
        if entity.body:
            head = entity.raw[: len(entity.raw) - len(entity.body)]
            told = hashlib.sha256(file.content).hexdigest()
            raw = raw.replace(entity.raw, head + f"sha256 {told}\r\n".encode(), 1)
    return raw


def _marks(message: Entity, sender: str, house: House) -> Marks:
    headers = message.headers
    first = {
        name: next(words_of(headers, name), "")
        for name in ("Auto-Submitted", "Precedence", "Return-Path", "X-Auto-Response-Suppress")
    }
    spam = next(words_of(headers, house.spam_header), "") if house.spam_header else ""
    return Marks(
        message_id=(ids_in(str(headers.get("Message-ID", ""))) or ("",))[0],
        sender=sender,
        auto_submitted=first["Auto-Submitted"],
        precedence=first["Precedence"],
        return_path=first["Return-Path"],
        media_type=message.media_type,
        failed=_says_failed(message),
        listed=any(headers.get(name) for name in _LIST_HEADERS),
        suppressed=bool(first["X-Auto-Response-Suppress"]),
        spam=spam,
    )


def _says_failed(message: Entity) -> bool:
    if message.headers.get("X-Failed-Recipients"):
        return True
    return any(
        part.media_type == "message/delivery-status"
        and any(one.strip().lower() == b"action: failed" for one in part.body.splitlines())
        for part in message.parts()
    )


def _answered(headers: Message) -> Iterator[str]:
    for name in ("References", "In-Reply-To"):
        yield str(headers.get(name, ""))


def _returned(message: Entity) -> Iterator[str]:
    """Yield the ids of the messages that came back in a report."""
    if message.media_type != "multipart/report":
        return
    for part in message.parts():
        if part.media_type in {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers"}:
            inner = Entity(part.decoded().lstrip(b"\r\n"))
            yield str(inner.headers.get("Message-ID", ""))


def _reference(subject: str) -> str | None:
    for word in _candidates(subject):
        try:
            return read_reference(word)
        except BadReference:
            continue
    return None


def _candidates(subject: str) -> Iterator[str]:
    upper = subject.upper()
    start = upper.find("DSR")
    while start >= 0:
        yield upper[start : start + 13]  # as we write it: DSR-XXXX-XXXX
        start = upper.find("DSR", start + 3)


def _mark(message: Entity) -> str:
    """Return a hash of what the sender wrote: the lines that servers add on the way are left out."""
    headers = message.headers
    told = hashlib.sha256()
    for name in ("Message-ID", "From", "Date", "Subject"):
        value = str(headers.get(name, "")).encode("utf-8", "surrogateescape")
        told.update(len(value).to_bytes(8, "big") + value)
    told.update(message.body.replace(b"\r\n", b"\n").rstrip())
    return told.hexdigest()
