"""A real server for the contract drill: its people, a token per role, and a note of every answer."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from app.cli.rights_walk import DemoPerson
from app.kit.clock import now
from app.kit.db import make_engine
from app.kit.provision import service_url
from app.personnel.demo.fill import fill
from app.register.load import default_register_path, load_register
from app.staff.model import Role
from app.staff.store import StaffStore
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.orm import Session
from tests.answer_check import BASE, check_answer, contract
from tests.drill.fuzz_pools import Pools
from tests.journey_steps import on_the_clock
from tests.manual_store import CLIENT, write_stores
from tests.own_server import own_server
from tests.service import Client, Service, running_service

PEOPLE = 200
SIX_WEEKS = timedelta(weeks=6)
SECRET = "DRILL_HOOK_SECRET"
LABELS = {Role.DATA_COLLECTOR: CLIENT}
"""The program that searches the archive is known by its name."""
_PEOPLE = """
select vlimpersnummer, voornaam, naam, geboortedatum::text, c.werk_telefoon
from persoon p join contact c using (persoon_id)
where soort = 'PL' and vlimpersnummer is not null and c.werk_telefoon is not null
order by (select count(*) from edossier_stuk e where e.persoon_id = p.persoon_id) desc, persoon_id
"""
"""People about whom most papers are held come first."""
QUIET = {
    "LOKET_CALLS_PER_MINUTE": "1000000",
    "LOKET_UNKNOWN_CALLS_PER_MINUTE": "1000000",
    "LOKET_REMIND_AT": "",
    # Whatever the service is told to call is on this machine; nothing listens there.
    "LOKET_PRIVATE_HOSTS": "localhost",
    "LOKET_SMTP_HOST": "localhost",
    "LOKET_SMTP_PORT": "1",
    "LOKET_SMTP_FROM": "privacy@loket.example",
    SECRET: "whsec_" + "QUJD" * 8,
    "LOKET_NOTICE_RETRY_SECONDS": "0",
    "LOKET_WEBHOOK_RETRY_SECONDS": "0,3600",
    # Of every person enough is held to ask what they want to see.
    "LOKET_SPECIFICATION_RECORDS": "1",
    "LOKET_LOG_LEVEL": "WARNING",
}


@dataclass
class FuzzHouse:
    """The server under attack, and what it answered so far."""

    base: str
    people: Sequence[DemoPerson]
    tokens: dict[Role, str]
    pools: Pools = field(default_factory=Pools)
    clients: list[httpx.Client] = field(default_factory=list)
    walked: Counter[str] = field(default_factory=Counter)
    """Operation -> how often the preparation was answered with 2xx."""

    def close(self) -> None:
        """Close the clients."""
        while self.clients:
            self.clients.pop().close()

    def client(self, role: Role) -> Client:
        """Return a client whose answers are checked, and noted as material for other calls."""
        client = Client(self.base, self.tokens[role])
        client.http.event_hooks = {"response": [check_answer, self._note]}
        self.clients.append(client.http)
        return client

    def refresh(self, path: str) -> None:
        """Read the present version of a case or an endpoint, outside the drill's count."""
        role = Role.DPO if path.startswith("/cases") else Role.ADMIN
        token = self.tokens[role]
        answer = httpx.get(f"{self.base}{BASE}{path}", headers={"Authorization": f"Bearer {token}"})
        if answer.is_success:
            self.pools.note(path, answer.headers, answer.content)

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
def fuzz_house(
    main: str, store: str, folder: Path, *, before: Callable[[FuzzHouse, Service], None] | None
) -> Iterator[FuzzHouse]:
    """Start the server on these databases, after what was done there six weeks ago."""
    (folder / "home").mkdir()
    contacts = folder / "contacts.toml"
    contacts.write_text(_contacts(), encoding="utf-8")
    stores = write_stores(folder, store)
    if before is not None:
        with _six_weeks_ago(main, store, folder) as service:
            made = FuzzHouse(service.base, people_of(store), tokens_on(main))
            before(made, service)
            made.close()
    else:
        fill(store, count=PEOPLE)
        made = FuzzHouse("", people_of(store), tokens_on(main))
    settings = QUIET | {
        "LOKET_DATABASE_URL": main,
        "LOKET_PERSONNEL_URL": store,
        "LOKET_STORES": str(stores),
        "LOKET_RECIPIENT_CONTACTS": str(contacts),
    }
    with own_server(folder, **settings) as server:
        yield replace(made, base=server.base)
        made.close()


@contextmanager
def _six_weeks_ago(main: str, store: str, folder: Path) -> Iterator[Service]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SECRET, QUIET[SECRET])
        with (
            running_service(
                superuser_url=main,
                personnel_url=store,
                home=folder / "home",
                people=PEOPLE,
                stores=folder / "stores.toml",
                recipient_contacts=folder / "contacts.toml",
                private_hosts=("localhost",),
            ) as service,
            on_the_clock(service, (now() - SIX_WEEKS).isoformat()),
        ):
            yield service


def _contacts() -> str:
    """Return where recipients are told: on this machine, where nobody listens."""
    tables = (
        f'[{one.recipient_id}]\nchannel = "webhook"\nsecret_env = "{SECRET}"\n'
        f'address = "https://localhost:1/meldingen"\n'
        for one in load_register(default_register_path(), None).recipients
    )
    return "\n".join(tables)


def people_of(store: str) -> Sequence[DemoPerson]:
    engine = create_engine(make_url(store).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        found = connection.execute(text(_PEOPLE)).all()
    engine.dispose()
    return [DemoPerson(*row) for row in found]


def tokens_on(main: str) -> dict[Role, str]:
    engine = make_engine(service_url(main))
    at = now() - timedelta(seconds=1)
    with Session(engine) as session, session.begin():
        issued = StaffStore(session)
        tokens = {
            role: issued.issue_token((role,), ["*"], label=LABELS.get(role, "drill"), at=at)
            for role in Role
        }
    engine.dispose()
    return tokens
