"""The mail with the code that opens letter and copy: the code, for how long, and nothing of the file (ID-11)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from app.delivery.message import Message
from app.language import Language, Text

_SUBJECT: Final = Text(
    "Uw code - {reference}", "Your code - {reference}", "Votre code - {reference}"
)
_TEXT: Final = Text(
    "Beste,\n\nUw code is {code}\n\nU opent er uw brief of uw kopie mee, over {reference}.\n"
    "De code werkt 10 minuten en één keer. Geef hem aan niemand door. Wij vragen hem nooit.\n\n"
    "Vroeg u geen code? Dan kent iemand uw dossiernummer. Laat het ons weten.\n",
    "Hello,\n\nYour code is {code}\n\nIt opens your letter or your copy, about {reference}.\n"
    "The code works for 10 minutes and once. Give it to nobody. We never ask for it.\n\n"
    "Did you not ask for a code? Then somebody knows your case number. Let us know.\n",
    "Bonjour,\n\nVotre code est {code}\n\nIl ouvre votre lettre ou votre copie, concernant {reference}.\n"
    "Le code fonctionne 10 minutes et une fois. Ne le donnez à personne. Nous ne le demandons jamais.\n\n"
    "Vous n'avez pas demandé de code ? Quelqu'un connaît alors votre numéro de dossier. Prévenez-nous.\n",
)
_END: Final = Text("Vragen? {contact}\n", "Questions? {contact}\n", "Des questions ? {contact}\n")


@dataclass(frozen=True, slots=True)
class CodeMail:
    """What the mail says."""

    message_id: str
    address: str
    reference: str
    code: str = field(repr=False)
    contact: str
    language: Language


def code_message(mail: CodeMail, *, at: datetime) -> Message:
    """Return the message: in Dutch, and in the person's language below it (LT-01)."""
    words = {"reference": mail.reference, "code": mail.code, "contact": mail.contact}
    languages = dict.fromkeys((Language.NL, mail.language))
    parts = [_TEXT.into(one) + "\n" + (_END.into(one) if mail.contact else "") for one in languages]
    return Message(
        message_id=mail.message_id,
        address=mail.address,
        subject=_SUBJECT.nl.format(**words),
        text="\n---\n\n".join(parts).format(**words),
        at=at,
    )
