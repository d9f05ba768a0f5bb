"""What the service says about endpoints that hear of events: status and sentence per code."""

from collections.abc import Mapping
from typing import Final

from app.language import Text

WEBHOOKS: Final[Mapping[str, tuple[int, Text]]] = {
    "endpointMissing": (
        404,
        Text(
            nl="Deze webhook bestaat niet",
            fr="Ce webhook n'existe pas",
            en="This webhook does not exist",
        ),
    ),
    "eventDeliveryMissing": (
        404,
        Text(
            nl="Deze levering bestaat niet",
            fr="Cette livraison n'existe pas",
            en="This delivery does not exist",
        ),
    ),
    "endpointAddressRefused": (
        400,
        Text(
            nl="Geef een https-adres op een openbaar netwerk, zonder naam, wachtwoord of #",
            fr="Donnez une adresse https sur un réseau public, sans nom, mot de passe ni #",
            en="Give an https address on a public network, without a name, a password or a #",
        ),
    ),
    "endpointEntityRefused": (
        400,
        Text(
            nl="Kies alleen entiteiten waarvan u de dossiers mag zien",
            fr="Choisissez uniquement des entités dont vous pouvez voir les dossiers",
            en="Choose entities alone whose cases you may see",
        ),
    ),
    "endpointDisabled": (
        409,
        Text(
            nl="Deze webhook is uitgeschakeld. Schakel hem eerst in",
            fr="Ce webhook est désactivé. Activez-le d'abord",
            en="This webhook is disabled. Enable it first",
        ),
    ),
    "rotationTooLong": (
        400,
        Text(
            nl="Het oude geheim kan nog hoogstens dertig dagen blijven",
            fr="L'ancien secret peut rester trente jours au plus",
            en="The old secret can stay for thirty days at most",
        ),
    ),
}
