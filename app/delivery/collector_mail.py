"""The message that asks somebody to search a system by hand: where, with which code, until when; nothing of the person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.delivery.message import Message, MessageChannel, SendingError
from app.kit.outward import OutgoingHeld
from app.personnel.by_hand import NewLink

EMAIL: Final = "email"
_SUBJECT: Final = "Vraag om iets op te zoeken in {system}"
_TEXT: Final = """Beste collega,

{controller} vraagt u om in {system} iets op te zoeken of aan te passen.
U bent daar de contactpersoon voor dat systeem.

Open deze pagina: {page}
Geef er deze code in:

{code}

De code werkt tot en met {until} en voor één antwoord.
Stuur dit bericht niet door: met de code leest u gegevens over een persoon.

Vragen? {contact}
"""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who asks: what each message says of the house."""

    controller: str
    page: str
    contact: str
    mail_domain: str


def send_link(
    channels: Mapping[str, MessageChannel], link: NewLink, *, sender: Sender, at: datetime
) -> bool:
    """Send the code of a link to whoever searches; False where there is no address, no mail server, it was refused, or nothing may leave."""
    channel = channels.get(EMAIL)
    if channel is None or not link.address:
        return False
    try:
        channel.send(_message(link, sender, at))
    except (SendingError, OutgoingHeld):
        return False
    return True


def _message(link: NewLink, sender: Sender, at: datetime) -> Message:
    words = {
        "system": link.system.nl,
        "controller": sender.controller,
        "page": sender.page,
        "code": link.code,
        "until": f"{link.expires_at:%d/%m/%Y}",
        "contact": sender.contact,
    }
    return Message(
        message_id=f"<collector.{link.task_id}.{link.mark}@{sender.mail_domain}>",
        address=link.address,
        subject=_SUBJECT.format(**words),
        text=_TEXT.format(**words),
        at=at,
    )
