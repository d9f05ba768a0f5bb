"""Which address may hear of events, when a message is tried again, and when an endpoint is given up."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from app.errors import DeskError
from app.webhooks.model import (
    Delivery,
    DeliveryState,
    DisabledReason,
    Endpoint,
    EndpointState,
    Notice,
    Reply,
)

JITTER: Final = 0.2
"""A pause is longer by up to this part, so that messages that failed together do not come back together."""
LONGEST_REST: Final = timedelta(days=1)
"""How long a receiver can ask us to wait."""
LONGEST_ROTATION: Final = timedelta(days=30)
"""How long two secrets can sign beside each other."""
LONGEST_URL: Final = 2000
_THROTTLES: Final = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)


class EndpointAddressRefused(DeskError):
    """Events are not sent to this address: no https, a password in it, or a private network."""

    code = "endpointAddressRefused"


class EndpointDisabled(DeskError):
    """Nothing is sent to an endpoint that is disabled."""

    code = "endpointDisabled"


class EndpointEntityRefused(DeskError):
    """Nobody lets others hear of cases that they do not see themselves."""

    code = "endpointEntityRefused"


class RotationTooLong(DeskError):
    """The old secret would sign for longer than is wise, or ends before now."""

    code = "rotationTooLong"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a delivery after a call, and of its endpoint."""

    state: DeliveryState
    due_at: datetime | None = None
    quiet_until: datetime | None = None
    disabled: DisabledReason | None = None


def check_address(url: str) -> None:
    """Raise EndpointAddressRefused for what is no plain https address; where it leads is looked at apart."""
    try:
        parts = urlsplit(url)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        raise EndpointAddressRefused("This is no address") from None
    if parts.scheme != "https" or not parts.hostname or not has_port:
        raise EndpointAddressRefused("Only https is called")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise EndpointAddressRefused("No name, password or fragment stands in an address")
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise EndpointAddressRefused("This is no address")


def check_rotation(until: datetime, *, at: datetime) -> None:
    """Raise RotationTooLong unless the old secret ends between now and thirty days from now."""
    if not at <= until <= at + LONGEST_ROTATION:
        raise RotationTooLong("The old secret signs for thirty days at most")


def judged(
    delivery: Delivery, reply: Reply, pauses: tuple[int, ...], *, at: datetime, chance: float
) -> Verdict:
    """Return what becomes of a delivery after this call of its endpoint.

    `pauses` are the seconds before each attempt, the first one included; `chance`, from 0 to 1,
    spreads the attempts.
    """
    status = reply.status
    if status is not None and HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Verdict(DeliveryState.DELIVERED)
    if status == HTTPStatus.GONE:
        return Verdict(DeliveryState.FAILED, disabled=DisabledReason.GONE)
    done = delivery.attempts + 1
    if done >= len(pauses):
        return Verdict(DeliveryState.FAILED, disabled=DisabledReason.EXHAUSTED)
    pause = timedelta(seconds=pauses[done] * (1 + JITTER * chance))
    rest = rest_asked(reply, at=at) if status in _THROTTLES else timedelta()
    quiet = at + rest if rest else None
    return Verdict(DeliveryState.WAITING, at + max(pause, rest), quiet)


def rest_asked(reply: Reply, *, at: datetime) -> timedelta:
    """Return how long the receiver asked us to wait (RFC 9110 10.2.3), a day at most; none where it is not understood."""
    text = reply.retry_after.strip()
    if text.isascii() and text.isdigit():
        # More digits than a day has seconds is longer than a day.
        asked = timedelta(seconds=int(text)) if len(text) < len("86400000") else LONGEST_REST
    else:
        asked = _until(text, at=at)
    return min(max(asked, timedelta()), LONGEST_REST)


def _until(text: str, *, at: datetime) -> timedelta:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):  # a year or an offset that no clock has
        return timedelta()
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - at


def disabled(endpoint: Endpoint, reason: DisabledReason, *, at: datetime) -> Endpoint:
    """Return the endpoint as it hears of nothing more; who was not there is told of it."""
    return replace(
        endpoint,
        version=endpoint.version + 1,
        state=EndpointState.DISABLED,
        disabled_reason=reason,
        disabled_at=at,
        notice=None if reason is DisabledReason.BY_HAND else Notice.DUE,
    )


def enabled(endpoint: Endpoint) -> Endpoint:
    """Return the endpoint as it hears of events again; what waited for it goes on."""
    return replace(
        endpoint,
        version=endpoint.version + 1,
        state=EndpointState.ACTIVE,
        disabled_reason=None,
        disabled_at=None,
        notice=None,
        quiet_until=None,
    )
