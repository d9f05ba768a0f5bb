"""Letters and copies fetched on the pages: a house with a mail server, and requests answered in it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from app.casework.expire_copies import expire_copies
from app.staff.model import Role
from tests.databases import main_and_store
from tests.message_servers import Mailbox, mail_server, make_certificate
from tests.service import Client, Person, Service, running_service
from tests.visitor import CODE, REFERENCE, Seen, Visitor, answers, hidden

ADDRESS = "betrokkene@voorbeeld.be"
WRONG = "De code klopt niet. Kijk de code na of vraag een nieuwe code"
SIX = re.compile(r"\b\d{6}\b")


@dataclass
class House:
    """A service with a mail server, and the mail it sent."""

    service: Service
    box: Mailbox


@contextmanager
def house_with_mail(
    *, postgres_url: str, template: str, home: Path, certificates: Path
) -> Iterator[House]:
    """Give a running house whose mail goes to a real SMTP server."""
    certificate = make_certificate(certificates)
    with (
        mail_server(starttls=certificate.server()) as box,
        main_and_store(postgres_url, template) as (main, store),
        running_service(
            superuser_url=main,
            personnel_url=store,
            home=home,
            people=20,
            smtp_host="localhost",
            smtp_port=box.port,
            smtp_from="loket@ago.example",
            extra_authorities=certificate.path,
        ) as service,
    ):
        yield House(service, box)


@dataclass
class Asked:
    """One request made on the pages, answered, with the address verified."""

    service: Service
    box: Mailbox
    handler: Client
    case: dict[str, Any]
    reference: str
    code: str

    def visitor(self) -> Visitor:
        """Return a browser in which the case is open."""
        visitor = Visitor(self.service)
        visitor.open(self.reference, self.code)
        return visitor

    def links(self, visitor: Visitor) -> list[str]:
        """Return the links of tickets on the status page: the letter's first, then the copy's."""
        page = Seen(visitor.browser.get("/status/dossier").text)
        return [link for link in page.links if link.startswith("/ophalen/")]

    def mailed_code(self, visitor: Visitor, link: str) -> str:
        """Ask for a code and return it from the mail."""
        before = len(self.codes())
        page = self.ask(visitor, link)
        assert page.status_code == 200, page.text
        found = self.codes()
        assert len(found) == before + 1
        return found[-1]

    def ask(self, visitor: Visitor, link: str) -> httpx.Response:
        """Press the button that mails a code."""
        own = hidden(visitor.browser.get(link))
        return visitor.browser.post(f"{link}/code", data=own)

    def give(self, visitor: Visitor, link: str, code: str) -> httpx.Response:
        """Type a code."""
        own = hidden(visitor.browser.get(link))
        return visitor.browser.post(link, data={"token": own["token"], "code": code})

    def codes(self) -> list[str]:
        """Return the codes that were mailed for this case, oldest first."""
        mails = [m for m in self.box.messages if f"<code.{self.case['id']}" in m["Message-ID"]]
        return [SIX.findall(mail.get_content())[0] for mail in mails]

    def opened(self) -> tuple[Visitor, str, str]:
        """Return a browser that gave the code, and the links of letter and copy."""
        visitor = self.visitor()
        letter, copy = self.links(visitor)
        page = self.give(visitor, copy, self.mailed_code(visitor, copy))
        assert "Uw code klopt" in page.text
        return visitor, letter, copy

    def entries(self, *kinds: str) -> list[dict[str, Any]]:
        """Return the entries of the case of these kinds, oldest first."""
        listed = self.handler.get(self.case, "/timeline?pageSize=100")["items"]
        return [entry for entry in reversed(listed) if entry["kind"] in kinds]

    def days_later(self, days: int) -> None:
        """Let it be another day, and make the round."""
        self.service.clock.offset = timedelta(days=days)
        expire_copies(self.service.parts.desk, at=self.service.parts.clock())


def made_request(service: Service, person: Person, **more: Any) -> tuple[str, str]:
    """Send the form and return reference and code."""
    page = Visitor(service).send(answers(person, email=ADDRESS, **more))
    assert page.status_code == 200, page.text
    return REFERENCE.findall(page.text)[0], CODE.findall(page.text)[0]


def decided(service: Service, handler: Client, case: dict[str, Any], person: Person) -> None:
    """Prove who asks, search, and decide as proposed."""
    handler.prove(case, person)
    handler.wait(case, "inAssessment")
    handler.put(case, "/decisions", {"acceptProposals": True})
    decider = service.client(Role.DECISION_MAKER)
    assert decider.post(case, "/decisions/confirmation").status_code == 200


def answered(house: House, person: Person) -> Asked:
    """Return a request of the person, answered through the status page."""
    service = house.service
    reference, code = made_request(service, person)
    handler = service.client(Role.CASE_HANDLER)
    case = handler.by_reference(reference)
    decided(service, handler, case, person)
    body = {"address": ADDRESS, "proof": "Gebeld op het nummer in de personeelsadministratie."}
    kept = handler.put(case, "/verifiedEmail", body)
    assert kept.status_code == 200, kept.text
    assert kept.json()["address"] == ADDRESS
    sent = handler.post(case, "/answer")
    assert sent.status_code == 200, sent.text
    return Asked(service, house.box, handler, case, reference, code)
