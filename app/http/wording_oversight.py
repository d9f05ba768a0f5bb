"""What the service says about holds, incidents and statistics: status and sentence per code."""

from collections.abc import Mapping
from typing import Final

from app.language import Text

OVERSIGHT: Final[Mapping[str, tuple[int, Text]]] = {
    "periodInvalid": (
        400,
        Text(
            nl="Kies een periode die na haar begin eindigt en hoogstens tien jaar duurt",
            fr="Choisissez une période qui se termine après son début et dure dix ans au plus",
            en="Choose a period that ends after it begins and lasts ten years at most",
        ),
    ),
    "legalHold": (
        409,
        Text(
            nl="Op deze gegevens rust een bewaarplicht. Wis pas als die is opgeheven",
            fr="Ces données sont soumises à une obligation de conservation. Effacez une fois celle-ci levée",
            en="A legal hold keeps these data. Erase once it is lifted",
        ),
    ),
    "legalHoldUnchanged": (
        409,
        Text(
            nl="De bewaarplicht staat al zo. Lees het dossier opnieuw",
            fr="L'obligation de conservation est déjà ainsi. Relisez le dossier",
            en="The legal hold is already so. Read the case again",
        ),
    ),
    "incidentInFuture": (
        400,
        Text(
            nl="Het tijdstip waarop u het wist, kan niet in de toekomst liggen",
            fr="Le moment où vous l'avez su ne peut pas être dans le futur",
            en="The moment you knew of it cannot lie in the future",
        ),
    ),
    "incidentWithoutAnswer": (
        400,
        Text(
            nl="Noem de brief of de kopie van dit dossier die bij de verkeerde persoon kwam",
            fr="Indiquez la lettre ou la copie de ce dossier qui est arrivée chez la mauvaise personne",
            en="Name the letter or copy of this case that reached the wrong person",
        ),
    ),
    "incidentUnknown": (
        404,
        Text(
            nl="Dit dossier heeft geen zo'n incident",
            fr="Ce dossier n'a pas d'incident de ce genre",
            en="This case has no such incident",
        ),
    ),
    "incidentReasonMissing": (
        400,
        Text(
            nl="Zeg waarom: de wet vraagt de redenen op schrift",
            fr="Dites pourquoi : la loi demande les motifs par écrit",
            en="Say why: the law asks for the reasons in writing",
        ),
    ),
    "incidentDecisionUnfit": (
        400,
        Text(
            nl="Deze beslissing past niet bij het risico, of haar datum ontbreekt of klopt niet",
            fr="Cette décision ne correspond pas au risque, ou sa date manque ou est incorrecte",
            en="This decision does not fit the risk, or its date is missing or wrong",
        ),
    ),
}
