"""A real server for the contract drill: its people, a token per role, and a note of every answer."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from app.cli.rights_walk import DemoPerson, people_for_rights
from app.kit.clock import now
from app.kit.db import make_engine
from app.kit.provision import service_url
from app.personnel.demo.fill import fill
from app.staff.model import Role
from app.staff.store import StaffStore
from sqlalchemy.orm import Session
from tests.answer_check import BASE, check_answer, contract
from tests.drill.fuzz_pools import Pools
from tests.own_server import OwnServer, own_server
from tests.service import Client

PEOPLE = 200
ENTITY = ("*",)
QUIET = {
    "LOKET_CALLS_PER_MINUTE": "1000000",
    "LOKET_UNKNOWN_CALLS_PER_MINUTE": "1000000",
    "LOKET_REMIND_AT": "",
    # Whatever the service is told to call is on this machine; nothing listens there.
    "LOKET_PRIVATE_HOSTS": "localhost",
    "LOKET_WEBHOOK_RETRY_SECONDS": "0,3600",
    "LOKET_LOG_LEVEL": "WARNING",
}


@dataclass
class FuzzHouse:
    """The server under attack, and what it answered so far."""

    server: OwnServer
    people: Sequence[DemoPerson]
    tokens: dict[Role, str]
    pools: Pools
    walked: Counter[str] = field(default_factory=Counter)
    """Operation -> how often the preparation was answered with 2xx."""

    def client(self, role: Role) -> Client:
        """Return a client whose answers are checked, and noted as material for other calls."""
        client = Client(self.server.base, self.tokens[role])
        client.http.event_hooks = {"response": [check_answer, self._note]}
        self.server.clients.append(client.http)
        return client

    def _note(self, answer: httpx.Response) -> None:
        request = answer.request
        path = request.url.path.removeprefix(BASE)
        operation = operation_of(request.method, path)
        if operation is None or not answer.is_success:
            return
        self.walked[operation] += 1
        answer.read()
        self.pools.note(path, answer.headers, answer.content)
        if request.headers.get("content-type") == "application/json":
            self.pools.note_body(operation, path, request.content)


def operations() -> list[str]:
    """Return every operation of the document, as `GET /cases`."""
    return [
        f"{method.upper()} {path}"
        for path, calls in contract()["paths"].items()
        for method in calls
    ]


def operation_of(method: str, path: str) -> str | None:
    """Return the operation that a call with this path is, None where the document has none."""
    names = [name for name in operations() if name.startswith(f"{method} ")]
    for name in sorted(names, key=lambda one: one.count("{")):
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", name), f"{method} {path}"):
            return name
    return None


@contextmanager
def fuzz_house(main: str, store: str, folder: Path) -> Iterator[FuzzHouse]:
    """Start the server on these databases."""
    fill(store, count=PEOPLE)
    databases = {"LOKET_DATABASE_URL": main, "LOKET_PERSONNEL_URL": store}
    with own_server(folder, **QUIET, **databases) as server:
        yield FuzzHouse(server, people_for_rights(store), _tokens(main), Pools())


def _tokens(main: str) -> dict[Role, str]:
    engine = make_engine(service_url(main))
    at = now() - timedelta(seconds=1)
    with Session(engine) as session, session.begin():
        issued = StaffStore(session)
        tokens = {
            role: issued.issue_token((role,), ENTITY, label=role.value, at=at) for role in Role
        }
    engine.dispose()
    return tokens


def example_case(person: DemoPerson, *claims: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the body of a registration."""
    return {
        "channel": "counter",
        "receivedAt": (now() - timedelta(hours=1)).isoformat(),
        "language": "nl",
        "requester": {
            "givenName": person.given_name,
            "familyName": person.family_name,
            "dateOfBirth": person.born,
            "vlimpersNumber": person.number,
        },
        "claims": list(claims) or [{"right": "access"}],
    } | more
