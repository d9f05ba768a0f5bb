"""Who may be told, with which key, and by whom: one at a time, slow ones apart, nobody from a copy of the service."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from app.casework import call_endpoints, subscribe
from app.casework.desk import Desk
from app.courier import carry
from app.kit.outward import OutgoingHeld, Outward, OutwardFailed
from app.outbox.model import Event
from app.webhooks.model import (
    DeliveryState,
    Endpoint,
    Signature,
)
from app.webhooks.rules import EndpointAddressRefused
from app.webhooks.signing import public_key_text
from sqlalchemy import text
from tests.webhook_receivers import (
    ADMIN,
    Post,
    Receiver,
    drips,
    listening,
    status,
    until,
)

PAGE = Path(__file__).parents[3] / "docs/how-to/receive-webhooks.md"
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def outward_of(post: Post) -> Outward:
    """Return the client that calls endpoints."""
    with post.parts.desk() as desk:
        return desk.teller.outward


def test_both_secrets_sign_until_the_old_one_ends(post: Post, made: list[Endpoint]) -> None:
    with listening(post.receiver(), post.certificate) as there:
        endpoint, old = post.endpoint(there)
        made.append(endpoint)
        with post.parts.desk() as desk:
            until_then = post.clock() + HOUR
            _, new = subscribe.rotate(
                desk, endpoint, old_until=until_then, by=ADMIN, at=post.clock()
            )
        post.raise_events(Event.CLOSED)
        post.go()
        post.later(2 * HOUR)
        post.raise_events(Event.CLOSED)
        post.go()
    both, alone = (headers["webhook-signature"].split() for headers, _, _ in there.got)
    assert (len(both), len(alone)) == (2, 1)
    assert new != old
    with post.parts.desk() as desk:
        assert len(desk.endpoints.keys(endpoint.endpoint_id, at=post.clock())) == 1


def test_a_key_of_ours_signs_for_those_outside(post: Post, made: list[Endpoint]) -> None:
    with listening(post.receiver(), post.certificate) as there:
        endpoint, secret = post.endpoint(there, signature=Signature.V1A)
        made.append(endpoint)
        assert secret == "", "what is ours alone is shown to nobody"
        post.raise_events(Event.CLOSED)
        post.go()
    ((headers, _, _),) = there.got
    assert headers["webhook-signature"].startswith("v1a,")
    with post.parts.desk() as desk:
        (key,) = desk.endpoints.keys(endpoint.endpoint_id, at=post.clock())
    assert public_key_text(key.key).startswith("whpk_")


def test_secrets_are_kept_sealed(post: Post, made: list[Endpoint]) -> None:
    there = post.receiver()
    endpoint, _ = post.endpoint(there)
    made.append(endpoint)
    with post.parts.desk() as desk:
        (key,) = desk.endpoints.keys(endpoint.endpoint_id, at=post.clock())
    with post.parts.engine.connect() as connection:
        rows = connection.execute(text("select sealed from webhook_secrets")).scalars()
        assert all(key.key not in bytes(sealed) for sealed in rows)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://192.168.1.1:8443/",
        "https://0.0.0.0/",
        "http://localhost/",
    ],
)
def test_an_address_inside_is_refused(url: str, post: Post) -> None:
    there = Receiver(0, post.clock)
    with pytest.raises(EndpointAddressRefused), post.parts.desk() as desk:
        subscribe.add(
            desk,
            url=url,
            event_types=(),
            entities=frozenset({"*"}),
            description="",
            signature=Signature.V1,
            by=ADMIN,
            at=post.clock(),
        )
    assert there.got == []


def test_a_kill_between_the_call_and_its_record_tells_again(
    post: Post, made: list[Endpoint], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*_args: object, **_more: object) -> None:
        raise Killed

    with listening(post.receiver(), post.certificate) as there:
        made.append(post.endpoint(there)[0])
        post.raise_events(Event.CLOSED)
        with monkeypatch.context() as broken:
            broken.setattr(call_endpoints, "_record", die)
            with pytest.raises(Killed):
                post.go()
        post.go()
        assert len(there.got) == 1, "whoever was killed has it for a while"
        with post.parts.engine.begin() as connection:
            connection.execute(
                text("update webhook_endpoints set busy_until = now() - interval '1 second'")
            )
        post.go()
    assert len(there.got) == 2
    assert len(set(there.ids())) == 1


def test_one_is_told_by_one_at_a_time(post: Post, made: list[Endpoint]) -> None:
    there = post.receiver()
    made.append(post.endpoint(there)[0])
    post.raise_events(Event.CLOSED)
    taken = [call_endpoints.take(post.parts.desk, at=post.clock(), most=16) for _ in range(3)]
    assert taken == [(made[0].endpoint_id,), (), ()]


def test_a_slow_receiver_delays_no_other(post: Post, made: list[Endpoint]) -> None:
    fast_has_all = threading.Event()
    with ExitStack() as stack:
        slow, fast = (
            stack.enter_context(listening(post.receiver(), post.certificate)) for _ in range(2)
        )
        slow.wait = lambda: fast_has_all.wait(14)
        made += [post.endpoint(slow)[0], post.endpoint(fast)[0]]
        for _ in range(5):
            post.raise_events(Event.SENT, Event.CLOSED)

        async def carried() -> None:
            task = asyncio.create_task(carry(post.parts))
            try:
                await asyncio.to_thread(until, lambda: len(fast.got) == 10)
                assert len(slow.got) <= 1
                fast_has_all.set()
                await asyncio.to_thread(until, lambda: len(slow.got) == 10)
                done = lambda: all(  # noqa: E731 - one line, used once
                    d.state is DeliveryState.DELIVERED for e in made for d in post.deliveries(e)
                )
                await asyncio.to_thread(until, done)
            finally:
                task.cancel()
                await asyncio.wait([task])

        asyncio.run(carried())
    assert len(slow.got) == 10


def test_who_drips_an_answer_is_cut_off(post: Post) -> None:
    client = replace(outward_of(post), seconds=0.5)
    with (
        listening(post.receiver(drips), post.certificate) as there,
        pytest.raises(OutwardFailed) as caught,
    ):
        client.post(there.url, b"{}", headers={})
    assert caught.value.facts == {"error": "TooSlow"}
    assert len(there.got) == 1


def test_a_copy_that_was_not_released_tells_nobody(post: Post, made: list[Endpoint]) -> None:
    def refuse() -> None:
        raise OutgoingHeld

    @contextmanager
    def held() -> Iterator[Desk]:
        with post.parts.desk() as desk:
            outward = replace(desk.teller.outward, check_may_send=refuse)
            yield replace(desk, teller=replace(desk.teller, outward=outward))

    with listening(post.receiver(), post.certificate) as there:
        made.append(post.endpoint(there)[0])
        post.raise_events(Event.CLOSED)
        with pytest.raises(OutgoingHeld):
            call_endpoints.take(held, at=post.clock(), most=16)
        with pytest.raises(OutgoingHeld):
            call_endpoints.tell(held, made[0].endpoint_id, at=post.clock)
        assert there.got == []
        assert post.deliveries(made[0])[0].attempts == 0


def test_what_is_long_done_is_forgotten_and_what_waits_is_not(
    post: Post, made: list[Endpoint]
) -> None:
    with listening(post.receiver(), post.certificate) as there:
        made.append(post.endpoint(there)[0])
        post.raise_events(Event.SENT)
        post.go()
        there.answers = [status(500)]
        post.raise_events(Event.CLOSED)
        post.go()
    call_endpoints.forget_old(post.parts.desk, at=post.clock())
    assert len(post.deliveries(made[0])) == 2
    call_endpoints.forget_old(post.parts.desk, at=post.clock() + timedelta(days=91))
    assert [d.name for d in post.deliveries(made[0])] == ["closed"]
