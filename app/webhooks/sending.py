"""Call an endpoint once: signed for this attempt, bounded in time and size, never on to another address."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final

from app.kit.outward import Outward, OutwardFailed, OutwardRefused
from app.webhooks.cloud_event import MEDIA_TYPE, Origin, event_body, trial_body
from app.webhooks.model import Delivery, Endpoint, Happening, Reply, SigningKey
from app.webhooks.signing import signed_headers

ATTEMPT_HEADER: Final = "Loket-Attempt-Id"
"""Names one attempt: other than `webhook-id`, it is never the same twice."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Who tells of events: the name of the house, the client for servers of others, and the timetable."""

    origin: Origin
    outward: Outward
    pauses: tuple[int, ...]
    """Seconds before each attempt, the first one included; after the last the endpoint is disabled."""
    contact: str
    """Where the data protection officer reads mail; empty where nobody is named."""
    mail_domain: str


@dataclass(frozen=True, slots=True)
class Call:
    """Everything of one attempt."""

    attempt_id: str
    endpoint: Endpoint
    delivery: Delivery
    happening: Happening | None
    keys: Sequence[SigningKey]
    at: datetime


def send(call: Call, teller: Teller) -> tuple[Reply, int]:
    """Call the endpoint and return how it went and after how many milliseconds. Raises OutgoingHeld."""
    body = _body(call, teller.origin)
    headers = {
        "Content-Type": MEDIA_TYPE,
        "User-Agent": "Rechtenloket",
        "Accept-Encoding": "identity",
        ATTEMPT_HEADER: call.attempt_id,
        **signed_headers(call.delivery.event_key, body, call.keys, at=call.at),
    }
    began = time.monotonic()
    reply = _called(call.endpoint.url, body, headers, teller.outward)
    return reply, int((time.monotonic() - began) * 1000)


def _called(url: str, body: bytes, headers: dict[str, str], outward: Outward) -> Reply:
    try:
        answer = outward.post(url, body, headers=headers)
    except OutwardRefused:
        return Reply(error="addressRefused")
    except OutwardFailed as error:
        return Reply(error=str(error.facts.get("error", "noAnswer")))
    if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return Reply(answer.status)
    redirects = HTTPStatus.MULTIPLE_CHOICES <= answer.status < HTTPStatus.BAD_REQUEST
    return Reply(answer.status, "redirect" if redirects else "status", answer.retry_after)


def _body(call: Call, origin: Origin) -> bytes:
    if call.happening is not None:
        return event_body(call.happening, origin)
    made_at = call.delivery.created_at
    return trial_body(call.delivery.event_key, call.endpoint.endpoint_id, origin, at=made_at)
