"""A whole running service for the tests: real PostgreSQL, real HTTP on loopback, worker inside."""

import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from app.cli.loopback import served
from app.cli.paper import identity_card, signed_request
from app.http.parts import Parts
from app.kit.db import make_engine
from app.kit.provision import libpq_dsn, service_url
from app.personnel.demo.fill import fill, first_people
from app.settings import Settings
from app.staff.model import Role
from app.staff.store import StaffStore
from app.wiring import make_parts
from sqlalchemy.orm import Session
from tests.answer_check import CHECKED

WAIT_SECONDS = 60
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For clients that stay on loopback: the authorities of the world need not be read for each of them."""
MOST_READINGS = 20
"""How often a case is read again because somebody else changed it meanwhile."""


class TestClock:
    """The real time, moved by the test where it has to be another day."""

    __test__ = False

    def __init__(self) -> None:
        self.offset = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.offset


@dataclass(frozen=True)
class Person:
    """Somebody of the demo store."""

    number: str
    given_name: str
    family_name: str
    born: str


@dataclass(frozen=True)
class Service:
    """The service as its users meet it."""

    base: str
    parts: Parts
    clock: TestClock
    personnel_url: str
    people: tuple[Person, ...]
    closing: ExitStack
    home: Path

    def token(self, *roles: Role, entities: tuple[str, ...] = ("*",)) -> str:
        """Return a token with these roles."""
        with Session(self.parts.engine) as session, session.begin():
            return StaffStore(session).issue_token(
                roles, entities, label="test", at=self.parts.clock()
            )

    def client(self, *roles: Role, entities: tuple[str, ...] = ("*",)) -> "Client":
        """Return a client of the API with a token of its own."""
        made = Client(self.base, self.token(*roles, entities=entities))
        self.closing.callback(made.http.close)
        return made

    def anonymous(self) -> httpx.Client:
        """Return a browser without a token."""
        return self.closing.enter_context(
            httpx.Client(
                base_url=self.base,
                timeout=30,
                follow_redirects=True,
                event_hooks=CHECKED,
                verify=NO_TLS,
            )
        )


class Client:
    """A caller of the API who knows the case's version, as a careful program would."""

    def __init__(self, base: str, token: str) -> None:
        self.http = httpx.Client(
            base_url=f"{base}/dsr/v1",
            timeout=60,
            headers={"Authorization": f"Bearer {token}"},
            event_hooks=CHECKED,
            verify=NO_TLS,
        )

    def register(self, person: Person, **more: Any) -> dict[str, Any]:
        """Register an access request of a person."""
        body: dict[str, Any] = {
            "receivedAt": "2026-03-05T10:00:00+01:00",
            "channel": "api",
            "language": "nl",
            "requester": {
                "givenName": person.given_name,
                "familyName": person.family_name,
                "dateOfBirth": person.born,
                "vlimpersNumber": person.number,
            },
            "claims": [{"right": "access"}],
        }
        answer = self.http.post("/cases", json=body | more)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def by_reference(self, reference: str) -> dict[str, Any]:
        """Return the case with this reference, however many others there are."""
        answer = self.http.post("/cases/query", json={"reference": reference})
        assert answer.status_code == 200, answer.text
        (found,) = answer.json()["items"]
        case: dict[str, Any] = self.get(found)
        return case

    def get(self, case: dict[str, Any], path: str = "") -> Any:
        """Read something of a case."""
        answer = self.http.get(f"/cases/{case['id']}{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(
        self, case: dict[str, Any], path: str, body: Any = None, **headers: str
    ) -> httpx.Response:
        """Act on a case at its newest version."""
        return self._act("POST", case, path, body if body is not None else {}, headers)

    def put(self, case: dict[str, Any], path: str, body: Any) -> httpx.Response:
        """Write to a case at its newest version."""
        return self._act("PUT", case, path, body, {})

    def _act(
        self, method: str, case: dict[str, Any], path: str, body: Any, headers: dict[str, str]
    ) -> httpx.Response:
        """Act at the newest version, read again where the worker was in between."""
        answer: httpx.Response | None = None
        for _ in range(MOST_READINGS):
            version = self.get(case)["version"]
            answer = self.http.request(
                method,
                f"/cases/{case['id']}{path}",
                json=body,
                headers={"If-Match": f'"v{version}"', **headers},
            )
            if answer.status_code != httpx.codes.PRECONDITION_FAILED or headers:
                break
        assert answer is not None
        return answer

    def attach(self, case: dict[str, Any], kind: str, content: bytes, name: str) -> httpx.Response:
        """Add a document."""
        return self.http.post(
            f"/cases/{case['id']}/documents",
            data={"kind": kind},
            files={"file": (name, content)},
        )

    def prove(self, case: dict[str, Any], person: Person) -> None:
        """Attach the statement's proof and accept it."""
        name = f"{person.given_name} {person.family_name}"
        paper = signed_request(name, date="2026-03-05")
        assert self.attach(case, "signedRequest", paper, "verzoek.pdf").status_code == 201
        card = identity_card(name)
        assert self.attach(case, "identityCard", card, "kaart.png").status_code == 201
        answer = self.post(
            case,
            "/identityChecks",
            {"result": "verified", "means": "signedRequestWithIdCopy"},
        )
        assert answer.status_code == 201, answer.text

    def wait(self, case: dict[str, Any], state: str) -> dict[str, Any]:
        """Wait until the worker has brought the case to a state."""
        return self.until(case, lambda found: found["state"] == state)

    def until(
        self, case: dict[str, Any], holds: Callable[[dict[str, Any]], bool]
    ) -> dict[str, Any]:
        """Wait until the worker has brought the case to where something holds."""
        until = time.monotonic() + WAIT_SECONDS
        found: dict[str, Any] = self.get(case)
        while not holds(found):
            if time.monotonic() > until:
                raise AssertionError(f"the case stayed {found['state']}")
            time.sleep(0.05)
            found = self.get(case)
        return found


def pages(http: httpx.Client, path: str, **first: Any) -> Iterator[dict[str, Any]]:
    """Follow `next` to the end: what a test looks for may stand on any page, whatever ran before it."""
    answer = http.get(path, params=first)
    while True:
        assert answer.status_code == 200, answer.text
        body = answer.json()
        yield body
        if "next" not in body:
            return
        answer = http.get(body["next"])


def every(http: httpx.Client, path: str, **first: Any) -> list[dict[str, Any]]:
    """Return the items of every page of a list."""
    return [item for body in pages(http, path, pageSize=100, **first) for item in body["items"]]


@contextmanager
def running_service(
    *, superuser_url: str, personnel_url: str, home: Path, people: int, **settings: Any
) -> Iterator[Service]:
    """Give a running service on a migrated database and a filled personnel store."""
    clock = TestClock()
    fill(personnel_url, count=people)
    url = service_url(superuser_url)
    engine = make_engine(url)
    parts = make_parts(
        Settings(home=home, **settings), engine, personnel_url=personnel_url, clock=clock
    )
    known = tuple(Person(*row) for row in first_people(personnel_url, n=people))
    try:
        with ExitStack() as closing, served(parts, libpq_dsn(url)) as base:
            yield Service(base, parts, clock, personnel_url, known, closing, home)
    finally:
        parts.close()
