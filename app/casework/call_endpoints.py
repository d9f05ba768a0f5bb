"""Tell endpoints of events: one call after another for each, each recorded at once, told at least once whatever happens."""

import secrets
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from app.audit.journal import SERVICE_CHAIN
from app.cases.rules import entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.delivery.collector_mail import EMAIL
from app.delivery.endpoint_mail import endpoint_message
from app.delivery.message import SendingLater, SendingNever
from app.kit.clock import Clock
from app.kit.ids import new_id
from app.staff.model import SERVICE
from app.webhooks.model import Attempt, DisabledReason, Endpoint, EndpointState, Notice, Reply
from app.webhooks.rules import disabled, judged
from app.webhooks.sending import Call, send
from app.webhooks.store import EndpointNotFound

log = structlog.get_logger(__name__)

Desks = Callable[[], AbstractContextManager[Desk]]

KEPT: Final = timedelta(days=90)
"""How long the log of deliveries can be read."""
TURN_SECONDS: Final = 15.0
"""After this an endpoint goes to the end of the row, so that a slow one keeps no place that others wait for."""
_FINE: Final = 10**6


def take(desks: Desks, *, at: datetime, most: int) -> tuple[str, ...]:
    """Take up to `most` endpoints that something is due for. Raises OutgoingHeld."""
    with desks() as desk:
        desk.teller.outward.check_may_send()
        return desk.outgoing.take(at=at, most=most)


def tell(desks: Desks, endpoint_id: str, *, at: Clock) -> None:
    """Tell one endpoint, that was taken, what is due, one event after the other. Raises OutgoingHeld.

    A kill between a call and its record repeats the call, under the id of the same event.
    """
    until = time.monotonic() + TURN_SECONDS
    while time.monotonic() < until:
        with desks() as desk:
            call, teller = _next(desk, endpoint_id, at=at()), desk.teller
        if call is None:
            break
        reply, milliseconds = send(call, teller)
        with desks() as desk:
            _record(desk, call, reply, milliseconds, at=at())
    # After an error it stays taken for a while: whatever it was, it is not tried over and over.
    with desks() as desk:
        desk.outgoing.release(endpoint_id)


def report_disabled(desks: Desks, *, at: datetime) -> None:
    """Write to the data protection officer, once, about each endpoint that was disabled while nobody was there."""
    with desks() as desk:
        waiting = desk.outgoing.untold(at=at)
    for endpoint_id in waiting:
        with desks() as desk:
            _report(desk, endpoint_id, at=at)


def forget_old(desks: Desks, *, at: datetime) -> None:
    """Delete the log of what was delivered, or given up, more than ninety days ago."""
    gone = 1
    while gone:
        with desks() as desk:
            gone = desk.outgoing.forget(before=at - KEPT)


def _next(desk: Desk, endpoint_id: str, *, at: datetime) -> Call | None:
    delivery = desk.outgoing.next_due(endpoint_id, at=at)
    if delivery is None:
        return None
    return Call(
        attempt_id=new_id(),
        endpoint=desk.endpoints.get(endpoint_id),
        delivery=delivery,
        happening=desk.outgoing.happening(delivery),
        keys=desk.endpoints.keys(endpoint_id, at=at),
        at=at,
    )


def _record(desk: Desk, call: Call, reply: Reply, milliseconds: int, *, at: datetime) -> None:
    """Keep how the call went; of an endpoint that was removed meanwhile nothing is kept."""
    try:
        endpoint = desk.endpoints.get(call.endpoint.endpoint_id, hold=True)
    except EndpointNotFound:
        return
    chance = secrets.randbelow(_FINE) / _FINE
    verdict = judged(call.delivery, reply, desk.teller.pauses, at=at, chance=chance)
    attempt = Attempt(
        attempt_id=call.attempt_id,
        delivery_id=call.delivery.delivery_id,
        number=call.delivery.attempts + 1,
        at=call.at,
        milliseconds=milliseconds,
        status=reply.status,
        error=reply.error,
    )
    desk.outgoing.record(attempt, verdict)
    if verdict.disabled is not None and endpoint.state is EndpointState.ACTIVE:
        _disable(desk, endpoint, verdict.disabled, at=at)
    elif verdict.quiet_until is not None:
        desk.endpoints.keep(replace(endpoint, quiet_until=verdict.quiet_until))


def _disable(desk: Desk, endpoint: Endpoint, reason: DisabledReason, *, at: datetime) -> None:
    changed = disabled(endpoint, reason, at=at)
    desk.endpoints.keep(changed)
    details = {"endpointId": endpoint.endpoint_id, "reason": reason.value}
    written = entry(JournalKind.ENDPOINT_DISABLED, SERVICE, at, details)
    desk.journal.append(SERVICE_CHAIN, (written,))
    log.warning("webhook endpoint disabled", endpoint=endpoint.endpoint_id, reason=reason.value)


def _report(desk: Desk, endpoint_id: str, *, at: datetime) -> None:
    try:
        endpoint = desk.endpoints.get(endpoint_id, hold=True)
    except EndpointNotFound:
        return
    if endpoint.notice is not Notice.DUE:
        return
    channel, address = desk.channels.get(EMAIL), desk.teller.contact
    sent = False
    if channel is not None and address:
        message = endpoint_message(endpoint, address=address, domain=desk.teller.mail_domain, at=at)
        try:
            channel.send(message)
            sent = True
        except SendingLater:
            return
        except SendingNever:
            sent = False
    if not sent:
        log.warning("nobody was written to about a disabled webhook", endpoint=endpoint_id)
    desk.endpoints.keep(replace(endpoint, notice=Notice.SENT if sent else Notice.NOT_SENT))
