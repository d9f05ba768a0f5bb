"""What the service says when a step of a case is refused: status and sentence per code."""

from collections.abc import Mapping
from typing import Final

from app.language import Text

STEPS: Final[Mapping[str, tuple[int, Text]]] = {
    "illegalTransition": (
        409,
        Text(
            nl="Deze stap kan niet in de huidige toestand van het dossier",
            fr="Cette étape n'est pas possible dans l'état actuel du dossier",
            en="This step is not possible in the present state of the case",
        ),
    ),
    "identityNotProven": (
        409,
        Text(
            nl="De identiteit is nog niet aangetoond voor elk recht in dit dossier",
            fr="L'identité n'est pas encore prouvée pour chaque droit de ce dossier",
            en="Identity is not proven yet for every right in this case",
        ),
    ),
    "drafterMayNotConfirm": (
        403,
        Text(
            nl="Wie het ontwerp maakte, bevestigt het niet. Vraag het aan iemand anders",
            fr="L'auteur du projet ne le confirme pas. Demandez-le à quelqu'un d'autre",
            en="Who drafted the decision does not confirm it. Ask somebody else",
        ),
    ),
    "unknownClaim": (
        400,
        Text(
            nl="Dit dossier heeft geen zo'n open verzoek",
            fr="Ce dossier ne contient pas une telle demande ouverte",
            en="This case has no such open claim",
        ),
    ),
    "receivedInFuture": (
        400,
        Text(
            nl="De ontvangst kan niet in de toekomst liggen",
            fr="La réception ne peut pas être dans le futur",
            en="The receipt cannot lie in the future",
        ),
    ),
    "plannedDatePassed": (
        400,
        Text(
            "De geplande datum van het antwoord ligt in het verleden",
            "The planned date of the answer lies in the past",
            "La date prévue de la réponse est passée",
        ),
    ),
    "nothingAsked": (
        409,
        Text(
            nl="Er staat geen vraag van die soort open",
            fr="Aucune question de ce genre n'est ouverte",
            en="No question of this kind is open",
        ),
    ),
    "identityAlreadyAsked": (
        409,
        Text(
            nl="Het bewijs is al gevraagd en nog niet beantwoord",
            fr="La preuve a déjà été demandée et la réponse manque encore",
            en="The proof was asked already and is not answered yet",
        ),
    ),
    "referenceInvalid": (
        400,
        Text(
            nl="Het dossiernummer klopt niet. Kijk het na",
            fr="Le numéro de dossier est incorrect. Vérifiez-le",
            en="The case reference is not correct. Check it",
        ),
    ),
    "addressNotVerified": (
        409,
        Text(
            nl="Er is geen nagekeken postadres. Kies het portaal, of kijk het adres na bij de identiteitscontrole",
            fr="Il n'y a pas d'adresse postale vérifiée. Choisissez le portail ou vérifiez l'adresse lors du contrôle d'identité",
            en="There is no verified postal address. Choose the portal, or verify the address in the identity check",
        ),
    ),
    "receiptNotPossible": (
        409,
        Text(
            nl="Dit bericht kan niet volgen op de huidige stand van de levering",
            fr="Ce suivi n'est pas possible après l'état actuel de la livraison",
            en="This receipt cannot follow the present status of the delivery",
        ),
    ),
    "meansMissing": (
        400,
        Text(
            nl="Geef het middel waarmee de identiteit is nagekeken",
            fr="Indiquez le moyen de contrôle de l'identité",
            en="Give the means by which identity was checked",
        ),
    ),
    "meansUnexpected": (
        400,
        Text(
            nl="Bij geen twijfel hoort geen middel",
            fr="Sans doute, il n'y a pas de moyen",
            en="With no doubt there is no means",
        ),
    ),
    "meansNotAllowed": (
        400,
        Text(
            nl="Dit middel is hier niet toegelaten. Kies een ander",
            fr="Ce moyen n'est pas admis ici. Choisissez-en un autre",
            en="This means is not allowed here. Choose another",
        ),
    ),
    "noteMissing": (
        400,
        Text(
            nl="Noteer de feiten: wat u zag, of waarom er geen twijfel is",
            fr="Notez les faits: ce que vous avez vu, ou pourquoi il n'y a pas de doute",
            en="Note the facts: what you saw, or why there is no doubt",
        ),
    ),
    "nationalNumberInvalid": (
        400,
        Text(
            nl="Het rijksregisternummer klopt niet. Kijk de cijfers na",
            fr="Le numéro de registre national est incorrect. Vérifiez les chiffres",
            en="The national number is not correct. Check the digits",
        ),
    ),
    "invalidSuspension": (
        400,
        Text(
            nl="De dagen van de onderbreking kloppen niet",
            fr="Les jours de la suspension sont incorrects",
            en="The days of the suspension are not correct",
        ),
    ),
    "calendarEnds": (
        400,
        Text(
            nl="De kalender gaat van 2018 tot en met 2040",
            fr="Le calendrier couvre 2018 à 2040",
            en="The calendar covers 2018 to 2040",
        ),
    ),
    "deadlineAlreadyExtended": (
        409,
        Text(
            nl="De termijn is al één keer verlengd",
            fr="Le délai a déjà été prolongé une fois",
            en="The period was extended once already",
        ),
    ),
    "extensionTooLate": (
        409,
        Text(
            nl="De eerste termijn is voorbij: verlengen kan niet meer",
            fr="Le premier délai est passé: une prolongation n'est plus possible",
            en="The first deadline has passed: an extension is not possible any more",
        ),
    ),
    "extensionWithoutReasons": (
        400,
        Text(
            nl="Geef de redenen in dit dossier",
            fr="Donnez les raisons propres à ce dossier",
            en="Give the reasons of this case",
        ),
    ),
    "decisionIncomplete": (
        409,
        Text(
            nl="Er staan nog voorstellen open",
            fr="Des propositions sont encore ouvertes",
            en="Proposals are still open",
        ),
    ),
    "reasonMissing": (
        400,
        Text(
            nl="Een weigering heeft een grondcode en de feiten in woorden nodig",
            fr="Un refus exige un code de motif et les faits en toutes lettres",
            en="A refusal needs a ground code and the facts in words",
        ),
    ),
    "unknownProposal": (
        400,
        Text(
            nl="Deze beslissing hoort bij geen voorstel",
            fr="Cette décision ne correspond à aucune proposition",
            en="This decision belongs to no proposal",
        ),
    ),
    "decisionTwice": (
        400,
        Text(
            nl="Twee beslissingen hebben dezelfde sleutel",
            fr="Deux décisions ont la même clé",
            en="Two decisions have the same key",
        ),
    ),
    "deviationWithoutReason": (
        400,
        Text(
            nl="Wie afwijkt van het voorstel, geeft een reden",
            fr="Qui s'écarte de la proposition donne une raison",
            en="A deviation from the proposal needs a reason",
        ),
    ),
    "groundNotAllowed": (
        400,
        Text(
            nl="Deze grond kan deze beslissing niet dragen",
            fr="Ce motif ne peut pas fonder cette décision",
            en="This ground cannot carry this decision",
        ),
    ),
    "partNotWithholdable": (
        400,
        Text(
            nl="Een deel van deze categorie kan nog niet uit de kopie: weiger de hele categorie of geef ze",
            fr="Une partie de cette catégorie ne peut pas encore être retirée de la copie: refusez toute la catégorie ou accordez-la",
            en="A part of this category cannot be left out of the copy yet: refuse the whole category or grant it",
        ),
    ),
    "unknownRight": (
        400,
        Text(nl="Dit recht kennen we niet", fr="Ce droit est inconnu", en="This right is unknown"),
    ),
    "registerIncomplete": (
        409,
        Text(
            nl="Het register is onvolledig voor dit antwoord. Laat de punten bevestigen",
            fr="Le registre est incomplet pour cette réponse. Faites confirmer les points",
            en="The register is incomplete for this answer. Have the points confirmed",
        ),
    ),
    "lateRefusalUnexplained": (
        409,
        Text(
            nl="Een weigering na de eerste termijn is te laat: geef een verantwoording",
            fr="Un refus après le premier délai est tardif: donnez une justification",
            en="A refusal after the first deadline is late: give a justification",
        ),
    ),
    "executionOpen": (
        409,
        Text(
            nl="Wat is toegekend, is nog niet uitgevoerd",
            fr="Ce qui est accordé n'est pas encore exécuté",
            en="What was granted is not carried out yet",
        ),
    ),
    "tasksOpen": (
        409,
        Text(
            nl="Er staat nog een taak open in dit dossier",
            fr="Une tâche est encore ouverte dans ce dossier",
            en="A task on this case is still open",
        ),
    ),
    "exportUnknown": (
        404,
        Text(
            nl="Deze export bestaat niet",
            fr="Cet export n'existe pas",
            en="This export does not exist",
        ),
    ),
    "exportSealed": (
        409,
        Text(
            nl="Deze kopie is al verzegeld",
            fr="Cette copie est déjà scellée",
            en="This copy is sealed already",
        ),
    ),
    "exportNotSealed": (
        409,
        Text(
            nl="Deze kopie is nog niet verzegeld",
            fr="Cette copie n'est pas encore scellée",
            en="This copy is not sealed yet",
        ),
    ),
    "sourceUnavailable": (
        503,
        Text(
            nl="Een systeem antwoordt nu niet",
            fr="Un système ne répond pas pour l'instant",
            en="A system does not answer now",
        ),
    ),
    "letterMissing": (
        404,
        Text(
            nl="Deze brief bestaat niet in dit dossier",
            fr="Cette lettre n'existe pas dans ce dossier",
            en="This letter does not exist in this case",
        ),
    ),
    "packageNotClosed": (
        409,
        Text(
            nl="Het pakket wordt samengesteld zodra de brief verzegeld is",
            fr="Le paquet est constitué dès que la lettre est scellée",
            en="The package is put together once the letter is sealed",
        ),
    ),
    "letterNotPrintable": (
        409,
        Text(
            nl="Een teken in deze brief bestaat niet in onze lettertypes. Stel een ruimer lettertype in",
            fr="Un caractère de cette lettre n'existe pas dans nos polices. Réglez une police plus large",
            en="A character in this letter does not exist in our fonts. Configure a wider font",
        ),
    ),
}
