"""An endpoint that is narrowed, disabled, turned or removed while something is on its way: nobody hears what is not theirs, and no case waits or fails."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from app.casework import subscribe
from app.outbox.model import CaseTold, Event
from app.outbox.queue import Outbox
from app.staff.model import Actor, Role
from app.webhooks.deliveries import DeliveryNotFound
from app.webhooks.model import Delivery, DeliveryState, Endpoint, EndpointState
from app.webhooks.rules import EndpointDisabled
from app.webhooks.store import EndpointNotFound, fan_out
from procrastinate import App, SyncPsycopgConnector
from sqlalchemy import text
from sqlalchemy.orm import Session
from tests.message_servers import Mailbox
from tests.webhook_receivers import ADMIN, Post, Receiver, listening, status, until

OURS, THEIRS = "OVO900001", "OVO900002"
DAY = timedelta(days=1)
WAITS = text("select count(*) from pg_locks where not granted")


def changed(post: Post, endpoint: Endpoint, *, state: str = "active", **values: object) -> Endpoint:
    """Change an endpoint by hand."""
    now = replace(post.now_is(endpoint), **values)  # type: ignore[arg-type]  # named by each test
    with post.parts.desk() as desk:
        return subscribe.change(
            desk,
            post.now_is(endpoint),
            url=now.url,
            event_types=now.event_types,
            entities=now.entities,
            description=now.description,
            state=EndpointState(state),
            by=ADMIN,
            at=post.clock(),
        )


def told_again(post: Post, delivery: Delivery, *, by: Actor = ADMIN) -> Delivery:
    with post.parts.desk() as desk:
        return subscribe.tell_again(desk, delivery.delivery_id, by=by, at=post.clock())


def cases_told(post: Post, there: Receiver) -> set[str]:
    """Return the entities of whose case a receiver heard."""
    return {
        entity
        for entity in (OURS, THEIRS)
        for body in there.bodies()
        if f"cases/{post.case_of(entity)}'" in str(body)
    }


@pytest.mark.parametrize("way", ["waiting", "told", "failed once"])
def test_who_hears_of_fewer_entities_hears_of_the_rest_no_more(
    way: str, post: Post, made: list[Endpoint]
) -> None:
    there = post.receiver(*([status(500)] * 2 if way == "failed once" else []))
    with listening(there, post.certificate):
        endpoint, _ = post.endpoint(there, entities=frozenset({OURS, THEIRS}))
        made.append(endpoint)
        post.raise_events(Event.CLOSED, entity=THEIRS)
        post.raise_events(Event.CLOSED, entity=OURS)
        if way != "waiting":
            post.go()
        before = post.deliveries(endpoint)
        there.got.clear()
        changed(post, endpoint, entities=frozenset({OURS}))
        post.later(DAY)
        assert cases_told(post, there) <= {OURS}
        (ours,) = post.deliveries(endpoint)
        assert ours.state is DeliveryState.DELIVERED
        (theirs,) = (one for one in before if one.delivery_id != ours.delivery_id)
        with pytest.raises(DeliveryNotFound):
            told_again(post, theirs)
        told_again(post, ours)
        post.go()
        assert cases_told(post, there) == {OURS}


def test_who_is_disabled_is_told_nothing_and_afterwards_what_waited_under_the_new_secret(
    post: Post, made: list[Endpoint]
) -> None:
    with listening(post.receiver(), post.certificate) as there:
        endpoint, _ = post.endpoint(there)
        made.append(endpoint)
        post.raise_events(Event.SENT)
        post.go()
        (first,) = post.deliveries(endpoint)
        told_again(post, first)
        off = changed(post, endpoint, state="disabled")
        post.raise_events(Event.CLOSED)
        with post.parts.desk() as desk, pytest.raises(EndpointDisabled):
            subscribe.try_out(desk, off, by=ADMIN, at=post.clock())
        with pytest.raises(EndpointDisabled):
            told_again(post, first)
        with post.parts.desk() as desk:
            now = post.clock()
            subscribe.rotate(desk, off, old_until=now, by=ADMIN, at=now)
        post.later(DAY)
        assert len(there.got) == 1
        post.enable(endpoint)
        post.go()
        assert there.ids() == [first.event_key] * 2
        assert len(there.got[-1][0]["webhook-signature"].split()) == 1


def waits(post: Post) -> bool:
    """Whether somebody waits for a lock."""
    with post.parts.engine.connect() as connection:
        return bool(connection.scalar(WAITS))


def note_event(post: Post, session: Session) -> None:
    """Record an event of a case, in the transaction of its change."""
    told = CaseTold(post.case_of(OURS), 1, OURS)
    Outbox(session, App(connector=SyncPsycopgConnector()), fan_out).tell(
        [Event.CLOSED], told, at=post.clock()
    )


@pytest.mark.parametrize("first", ["event", "removal"])
def test_an_endpoint_removed_while_a_case_changes_fails_neither(first: str, post: Post) -> None:
    endpoint, _ = post.endpoint(post.receiver())

    def change(then: Callable[[], object] = lambda: None) -> None:
        with Session(post.parts.engine) as session, session.begin():
            note_event(post, session)
            then()

    def remove(then: Callable[[], object] = lambda: None) -> None:
        with post.parts.desk() as desk:
            held = subscribe.visible(desk, endpoint.endpoint_id, by=ADMIN, hold=True)
            subscribe.remove(desk, held, by=ADMIN, at=post.clock())
            then()

    one, other = (change, remove) if first == "event" else (remove, change)
    with ThreadPoolExecutor(1) as pool:
        meanwhile: list[Future[None]] = []

        def begin_the_other() -> None:
            meanwhile.append(pool.submit(other))
            until(lambda: waits(post) or meanwhile[0].done(), seconds=20)

        one(begin_the_other)
        meanwhile[0].result(60)
    with pytest.raises(EndpointNotFound):
        post.now_is(endpoint)
    left = text("select count(*) from webhook_deliveries where endpoint_id = :id")
    with post.parts.engine.connect() as connection:
        assert connection.scalar(left, {"id": endpoint.endpoint_id}) == 0


def test_an_endpoint_removed_during_its_call_leaves_nothing(post: Post) -> None:
    with listening(post.receiver(), post.certificate) as there:
        endpoint, _ = post.endpoint(there)
        there.wait = lambda: post.remove(endpoint)
        post.raise_events(Event.CLOSED)
        post.go()
        post.later(DAY)
        assert len(there.got) == 1
    assert post.deliveries(endpoint) == ()


def test_an_admin_of_one_entity_tells_nobody_of_another(post: Post, made: list[Endpoint]) -> None:
    endpoint, _ = post.endpoint(post.receiver(), entities=frozenset({OURS, THEIRS}))
    made.append(endpoint)
    post.raise_events(Event.CLOSED, entity=OURS)
    (known,) = post.deliveries(endpoint)
    own = Actor("eva", "eva", frozenset({Role.ADMIN}), frozenset({OURS}))
    with pytest.raises(DeliveryNotFound):
        told_again(post, known, by=own)


def test_of_several_couriers_at_once_one_tells_and_one_writes_that_it_was_disabled(
    post: Post, made: list[Endpoint], mailbox: Mailbox
) -> None:
    before = len(mailbox.messages)
    with listening(post.receiver(status(410)), post.certificate) as there:
        made.append(post.endpoint(there)[0])
        post.raise_events(Event.SENT, Event.CLOSED)
        with ThreadPoolExecutor(4) as pool:
            for one in [pool.submit(post.go) for _ in range(4)]:
                one.result(60)
        post.go()
        assert len(there.got) == 1
    assert post.now_is(made[0]).state is EndpointState.DISABLED
    assert len(mailbox.messages) == before + 1
