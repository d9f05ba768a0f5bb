"""What the service says when a task of somebody who searches by hand cannot go this way: status and sentence per code."""

from collections.abc import Mapping
from typing import Final

from app.language import Text

COLLECTORS: Final[Mapping[str, tuple[int, Text]]] = {
    "collectorTaskUnknown": (
        404,
        Text(
            nl="Deze taak bestaat niet",
            fr="Cette tâche n'existe pas",
            en="This task does not exist",
        ),
    ),
    "collectorTaskClosed": (
        409,
        Text(
            nl="Deze taak is al beantwoord of is niet meer nodig, of de link is verlopen",
            fr="Cette tâche a déjà une réponse ou n'est plus nécessaire, ou le lien a expiré",
            en="This task was answered already or is no longer needed, or its link has ended",
        ),
    ),
    "collectorAnswerUnfit": (
        400,
        Text(
            nl="Dit antwoord past niet bij het systeem. Er is niets bewaard",
            fr="Cette réponse ne convient pas au système. Rien n'a été conservé",
            en="This answer does not fit the system. Nothing was kept",
        ),
    ),
}
