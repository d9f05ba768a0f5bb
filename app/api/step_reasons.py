"""Why a step of an execution waits, or asks for a person: every code that a step names, in words."""

from collections.abc import Mapping
from typing import Final

from app.language import Text

STEP_REASONS: Final[Mapping[str, Text]] = {
    "copyNotSealed": Text(
        "eerst moet de kopie van de persoon verzegeld zijn",
        "the copy of the person has to be sealed first",
        "la copie de la personne doit d'abord être scellée",
    ),
    "legalHold": Text(
        "op gegevens van de persoon rust een bewaarplicht",
        "a legal hold keeps the data of the person",
        "une obligation de conservation garde les données de la personne",
    ),
    "restrictionKeeps": Text(
        "een beperking houdt de gegevens",
        "a restriction keeps the data",
        "une limitation garde les données",
    ),
    "sourceUnavailable": Text(
        "het systeem antwoordt niet",
        "the system does not answer",
        "le système ne répond pas",
    ),
    "sourceNeedsPerson": Text(
        "iemand moet het in het systeem doen",
        "somebody has to do it in the system",
        "quelqu'un doit le faire dans le système",
    ),
    "documentTooLarge": Text(
        "een document is te groot", "a document is too large", "un document est trop grand"
    ),
    "valueNotStored": Text(
        "de waarde die verbeterd moet worden, staat niet zo in het systeem",
        "the value to be corrected is not the one that is stored",
        "la valeur à corriger ne figure pas ainsi dans le système",
    ),
    "collectorAwaited": Text(
        "wacht op iemand die het met de hand doet",
        "waits for somebody who does it by hand",
        "attend quelqu'un qui le fait à la main",
    ),
    "sourceMisconfigured": Text(
        "het systeem is niet goed aangesloten",
        "the system is not connected well",
        "le système n'est pas bien raccordé",
    ),
    "answerNotAsMapped": Text(
        "het systeem antwoordde anders dan afgesproken",
        "the system answered otherwise than agreed",
        "le système a répondu autrement que convenu",
    ),
}
"""The codes of the refusals that stop a step, as `app.casework.carrying_out` keeps them."""
