"""What the service says when a notice to a recipient cannot be changed this way: status and sentence per code."""

from collections.abc import Mapping
from typing import Final

from app.language import Text

NOTICES: Final[Mapping[str, tuple[int, Text]]] = {
    "noticeMissing": (
        404,
        Text(
            nl="Deze kennisgeving bestaat niet in dit dossier",
            fr="Cette notification n'existe pas dans ce dossier",
            en="This notice does not exist in this case",
        ),
    ),
    "noticeReasonMissing": (
        400,
        Text(
            nl="Schrijf waarom de ontvanger weigert of niet wordt ingelicht",
            fr="Indiquez pourquoi le destinataire refuse ou n'est pas informé",
            en="Say why the recipient refuses or is not told",
        ),
    ),
    "noticeAnswerNotPossible": (
        409,
        Text(
            nl="Dit antwoord past niet bij de stand of de datum van deze kennisgeving",
            fr="Cette réponse ne correspond pas à l'état ou à la date de cette notification",
            en="This answer does not fit the state or the date of this notice",
        ),
    ),
    "nothingToTell": (
        409,
        Text(
            nl="In dit dossier moest nog geen ontvanger worden ingelicht",
            fr="Dans ce dossier, aucun destinataire n'a encore dû être informé",
            en="In this case no recipient had to be told yet",
        ),
    ),
}
