"""Every channel leads into the same case: whatever way a request comes in, it is proven, searched and answered alike (IN-01)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from app.casework.take_mail import take
from app.staff.model import Role
from tests.journey_steps import IN_PERSON, Desk, letters, ok, requester, unused, yesterday
from tests.mail_samples import mail
from tests.service import Person, Service
from tests.visitor import REFERENCE, Visitor, answers


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk.of(service)


def by_form(desk: Desk, person: Person) -> dict[str, Any]:
    page = Visitor(desk.service).send(answers(person))
    return desk.handler.by_reference(REFERENCE.findall(page.text)[0])


def by_program(desk: Desk, person: Person) -> dict[str, Any]:
    return desk.registered(person, receivedAt=yesterday(desk.service))


def by_mail(desk: Desk, person: Person, subject: str = "Inzage", words: str = "") -> dict[str, Any]:
    at = desk.service.parts.clock()
    born = "/".join(reversed(person.born.split("-")))
    told = f"{words or 'Ik vraag inzage in mijn gegevens.'} Vlimpersnummer: {person.number}. Geboren op {born}."
    sender = f"{person.given_name} {person.family_name} <k{person.number}@voorbeeld.be>"
    with desk.service.parts.desk() as opened:
        found = take(
            opened,
            mail(told, subject=subject, sender=sender),
            arrived_at=at - timedelta(days=1),
            at=at,
        )
    case: dict[str, Any] = desk.handler.get({"id": found.case_id})
    return case


def by_wallet(desk: Desk, person: Person) -> dict[str, Any]:
    subject = "Erasure request under Art. 17 GDPR, data from my EUDI Wallet"
    return by_mail(desk, person, subject, "Attributes:\n- family_name\n")


def entered(channel: str) -> Callable[[Desk, Person], dict[str, Any]]:
    def enter(desk: Desk, person: Person) -> dict[str, Any]:
        at = yesterday(desk.service)
        moment = {"receivedDate": at[:10]} if channel == "post" else {"receivedAt": at}
        body = {"channel": channel, "language": "nl", "requester": requester(person)}
        claims = [{"right": "access", "statement": "Wat weet u van mij?"}]
        intake = desk.service.client(Role.INTAKE)
        made = ok(intake.http.post("/cases", json={**body, **moment, "claims": claims}), 201)
        case: dict[str, Any] = desk.handler.get(made)
        return case

    return enter


CHANNELS: dict[str, Callable[[Desk, Person], dict[str, Any]]] = {
    "form": by_form,
    "api": by_program,
    "email": by_mail,
    "post": entered("post"),
    "counter": entered("counter"),
    "phone": entered("phone"),
    "eudiWallet": by_wallet,
}


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_request_goes_its_whole_way_whatever_the_channel(desk: Desk, channel: str) -> None:
    person = unused(desk.service)
    case = CHANNELS[channel](desk, person)
    assert (case["channel"], case["state"]) == (channel, "received")
    assert "dueDate" in case
    if channel == "email":  # a handler confirms what the words of a mail suggest
        case = ok(desk.handler.put(case, f"/claims/{case['claims'][0]['id']}", {}))
    ok(desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
    case = desk.handler.wait(case, "inAssessment")
    (claim,) = case["claims"]
    assert claim["identity"] == "verified"
    if channel == "eudiWallet":
        assert claim["right"] == "erasure"
        return
    desk.decided(case)
    desk.answered(case)
    assert ("L06", "nl") in letters(desk.handler, case)
    assert ok(desk.handler.post(case, "/closure"))["state"] == "closed"
