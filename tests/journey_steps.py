"""What journeys do and read: people of the demo store, decisions, letters as text, packages as files."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from app.cli.paper import identity_card, signed_request
from app.kit.clock import brussels_date
from app.staff.model import Role
from pypdf import PdfReader
from sqlalchemy import create_engine, make_url, text
from tests.service import Client, Person, Service

IN_PERSON = {"result": "verified", "means": "inPerson", "note": "Kaart getoond aan het loket."}


def rows(url: str, statement: str, **values: object) -> Sequence[Any]:
    """Return the rows of a query, or run a change, in a database: not through the product."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    try:
        with engine.begin() as connection:
            result = connection.execute(text(statement), values)
            return result.all() if result.returns_rows else ()
    finally:
        engine.dispose()


def person_of(service: Service, given_name: str, family_name: str = "%") -> Person:
    """Return the first person of the demo store with this name."""
    found = rows(
        service.personnel_url,
        "select coalesce(vlimpersnummer, ''), voornaam, naam, geboortedatum::text from persoon"
        " where voornaam = :given and naam like :family order by persoon_id limit 1",
        given=given_name,
        family=family_name,
    )
    return Person(*found[0])


NAMED = [
    "Ana-Sofia",
    "Anaïs",
    "Anneleen",
    "Bram",
    "Chloë",
    "Elke",
    "Fatma",
    "Giulia",
    "Griet",
    "Hilde",
    "Ingrid",
    "Jean-Pierre",
    "Joris",
    "Katrien",
    "Kobe",
    "Koen",
    "Liesbeth",
    "Maja",
    "Marleen",
    "Noor",
    "Pieter",
    "Raf",
    "Renée",
    "Roos",
    "Seppe",
    "Tom",
    "Wout",
    "Zoë",
    "Łukasz",
    "Şule",
]
"""Given names that tests ask for: nobody of that name is changed by another test."""
_TAKEN: set[tuple[str, str]] = set()


def unused(service: Service, having: str = "true") -> Person:
    """Return an employee of the demo store about whom no other test is, and who fits the condition in SQL."""
    wanted = (
        "select vlimpersnummer, voornaam, naam, geboortedatum::text from persoon p where soort = 'PL'"
        " and vlimpersnummer is not null and geboortedatum is not null"
        " and not voornaam = any(:named) and HAVING order by persoon_id desc"
    ).replace("HAVING", having)
    found = rows(service.personnel_url, wanted, named=NAMED)
    store = service.personnel_url
    person = next(Person(*row) for row in found if (store, row[0]) not in _TAKEN)
    _TAKEN.add((store, person.number))
    return person


def requester(person: Person, **more: Any) -> dict[str, Any]:
    """Return the body's requester; a person without a number is known by name and birth date."""
    known = {
        "givenName": person.given_name,
        "familyName": person.family_name,
        "dateOfBirth": person.born or None,
        "vlimpersNumber": person.number or None,
    } | more
    return {name: value for name, value in known.items() if value is not None}


@dataclass(frozen=True)
class Desk:
    """A handler and a decision maker of one journey."""

    service: Service
    handler: Client
    decider: Client

    @classmethod
    def of(cls, service: Service) -> "Desk":
        """Return a desk with tokens of its own."""
        return cls(service, service.client(Role.CASE_HANDLER), service.client(Role.DECISION_MAKER))

    def registered(self, person: Person, **more: Any) -> dict[str, Any]:
        """Register an access request."""
        return self.handler.register(person, **({"requester": requester(person)} | more))

    def searched(self, person: Person, **more: Any) -> dict[str, Any]:
        """Register a request, accept the proof in person, and wait for the search."""
        case = self.registered(person, **more)
        ok(self.handler.post(case, "/identityChecks", IN_PERSON), 201)
        return self.handler.wait(case, "inAssessment")

    def every_document(self, case: dict[str, Any], claim: dict[str, Any]) -> dict[str, Any]:
        """Let a claim name each document of the containers: none is erased because nobody chose."""
        listed = self.handler.get(case, "/dossier").get("documents", [])
        kept = ("categoryId", "system", "holding", "recordId")
        records = [{name: one[name] for name in kept} for one in listed]
        body = {"details": {**claim.get("details", {}), "records": records}}
        if "scope" in claim:
            body["scope"] = claim["scope"]
        changed: dict[str, Any] = ok(self.handler.put(case, f"/claims/{claim['id']}", body))
        return changed

    def decided(self, case: dict[str, Any], *lines: dict[str, Any]) -> dict[str, Any]:
        """Draft by the proposals, with own lines where given, and confirm."""
        body = {"acceptProposals": True} | ({"decisions": list(lines)} if lines else {})
        draft = ok(self.handler.put(case, "/decisions", body))
        assert draft["openProposals"] == []
        return ok(self.decider.post(case, "/decisions/confirmation"))

    def reachable(self, case: dict[str, Any]) -> dict[str, Any]:
        """Record an address that was verified: where the house sends mail, the page opens contents with a code sent there."""
        body = {
            "address": "betrokkene@voorbeeld.example",
            "proof": "Gebeld op het nummer in de store.",
        }
        ok(self.handler.put(case, "/verifiedEmail", body))
        return case

    def answered(self, case: dict[str, Any], **body: Any) -> dict[str, Any]:
        """Send the answer."""
        return ok(self.handler.post(case, "/answer", body))


def ok(answer: httpx.Response, status: int = 200) -> dict[str, Any]:
    """Return the body of an answer that went well."""
    assert answer.status_code == status, answer.text
    body: dict[str, Any] = answer.json()
    return body


def refused(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """Return the problem of an answer that was refused for this reason."""
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, body["type"].rpartition(":")[2]) == (status, code), answer.text
    return body


def letters(client: Client, case: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return kind and language of the letters of a case, oldest first."""
    items = client.get(dict(case), "/letters")["items"]
    return [(item["kind"], item["language"]) for item in items]


def handed_over(
    client: Client, case: Mapping[str, Any], kind: str, language: str = "nl"
) -> list[dict[str, Any]]:
    """Return how the letters of this kind and language were handed over."""
    found = client.get(dict(case), "/letters")
    wanted = {x["id"] for x in found["items"] if (x["kind"], x["language"]) == (kind, language)}
    return [delivery for delivery in found["deliveries"] if delivery["letterId"] in wanted]


def give_to_post(service: Service, client: Client, case: Mapping[str, Any], kind: str) -> None:
    """Record that the letters of this kind that waited for the post went today."""
    today = brussels_date(service.clock()).isoformat()
    body = {"status": "sent", "date": today, "proof": "lijst van de post"}
    for delivery in handed_over(client, case, kind):
        if delivery["status"] == "queued":
            ok(client.post(dict(case), f"/deliveries/{delivery['id']}/receipt", body), 201)


def letter_pdf(client: Client, case: Mapping[str, Any], kind: str, language: str = "nl") -> bytes:
    """Return the bytes of the one letter of this kind and language."""
    items = client.get(dict(case), "/letters")["items"]
    (wanted,) = [x for x in items if (x["kind"], x["language"]) == (kind, language)]
    answer = client.http.get(f"/cases/{case['id']}/letters/{wanted['id']}/content")
    assert answer.status_code == 200, answer.text
    return answer.content


def letter_text(client: Client, case: Mapping[str, Any], kind: str, language: str = "nl") -> str:
    """Return the text of the one letter of this kind, on one line, without breaks in words."""
    reader = PdfReader(io.BytesIO(letter_pdf(client, case, kind, language)))
    lines = "\n".join(page.extract_text() for page in reader.pages).replace("\u00ad", "-")
    return " ".join(lines.replace("-\n", "").split())


class Package:
    """The zip of a case, opened."""

    def __init__(self, content: bytes) -> None:
        self.files: dict[str, bytes] = {}
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                self.files[name.partition("/")[2]] = packed.read(name)
        self.descriptor: dict[str, Any] = json.loads(self.files["datapackage.json"])

    @classmethod
    def of(cls, client: Client, case: Mapping[str, Any]) -> "Package":
        """Download the one package of a case."""
        (export,) = client.get(dict(case), "/exports")["items"]
        answer = client.http.get(f"/cases/{case['id']}/exports/{export['id']}/content")
        assert answer.status_code == 200, answer.text
        return cls(answer.content)

    @property
    def tables(self) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
        """Yield system, holding and records of each table, from its JSON."""
        for resource in self.descriptor["resources"]:
            if resource.get("format") == "csv" and "dsr:holding" in resource:
                path = resource["path"].removesuffix(".csv") + ".json"
                records = json.loads(self.files[path])
                yield resource["dsr:system"], resource["dsr:holding"], records


def kinds(client: Client, case: Mapping[str, Any]) -> list[str]:
    """Return the kinds of journal entry of a case, oldest first."""
    items = client.get(dict(case), "/timeline?pageSize=100")["items"]
    return [item["kind"] for item in reversed(items)]


def attach_proof(client: Client, case: dict[str, Any], person: Person) -> bytes:
    """Attach signed request and card; return the card as it was sent."""
    name = f"{person.given_name} {person.family_name}"
    card = identity_card(name)
    ok(client.attach(case, "signedRequest", signed_request(name, date="2026-03-05"), "v.pdf"), 201)
    ok(client.attach(case, "identityCard", card, "kaart.png"), 201)
    return card


def yesterday(service: Service) -> str:
    """Return an instant of receipt that is in time for everything."""
    return (service.clock() - timedelta(days=1)).isoformat()


@contextmanager
def on_the_clock(service: Service, at: str) -> Iterator[None]:
    """Let it be another moment for the service, until the block ends."""
    before = service.clock.offset
    service.clock.offset = datetime.fromisoformat(at) - datetime.now(UTC)
    try:
        yield
    finally:
        service.clock.offset = before
