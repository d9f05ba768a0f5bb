"""The notice by mail to the person: that their request arrived, or that a letter waits; nothing of what is in either (ID-11)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.delivery.message import Message
from app.language import Language, Text

_SUBJECTS: Final = {
    True: Text(
        "Wij hebben uw bericht ontvangen - {reference}",
        "We received your message - {reference}",
        "Nous avons reçu votre message - {reference}",
    ),
    False: Text(
        "Er staat een brief voor u klaar - {reference}",
        "A letter is ready for you - {reference}",
        "Une lettre est prête pour vous - {reference}",
    ),
}
_TEXTS: Final = {
    True: Text(
        "Beste,\n\nWij hebben uw bericht ontvangen. Het nummer is {reference}.\n"
        "U krijgt nog een brief van ons.\n\n"
        "Wilt u iets toevoegen? Antwoord dan op dit bericht en laat het onderwerp staan.\n",
        "Hello,\n\nWe received your message. Its number is {reference}.\n"
        "You will get a letter from us.\n\n"
        "Do you want to add something? Reply to this message and keep its subject.\n",
        "Bonjour,\n\nNous avons reçu votre message. Son numéro est {reference}.\n"
        "Vous recevrez encore une lettre de notre part.\n\n"
        "Voulez-vous ajouter quelque chose ? Répondez à ce message et gardez son objet.\n",
    ),
    False: Text(
        "Beste,\n\nEr staat een brief voor u klaar over {reference}.\n"
        "U leest hem op {page}\nU hebt daarvoor dit nummer en uw code nodig.\n",
        "Hello,\n\nA letter about {reference} is ready for you.\n"
        "You can read it at {page}\nYou need this number and your code.\n",
        "Bonjour,\n\nUne lettre concernant {reference} est prête pour vous.\n"
        "Vous la lisez sur {page}\nIl vous faut ce numéro et votre code.\n",
    ),
}
_END: Final = Text("Vragen? {contact}\n", "Questions? {contact}\n", "Des questions ? {contact}\n")


@dataclass(frozen=True, slots=True)
class PersonNotice:
    """What a notice says, and in answer to which message."""

    message_id: str
    address: str
    reference: str
    page: str
    contact: str
    language: Language
    on_receipt: bool
    in_reply_to: str = ""


def person_message(notice: PersonNotice, *, at: datetime) -> Message:
    """Return the message: in Dutch, and in the person's language below it (LT-01)."""
    words = {"reference": notice.reference, "page": notice.page, "contact": notice.contact}
    languages = dict.fromkeys((Language.NL, notice.language))
    parts = [
        _TEXTS[notice.on_receipt].into(one) + "\n" + (_END.into(one) if notice.contact else "")
        for one in languages
    ]
    return Message(
        message_id=notice.message_id,
        address=notice.address,
        subject=_SUBJECTS[notice.on_receipt].nl.format(**words),
        text="\n---\n\n".join(parts).format(**words),
        facts={},
        letter=b"",
        file_name="",
        at=at,
        in_reply_to=notice.in_reply_to,
    )


def message_id(case_id: str, about: str, domain: str) -> str:
    """Return the id of a notice: the same at every attempt, known again when it is answered or comes back."""
    return f"<person.{case_id}.{about}@{domain}>"
