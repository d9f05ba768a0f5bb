"""The mail of the day to the handlers: references and dates, nothing of a person."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from app.delivery.message import Message

_SUBJECT: Final = "Termijnen op {on}: {late} te laat, {near} binnen een week"
_PARTS: Final = (
    ("overdue", "Te laat. Verstuur het antwoord zo snel mogelijk:"),
    ("due_soon", "Binnen een week te beantwoorden:"),
    (
        "safe_harbour",
        "Wij wachten op de persoon. Laat uiterlijk dan weten dat wij nog niet handelen:",
    ),
    ("tasks", "Taken die vandaag of vroeger te doen zijn:"),
)
_END: Final = "U krijgt dit bericht elke ochtend waarop er iets te doen is.\n"


@dataclass(frozen=True, slots=True)
class DayDigest:
    """What a day's mail says: of each list the reference of the case and the day."""

    on: date
    overdue: tuple[tuple[str, date], ...]
    due_soon: tuple[tuple[str, date], ...]
    safe_harbour: tuple[tuple[str, date], ...]
    tasks: tuple[tuple[str, date], ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.overdue or self.due_soon or self.safe_harbour or self.tasks)


def digest_message(digest: DayDigest, *, address: str, message_id: str, at: datetime) -> Message:
    """Return the mail, in Dutch: the language of the house."""
    parts = []
    for name, words in _PARTS:
        lines: tuple[tuple[str, date], ...] = getattr(digest, name)
        if lines:
            listed = "\n".join(f"- {reference}: {on:%d/%m/%Y}" for reference, on in lines)
            parts.append(f"{words}\n{listed}\n")
    near = len(digest.due_soon) + len(digest.safe_harbour)
    subject = _SUBJECT.format(on=f"{digest.on:%d/%m/%Y}", late=len(digest.overdue), near=near)
    return Message(
        message_id=message_id,
        address=address,
        subject=subject,
        text="\n".join(("Beste collega,\n", *parts, _END)),
        at=at,
    )
