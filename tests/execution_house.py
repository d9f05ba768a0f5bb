"""Granted claims that wait to be carried out, on a store of their own, with recipients on loopback."""

import base64
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from app.cases.model import Case, Channel, Claim, Requester, State
from app.cases.rules import Intake
from app.casework import decide, execute, receive
from app.decisions.model import DecisionKind, DraftDecision
from app.executions.model import ExecutionStep
from app.kit.db import make_engine
from app.kit.ids import new_id
from app.kit.provision import libpq_dsn, service_url
from app.language import Language
from app.outbox.model import TaskName
from app.personnel.changes import ChangeKind
from app.personnel.demo.fill import fill
from app.personnel.demo.schema import STORE, SUBJECTS
from app.settings import Settings
from app.wiring import make_parts
from sqlalchemy import Engine, create_engine, make_url, text
from tests.case_samples import CLARA, DIRK, INES
from tests.message_servers import Hook, Mailbox, https_server, mail_server, make_certificate
from tests.worker_house import House

BY_MAIL, BY_HOOK = "vlaams_pensioenfonds", "vlabel"
NEW_PHONE = "02 553 77 77"
STATEMENT = "Mijn dossier vermeldt dit niet volledig."
CONTACTS = ("contactgegevens", "noodcontacten")
"""Holdings of the category of contact details."""
_POINTING = {*SUBJECTS, "betrokkene"}
_SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()


@dataclass(frozen=True)
class Somebody:
    """An invented member of staff, with their key in the store."""

    key: str
    number: str
    given_name: str
    family_name: str


@dataclass(frozen=True)
class ExecutionHouse:
    """A house, the superuser's way into the store, and the servers of two recipients."""

    house: House
    store: Engine
    owner: Engine
    """The superuser's way into our own database."""
    mail: Mailbox
    hook: Hook
    environment: Mapping[str, str]
    """With it a process of the service works on the same databases and servers."""

    def people(self) -> Iterator[Somebody]:
        """Yield members of staff with consent to the use of their private address, one after the other."""
        query = (
            "select distinct p.persoon_id, p.vlimpersnummer, p.voornaam, p.naam from persoon p"
            " join toestemming t using (persoon_id) join contact c using (persoon_id)"
            " where p.soort = 'PL' and t.doel = 'privemail' and t.ingetrokken_op is null"
            " order by p.persoon_id desc"
        )
        return (Somebody(str(key), *known) for key, *known in self.ask(query))

    def ask(self, query: str, **values: object) -> Sequence[Any]:
        """Read or change the store, not through the product."""
        with self.store.begin() as connection:
            result = connection.execute(text(query), values)
            return result.all() if result.returns_rows else ()

    def granted(self, person: Somebody, *rights: str) -> Case:
        """Return a case whose claims were granted; nothing of it is ordered."""
        house = self.house
        asked = self._registered(person, *rights)
        if asked.state is State.RECEIVED:  # a withdrawal of consent asks for no proof
            asked = house.proven(asked)
        case = house.run(TaskName.COLLECT, asked)
        house.sql(
            "delete from procrastinate_jobs where task_name = 'collect' and status = 'todo'"
            " and args->>'case_id' = :case",
            case=case.case_id,
        )
        lines = [
            DraftDecision(claim.claim_id, DecisionKind.GRANT, reason="Na onderzoek.")
            for claim in case.claims
        ]
        at = house.parts.clock()
        with house.parts.desk() as desk:
            drafted, _, _ = decide.write_draft(
                desk, case, lines, accept_proposals=True, by=CLARA, at=at
            )
            return decide.confirm(desk, drafted, gaps_reason="", justification="", by=DIRK, at=at)

    def _registered(self, person: Somebody, *rights: str) -> Case:
        phone = self.ask("select werk_telefoon from contact where persoon_id = :k", k=person.key)
        intake = Intake(
            channel=Channel.API,
            language=Language.NL,
            entity="OVO900001",
            received_on=date(2026, 3, 5),
            received_at=None,
            requester=Requester(
                person.given_name, person.family_name, vlimpers_number=person.number
            ),
            claims=tuple(_claim(right, phone[0][0]) for right in rights),
        )
        with self.house.parts.desk() as desk:
            return receive.register(desk, intake, by=INES, at=self.house.parts.clock())

    def order(self, case: Case) -> Case:
        """Order all that was granted, without doing any of it: the worker does."""
        at = self.house.parts.clock()
        with self.house.parts.desk() as desk:
            case = desk.cases.load(case.case_id)
            kinds = {step.kind for step in execute.dry_run(desk, case, by=CLARA, at=at).steps}
            if kinds - {ChangeKind.ERASE}:
                case = execute.order(desk, case, confirm_reference="", by=CLARA, at=at)
            if ChangeKind.ERASE in kinds:
                typed = case.reference
                case = execute.order(desk, case, confirm_reference=typed, by=DIRK, at=at)
        return case

    def steps(self, case: Case) -> tuple[ExecutionStep, ...]:
        """Return the steps of the case as the service knows them."""
        with self.house.parts.desk() as desk:
            return desk.executions.list(case.case_id)

    def state(self, case: Case) -> str:
        """Return how far the execution is, in the word of the API."""
        with self.house.parts.desk() as desk:
            return execute.progress(desk, desk.cases.load(case.case_id)).state

    def known(self) -> list[str]:
        """Return the keys of the steps that the store has noted, as often as it has."""
        return [row[0] for row in self.ask("select stap from uitgevoerde_stap order by stap")]

    def rows_of_others(self, people: Sequence[Somebody]) -> dict[str, set[str]]:
        """Return every row of the store that does not point at one of these people."""
        keys = [person.key for person in people]
        found: dict[str, set[str]] = {}
        for table in STORE.sorted_tables:
            if table.name == "uitgevoerde_stap":
                continue
            columns = {column.name for column in table.columns} & _POINTING
            mine = "".join(f" and coalesce({c}::text, '') != all(:keys)" for c in sorted(columns))
            query = f"select t::text from {table.name} t where true{mine}"  # noqa: S608 - our own names
            values = {"keys": keys} if columns else {}
            found[table.name] = {row[0] for row in self.ask(query, **values)}
        return found


def _claim(right: str, phone: str | None) -> Claim:
    claim = Claim(claim_id=new_id(), right=right, statement=STATEMENT)
    match right:
        case "rectification":
            correction = {
                "categoryId": "contact_details",
                "element": "workPhone",
                "holding": CONTACTS[0],
                "currentValue": phone,
                "newValue": NEW_PHONE,
            }
            details = {"corrections": [correction], "supplement": STATEMENT}
            return replace(claim, details=details)
        case "restriction":
            named = {"ground": "accuracy"}
            return replace(claim, scope=("evaluation", "identification_data"), details=named)
        case "erasure":
            return replace(claim, scope=("contact_details",))
        case _:
            return claim


@contextmanager
def execution_house(
    databases: Any,
    template: str,
    home: Path,
    *,
    people: int,
    role: str | None = None,
    **more: Any,
) -> Iterator[ExecutionHouse]:
    """Give a house with a filled store; `role` is whom the service is in the store, else the superuser."""
    main, store = databases.make(template=template), databases.make()
    fill(store, count=people)
    way = make_url(store)
    if role:
        way = way.update_query_dict({"options": f"-c role={role}"})
    way_in = way.render_as_string(hide_password=False)
    home.mkdir()
    certificate, contacts = make_certificate(home), home / "contacts.toml"
    engine, owner = (
        create_engine(make_url(place).set(drivername="postgresql+psycopg"))
        for place in (store, main)
    )
    with (
        https_server(certificate.server()) as hook,
        mail_server() as mail,
        pytest.MonkeyPatch.context() as patch,
    ):
        contacts.write_text(
            f'[{BY_MAIL}]\nchannel = "email"\naddress = "privacy@fonds.example"\n'
            f'[{BY_HOOK}]\nchannel = "webhook"\nsecret_env = "HOOK_SECRET"\n'
            f'address = "https://localhost:{hook.port}/meldingen"\n'
        )
        patch.setenv("HOOK_SECRET", _SECRET)
        given: dict[str, Any] = {
            "stalled_seconds": 1,
            "recipient_contacts": contacts,
            "notice_retry_seconds": (1, 1, 1),
            "smtp_host": "127.0.0.1",
            "smtp_port": mail.port,
            "smtp_security": "none",
            "smtp_from": "dpo@voorbeeld.example",
            "private_hosts": ("localhost",),
            "extra_authorities": certificate.path,
        } | more
        url = service_url(main)
        parts = make_parts(Settings(home=home, **given), make_engine(url), personnel_url=way_in)
        environment = os.environ | {
            "LOKET_HOME": str(home),
            "LOKET_DATABASE_URL": main,
            "LOKET_PERSONNEL_URL": way_in,
            **{f"LOKET_{name.upper()}": _told(value) for name, value in given.items()},
        }
        house = House(parts, libpq_dsn(url), home)
        try:
            yield ExecutionHouse(house, engine, owner, mail, hook, environment)
        finally:
            parts.close()
            engine.dispose()
            owner.dispose()


def _told(value: object) -> str:
    return ",".join(str(v) for v in value) if isinstance(value, tuple) else str(value)
