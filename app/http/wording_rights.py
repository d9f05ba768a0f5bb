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
    "restrictionKeeps": (
        409,
        Text(
            nl="De persoon liet deze gegevens beperken om ze te bewaren. Hef die beperking eerst op",
            fr="La personne a fait limiter ces données pour les conserver. Levez d'abord cette limitation",
            en="The person had these data restricted to keep them. Lift that restriction first",
        ),
    ),
    "earlierStepsFirst": (
        409,
        Text(
            nl="Wissen gaat het laatst. Een behandelaar geeft eerst opdracht voor de andere stappen",
            fr="L'effacement vient en dernier. Un gestionnaire ordonne d'abord les autres étapes",
            en="Erasure comes last. A case handler orders the other steps first",
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
    "liftingNotAnnounced": (
        409,
        Text(
            nl="Vertel de betrokkene eerst met een brief (L17) dat de beperking eindigt",
            fr="Annoncez d'abord à la personne, par lettre (L17), que la limitation prend fin",
            en="First tell the person by letter (L17) that the restriction ends",
        ),
    ),
    "liftingTooEarly": (
        409,
        Text(
            nl="De dag die in de brief staat, is er nog niet. Tot dan blijft de beperking gelden",
            fr="Le jour indiqué dans la lettre n'est pas encore venu. La limitation reste en vigueur",
            en="The day named in the letter is still to come. Until then the restriction stands",
        ),
    ),
    "alreadyLifted": (
        409,
        Text(
            nl="Deze beperking is al opgeheven",
            fr="Cette limitation est déjà levée",
            en="This restriction was lifted already",
        ),
    ),
    "liftDateTooSoon": (
        400,
        Text(
            nl="Tussen de brief en de opheffing liggen minstens 14 dagen. Kies een latere dag",
            fr="Il faut au moins 14 jours entre la lettre et la levée. Choisissez un jour plus tardif",
            en="Between the letter and the lifting lie at least 14 days. Choose a later day",
        ),
    ),
    "claimUndecided": (
        409,
        Text(
            nl="De beperking geldt tot over het verzoek beslist is. Beslis eerst",
            fr="La limitation vaut jusqu'à la décision sur la demande. Décidez d'abord",
            en="The restriction stands until the request is decided. Decide first",
        ),
    ),
    "restrictionGroundMissing": (
        409,
        Text(
            nl="Zeg op welke grond u de beperking toekent: juistheid betwist (accuracy), onrechtmatig (unlawful) of nodig voor een rechtsvordering (legalClaim). Vul dat in bij de vraag en beslis opnieuw",
            fr="Dites sur quel motif vous accordez la limitation: exactitude contestée (accuracy), illicite (unlawful) ou nécessaire à une action en justice (legalClaim). Complétez la demande et décidez à nouveau",
            en="Say on which ground you grant the restriction: accuracy contested (accuracy), unlawful (unlawful) or needed for a legal claim (legalClaim). Fill it in with the claim and decide again",
        ),
    ),
    "personNotFindable": (
        503,
        Text(
            nl="Een systeem antwoordt niet: we weten niet of dit gebruik mag. Gebruik de gegevens niet en vraag het later",
            fr="Un système ne répond pas: nous ignorons si cette utilisation est permise. N'utilisez pas les données et redemandez plus tard",
            en="A system does not answer: we do not know if this use is allowed. Do not use the data and ask again later",
        ),
    ),
}
