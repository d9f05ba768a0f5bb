"""Every event reaches every endpoint that wants it, at least once, under one id and signed anew at each attempt."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from app.casework import subscribe
from app.outbox.model import Event, Told
from app.webhooks.model import (
    DeliveryState,
    DisabledReason,
    Endpoint,
    EndpointState,
    Notice,
)
from standardwebhooks import Webhook
from tests.message_servers import Mailbox
from tests.webhook_receivers import (
    ADMIN,
    Answer,
    Post,
    closes,
    hangs_up,
    listening,
    oversized,
    status,
)

PAGE = Path(__file__).parents[3] / "docs/how-to/receive-webhooks.md"
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def sample() -> Callable[..., bool]:
    """The receiver that the manual shows."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    found: dict[str, Any] = {}
    exec(code, found)  # noqa: S102 - the very lines that readers copy
    accepted: Callable[..., bool] = found["accepted"]
    return accepted


def test_an_event_is_told_signed_and_thin(post: Post, made: list[Endpoint]) -> None:
    post.clock.offset = timedelta()  # the library that checks goes by the real time
    with listening(post.receiver(), post.certificate) as there:
        endpoint, secret = post.endpoint(there)
        made.append(endpoint)
        post.raise_events(Told(Event.CLOSED, {"state": "closed", "outcome": "granted"}))
        post.go()
        post.go()
    ((headers, body, _),) = there.got
    assert headers["content-type"] == "application/cloudevents+json"
    assert Webhook(secret).verify(body, headers)["id"] == headers["webhook-id"]
    (told,) = there.bodies()
    assert told["type"] == "be.example.dataSubjectRights.v1.cases.notify.closed"
    assert told["data"] == {
        "id": "c1",
        "version": post.version,
        "reference": "DSR-7K3M-9QX1",
        "state": "closed",
        "outcome": "granted",
        "href": "http://127.0.0.1:8000/dsr/v1/cases/c1",
    }
    (delivery,) = post.deliveries(endpoint)
    assert (delivery.state, delivery.attempts, delivery.due_at) == (
        DeliveryState.DELIVERED,
        1,
        None,
    )


def test_nothing_is_told_of_what_was_taken_back(post: Post, made: list[Endpoint]) -> None:
    with listening(post.receiver(), post.certificate) as there:
        made.append(post.endpoint(there)[0])
        post.raise_events(Event.CLOSED, commit=False)
        post.go()
    assert there.got == []


def test_an_endpoint_hears_of_what_it_wants(post: Post, made: list[Endpoint]) -> None:
    with listening(post.receiver(), post.certificate) as there:
        own = frozenset({"OVO900007"})
        made.append(post.endpoint(there, Event.SENT, Event.CLOSED, entities=own)[0])
        post.raise_events(Event.RECEIVED, Event.SENT, entity="OVO900007")
        post.raise_events(Event.CLOSED, entity="OVO900001")
        post.go()
    assert [b["type"].rpartition(".")[2] for b in there.bodies()] == ["sent"]


def test_two_endpoints_hear_of_one_event_under_one_id(post: Post, made: list[Endpoint]) -> None:
    with (
        listening(post.receiver(status(500)), post.certificate) as one,
        listening(post.receiver(), post.certificate) as other,
    ):
        made += [post.endpoint(one)[0], post.endpoint(other)[0]]
        post.raise_events(Event.CLOSED)
        post.go()
        post.later(10 * SECOND)
    assert len(one.ids()) == 2
    assert set(one.ids()) == set(other.ids())
    assert [post.deliveries(e)[0].state for e in made] == [DeliveryState.DELIVERED] * 2
    assert post.deliveries(made[0])[0].delivery_id != post.deliveries(made[1])[0].delivery_id


def test_who_is_away_for_twenty_minutes_hears_of_everything(
    post: Post, made: list[Endpoint], sample: Callable[..., bool]
) -> None:
    there = post.receiver()
    endpoint, secret = post.endpoint(there)
    made.append(endpoint)
    for _ in range(3):
        post.raise_events(Event.SENT, Event.CLOSED)
        post.go()
        post.later(20 * MINUTE / 3)
    assert set(post.errors(endpoint)) == {"ConnectError"}
    with listening(there, post.certificate):
        there.answers = [status(503) for _ in range(6)]
        for _ in range(6):
            post.later(2 * HOUR)
    ids = {d.event_key for d in post.deliveries(endpoint)}
    assert len(ids) == 6
    assert set(there.ids()) == ids, "the same id at every attempt"
    assert len(there.got) == 12
    attempts = [headers["loket-attempt-id"] for headers, _, _ in there.got]
    assert len(set(attempts)) == len(attempts), "every attempt has an id of its own"
    for headers, body, at in there.got:
        assert abs(int(headers["webhook-timestamp"]) - at.timestamp()) < 60
        sample(headers, body, secret, now=at.timestamp)
    assert all(d.state is DeliveryState.DELIVERED for d in post.deliveries(endpoint))


def test_a_captured_message_is_worth_nothing_later(
    post: Post, made: list[Endpoint], sample: Callable[..., bool]
) -> None:
    with listening(post.receiver(), post.certificate) as there:
        endpoint, secret = post.endpoint(there)
        made.append(endpoint)
        post.raise_events(Event.CLOSED)
        post.go()
    ((headers, body, at),) = there.got
    assert sample(headers, body, secret, now=at.timestamp) is True
    assert sample(headers, body, secret, now=at.timestamp) is False, "it knows the id"
    with pytest.raises(ValueError, match="too old"):
        sample(headers, body, secret, now=lambda: at.timestamp() + 301)
    with pytest.raises(ValueError, match="not signed"):
        sample(headers, body + b" ", secret, now=at.timestamp)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (status(500), "status"),
        (status(400), "status"),
        (status(302, Location="https://localhost:1/elders"), "redirect"),
        (status(307, Location="http://127.0.0.1/"), "redirect"),
        (closes, "RemoteProtocolError"),
        (hangs_up, "RemoteProtocolError"),
        (oversized, "TooLarge"),
    ],
    ids=["500", "400", "redirect", "plain-redirect", "closes", "hangs-up", "oversized"],
)
def test_a_call_that_fails_is_tried_again(
    answer: Answer, error: str, post: Post, made: list[Endpoint]
) -> None:
    with listening(post.receiver(answer), post.certificate) as there:
        made.append(post.endpoint(there)[0])
        post.raise_events(Event.CLOSED)
        post.go()
        assert post.deliveries(made[0])[0].state is DeliveryState.WAITING
        post.later(2 * SECOND)
        assert len(there.got) == 1, "not before its time"
        post.later(10 * SECOND)
    assert len(set(there.ids())) == 1
    assert len(there.got) == 2
    first, second = (headers["webhook-signature"] for headers, _, _ in there.got)
    assert first != second
    assert post.errors(made[0]) == [error, None]


def test_rest_is_given_to_who_asks_for_it(post: Post, made: list[Endpoint]) -> None:
    with listening(post.receiver(status(429, Retry_After="3600")), post.certificate) as there:
        made.append(post.endpoint(there)[0])
        post.raise_events(Event.SENT)
        post.go()
        post.raise_events(Event.CLOSED)
        post.later(59 * MINUTE)
        assert len(there.got) == 1, "nothing else goes there meanwhile"
        post.later(2 * MINUTE)
    assert len(there.got) == 3


def test_who_is_gone_is_left_alone_and_the_dpo_told_once(
    post: Post, made: list[Endpoint], mailbox: Mailbox
) -> None:
    mailbox.messages.clear()
    mailbox.answers = ["451 later"]
    with listening(post.receiver(status(410)), post.certificate) as there:
        made.append(post.endpoint(there)[0])
        post.raise_events(Event.SENT, Event.CLOSED)
        post.go()
        off = post.now_is(made[0])
        assert (off.state, off.disabled_reason) == (EndpointState.DISABLED, DisabledReason.GONE)
        assert off.notice is Notice.DUE
        post.raise_events(Event.RECEIVED)
        post.later(6 * MINUTE)
        post.later(6 * MINUTE)
        assert len(there.got) == 1
        assert post.now_is(made[0]).notice is Notice.SENT
        post.enable(made[0])
        post.go()
    assert len(there.got) == 2, "what waited goes out"
    (mail,) = mailbox.messages
    assert "410" in mail.get_content()
    assert there.url not in mail.get_content()
    assert mail["To"]


def test_after_the_last_attempt_the_endpoint_is_disabled(
    post: Post, made: list[Endpoint], mailbox: Mailbox
) -> None:
    mailbox.messages.clear()
    with listening(post.receiver(*[status(500)] * 10), post.certificate) as there:
        made.append(post.endpoint(there)[0])
        post.raise_events(Event.CLOSED)
        post.go()
        for _ in range(20):
            post.later(10 * HOUR)
        assert len(there.got) == 10
        off = post.now_is(made[0])
        assert (off.state, off.disabled_reason) == (
            EndpointState.DISABLED,
            DisabledReason.EXHAUSTED,
        )
        (failed,) = post.deliveries(made[0])
        assert (failed.state, failed.due_at) == (DeliveryState.FAILED, None)
        assert len(mailbox.messages) == 1
        post.enable(made[0])
        with post.parts.desk() as desk:
            again = subscribe.tell_again(desk, failed.delivery_id, by=ADMIN, at=post.clock())
        post.go()
    assert again.delivery_id != failed.delivery_id
    assert again.event_key == failed.event_key
    assert set(there.ids()) == {failed.event_key}
    assert len(there.got) == 11
    assert len({body for _, body, _ in there.got}) == 1, "the same words at every attempt"
