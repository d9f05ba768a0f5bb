"""Receivers of events on loopback: real HTTPS servers that take, refuse, drip, close, redirect, or are not there."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from app.casework import call_endpoints, subscribe
from app.http.parts import Parts
from app.outbox.model import CaseTold, Event, Told
from app.outbox.queue import Outbox
from app.staff.model import Actor, Role
from app.webhooks.model import Delivery, Endpoint, EndpointState, Signature
from app.webhooks.store import fan_out
from procrastinate import App, SyncPsycopgConnector
from sqlalchemy import text
from sqlalchemy.orm import Session
from tests.bare_case import bare_case
from tests.message_servers import Certificate, _running
from tests.service import TestClock
from typing_extensions import override

ADMIN = Actor("adam", "adam", frozenset({Role.ADMIN}), frozenset({"*"}))
Answer = Callable[[BaseHTTPRequestHandler], None]


def status(code: int, **headers: str) -> Answer:
    """Answer with a status and headers (`Retry_After` for `Retry-After`)."""

    def answer(call: BaseHTTPRequestHandler) -> None:
        call.send_response(code)
        for name, value in headers.items():
            call.send_header(name.replace("_", "-"), value)
        call.send_header("Content-Length", "0")
        call.end_headers()

    return answer


def closes(call: BaseHTTPRequestHandler) -> None:
    """Go away in the middle of the answer."""
    call.send_response(200)
    call.send_header("Content-Length", "1000")
    call.end_headers()
    call.wfile.write(b"half")
    call.wfile.flush()
    call.connection.shutdown(socket.SHUT_RDWR)


def hangs_up(call: BaseHTTPRequestHandler) -> None:
    """Go away without an answer."""
    call.connection.shutdown(socket.SHUT_RDWR)


def drips(call: BaseHTTPRequestHandler) -> None:
    """Answer one byte at a time, for as long as anybody listens."""
    call.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    end = time.monotonic() + 60
    while time.monotonic() < end:
        call.wfile.write(b"x")
        call.wfile.flush()
        time.sleep(0.05)


def oversized(call: BaseHTTPRequestHandler) -> None:
    """Answer with more than anybody reads."""
    call.send_response(200)
    call.end_headers()
    for _ in range(40):
        call.wfile.write(b"x" * 100_000)


@dataclass
class Receiver:
    """A receiver and what it got: each call with its headers, body, and when it came by the test's clock."""

    port: int
    clock: TestClock
    answers: list[Answer] = field(default_factory=list)
    """What it does with the next calls, first one first; then it takes all."""
    got: list[tuple[dict[str, str], bytes, datetime]] = field(default_factory=list)
    wait: Callable[[], object] = lambda: None
    """Done before each answer."""

    @property
    def url(self) -> str:
        """The address to send to."""
        return f"https://localhost:{self.port}/meldingen?wie=hr"

    def ids(self) -> list[str]:
        """Return the ids of the events, in the order they came."""
        return [headers["webhook-id"] for headers, _, _ in self.got]

    def bodies(self) -> list[dict[str, Any]]:
        """Return what was told."""
        return [json.loads(body) for _, body, _ in self.got]


def free_port() -> int:
    """Return a port where nobody is."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def listening(receiver: Receiver, certificate: Certificate) -> Iterator[Receiver]:
    """Let the receiver listen."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {k.lower(): v for k, v in self.headers.items()}
            receiver.got.append((headers, body, receiver.clock()))
            receiver.wait()
            answer = receiver.answers.pop(0) if receiver.answers else status(204)
            answer(self)

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        @override
        def handle_error(self, request: object, client_address: object) -> None:
            """A client that went away is no fault here."""

    with Server(("127.0.0.1", receiver.port), Handler) as server:
        server.socket = certificate.server().wrap_socket(server.socket, server_side=True)
        receiver.port = server.server_address[1]
        with _running(server):
            yield receiver


@dataclass
class Post:
    """The service without its doors: events raised, endpoints told, the clock moved by the test."""

    parts: Parts
    clock: TestClock
    certificate: Certificate
    home: Path
    version: int = 0

    def receiver(self, *answers: Answer) -> Receiver:
        """Return a receiver that does not listen yet."""
        return Receiver(free_port(), self.clock, list(answers))

    def endpoint(self, receiver: Receiver, *events: Event, **more: Any) -> tuple[Endpoint, str]:
        """Add an endpoint for it and return it with its secret."""
        values: dict[str, Any] = {
            "entities": frozenset({"*"}),
            "description": "Proef",
            "signature": Signature.V1,
        }
        with self.parts.desk() as desk:
            return subscribe.add(
                desk,
                url=receiver.url,
                event_types=events,
                by=ADMIN,
                at=self.clock(),
                **(values | more),
            )

    def remove(self, *endpoints: Endpoint) -> None:
        """Remove endpoints, so that no other test sends to them."""
        with self.parts.desk() as desk:
            for one in endpoints:
                desk.endpoints.remove(one.endpoint_id)

    def raise_events(
        self, *events: Event | Told, entity: str = "OVO900001", commit: bool = True
    ) -> None:
        """Record events of a case, as a step does."""
        self.version += 1
        told = CaseTold(self.case_of(entity), self.version, entity, {"reference": "DSR-7K3M-9QX1"})
        with Session(self.parts.engine) as session:
            jobs = App(connector=SyncPsycopgConnector())
            Outbox(session, jobs, fan_out).tell(events, told, at=self.clock())
            session.commit() if commit else session.rollback()

    def case_of(self, entity: str) -> str:
        """Return the id of the one case of an entity."""
        case_id = f"c{int(entity.removeprefix('OVO9'))}"
        known = text("select count(*) from cases where case_id = :id")
        with Session(self.parts.engine) as session, session.begin():
            if not session.scalar(known, {"id": case_id}):
                bare_case(session, case_id, entity=entity)
        return case_id

    def go(self) -> None:
        """Tell every endpoint what is due now."""
        while taken := call_endpoints.take(self.parts.desk, at=self.clock(), most=16):
            for endpoint_id in taken:
                call_endpoints.tell(self.parts.desk, endpoint_id, at=self.clock)
        call_endpoints.report_disabled(self.parts.desk, at=self.clock())

    def later(self, step: timedelta) -> None:
        """Move the clock and tell what is due then."""
        self.clock.offset += step
        self.go()

    def deliveries(self, endpoint: Endpoint) -> tuple[Delivery, ...]:
        """Return what is on its way to an endpoint, newest first."""
        with self.parts.desk() as desk:
            return desk.outgoing.page(endpoint.endpoint_id, after=None, limit=1000)

    def errors(self, endpoint: Endpoint) -> list[str | None]:
        """Return what went wrong at each attempt of the newest delivery."""
        newest = self.deliveries(endpoint)[0].delivery_id
        with self.parts.desk() as desk:
            return [a.error for a in desk.outgoing.attempts([newest])[newest]]

    def now_is(self, endpoint: Endpoint) -> Endpoint:
        """Return the endpoint as it is now."""
        with self.parts.desk() as desk:
            return desk.endpoints.get(endpoint.endpoint_id)

    def enable(self, endpoint: Endpoint) -> Endpoint:
        """Enable an endpoint by hand."""
        now = self.now_is(endpoint)
        with self.parts.desk() as desk:
            return subscribe.change(
                desk,
                now,
                url=now.url,
                event_types=now.event_types,
                entities=now.entities,
                description=now.description,
                state=EndpointState.ACTIVE,
                by=ADMIN,
                at=self.clock(),
            )


def until(holds: Callable[[], bool], *, seconds: float = 60) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.02)
