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
