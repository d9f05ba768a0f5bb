"""What the service says when a call itself is not in order, whatever the case: status and sentence per code."""

from collections.abc import Mapping
from typing import Final

from app.language import Text

CALLS: Final[Mapping[str, tuple[int, Text]]] = {
    "badRequest": (
        400,
        Text(
            nl="De invoer is niet geldig",
            fr="Les données ne sont pas valables",
            en="The input is not valid",
        ),
    ),
    "noAccessToken": (
        401,
        Text(
            nl="Geef een toegangstoken mee",
            fr="Joignez un jeton d'accès",
            en="Send an access token",
        ),
    ),
    "invalidAccessToken": (
        401,
        Text(
            nl="Het toegangstoken is niet geldig",
            fr="Le jeton d'accès n'est pas valable",
            en="The access token is not valid",
        ),
    ),
    "expiredAccessToken": (
        401,
        Text(
            nl="Het toegangstoken is verlopen",
            fr="Le jeton d'accès a expiré",
            en="The access token has expired",
        ),
    ),
    "issuerSilent": (
        503,
        Text(
            nl="De dienst die uw token gaf, antwoordt niet. Probeer het straks opnieuw",
            fr="Le service qui a délivré votre jeton ne répond pas. Réessayez plus tard",
            en="The service that issued your token does not answer. Try again later",
        ),
    ),
    "conflictOfInterest": (
        403,
        Text(
            nl="Dit dossier gaat over u, of over iemand die u leidt of aan wie u rapporteert. Laat het aan een collega",
            fr="Ce dossier vous concerne, ou concerne une personne que vous dirigez ou à qui vous rendez compte. Laissez-le à un collègue",
            en="This case is about you, or about somebody you lead or report to. Leave it to a colleague",
        ),
    ),
    "assigneeInConflict": (
        409,
        Text(
            nl="Dit dossier gaat over die collega, of over iemand die hij of zij leidt of aan wie hij of zij rapporteert. Kies iemand anders",
            fr="Ce dossier concerne ce collègue, ou une personne qu'il dirige ou à qui il rend compte. Choisissez quelqu'un d'autre",
            en="This case is about that colleague, or about somebody they lead or report to. Choose somebody else",
        ),
    ),
    "missingPermission": (
        403,
        Text(
            nl="Uw rol laat dit niet toe",
            fr="Votre rôle ne le permet pas",
            en="Your role does not allow this",
        ),
    ),
    "resourceNotFound": (
        404,
        Text(
            nl="Dit bestaat niet, of niet voor u",
            fr="Ceci n'existe pas, ou pas pour vous",
            en="This does not exist, or not for you",
        ),
    ),
    "addressUnknown": (
        404,
        Text(
            nl="Dit adres bestaat niet",
            fr="Cette adresse n'existe pas",
            en="This address does not exist",
        ),
    ),
    "methodNotAllowed": (
        405,
        Text(
            nl="Deze methode bestaat hier niet",
            fr="Cette méthode n'existe pas ici",
            en="This method does not exist here",
        ),
    ),
    "notAcceptable": (
        406,
        Text(
            nl="Dit antwoord bestaat niet in het formaat dat u vraagt. Kijk de header Accept na",
            fr="Cette réponse n'existe pas dans le format que vous demandez. Vérifiez l'en-tête Accept",
            en="This answer does not exist in the format you ask for. Check the header Accept",
        ),
    ),
    "payloadTooLarge": (
        413,
        Text(
            nl="Wat u stuurt is te groot",
            fr="Votre envoi est trop grand",
            en="What you sent is too large",
        ),
    ),
    "unsupportedMediaType": (
        415,
        Text(
            nl="Dit mediatype nemen we hier niet aan",
            fr="Ce type de média n'est pas accepté ici",
            en="This media type is not accepted here",
        ),
    ),
    "preconditionRequired": (
        428,
        Text(
            nl="Stuur If-Match mee met de ETag die u gelezen hebt",
            fr="Envoyez If-Match avec l'ETag que vous avez lu",
            en="Send If-Match with the ETag that you read",
        ),
    ),
    "versionMismatch": (
        412,
        Text(
            nl="Wat u wilt wijzigen, is intussen gewijzigd. Lees het opnieuw",
            fr="Ce que vous voulez modifier a été modifié entre-temps. Relisez-le",
            en="What you want to change was changed in the meantime. Read it again",
        ),
    ),
    "idempotencyKeyReused": (
        422,
        Text(
            nl="Deze sleutel hoort bij een andere aanvraag",
            fr="Cette clé appartient à un autre appel",
            en="This key belongs to another call",
        ),
    ),
    "requestInProgress": (
        409,
        Text(
            nl="Dezelfde aanvraag loopt nog. Probeer het straks opnieuw",
            fr="Le même appel est encore en cours. Réessayez plus tard",
            en="The same call is still running. Try again later",
        ),
    ),
    "tooManyRequests": (
        429,
        Text(
            nl="Te veel aanvragen. Wacht even",
            fr="Trop d'appels. Patientez un instant",
            en="Too many calls. Wait a moment",
        ),
    ),
    "internalServerError": (
        500,
        Text(
            nl="Er ging iets mis bij ons. Probeer het opnieuw",
            fr="Une erreur s'est produite chez nous. Réessayez",
            en="Something went wrong on our side. Try again",
        ),
    ),
    "serviceUnavailable": (
        503,
        Text(
            nl="De dienst is even niet beschikbaar",
            fr="Le service est momentanément indisponible",
            en="The service is unavailable for a moment",
        ),
    ),
    "uploadDamaged": (
        400,
        Text(
            nl="Het bestand kon niet worden opgeladen. Probeer het opnieuw",
            fr="Le fichier n'a pas pu être envoyé. Réessayez",
            en="The file could not be uploaded. Try again",
        ),
    ),
    "fieldMissing": (
        400,
        Text(
            nl="Er ontbreekt een veld in het formulier",
            fr="Il manque un champ dans le formulaire",
            en="A field is missing in the form",
        ),
    ),
    "uploadTooBig": (
        413,
        Text(
            nl="Het bestand is te groot", fr="Le fichier est trop grand", en="The file is too large"
        ),
    ),
    "notMultipart": (
        415,
        Text(
            nl="Stuur het formulier als multipart/form-data",
            fr="Envoyez le formulaire en multipart/form-data",
            en="Send the form as multipart/form-data",
        ),
    ),
    "fileRejected": (
        400,
        Text(
            nl="Dit bestand nemen we niet aan",
            fr="Ce fichier n'est pas accepté",
            en="This file is not accepted",
        ),
    ),
    "feedUnknown": (
        404,
        Text(
            nl="U hebt geen agenda met dit nummer, of hij is al stopgezet",
            fr="Vous n'avez pas d'agenda avec ce numéro, ou il a déjà été arrêté",
            en="You have no calendar with this id, or it was shut already",
        ),
    ),
    "deliveryMissing": (
        404,
        Text(
            nl="Deze levering bestaat niet in dit dossier",
            fr="Cette remise n'existe pas dans ce dossier",
            en="This delivery does not exist in this case",
        ),
    ),
    "documentMissing": (
        404,
        Text(
            nl="Dit document bestaat niet in dit dossier",
            fr="Ce document n'existe pas dans ce dossier",
            en="This document does not exist in this case",
        ),
    ),
    "pageMissing": (
        404,
        Text(
            nl="Dit document heeft die bladzijde niet",
            fr="Ce document n'a pas cette page",
            en="This document does not have that page",
        ),
    ),
    "documentNotMaskable": (
        409,
        Text(
            nl="In dit document kunt u niets afdekken: dat kan in een foto of PDF van hoogstens 20 bladzijden",
            fr="Rien ne peut être masqué dans ce document : c'est possible dans une photo ou un PDF de 20 pages au plus",
            en="Nothing can be covered in this document: it can in a photo or a PDF of at most 20 pages",
        ),
    ),
    "fileMissing": (
        404,
        Text(
            nl="Dit bestand bestaat niet meer",
            fr="Ce fichier n'existe plus",
            en="This file does not exist any more",
        ),
    ),
    "documentWaits": (
        409,
        Text(
            nl="Dit bestand wacht nog op de controle op virussen",
            fr="Ce fichier attend encore le contrôle antivirus",
            en="This file still waits for the virus check",
        ),
    ),
    "documentDestroyed": (
        410,
        Text(
            nl="De kopie is vernietigd na de controle",
            fr="La copie a été détruite après le contrôle",
            en="The copy was destroyed after the check",
        ),
    ),
    "keyDestroyed": (
        410,
        Text(
            nl="De sleutel van dit dossier is vernietigd",
            fr="La clé de ce dossier a été détruite",
            en="The key of this case was destroyed",
        ),
    ),
    "fileDamaged": (
        500,
        Text(
            nl="Het bestand is beschadigd. Verwittig de beheerder",
            fr="Le fichier est endommagé. Avertissez l'administrateur",
            en="The file is damaged. Tell the administrator",
        ),
    ),
    "wrongMasterKey": (
        500,
        Text(
            nl="De hoofdsleutel klopt niet. Verwittig de beheerder",
            fr="La clé maîtresse est incorrecte. Avertissez l'administrateur",
            en="The master key is not the right one. Tell the administrator",
        ),
    ),
}
