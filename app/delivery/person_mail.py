"""The notice by mail to the person: that their request arrived, that a letter or message waits, or until when a copy does; nothing of what is in any (ID-11)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto
from typing import Final

from babel.dates import format_date

from app.delivery.message import Message
from app.language import Language, Text


class Notice(Enum):
    """What a notice is about."""

    RECEIVED = auto()
    LETTER = auto()
    MESSAGE = auto()
    EXPIRY = auto()


_SUBJECTS: Final = {
    Notice.RECEIVED: Text(
        "Wij hebben uw bericht ontvangen - {reference}",
        "We received your message - {reference}",
        "Nous avons reçu votre message - {reference}",
    ),
    Notice.LETTER: Text(
        "Er staat een brief voor u klaar - {reference}",
        "A letter is ready for you - {reference}",
        "Une lettre est prête pour vous - {reference}",
    ),
    Notice.MESSAGE: Text(
        "Er staat een bericht voor u klaar - {reference}",
        "A message is ready for you - {reference}",
        "Un message est prêt pour vous - {reference}",
    ),
    Notice.EXPIRY: Text(
        "Haal uw kopie op voor {until} voorbij is - {reference}",
        "Fetch your copy before {until} is over - {reference}",
        "Téléchargez votre copie avant la fin du {until} - {reference}",
    ),
}
_TEXTS: Final = {
    Notice.RECEIVED: Text(
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
    Notice.LETTER: Text(
        "Beste,\n\nEr staat een brief voor u klaar over {reference}.\n"
        "U leest hem op {page}\nU hebt daarvoor dit nummer en uw code nodig.\n",
        "Hello,\n\nA letter about {reference} is ready for you.\n"
        "You can read it at {page}\nYou need this number and your code.\n",
        "Bonjour,\n\nUne lettre concernant {reference} est prête pour vous.\n"
        "Vous la lisez sur {page}\nIl vous faut ce numéro et votre code.\n",
    ),
    Notice.MESSAGE: Text(
        "Beste,\n\nEr staat een bericht voor u klaar over {reference}.\n"
        "U leest het op {page}\nU hebt daarvoor dit nummer en uw code nodig.\n"
        "Daar kunt u ook antwoorden. Lukt het niet? Laat het ons weten.\n",
        "Hello,\n\nA message about {reference} is ready for you.\n"
        "You can read it at {page}\nYou need this number and your code.\n"
        "You can reply there too. Does it not work? Let us know.\n",
        "Bonjour,\n\nUn message concernant {reference} est prêt pour vous.\n"
        "Vous le lisez sur {page}\nIl vous faut ce numéro et votre code.\n"
        "Vous pouvez aussi y répondre. Cela ne marche pas ? Dites-le-nous.\n",
    ),
    Notice.EXPIRY: Text(
        "Beste,\n\nUw kopie over {reference} staat klaar tot en met {until}.\n"
        "Daarna wissen we ze. Uw brief blijft staan.\n"
        "U haalt de kopie op via {page}\nU hebt daarvoor dit nummer en uw code nodig.\n",
        "Hello,\n\nYour copy about {reference} is ready until {until}, that day included.\n"
        "After that we delete it. Your letter stays.\n"
        "You fetch the copy at {page}\nYou need this number and your code.\n",
        "Bonjour,\n\nVotre copie concernant {reference} est prête jusqu'au {until} inclus.\n"
        "Ensuite nous l'effaçons. Votre lettre reste.\n"
        "Vous téléchargez la copie sur {page}\nIl vous faut ce numéro et votre code.\n",
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
    kind: Notice
    until: date | None = None
    """The last day of a copy."""
    in_reply_to: str = ""


def person_message(notice: PersonNotice, *, at: datetime) -> Message:
    """Return the message: in Dutch, and in the person's language below it (LT-01)."""
    languages = dict.fromkeys((Language.NL, notice.language))
    parts = [
        (_TEXTS[notice.kind].into(one) + "\n" + (_END.into(one) if notice.contact else "")).format(
            **_words(notice, one)
        )
        for one in languages
    ]
    return Message(
        message_id=notice.message_id,
        address=notice.address,
        subject=_SUBJECTS[notice.kind].nl.format(**_words(notice, Language.NL)),
        text="\n---\n\n".join(parts),
        at=at,
        in_reply_to=notice.in_reply_to,
    )


def _words(notice: PersonNotice, language: Language) -> dict[str, str]:
    until = notice.until and format_date(notice.until, "long", locale=language.value)
    return {
        "reference": notice.reference,
        "page": notice.page,
        "contact": notice.contact,
        "until": until or "",
    }


def message_id(case_id: str, about: str, domain: str) -> str:
    """Return the id of a notice: the same at every attempt, known again when it is answered or comes back."""
    return f"<person.{case_id}.{about}@{domain}>"
