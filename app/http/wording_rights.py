"""What the service says when what was granted cannot be carried out this way: status and sentence per code."""

from collections.abc import Mapping
from typing import Final

from app.language import Text

RIGHTS_REFUSED: Final[Mapping[str, tuple[int, Text]]] = {
    "copyNotSealed": (
        409,
        Text(
            nl="Een kopie van deze gegevens is gevraagd en nog niet verzegeld. Dat gaat eerst",
            fr="Une copie de ces données est demandée et pas encore scellée. Elle passe d'abord",
            en="A copy of these data was asked for and is not sealed yet. That comes first",
        ),
    ),
    "confirmReferenceMissing": (
        400,
        Text(
            nl="Wissen kan niet ongedaan worden. Typ het kenmerk van het dossier (confirmReference)",
            fr="L'effacement est définitif. Tapez la référence du dossier (confirmReference)",
            en="Erasure cannot be undone. Type the reference of the case (confirmReference)",
        ),
    ),
    "correctionUnclear": (
        409,
        Text(
            nl="Deze waarde staat op meer dan één plaats, of nergens. Noem systeem en bestand",
            fr="Cette valeur figure à plusieurs endroits, ou nulle part. Nommez système et fichier",
            en="This value is held in several places, or nowhere. Name the system and the holding",
        ),
    ),
    "correctionMissing": (
        409,
        Text(
            nl="Zeg wat er moet komen te staan, of welke verklaring erbij komt",
            fr="Dites ce qu'il faut écrire, ou quelle déclaration il faut ajouter",
            en="Say what is to be written, or which statement is to be filed",
        ),
    ),
    "valueNotStored": (
        409,
        Text(
            nl="De waarde die u wilt verbeteren, staat niet zo in het systeem. Kijk ze na",
            fr="La valeur à corriger ne figure pas ainsi dans le système. Vérifiez-la",
            en="The value to be corrected is not the one that is stored. Check it",
        ),
    ),
    "stepUnknown": (
        404,
        Text(
            nl="Dit dossier heeft geen zo'n stap die op iemand wacht",
            fr="Ce dossier ne contient pas une telle étape qui attend quelqu'un",
            en="The case has no such step that waits for a person",
        ),
    ),
    "restrictionMissing": (
        404,
        Text(
            nl="Deze beperking bestaat niet",
            fr="Cette limitation n'existe pas",
            en="There is no such restriction",
        ),
    ),
}
