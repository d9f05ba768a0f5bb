"""What the service says when a case cannot go this way: status and sentence per code."""

from collections.abc import Mapping
from typing import Final

from app.language import Text

WAYS: Final[Mapping[str, tuple[int, Text]]] = {
    "specificationNotPossible": (
        409,
        Text(
            nl="Alleen een algemene vraag om inzage kan u laten preciseren, één keer, zonder andere rechten in het dossier",
            fr="Vous ne pouvez faire préciser qu'une demande générale d'accès, une fois, sans autre droit dans le dossier",
            en="Only a general request of access can be specified, once, without other rights in the case",
        ),
    ),
    "tooManyMessages": (
        409,
        Text(
            nl="U schreef vandaag al veel berichten. Wacht tot morgen of mail ons",
            fr="Vous avez déjà écrit beaucoup de messages aujourd'hui. Attendez demain ou envoyez-nous un e-mail",
            en="You wrote many messages today already. Wait until tomorrow or email us",
        ),
    ),
    "quantityNotLarge": (
        409,
        Text(
            nl="Zo veel gegevens zijn het niet. Geef ze allemaal",
            fr="Il n'y a pas tant de données. Donnez-les toutes",
            en="There are not that many data. Give them all",
        ),
    ),
    "narrowedWithoutWord": (
        409,
        Text(
            nl="De persoon koos nog niet en krijgt dus alles. Noteer eerst het antwoord",
            fr="La personne n'a pas encore choisi et reçoit donc tout. Notez d'abord sa réponse",
            en="The person has not chosen yet and so gets everything. Record their answer first",
        ),
    ),
    "lapseTooEarly": (
        409,
        Text(
            nl="De persoon heeft nog tijd om te antwoorden. Wacht tot de dag van de herinnering",
            fr="La personne a encore le temps de répondre. Attendez le jour du rappel",
            en="The person still has time to answer. Wait for the day of the reminder",
        ),
    ),
    "proofWaits": (
        409,
        Text(
            nl="Er kwam bewijs binnen, of er is geen vraag gesteld. Bekijk dat eerst",
            fr="Une preuve est arrivée, ou rien n'a été demandé. Vérifiez d'abord",
            en="Proof came in, or none was asked. Look at that first",
        ),
    ),
    "executionBegun": (
        409,
        Text(
            nl="Wat is toegekend, wordt al uitgevoerd. Rond dat af en beantwoord dit dossier zelf",
            fr="Ce qui est accordé est déjà en cours d'exécution. Terminez-le et répondez vous-même à ce dossier",
            en="What was granted is being carried out already. Finish it and answer this case yourself",
        ),
    ),
    "forwardingNotAgreed": (
        409,
        Text(
            nl="Doorsturen kan alleen als de betrokkene dat eerst goedvond. Noteer wanneer en hoe",
            fr="La transmission exige l'accord préalable de la personne. Notez quand et comment",
            en="Sending on needs the person's agreement first. Note when and how they gave it",
        ),
    ),
    "forwardedAlready": (
        409,
        Text(
            nl="Deze vraag is al doorgestuurd: dat blijft in het dossier",
            fr="Cette demande a déjà été transmise: cela reste dans le dossier",
            en="This request was sent on already: that stays in the file",
        ),
    ),
    "referralUnknown": (
        404,
        Text(
            nl="Deze doorverwijzing bestaat niet in dit dossier",
            fr="Ce renvoi n'existe pas dans ce dossier",
            en="There is no such referral in this case",
        ),
    ),
    "excessiveTestMissing": (
        409,
        Text(
            nl="Toon eerst in een test aan dat dit verzoek ongegrond of buitensporig is",
            fr="Démontrez d'abord par un test que cette demande est infondée ou excessive",
            en="First show in a test that this request is unfounded or excessive",
        ),
    ),
    "excessiveAdviceMissing": (
        409,
        Text(
            nl="Vraag eerst het advies van de DPO over deze test, bij dit verzoek (claimId)",
            fr="Demandez d'abord l'avis du DPO sur ce test, pour cette demande (claimId)",
            en="First ask the DPO's advice on this test, for this claim (claimId)",
        ),
    ),
    "numberAloneNotEnough": (
        400,
        Text(
            nl="Het aantal alleen volstaat niet. Toon misbruik aan (intention), een onredelijke herhaling (repetition) of dat het kennelijk ongegrond is (unfounded)",
            fr="Le nombre seul ne suffit pas. Démontrez un abus (intention), une répétition déraisonnable (repetition) ou l'absence manifeste de fondement (unfounded)",
            en="Number alone is not enough. Show an abuse (intention), an unreasonable repetition (repetition) or that it is manifestly unfounded (unfounded)",
        ),
    ),
    "noEarlierRequest": (
        409,
        Text(
            nl="We kennen geen eerder verzoek van deze persoon: er is niets herhaald",
            fr="Nous ne connaissons aucune demande antérieure de cette personne: rien n'est répété",
            en="We know no earlier request of this person: nothing is repeated",
        ),
    ),
    "letterOff": (
        409,
        Text(
            nl="Deze brief staat af: we vragen geen vergoeding (LOKET_FEES)",
            fr="Cette lettre est désactivée: nous ne demandons pas de redevance (LOKET_FEES)",
            en="This letter is switched off: we ask no fee (LOKET_FEES)",
        ),
    ),
    "letterNotDue": (
        409,
        Text(
            nl="Deze brief past nu niet bij dit dossier, of ging al uit",
            fr="Cette lettre ne convient pas à ce dossier pour l'instant, ou est déjà partie",
            en="This letter does not fit the case now, or went out already",
        ),
    ),
}
