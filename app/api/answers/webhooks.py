"""Endpoints that hear of events, and what was delivered to them, as answers give them."""

from typing import Annotated, Literal

from pydantic import Field

from app.api.answers.parts import Address, Answer, Id, Instant, ListOut
from app.outbox.model import Event


class EndpointOut(Answer):
    """An endpoint that hears of events; no event types stands for all of them."""

    id: Id
    href: Address
    url: Address
    event_types: list[Event]
    entities: list[str]
    description: str | None = None
    signature: Literal["v1", "v1a"]
    public_keys: Annotated[
        list[str] | None,
        Field(description="With `v1a`: the keys that check a signature, the newest first"),
    ] = None
    state: Literal["active", "disabled"]
    disabled_reason: Literal["byHand", "gone", "exhausted"] | None = None
    disabled_at: Instant | None = None
    dpo_notice: Literal["due", "sent", "notSent"] | None = None
    old_secret_until: Instant | None = None
    created_at: Instant
    version: Annotated[int, Field(ge=1)]


class NewEndpointOut(EndpointOut):
    """An endpoint with its secret, which is shown this once."""

    secret: Annotated[str | None, Field(pattern=r"^whsec_", examples=["whsec_…"])] = None


class EndpointListOut(ListOut):
    """Every endpoint."""

    items: list[EndpointOut]


class AttemptOut(Answer):
    """One call of the endpoint."""

    id: Id
    number: Annotated[int, Field(ge=1)]
    at: Instant
    duration_ms: Annotated[int, Field(ge=0)]
    status: Annotated[int | None, Field(ge=100, le=999)] = None
    error: Annotated[str | None, Field(description="Class of what went wrong")] = None


class EventDeliveryOut(Answer):
    """One event on its way to the endpoint."""

    id: Id
    endpoint_id: Id
    event_id: Annotated[str, Field(description="The same for every receiver and at every attempt")]
    event: Event | Literal["test"]
    state: Literal["waiting", "delivered", "failed"]
    created_at: Instant
    next_attempt_at: Instant | None = None
    attempts: list[AttemptOut]


class EventDeliveryListOut(ListOut):
    """A page of deliveries, newest first."""

    items: list[EventDeliveryOut]
