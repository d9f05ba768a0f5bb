"""Endpoints that hear of events, what is on its way to them, and how a call went."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Signature(StrEnum):
    """How a message is signed (Standard Webhooks): with a shared secret, or with a key that only we hold."""

    V1 = "v1"
    V1A = "v1a"


class EndpointState(StrEnum):
    """Whether an endpoint hears of events."""

    ACTIVE = "active"
    DISABLED = "disabled"


class DisabledReason(StrEnum):
    """Why an endpoint hears of nothing."""

    BY_HAND = "byHand"
    GONE = "gone"
    """It answered 410."""
    EXHAUSTED = "exhausted"
    """A message failed at its last attempt."""


class Notice(StrEnum):
    """What became of the mail to the data protection officer on an endpoint that was disabled."""

    DUE = "due"
    SENT = "sent"
    NOT_SENT = "notSent"


class DeliveryState(StrEnum):
    """Where one event on its way to one endpoint stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address that hears of events; no event types stands for all of them."""

    endpoint_id: str
    version: int
    url: str
    event_types: tuple[str, ...]
    entities: frozenset[str]
    """OVO codes of the cases it hears of, or `*` for all."""
    description: str
    signature: Signature
    created_at: datetime
    state: EndpointState = EndpointState.ACTIVE
    disabled_reason: DisabledReason | None = None
    disabled_at: datetime | None = None
    notice: Notice | None = None
    quiet_until: datetime | None = None
    """The receiver asked for rest until then."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that signs for an endpoint: the shared secret, or the seed of an ed25519 key."""

    secret_id: str
    signature: Signature
    key: bytes = field(repr=False)
    created_at: datetime
    expires_at: datetime | None = None
    """While another one takes its place both sign; then it is no more."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one endpoint."""

    delivery_id: str
    endpoint_id: str
    event_key: str
    name: str
    state: DeliveryState
    attempts: int
    created_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call of an endpoint."""

    attempt_id: str
    delivery_id: str
    number: int
    at: datetime
    milliseconds: int
    status: int | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """How a call went: the status, or the class of what went wrong; `retry_after` as the receiver asked."""

    status: int | None = None
    error: str | None = None
    retry_after: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """An event as receivers hear of it: ids, codes and dates, nothing of the person."""

    event_key: str
    name: str
    resource: str
    resource_id: str
    case_id: str
    version: int
    """Of the case: by it a receiver puts the events of a case in order."""
    at: datetime
    details: Mapping[str, Any] = field(default_factory=dict)
