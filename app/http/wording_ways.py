"""What the service says when a case cannot go this way: status and sentence per code."""

from collections.abc import Mapping
from typing import Final

from app.language import Text

WAYS: Final[Mapping[str, tuple[int, Text]]] = {
    "specificationNotPossible": (
        409,
        Text(
            nl="Alleen een verzoek tot inzage kan gepreciseerd worden, één keer, als er gegevens zijn",
            fr="Seule une demande d'accès peut être précisée, une fois, s'il y a des données",
            en="Only an access request can be specified, once, where data are held",
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
    "letterNotDue": (
        409,
        Text(
            nl="Deze brief past nu niet bij dit dossier, of ging al uit",
            fr="Cette lettre ne convient pas à ce dossier pour l'instant, ou est déjà partie",
            en="This letter does not fit the case now, or went out already",
        ),
    ),
}
