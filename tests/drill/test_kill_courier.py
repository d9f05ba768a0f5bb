"""Kill the worker while it tells faulty receivers of events: each hears of every event at least once, under its one id.

`make drill SEED=1 COUNT=200` goes on for longer; the same seed gives the same order of faults and kills.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from random import Random

import pytest
from app.kit.db import make_engine
from app.kit.provision import service_url
from app.outbox.model import Event
from app.settings import Settings
from app.wiring import make_parts
from sqlalchemy import create_engine, make_url, text
from standardwebhooks import Webhook
from tests.databases import main_and_store
from tests.drill.killing import Workers
from tests.message_servers import make_certificate
from tests.service import TestClock
from tests.webhook_receivers import (
    Answer,
    Post,
    Receiver,
    closes,
    hangs_up,
    listening,
    oversized,
    status,
)

pytestmark = pytest.mark.drill

RECEIVERS = 4
PAUSES = ",".join(["0", *["1"] * 2000])
"""Attempts without end, a second apart: what is proven is what comes in between."""
FAULTS: tuple[Answer, ...] = (
    status(500),
    status(404),
    status(302, Location="https://localhost:1/"),
    status(503, Retry_After="1"),
    closes,
    hangs_up,
    oversized,
)
TOLERANCE_SECONDS = 300


def faulty(rng: Random) -> Answer:
    """Return a way to answer: half of them take the message, some only after a while."""
    fault = rng.choice((*FAULTS, *[status(204)] * len(FAULTS)))
    pause = rng.choice((0.0, 0.0, 0.2))

    def answer(call: BaseHTTPRequestHandler) -> None:
        time.sleep(pause)
        fault(call)

    return answer


@contextmanager
def ground_on(main: str, store: str, folder: Path) -> Iterator[tuple[Post, Workers]]:
    certificate = make_certificate(folder)
    home = folder / "home"
    settings = Settings(home=home, private_hosts=("localhost",), extra_authorities=certificate.path)
    clock = TestClock()
    engine = make_engine(service_url(main))
    parts = make_parts(settings, engine, personnel_url=store, clock=clock)
    environment = os.environ | {
        "LOKET_HOME": str(home),
        "LOKET_DATABASE_URL": main,
        "LOKET_PERSONNEL_URL": store,
        "LOKET_PRIVATE_HOSTS": "localhost",
        "LOKET_EXTRA_AUTHORITIES": str(certificate.path),
        "LOKET_WEBHOOK_RETRY_SECONDS": PAUSES,
    }
    owner = create_engine(make_url(main).set(drivername="postgresql+psycopg"))
    names = tuple(str(make_url(url).database) for url in (main, store))
    workers = Workers(environment, owner, names, folder / "worker.log")
    try:
        yield Post(parts, clock, certificate, home), workers
    finally:
        workers.kill_all()
        parts.close()
        owner.dispose()


@pytest.fixture
def ground(
    postgres_url: str, migrated_template: str, tmp_path: Path
) -> Iterator[tuple[Post, Workers]]:
    with (
        main_and_store(postgres_url, migrated_template) as (main, store),
        ground_on(main, store, tmp_path) as made,
    ):
        yield made


def test_every_receiver_hears_of_every_event(
    ground: tuple[Post, Workers],
    drill_seed: int,
    drill_count: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    rng = Random(drill_seed)  # noqa: S311 - a drill, no secret
    kills = max(2, drill_count // 4)
    post, workers = ground
    with ExitStack() as stack:
        answers = [[faulty(rng) for _ in range(kills * 6)] for _ in range(RECEIVERS)]
        receivers = [post.receiver(*some) for some in answers]
        secrets = [post.endpoint(there)[1] for there in receivers]
        for there in receivers[1:]:
            stack.enter_context(listening(there, post.certificate))
        for _ in range(kills):
            for _ in range(3):
                post.raise_events(Event.SENT, Event.CLOSED)
            killed(workers, receivers, rng)
        # The first receiver was away all the time.
        stack.enter_context(listening(receivers[0], post.certificate))
        with workers.program("worker"):
            workers.wait_for("everything is delivered", lambda: not waiting(workers))
    told = {row[0] for row in workers.ask("select event_key from events")}
    assert len(told) == kills * 6
    for there, secret in zip(receivers, secrets, strict=True):
        assert set(there.ids()) == told
        signed_at_each_attempt(there, secret)
    calls = sum(len(there.got) for there in receivers)
    with capsys.disabled():
        sys.stdout.write(f"\n{kills} kills; {len(told)} events; {calls} calls\n")


def killed(workers: Workers, receivers: list[Receiver], rng: Random) -> None:
    """Start a worker and kill it soon after it called somebody."""
    before = sum(len(there.got) for there in receivers)
    worker = workers.start("worker")
    workers.wait_for(
        "somebody is called", lambda: sum(len(there.got) for there in receivers) > before
    )
    time.sleep(rng.uniform(0, 0.5))
    workers.kill(worker)
    # What the killed one had taken would be free again after a while.
    with workers.owner.begin() as connection:
        connection.execute(text("update webhook_endpoints set busy_until = null"))


def waiting(workers: Workers) -> int:
    """Return how many deliveries are not done."""
    query = "select count(*) from webhook_deliveries where state <> 'delivered'"
    return int(workers.ask(query)[0][0])


def signed_at_each_attempt(there: Receiver, secret: str) -> None:
    """Check that a call was signed when it was made, and never the same way twice."""
    others = Webhook(secret)
    for headers, body, at in there.got:
        stamp = int(headers["webhook-timestamp"])
        assert abs(stamp - at.timestamp()) < TOLERANCE_SECONDS
        mark = others.sign(headers["webhook-id"], datetime.fromtimestamp(stamp, UTC), body.decode())
        assert headers["webhook-signature"] == mark
    attempts = [headers["loket-attempt-id"] for headers, _, _ in there.got]
    assert len(set(attempts)) == len(attempts)
    words = {(headers["webhook-id"], body) for headers, body, _ in there.got}
    assert len(words) == len(set(there.ids())), "the same words for one event"
