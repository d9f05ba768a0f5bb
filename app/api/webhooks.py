"""Endpoints that hear of events: who manages the service adds, changes, tries and removes them, and sees what was delivered."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse, Response
from pydantic import Field, StringConstraints

from app.api.answers.parts import answers
from app.api.answers.webhooks import (
    EndpointListOut,
    EndpointOut,
    EventDeliveryListOut,
    EventDeliveryOut,
    NewEndpointOut,
)
from app.api.case_view import compact, instant
from app.api.inputs import Code, IsoInstant, Line
from app.casework import subscribe
from app.casework.desk import Desk
from app.http.bodies import json_body
from app.http.deps import (
    Asked,
    DeskDep,
    NowDep,
    PartsDep,
    RepeatDep,
    check_if_match,
    etag,
    may_do,
    named,
)
from app.http.paging import BASE_PATH, Cursors, PageQuery, address, page, whole
from app.http.parsing import JsonModel
from app.http.queries import NoQuery, query
from app.http.routes import DeskRoute
from app.outbox.model import Event
from app.staff.model import Actor
from app.staff.rules import Act
from app.webhooks.model import Attempt, Delivery, Endpoint, EndpointState, Signature
from app.webhooks.signing import public_key_text

router = APIRouter(route_class=DeskRoute, tags=["Webhooks"])

_PLACE: Final = f"{BASE_PATH}/webhookEndpoints"
_BOTH_SECRETS: Final = timedelta(days=1)
"""How long the old secret signs beside the new one, unless told otherwise."""

Manager = Annotated[Actor, may_do(Act.MANAGE)]


def _endpoint(asked: Asked) -> Endpoint:
    return subscribe.visible(asked.desk, asked.path["endpoint_id"], by=asked.actor)


def _delivery(asked: Asked) -> Delivery:
    return subscribe.delivery(asked.desk, asked.path["delivery_id"], by=asked.actor)


Named = Annotated[Endpoint, named(Act.MANAGE, _endpoint)]
"""The endpoint of the path, as it was before the body was read."""
Url = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
Events = Annotated[tuple[Event, ...], Field(max_length=len(Event))]
Entities = Annotated[tuple[Code, ...], Field(min_length=1, max_length=100)]


class EndpointIn(JsonModel):
    """An endpoint; without event types it hears of all, without entities of those the token sees."""

    url: Url
    event_types: Events = ()
    entities: Entities | None = None
    description: Line | None = None
    signature: Signature = Signature.V1


class EndpointChangeIn(JsonModel):
    """All that can be changed of an endpoint; `active` after it was disabled sends what waited."""

    url: Url
    event_types: Events = ()
    entities: Entities | None = None
    description: Line | None = None
    state: Literal["active", "disabled"] = "active"


class RotationIn(JsonModel):
    """Until when the old secret signs beside the new one: a day, unless told otherwise."""

    old_secret_until: IsoInstant | None = None


class EndpointOrderIn(JsonModel):
    """Nothing more to say."""


class DeliveriesQuery(PageQuery):
    """Which part of the deliveries."""

    after_delivery: str | None = None


@router.post(
    "/webhookEndpoints",
    status_code=201,
    operation_id="addWebhookEndpoint",
    responses=answers(NewEndpointOut, 201, tagged=True),
    summary="Add an endpoint that hears of events",
)
def add_endpoint(
    request: Request,
    actor: Manager,
    body: Annotated[EndpointIn, json_body(EndpointIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Keep the endpoint and return its secret, which is shown this once; with `v1a` its public key instead."""
    endpoint, secret = subscribe.add(
        desk,
        url=body.url,
        event_types=body.event_types,
        entities=_entities(body.entities, actor),
        description=body.description or "",
        signature=body.signature,
        by=actor,
        at=now,
    )
    return _with_secret(request, desk, endpoint, secret, at=now)


@router.get(
    "/webhookEndpoints",
    operation_id="listWebhookEndpoints",
    responses=answers(EndpointListOut),
    summary="List endpoints",
)
def list_endpoints(
    request: Request, actor: Manager, _query: NoQuery, desk: DeskDep, now: NowDep
) -> JSONResponse:
    """Return every endpoint that hears of nothing but what the token sees, oldest first."""
    found = subscribe.all_visible(desk, by=actor)
    return JSONResponse(whole(request, [endpoint_view(request, desk, e, at=now) for e in found]))


@router.get(
    "/webhookEndpoints/{endpoint_id}",
    operation_id="getWebhookEndpoint",
    responses=answers(EndpointOut, tagged=True),
    summary="Read one endpoint",
)
def get_endpoint(
    _id: Annotated[str, Path(alias="endpoint_id")],
    request: Request,
    endpoint: Named,
    _query: NoQuery,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Return the endpoint with its entity tag; its secret is not shown again."""
    return _answer(request, desk, endpoint, at=now)


@router.put(
    "/webhookEndpoints/{endpoint_id}",
    operation_id="changeWebhookEndpoint",
    responses=answers(EndpointOut, tagged=True),
    summary="Change, disable or enable an endpoint",
)
def change_endpoint(
    endpoint_id: str,
    request: Request,
    actor: Manager,
    _endpoint: Named,
    body: Annotated[EndpointChangeIn, json_body(EndpointChangeIn)],
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Put these values in place of all earlier ones."""
    endpoint = subscribe.visible(desk, endpoint_id, by=actor, hold=True)
    check_if_match(request, endpoint)
    changed = subscribe.change(
        desk,
        endpoint,
        url=body.url,
        event_types=body.event_types,
        entities=_entities(body.entities, actor),
        description=body.description or "",
        state=EndpointState(body.state),
        by=actor,
        at=now,
    )
    return _answer(request, desk, changed, at=now)


@router.delete(
    "/webhookEndpoints/{endpoint_id}",
    status_code=204,
    operation_id="removeWebhookEndpoint",
    summary="Remove an endpoint",
)
def remove_endpoint(
    endpoint_id: str,
    request: Request,
    actor: Manager,
    _endpoint: Named,
    _query: NoQuery,
    desk: DeskDep,
    now: NowDep,
) -> Response:
    """Remove the endpoint, its secret and its deliveries."""
    endpoint = subscribe.visible(desk, endpoint_id, by=actor, hold=True)
    check_if_match(request, endpoint)
    subscribe.remove(desk, endpoint, by=actor, at=now)
    return Response(status_code=204)


@router.post(
    "/webhookEndpoints/{endpoint_id}/secretRotations",
    status_code=201,
    operation_id="rotateWebhookSecret",
    responses=answers(NewEndpointOut, 201, tagged=True),
    summary="Give an endpoint a new secret",
)
def rotate_secret(
    endpoint_id: str,
    request: Request,
    actor: Manager,
    _endpoint: Named,
    body: Annotated[RotationIn, json_body(RotationIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Return the new secret, shown this once; every message is signed with both until the old one ends."""
    endpoint = subscribe.visible(desk, endpoint_id, by=actor, hold=True)
    until = body.old_secret_until or now + _BOTH_SECRETS
    changed, secret = subscribe.rotate(desk, endpoint, old_until=until, by=actor, at=now)
    return _with_secret(request, desk, changed, secret, at=now)


@router.post(
    "/webhookEndpoints/{endpoint_id}/test",
    status_code=202,
    operation_id="testWebhookEndpoint",
    responses=answers(EventDeliveryOut, 202),
    summary="Send a test to an endpoint",
)
def try_endpoint(
    _id: Annotated[str, Path(alias="endpoint_id")],
    actor: Manager,
    endpoint: Named,
    _body: Annotated[EndpointOrderIn, json_body(EndpointOrderIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Put an event that says nothing on its way; how it went stands among the deliveries."""
    made = subscribe.try_out(desk, endpoint, by=actor, at=now)
    return _ordered(made)


@router.get(
    "/webhookEndpoints/{endpoint_id}/deliveries",
    operation_id="listWebhookDeliveries",
    responses=answers(EventDeliveryListOut),
    summary="List what was delivered to an endpoint",
)
def list_deliveries(
    endpoint_id: str,
    request: Request,
    _endpoint: Named,
    asked: Annotated[DeliveriesQuery, query(DeliveriesQuery)],
    parts: PartsDep,
    desk: DeskDep,
) -> JSONResponse:
    """Return a page of deliveries with every attempt, newest first; never what was in them."""
    cursors = Cursors(parts.session_key, "deliveries", endpoint_id)
    place = cursors.read(asked.after_delivery, name="afterDelivery")
    after = (datetime.fromisoformat(place[0]), str(place[1])) if place else None
    found = desk.outgoing.page(endpoint_id, after=after, limit=asked.page_size + 1)
    shown = found[: asked.page_size]
    calls = desk.outgoing.attempts([d.delivery_id for d in shown])
    items = [delivery_view(d, calls.get(d.delivery_id, ())) for d in shown]
    going_on = None
    if len(found) > len(shown):
        last = shown[-1]
        mark = cursors.write([last.created_at.isoformat(), last.delivery_id])
        going_on = ("afterDelivery", mark)
    return JSONResponse(page(request, items, size=asked.page_size, after=going_on))


@router.post(
    "/deliveries/{delivery_id}/replay",
    status_code=202,
    operation_id="replayDelivery",
    responses=answers(EventDeliveryOut, 202),
    summary="Tell an endpoint once more of an event",
)
def replay_delivery(
    delivery_id: str,
    actor: Manager,
    _delivery: Annotated[Delivery, named(Act.MANAGE, _delivery)],
    _body: Annotated[EndpointOrderIn, json_body(EndpointOrderIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Put the same event on its way again: a delivery of its own, under the id of the event."""
    return _ordered(subscribe.tell_again(desk, delivery_id, by=actor, at=now))


def endpoint_view(
    request: Request, desk: Desk, endpoint: Endpoint, *, at: datetime
) -> dict[str, Any]:
    """Return an endpoint as JSON; a key that only we hold shows its public half."""
    keys = desk.endpoints.keys(endpoint.endpoint_id, at=at)
    ours = [public_key_text(key.key) for key in keys if key.signature is Signature.V1A]
    until = next((key.expires_at for key in keys if key.expires_at), None)
    return compact(
        {
            "id": endpoint.endpoint_id,
            "href": address(request, f"{_PLACE}/{endpoint.endpoint_id}"),
            "url": endpoint.url,
            "eventTypes": list(endpoint.event_types),
            "entities": sorted(endpoint.entities),
            "description": endpoint.description or None,
            "signature": endpoint.signature.value,
            "publicKeys": ours or None,
            "state": endpoint.state.value,
            "disabledReason": endpoint.disabled_reason and endpoint.disabled_reason.value,
            "disabledAt": instant(endpoint.disabled_at),
            "dpoNotice": endpoint.notice and endpoint.notice.value,
            "oldSecretUntil": instant(until),
            "createdAt": instant(endpoint.created_at),
            "version": endpoint.version,
        }
    )


def delivery_view(delivery: Delivery, calls: tuple[Attempt, ...] = ()) -> dict[str, Any]:
    """Return a delivery as JSON, with each call."""
    return compact(
        {
            "id": delivery.delivery_id,
            "endpointId": delivery.endpoint_id,
            "eventId": delivery.event_key,
            "event": delivery.name,
            "state": delivery.state.value,
            "createdAt": instant(delivery.created_at),
            "nextAttemptAt": instant(delivery.due_at),
            "attempts": [
                compact(
                    {
                        "id": call.attempt_id,
                        "number": call.number,
                        "at": instant(call.at),
                        "durationMs": call.milliseconds,
                        "status": call.status,
                        "error": call.error,
                    }
                )
                for call in calls
            ],
        }
    )


def _entities(asked: tuple[str, ...] | None, actor: Actor) -> frozenset[str]:
    return actor.entities if asked is None else frozenset(asked)


def _answer(request: Request, desk: Desk, endpoint: Endpoint, *, at: datetime) -> JSONResponse:
    view = endpoint_view(request, desk, endpoint, at=at)
    return JSONResponse(view, headers={"ETag": etag(endpoint)})


def _with_secret(
    request: Request, desk: Desk, endpoint: Endpoint, secret: str, *, at: datetime
) -> JSONResponse:
    """Return the endpoint with its new secret; one whose key is ours has none to show."""
    view = endpoint_view(request, desk, endpoint, at=at) | compact({"secret": secret or None})
    place = f"{_PLACE}/{endpoint.endpoint_id}"
    return JSONResponse(view, 201, headers={"Location": place, "ETag": etag(endpoint)})


def _ordered(delivery: Delivery) -> JSONResponse:
    place = f"{_PLACE}/{delivery.endpoint_id}/deliveries"
    return JSONResponse(delivery_view(delivery), 202, headers={"Location": place})
