"""What the service says when a copy cannot be narrowed, weighed or sent on this way: status and sentence per code."""

from collections.abc import Mapping
from typing import Final

from app.language import Text

COPIES: Final[Mapping[str, tuple[int, Text]]] = {
    "balancingMissing": (
        409,
        Text(
            nl="Over een bezwaar beslist u na een geschreven afweging. Die is er nog niet",
            fr="Une opposition se décide après une mise en balance écrite. Elle manque encore",
            en="An objection is decided after a written balancing test. There is none yet",
        ),
    ),
    "testUnfit": (
        400,
        Text(
            nl="Deze afweging past niet bij dit verzoek, of het doel bestaat niet",
            fr="Cette mise en balance ne convient pas à cette demande, ou la finalité n'existe pas",
            en="This test does not fit this claim, or there is no such purpose",
        ),
    ),
    "withholdingUnknown": (
        404,
        Text(
            nl="Deze weglating bestaat niet in dit dossier",
            fr="Cette omission n'existe pas dans ce dossier",
            en="There is no such withholding in this case",
        ),
    ),
    "withholdingUnfit": (
        400,
        Text(
            nl="Dit gegeven, dit onderdeel of deze passage staat niet in het dossier",
            fr="Cette donnée, cet élément ou ce passage ne figure pas dans le dossier",
            en="The dossier has no such record, element or passage",
        ),
    ),
    "withheldPassageFound": (
        409,
        Text(
            nl="Een weggelaten passage staat ook nog ergens anders. Laat ze daar ook weg",
            fr="Un passage omis figure encore ailleurs. Omettez-le là aussi",
            en="A withheld passage still stands somewhere else. Withhold it there too",
        ),
    ),
    "transferNotConfirmed": (
        409,
        Text(
            nl="Laat de betrokkene eerst bevestigen aan wie de gegevens gaan (confirmed)",
            fr="Faites d'abord confirmer par la personne à qui vont les données (confirmed)",
            en="First let the person confirm to whom the data go (confirmed)",
        ),
    ),
    "transferNotOpen": (
        409,
        Text(
            nl="Dit pakket is al doorgestuurd, of de opdracht is al ingetrokken",
            fr="Ce paquet est déjà transmis, ou l'ordre est déjà annulé",
            en="This package was sent on already, or the order was cancelled",
        ),
    ),
    "transferUnknown": (
        404,
        Text(
            nl="Dit dossier heeft geen zo'n doorzending",
            fr="Ce dossier ne contient pas une telle transmission",
            en="The case has no such transfer",
        ),
    ),
}
