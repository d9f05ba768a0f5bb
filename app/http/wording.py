"""Status and plain sentence of every code of refusal; a guard test demands that none is missing."""

from app.language import Text

STATUS: dict[str, int] = {}
WORDING: dict[str, Text] = {}


def _add(status: int, code: str, nl: str, fr: str, en: str) -> None:
    STATUS[code] = status
    WORDING[code] = Text(nl=nl, fr=fr, en=en)


_add(
    400,
    "badRequest",
    "De invoer is niet geldig",
    "Les données ne sont pas valables",
    "The input is not valid",
)
_add(
    401,
    "noAccessToken",
    "Geef een toegangstoken mee",
    "Joignez un jeton d'accès",
    "Send an access token",
)
_add(
    401,
    "invalidAccessToken",
    "Het toegangstoken is niet geldig",
    "Le jeton d'accès n'est pas valable",
    "The access token is not valid",
)
_add(
    403,
    "missingPermission",
    "Uw rol laat dit niet toe",
    "Votre rôle ne le permet pas",
    "Your role does not allow this",
)
_add(
    404,
    "resourceNotFound",
    "Dit bestaat niet, of niet voor u",
    "Ceci n'existe pas, ou pas pour vous",
    "This does not exist, or not for you",
)
_add(
    405,
    "methodNotAllowed",
    "Deze methode bestaat hier niet",
    "Cette méthode n'existe pas ici",
    "This method does not exist here",
)
_add(
    413,
    "payloadTooLarge",
    "Wat u stuurt is te groot",
    "Votre envoi est trop grand",
    "What you sent is too large",
)
_add(
    415,
    "unsupportedMediaType",
    "Dit mediatype nemen we hier niet aan",
    "Ce type de média n'est pas accepté ici",
    "This media type is not accepted here",
)
_add(
    428,
    "preconditionRequired",
    "Stuur If-Match mee met de ETag van het dossier",
    "Envoyez If-Match avec l'ETag du dossier",
    "Send If-Match with the ETag of the case",
)
_add(
    412,
    "versionMismatch",
    "Het dossier is intussen gewijzigd. Lees het opnieuw",
    "Le dossier a été modifié entre-temps. Relisez-le",
    "The case was changed in the meantime. Read it again",
)
_add(
    409,
    "illegalTransition",
    "Deze stap kan niet in de huidige toestand van het dossier",
    "Cette étape n'est pas possible dans l'état actuel du dossier",
    "This step is not possible in the present state of the case",
)
_add(
    409,
    "identityNotProven",
    "De identiteit is nog niet aangetoond voor elk recht in dit dossier",
    "L'identité n'est pas encore prouvée pour chaque droit de ce dossier",
    "Identity is not proven yet for every right in this case",
)
_add(
    403,
    "drafterMayNotConfirm",
    "Wie het ontwerp maakte, bevestigt het niet. Vraag het aan iemand anders",
    "L'auteur du projet ne le confirme pas. Demandez-le à quelqu'un d'autre",
    "Who drafted the decision does not confirm it. Ask somebody else",
)
_add(
    400,
    "unknownClaim",
    "Dit dossier heeft geen zo'n open verzoek",
    "Ce dossier ne contient pas une telle demande ouverte",
    "This case has no such open claim",
)
_add(
    400,
    "receivedInFuture",
    "De ontvangst kan niet in de toekomst liggen",
    "La réception ne peut pas être dans le futur",
    "The receipt cannot lie in the future",
)
_add(
    409,
    "nothingAsked",
    "Er staat geen vraag van die soort open",
    "Aucune question de ce genre n'est ouverte",
    "No question of this kind is open",
)
_add(
    409,
    "identityAlreadyAsked",
    "Het bewijs is al gevraagd en nog niet beantwoord",
    "La preuve a déjà été demandée et la réponse manque encore",
    "The proof was asked already and is not answered yet",
)
_add(
    400,
    "referenceInvalid",
    "Het dossiernummer klopt niet. Kijk het na",
    "Le numéro de dossier est incorrect. Vérifiez-le",
    "The case reference is not correct. Check it",
)
_add(
    409,
    "addressNotVerified",
    "Er is geen nagekeken postadres. Kies het portaal, of kijk het adres na bij de identiteitscontrole",
    "Il n'y a pas d'adresse postale vérifiée. Choisissez le portail ou vérifiez l'adresse lors du contrôle d'identité",
    "There is no verified postal address. Choose the portal, or verify the address in the identity check",
)
_add(
    409,
    "receiptNotPossible",
    "Dit bericht kan niet volgen op de huidige stand van de levering",
    "Ce suivi n'est pas possible après l'état actuel de la livraison",
    "This receipt cannot follow the present status of the delivery",
)
_add(
    422,
    "idempotencyKeyReused",
    "Deze sleutel hoort bij een andere aanvraag",
    "Cette clé appartient à un autre appel",
    "This key belongs to another call",
)
_add(
    409,
    "requestInProgress",
    "Dezelfde aanvraag loopt nog. Probeer het straks opnieuw",
    "Le même appel est encore en cours. Réessayez plus tard",
    "The same call is still running. Try again later",
)
_add(
    500,
    "internalServerError",
    "Er ging iets mis bij ons. Probeer het opnieuw",
    "Une erreur s'est produite chez nous. Réessayez",
    "Something went wrong on our side. Try again",
)
_add(
    503,
    "serviceUnavailable",
    "De dienst is even niet beschikbaar",
    "Le service est momentanément indisponible",
    "The service is unavailable for a moment",
)
_add(
    429,
    "tooManyRequests",
    "Te veel aanvragen. Wacht even",
    "Trop d'appels. Patientez un instant",
    "Too many calls. Wait a moment",
)

_add(
    400,
    "uploadDamaged",
    "Het bestand kon niet worden opgeladen. Probeer het opnieuw",
    "Le fichier n'a pas pu être envoyé. Réessayez",
    "The file could not be uploaded. Try again",
)
_add(
    400,
    "fieldMissing",
    "Er ontbreekt een veld in het formulier",
    "Il manque un champ dans le formulaire",
    "A field is missing in the form",
)
_add(
    400,
    "fileRejected",
    "Dit bestand nemen we niet aan",
    "Ce fichier n'est pas accepté",
    "This file is not accepted",
)
_add(
    400,
    "meansMissing",
    "Geef het middel waarmee de identiteit is nagekeken",
    "Indiquez le moyen de contrôle de l'identité",
    "Give the means by which identity was checked",
)
_add(
    400,
    "meansUnexpected",
    "Bij geen twijfel hoort geen middel",
    "Sans doute, il n'y a pas de moyen",
    "With no doubt there is no means",
)
_add(
    400,
    "meansNotAllowed",
    "Dit middel is hier niet toegelaten. Kies een ander",
    "Ce moyen n'est pas admis ici. Choisissez-en un autre",
    "This means is not allowed here. Choose another",
)
_add(
    400,
    "noteMissing",
    "Noteer de feiten: wat u zag, of waarom er geen twijfel is",
    "Notez les faits: ce que vous avez vu, ou pourquoi il n'y a pas de doute",
    "Note the facts: what you saw, or why there is no doubt",
)
_add(
    400,
    "nationalNumberInvalid",
    "Het rijksregisternummer klopt niet. Kijk de cijfers na",
    "Le numéro de registre national est incorrect. Vérifiez les chiffres",
    "The national number is not correct. Check the digits",
)
_add(
    404,
    "documentMissing",
    "Dit document bestaat niet in dit dossier",
    "Ce document n'existe pas dans ce dossier",
    "This document does not exist in this case",
)
_add(
    404,
    "fileMissing",
    "Dit bestand bestaat niet meer",
    "Ce fichier n'existe plus",
    "This file does not exist any more",
)
_add(
    410,
    "documentDestroyed",
    "De kopie is vernietigd na de controle",
    "La copie a été détruite après le contrôle",
    "The copy was destroyed after the check",
)
_add(
    410,
    "keyDestroyed",
    "De sleutel van dit dossier is vernietigd",
    "La clé de ce dossier a été détruite",
    "The key of this case was destroyed",
)
_add(
    413,
    "uploadTooBig",
    "Het bestand is te groot",
    "Le fichier est trop grand",
    "The file is too large",
)
_add(
    415,
    "notMultipart",
    "Stuur het formulier als multipart/form-data",
    "Envoyez le formulaire en multipart/form-data",
    "Send the form as multipart/form-data",
)
_add(
    500,
    "fileDamaged",
    "Het bestand is beschadigd. Verwittig de beheerder",
    "Le fichier est endommagé. Avertissez l'administrateur",
    "The file is damaged. Tell the administrator",
)
_add(
    500,
    "wrongMasterKey",
    "De hoofdsleutel klopt niet. Verwittig de beheerder",
    "La clé maîtresse est incorrecte. Avertissez l'administrateur",
    "The master key is not the right one. Tell the administrator",
)
_add(
    400,
    "invalidSuspension",
    "De dagen van de onderbreking kloppen niet",
    "Les jours de la suspension sont incorrects",
    "The days of the suspension are not correct",
)
_add(
    400,
    "calendarEnds",
    "De kalender gaat van 2018 tot en met 2040",
    "Le calendrier couvre 2018 à 2040",
    "The calendar covers 2018 to 2040",
)
_add(
    409,
    "deadlineAlreadyExtended",
    "De termijn is al één keer verlengd",
    "Le délai a déjà été prolongé une fois",
    "The period was extended once already",
)
_add(
    409,
    "extensionTooLate",
    "De eerste termijn is voorbij: verlengen kan niet meer",
    "Le premier délai est passé: une prolongation n'est plus possible",
    "The first deadline has passed: an extension is not possible any more",
)
_add(
    400,
    "extensionWithoutReasons",
    "Geef de redenen in dit dossier",
    "Donnez les raisons propres à ce dossier",
    "Give the reasons of this case",
)
_add(
    409,
    "decisionIncomplete",
    "Er staan nog voorstellen open",
    "Des propositions sont encore ouvertes",
    "Proposals are still open",
)
_add(
    400,
    "reasonMissing",
    "Een weigering heeft een grondcode en de feiten in woorden nodig",
    "Un refus exige un code de motif et les faits en toutes lettres",
    "A refusal needs a ground code and the facts in words",
)
_add(
    400,
    "unknownProposal",
    "Deze beslissing hoort bij geen voorstel",
    "Cette décision ne correspond à aucune proposition",
    "This decision belongs to no proposal",
)
_add(
    400,
    "decisionTwice",
    "Twee beslissingen hebben dezelfde sleutel",
    "Deux décisions ont la même clé",
    "Two decisions have the same key",
)
_add(
    400,
    "deviationWithoutReason",
    "Wie afwijkt van het voorstel, geeft een reden",
    "Qui s'écarte de la proposition donne une raison",
    "A deviation from the proposal needs a reason",
)
_add(
    400,
    "groundNotAllowed",
    "Deze grond kan deze beslissing niet dragen",
    "Ce motif ne peut pas fonder cette décision",
    "This ground cannot carry this decision",
)
_add(
    400, "unknownRight", "Dit recht kennen we niet", "Ce droit est inconnu", "This right is unknown"
)
_add(
    409,
    "registerIncomplete",
    "Het register is onvolledig voor dit antwoord. Laat de punten bevestigen",
    "Le registre est incomplet pour cette réponse. Faites confirmer les points",
    "The register is incomplete for this answer. Have the points confirmed",
)
_add(
    409,
    "lateRefusalUnexplained",
    "Een weigering na de eerste termijn is te laat: geef een verantwoording",
    "Un refus après le premier délai est tardif: donnez une justification",
    "A refusal after the first deadline is late: give a justification",
)
_add(
    409,
    "executionOpen",
    "Wat is toegekend, is nog niet uitgevoerd",
    "Ce qui est accordé n'est pas encore exécuté",
    "What was granted is not carried out yet",
)
_add(
    409,
    "tasksOpen",
    "Er staat nog een taak open in dit dossier",
    "Une tâche est encore ouverte dans ce dossier",
    "A task on this case is still open",
)
_add(
    404,
    "exportUnknown",
    "Deze export bestaat niet",
    "Cet export n'existe pas",
    "This export does not exist",
)
_add(
    409,
    "exportSealed",
    "Deze kopie is al verzegeld",
    "Cette copie est déjà scellée",
    "This copy is sealed already",
)
_add(
    409,
    "exportNotSealed",
    "Deze kopie is nog niet verzegeld",
    "Cette copie n'est pas encore scellée",
    "This copy is not sealed yet",
)
_add(
    503,
    "sourceUnavailable",
    "Een systeem antwoordt nu niet",
    "Un système ne répond pas pour l'instant",
    "A system does not answer now",
)
