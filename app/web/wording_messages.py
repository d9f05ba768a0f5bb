"""What the pages say of messages, in every language."""

from collections.abc import Mapping
from typing import Final

from app.language import Language, Text
from app.messages.rules import MOST_TEXT

MESSAGE_NONE: Final = Text(
    "Schrijf eerst uw bericht", "Write your message first", "Écrivez d'abord votre message"
)
MESSAGE_LONG: Final = Text(
    f"Uw bericht mag hoogstens {MOST_TEXT} tekens lang zijn",
    f"Your message can be at most {MOST_TEXT:,} characters long",
    f"Votre message peut compter au maximum {MOST_TEXT} caractères",
)
MESSAGES_MANY: Final = Text(
    "U schreef vandaag al veel berichten. Wacht tot morgen of mail ons",
    "You wrote many messages today already. Wait until tomorrow or email us",
    "Vous avez déjà écrit beaucoup de messages aujourd'hui. Attendez demain ou envoyez-nous un e-mail",
)
_PAGE: Final[Mapping[str, Text]] = {
    "messages": Text(
        "Berichten over uw verzoek",
        "Messages about your request",
        "Messages concernant votre demande",
    ),
    "short": Text("Berichten", "Messages", "Messages"),
    "empty": Text(
        "Er zijn nog geen berichten.",
        "There are no messages yet.",
        "Il n'y a pas encore de messages.",
    ),
    "shut": Text(
        "U opent de berichten hier niet: we hebben geen e-mailadres van u dat we konden nakijken."
        " Vraag ons wat erin staat.",
        "You cannot open the messages here: we have no email address of yours that we could check."
        " Ask us what they say.",
        "Vous ne pouvez pas ouvrir les messages ici : nous n'avons pas d'adresse e-mail de vous que nous avons pu"
        " vérifier. Demandez-nous ce qu'ils contiennent.",
    ),
    "contact": Text("Contact:", "Contact:", "Contact :"),
    "from_us": Text("Wij schreven op", "We wrote on", "Nous avons écrit le"),
    "from_you": Text("U schreef op", "You wrote on", "Vous avez écrit le"),
    "at": Text("om", "at", "à"),
    "new": Text("nieuw", "new", "nouveau"),
    "newest": Text(
        "U ziet hier de nieuwste berichten. Wilt u oudere zien? Vraag het ons.",
        "You see the newest messages here. Do you want to see older ones? Ask us.",
        "Vous voyez ici les messages les plus récents. Voulez-vous voir les plus anciens ? Demandez-le-nous.",
    ),
    "write": Text("Schrijf ons een bericht", "Write us a message", "Écrivez-nous un message"),
    "label": Text("Uw bericht", "Your message", "Votre message"),
    "limits": Text(
        f"Hoogstens {MOST_TEXT} tekens. U kunt hier geen bestanden toevoegen.",
        f"At most {MOST_TEXT:,} characters. You cannot add files here.",
        f"Maximum {MOST_TEXT} caractères. Vous ne pouvez pas ajouter de fichiers ici.",
    ),
    "submit": Text("Bericht versturen", "Send the message", "Envoyer le message"),
    "received": Text(
        "We kregen uw bericht. We lezen het en antwoorden u.",
        "We received your message. We will read it and reply to you.",
        "Nous avons reçu votre message. Nous le lirons et vous répondrons.",
    ),
    "clock": Text(
        "Vroegen we u om bewijs of uitleg? De termijn loopt pas verder als we weten dat uw bericht volstaat.",
        "Did we ask you for proof or an explanation? The period only runs on once we know that your message is enough.",
        "Vous avons-nous demandé une preuve ou une explication ? Le délai ne reprend que lorsque nous savons que votre"
        " message suffit.",
    ),
}


def page_words(language: Language) -> dict[str, str]:
    """Return the words of the page in one language."""
    return {name: text.into(language) for name, text in _PAGE.items()}


def counted(total: int) -> Text:
    """Return how many messages of ours there are."""
    if total == 1:
        return Text(
            "Er is 1 bericht voor u.", "There is 1 message for you.", "Il y a 1 message pour vous."
        )
    return Text(
        f"Er zijn {total} berichten voor u.",
        f"There are {total} messages for you.",
        f"Il y a {total} messages pour vous.",
    )


def unread(total: int) -> Text:
    """Return how many of them are new."""
    return Text(
        f"Daarvan {'is' if total == 1 else 'zijn'} er {total} nieuw.",
        f"{total} of them {'is' if total == 1 else 'are'} new.",
        f"Il y en a {total} {'nouveau' if total == 1 else 'nouveaux'}.",
    )
