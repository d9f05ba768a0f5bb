"""The mail to the data protection officer: an endpoint was disabled, why, and what to do."""

from datetime import datetime
from typing import Final

from app.delivery.message import Message
from app.webhooks.model import DisabledReason, Endpoint

_SUBJECT: Final = "Een webhook is uitgeschakeld"
_TEXT: Final = """Beste,

Het loket stuurt geen meldingen meer naar deze webhook:

{endpoint}

{why}

Wat nu?
1. Vraag de beheerder van dat systeem om het na te kijken.
2. Schakel de webhook daarna weer in. Wat nog wachtte, vertrekt dan.
3. Stuur een mislukte melding opnieuw uit het overzicht van de leveringen.

Wat tussen nu en het inschakelen gebeurt, wordt niet nagestuurd.
"""
_WHY: Final = {
    DisabledReason.GONE: "Dat systeem antwoordde dat het adres niet meer bestaat (410).",
    DisabledReason.EXHAUSTED: "Een melding kwam na alle pogingen niet aan.",
}


def endpoint_message(endpoint: Endpoint, *, address: str, domain: str, at: datetime) -> Message:
    """Return the mail; it has the same id however often it is tried."""
    since = endpoint.disabled_at or at
    reason = endpoint.disabled_reason or DisabledReason.EXHAUSTED
    named = f"{endpoint.description} ({endpoint.endpoint_id})".strip()
    return Message(
        message_id=f"<endpoint.{endpoint.endpoint_id}.{int(since.timestamp())}@{domain}>",
        address=address,
        subject=_SUBJECT,
        text=_TEXT.format(endpoint=named, why=_WHY.get(reason, "")),
        at=at,
    )
