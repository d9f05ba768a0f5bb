"""Endpoints that hear of events: add, change, remove, change their secret, try them, tell them again."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from app.audit.journal import SERVICE_CHAIN
from app.cases.rules import entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.kit.ids import new_id
from app.kit.outward import OutwardFailed, OutwardRefused
from app.staff.model import Actor
from app.webhooks.cloud_event import TEST
from app.webhooks.deliveries import DeliveryNotFound
from app.webhooks.model import Delivery, DisabledReason, Endpoint, EndpointState, Signature
from app.webhooks.rules import (
    EndpointAddressRefused,
    EndpointDisabled,
    EndpointEntityRefused,
    check_address,
    check_rotation,
    disabled,
    enabled,
)
from app.webhooks.signing import new_key, secret_text
from app.webhooks.store import EndpointNotFound


def visible(desk: Desk, endpoint_id: str, *, by: Actor, hold: bool = False) -> Endpoint:
    """Return an endpoint as far as it exists for this actor. Raises EndpointNotFound."""
    endpoint = desk.endpoints.get(endpoint_id, hold=hold)
    if not _may_see(by, endpoint.entities):
        raise EndpointNotFound("There is no such endpoint")
    return endpoint


def all_visible(desk: Desk, *, by: Actor) -> tuple[Endpoint, ...]:
    """Return the endpoints that hear of nothing but what this actor may see, oldest first."""
    return tuple(e for e in desk.endpoints.list() if _may_see(by, e.entities))


def add(
    desk: Desk,
    *,
    url: str,
    event_types: Iterable[str],
    entities: frozenset[str],
    description: str,
    signature: Signature,
    by: Actor,
    at: datetime,
) -> tuple[Endpoint, str]:
    """Add an endpoint and return it with its secret, shown this once; empty where the key is ours alone.

    Raises EndpointAddressRefused, EndpointEntityRefused.
    """
    _check(desk, url, entities, by=by)
    endpoint = Endpoint(
        endpoint_id=new_id(),
        version=1,
        url=url,
        event_types=tuple(dict.fromkeys(event_types)),
        entities=entities,
        description=description,
        signature=signature,
        created_at=at,
    )
    key = new_key()
    desk.endpoints.add(endpoint, key)
    _note(desk, JournalKind.ENDPOINT_ADDED, endpoint, by=by, at=at)
    return endpoint, _shown(endpoint, key)


def change(
    desk: Desk,
    endpoint: Endpoint,
    *,
    url: str,
    event_types: Iterable[str],
    entities: frozenset[str],
    description: str,
    state: EndpointState,
    by: Actor,
    at: datetime,
) -> Endpoint:
    """Put new values in place of all that can change; enabled again, it gets what waited for it.

    Raises EndpointAddressRefused, EndpointEntityRefused.
    """
    _check(desk, url, entities, by=by)
    changed = replace(
        endpoint,
        url=url,
        event_types=tuple(dict.fromkeys(event_types)),
        entities=entities,
        description=description,
    )
    if state is endpoint.state:
        changed = replace(changed, version=endpoint.version + 1)
    elif state is EndpointState.ACTIVE:
        changed = enabled(changed)
    else:
        changed = disabled(changed, DisabledReason.BY_HAND, at=at)
    desk.endpoints.keep(changed)
    _note(desk, JournalKind.ENDPOINT_CHANGED, changed, by=by, at=at)
    return changed


def remove(desk: Desk, endpoint: Endpoint, *, by: Actor, at: datetime) -> None:
    """Remove an endpoint; what was on its way to it goes nowhere."""
    desk.endpoints.remove(endpoint.endpoint_id)
    _note(desk, JournalKind.ENDPOINT_REMOVED, endpoint, by=by, at=at)


def rotate(
    desk: Desk, endpoint: Endpoint, *, old_until: datetime, by: Actor, at: datetime
) -> tuple[Endpoint, str]:
    """Give the endpoint a new secret; the old one signs beside it until then. Raises RotationTooLong."""
    check_rotation(old_until, at=at)
    key = new_key()
    changed = replace(endpoint, version=endpoint.version + 1)
    desk.endpoints.keep(changed)
    desk.endpoints.rotate(changed, key, until=old_until, at=at)
    _note(desk, JournalKind.ENDPOINT_SECRET_CHANGED, changed, by=by, at=at)
    return changed, _shown(changed, key)


def try_out(desk: Desk, endpoint: Endpoint, *, by: Actor, at: datetime) -> Delivery:
    """Send an event that says nothing, by the same way as every other. Raises EndpointNotFound, EndpointDisabled."""
    endpoint = visible(desk, endpoint.endpoint_id, by=by, hold=True)
    _check_active(endpoint)
    _note(desk, JournalKind.ENDPOINT_TRIED, endpoint, by=by, at=at)
    return desk.outgoing.add(endpoint.endpoint_id, name=TEST, event_key=new_id(), at=at)


def delivery(desk: Desk, delivery_id: str, *, by: Actor) -> Delivery:
    """Return a delivery as far as its endpoint exists for this actor. Raises DeliveryNotFound."""
    told = desk.outgoing.get(delivery_id)
    _of(desk, told, by=by)
    return told


def tell_again(desk: Desk, delivery_id: str, *, by: Actor, at: datetime) -> Delivery:
    """Tell an endpoint once more of an event, under the id of the event. Raises DeliveryNotFound, EndpointDisabled."""
    told = desk.outgoing.get(delivery_id)
    endpoint = _of(desk, told, by=by, hold=True)
    _check_active(endpoint)
    _note(desk, JournalKind.EVENT_TOLD_AGAIN, endpoint, by=by, at=at, event=told.event_key)
    return desk.outgoing.add(
        told.endpoint_id, name=told.name, event_key=told.event_key, at=at, again=delivery_id
    )


def _of(desk: Desk, told: Delivery, *, by: Actor, hold: bool = False) -> Endpoint:
    try:
        return visible(desk, told.endpoint_id, by=by, hold=hold)
    except EndpointNotFound:
        raise DeliveryNotFound("There is no such delivery") from None


def _check(desk: Desk, url: str, entities: frozenset[str], *, by: Actor) -> None:
    check_address(url)
    if not _may_see(by, entities):
        raise EndpointEntityRefused("Nobody lets others hear of what they do not see")
    try:
        desk.teller.outward.check(url)
    except OutwardRefused:
        raise EndpointAddressRefused("The address leads to a private network") from None
    except OutwardFailed:
        return  # a name that is not known yet is looked up again at every attempt


def _may_see(by: Actor, entities: frozenset[str]) -> bool:
    return "*" in by.entities or entities <= by.entities


def _check_active(endpoint: Endpoint) -> None:
    if endpoint.state is EndpointState.DISABLED:
        raise EndpointDisabled("The endpoint is disabled")


def _shown(endpoint: Endpoint, key: bytes) -> str:
    return secret_text(key) if endpoint.signature is Signature.V1 else ""


def _note(
    desk: Desk, kind: JournalKind, endpoint: Endpoint, *, by: Actor, at: datetime, event: str = ""
) -> None:
    """Keep who did what to which endpoint; of its address the host alone: the rest may be a secret of the receiver."""
    details = {
        "endpointId": endpoint.endpoint_id,
        "host": urlsplit(endpoint.url).hostname or "",
        "state": endpoint.state.value,
    }
    if event:
        details["eventId"] = event
    desk.journal.append(SERVICE_CHAIN, (entry(kind, by, at, details),))
