"""Why a system gave no answer: kept in Dutch beside its answers, told in the language of a letter."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app.language import Text
from app.personnel.model import LARGEST_DOCUMENT

_MEGABYTES: Final = LARGEST_DOCUMENT // 1_000_000

FILE_AWAITED: Final = Text(
    "De vraag is gesteld; het antwoordbestand van het systeem is er nog niet.",
    "The question was asked; the answer file of the system is not there yet.",
    "La question est posée ; le fichier de réponse du système n'est pas encore là.",
)
PERSON_AWAITED: Final = Text(
    "De vraag is gesteld aan wie in het systeem zoekt; het antwoord is er nog niet.",
    "The question was put to who searches the system; the answer is not there yet.",
    "La question est posée à qui cherche dans le système ; la réponse n'est pas encore là.",
)
NOT_REACHED: Final = Text(
    "Het systeem was niet bereikbaar of antwoordde niet op tijd.",
    "The system could not be reached or did not answer in time.",
    "Le système n'était pas joignable ou n'a pas répondu à temps.",
)
NEEDS_A_PERSON: Final = Text(
    "In het systeem zelf moet eerst iemand iets doen.",
    "Somebody must first do something in the system itself.",
    "Quelqu'un doit d'abord faire quelque chose dans le système lui-même.",
)
TOO_LARGE: Final = Text(
    f"Een document in het systeem is groter dan {_MEGABYTES} MB. Laat het daar verkleinen, en zoek dan opnieuw.",
    f"A document in the system is larger than {_MEGABYTES} MB. Have it made smaller there, then search again.",
    f"Un document dans le système dépasse {_MEGABYTES} Mo. Faites-le réduire, puis cherchez à nouveau.",
)
DOES_NOT_FIT: Final = Text(
    "Het systeem past niet meer bij zijn koppelingsbestand; de beheerder moet dit herstellen.",
    "The system no longer fits its mapping file; the administrator must repair this.",
    "Le système ne correspond plus à son fichier de liaison ; l'administrateur doit le réparer.",
)
_KNOWN: Final[Mapping[str, Text]] = MappingProxyType(
    {
        reason.nl: reason
        for reason in (
            FILE_AWAITED,
            PERSON_AWAITED,
            NOT_REACHED,
            NEEDS_A_PERSON,
            TOO_LARGE,
            DOES_NOT_FIT,
        )
    }
)


def silence(reason: str) -> Text:
    """Return why a system gave no answer, in every language where the words are ours."""
    return _KNOWN.get(reason, Text(reason))
