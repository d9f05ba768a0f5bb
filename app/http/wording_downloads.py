"""What the service says when a letter or a copy cannot be fetched: status and sentence per code."""

from collections.abc import Mapping
from typing import Final

from app.language import Text

DOWNLOADS: Final[Mapping[str, tuple[int, Text]]] = {
    "noVerifiedEmail": (
        409,
        Text(
            nl="Geen e-mailadres van de betrokkene is nagekeken. Kijk het na (verifiedEmail), of antwoord met de post",
            fr="Aucune adresse e-mail de la personne n'est vérifiée. Vérifiez-la (verifiedEmail), ou répondez par la poste",
            en="No e-mail address of the person was verified. Verify one (verifiedEmail), or answer by post",
        ),
    ),
    "ticketUnknown": (
        404,
        Text(
            nl="Deze link werkt niet meer. Open uw verzoek met uw dossiernummer en uw code: daar staat de nieuwe link",
            fr="Ce lien ne fonctionne plus. Ouvrez votre demande avec votre numéro de dossier et votre code : le nouveau"
            " lien s'y trouve",
            en="This link does not work any more. Open your request with your case number and your code: the new link is"
            " there",
        ),
    ),
    "ticketExpired": (
        410,
        Text(
            nl="Deze link is verlopen. Open uw verzoek met uw dossiernummer en uw code, en vraag daar een nieuwe link",
            fr="Ce lien a expiré. Ouvrez votre demande avec votre numéro de dossier et votre code, et demandez-y un"
            " nouveau lien",
            en="This link has expired. Open your request with your case number and your code, and ask for a new link there",
        ),
    ),
    "exportExpired": (
        410,
        Text(
            nl="Deze kopie is gewist: haar laatste dag is voorbij. Is ze nog nodig? Dan maken we een nieuwe kopie",
            fr="Cette copie est effacée : son dernier jour est passé. Est-elle encore nécessaire ? Nous ferons une nouvelle"
            " copie",
            en="This copy was deleted: its last day is over. Is it still needed? Then we make a new copy",
        ),
    ),
    "codeTooSoon": (
        429,
        Text(
            nl="We mailden net een code. Wacht even voor u een nieuwe vraagt",
            fr="Nous venons d'envoyer un code. Attendez un peu avant d'en demander un nouveau",
            en="We just emailed a code. Wait a moment before you ask for a new one",
        ),
    ),
    "rangeNotSatisfiable": (
        416,
        Text(
            nl="Dit deel van het bestand bestaat niet, of u vraagt er meer dan één tegelijk",
            fr="Cette partie du fichier n'existe pas, ou vous en demandez plusieurs à la fois",
            en="There is no such part of the file, or you ask for more than one at once",
        ),
    ),
}
