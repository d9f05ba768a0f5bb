"""Which addresses are taken, and when a message is tried again."""

from datetime import UTC, datetime, timedelta

import pytest
from app.webhooks.model import (
    Delivery,
    DeliveryState,
    DisabledReason,
    Endpoint,
    EndpointState,
    Notice,
    Reply,
    Signature,
)
from app.webhooks.rules import (
    JITTER,
    EndpointAddressRefused,
    RotationTooLong,
    check_address,
    check_rotation,
    disabled,
    enabled,
    judged,
    rest_asked,
)

AT = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
PAUSES = (0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
DAY = 86400
ENDPOINT = Endpoint("p1", 1, "https://a.example/", (), frozenset({"*"}), "", Signature.V1, AT)


def delivery(attempts: int = 0) -> Delivery:
    return Delivery("d1", "p1", "k", "closed", DeliveryState.WAITING, attempts, AT, AT)


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example/",
        "ftp://a.example/",
        "https://",
        "a.example",
        "https://name@a.example/",
        "https://name:geheim@a.example/",
        "https://:geheim@a.example/",
        "https://a.example/#part",
        "https://a.example:0/",
        "https://a.example:99999/",
        "https://a.example/a b",
        "https://a.example/\n",
        "https://a.example/é",
        "https://[::1/",
        "https://a.example/" + "a" * 2000,
        "",
    ],
)
def test_an_address_that_is_no_plain_https_is_refused(url: str) -> None:
    with pytest.raises(EndpointAddressRefused) as caught:
        check_address(url)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("url", ["https://a.example", "https://a.example:8443/x?token=1"])
def test_a_plain_https_address_is_taken(url: str) -> None:
    check_address(url)


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_is_taken_as_delivered(status: int) -> None:
    verdict = judged(delivery(), Reply(status), PAUSES, at=AT, chance=0)
    assert (verdict.state, verdict.due_at) == (DeliveryState.DELIVERED, None)


@pytest.mark.parametrize(
    "reply",
    [Reply(s) for s in (301, 302, 307, 400, 401, 404, 500)]
    + [Reply(error="ConnectError"), Reply(error="TooLarge"), Reply(error="addressRefused")],
)
def test_anything_else_is_tried_again(reply: Reply) -> None:
    verdict = judged(delivery(), reply, PAUSES, at=AT, chance=0)
    assert (verdict.state, verdict.due_at) == (DeliveryState.WAITING, AT + timedelta(seconds=5))
    assert (verdict.disabled, verdict.quiet_until) == (None, None)


@pytest.mark.parametrize(("done", "pause"), list(enumerate(PAUSES[1:])))
def test_the_timetable_is_kept_and_spread(done: int, pause: int) -> None:
    for chance in (0.0, 0.5, 1.0):
        verdict = judged(delivery(done), Reply(500), PAUSES, at=AT, chance=chance)
        assert verdict.due_at == AT + timedelta(seconds=pause * (1 + JITTER * chance))


def test_after_the_last_attempt_the_endpoint_is_disabled() -> None:
    verdict = judged(delivery(len(PAUSES) - 1), Reply(500), PAUSES, at=AT, chance=0)
    assert (verdict.state, verdict.disabled) == (DeliveryState.FAILED, DisabledReason.EXHAUSTED)
    assert verdict.due_at is None


def test_who_is_gone_is_disabled_at_once() -> None:
    verdict = judged(delivery(), Reply(410), PAUSES, at=AT, chance=0)
    assert (verdict.state, verdict.disabled) == (DeliveryState.FAILED, DisabledReason.GONE)


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_wish_for_rest_is_honoured(status: int) -> None:
    verdict = judged(delivery(), Reply(status, "status", "120"), PAUSES, at=AT, chance=0)
    assert verdict.due_at == verdict.quiet_until == AT + timedelta(seconds=120)


def test_rest_never_shortens_the_pause() -> None:
    verdict = judged(delivery(1), Reply(503, "status", "1"), PAUSES, at=AT, chance=0)
    assert verdict.due_at == AT + timedelta(seconds=300)
    assert verdict.quiet_until == AT + timedelta(seconds=1)


def test_only_a_throttle_can_ask_for_rest() -> None:
    verdict = judged(delivery(), Reply(500, "status", "120"), PAUSES, at=AT, chance=0)
    assert verdict.quiet_until is None


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("", 0),
        ("0", 0),
        ("90", 90),
        (" 90 ", 90),
        ("-5", 0),
        ("86400", DAY),
        ("86401", DAY),
        ("9" * 400, DAY),
        ("soon", 0),
        ("1e3", 0),
        ("²", 0),
        ("Wed, 25 Nov 2026 07:01:00 GMT", 60),
        ("Wed, 25 Nov 2026 06:59:00 GMT", 0),
        ("Wed, 25 Nov 9999 07:01:00 GMT", DAY),
        ("Wed, 32 Nov 2026 07:01:00 GMT", 0),
        ("Wed, 25 Nov 99999999999999 07:01:00 GMT", 0),
        ("Wed, 25 Nov 2026 07:01:00 +99999999999999999999", 0),
    ],
)
def test_how_long_a_receiver_asks_us_to_wait(asked: str, seconds: int) -> None:
    assert rest_asked(Reply(503, "status", asked), at=AT) == timedelta(seconds=seconds)


@pytest.mark.parametrize("days", [-1, 31])
def test_two_secrets_sign_for_thirty_days_at_most(days: int) -> None:
    check_rotation(AT, at=AT)
    check_rotation(AT + timedelta(days=30), at=AT)
    with pytest.raises(RotationTooLong):
        check_rotation(AT + timedelta(days=days), at=AT)


@pytest.mark.parametrize(
    ("reason", "notice"),
    [
        (DisabledReason.BY_HAND, None),
        (DisabledReason.GONE, Notice.DUE),
        (DisabledReason.EXHAUSTED, Notice.DUE),
    ],
)
def test_a_mail_is_due_unless_somebody_did_it(
    reason: DisabledReason, notice: Notice | None
) -> None:
    off = disabled(ENDPOINT, reason, at=AT)
    assert (off.state, off.notice, off.version) == (EndpointState.DISABLED, notice, 2)
    on = enabled(off)
    assert (on.state, on.notice, on.disabled_reason, on.version) == (
        EndpointState.ACTIVE,
        None,
        None,
        3,
    )
