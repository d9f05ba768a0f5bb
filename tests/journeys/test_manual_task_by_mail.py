"""The code of a task goes by e-mail where it can: it names nobody, and what did not go is sent again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage

import pytest
from tests.databases import main_and_store
from tests.journey_steps import IN_PERSON, Desk, kinds, ok
from tests.manual_store import ARCHIVE, write_stores
from tests.message_servers import Mailbox, mail_server
from tests.service import Service, running_service
from tests.visitor import hidden

CODE = re.compile(r"^[A-Za-z0-9_-]{43}$", re.MULTILINE)


@dataclass(frozen=True)
class House:
    """A service and the mailbox of the archive."""

    service: Service
    mail: Mailbox


@pytest.fixture(scope="module")
def house(
    postgres_url: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    home = tmp_path_factory.mktemp("bymail")
    with (
        main_and_store(postgres_url, migrated_template) as (main, store),
        mail_server() as mail,
        running_service(
            superuser_url=main,
            personnel_url=store,
            home=home,
            people=20,
            stores=write_stores(home, store, email="archief@cel.example"),
            source_retry_seconds=(1, 600),
            smtp_host="127.0.0.1",
            smtp_port=mail.port,
            smtp_security="none",
            smtp_from="loket@loket.example",
        ) as service,
    ):
        yield House(service, mail)


def text_of(message: EmailMessage) -> str:
    return str(message.get_content()).replace("\r\n", "\n")


def test_the_code_goes_by_mail_again_until_it_went(house: House) -> None:
    desk, person = Desk.of(house.service), house.service.people[0]
    before = len(house.mail.messages)
    house.mail.answers.append("451 later")
    case = desk.registered(person)
    ok(desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
    desk.handler.until(case, lambda _: len(house.mail.messages) > before)
    desk.handler.until(case, lambda _: kinds(desk.handler, case).count("collection.waits") > 1)
    (message,) = house.mail.messages[before:]
    told = text_of(message)
    assert message["To"] == "archief@cel.example"
    assert ARCHIVE in message["Subject"]
    assert "/taak\n" in told
    assert not list(message.iter_attachments())
    for secret in (person.family_name, person.born, case["reference"], "inzage"):
        assert secret not in told + str(message["Subject"])
    (task,) = desk.handler.get(case, "/collectorTasks")["items"]
    assert (task["hasLink"], "sentAt" in task) == (True, True)
    (code,) = CODE.findall(told)
    browser = house.service.anonymous()
    browser.post("/taak", data=hidden(browser.get("/taak")) | {"code": code})
    own = hidden(browser.get("/taak/opzoeken"))
    empty = {"file-dossierstukken": ("", b"", "application/octet-stream")}
    page = browser.post("/taak/opzoeken", data=own | {"outcome": "unknown"}, files=empty)
    assert page.url.path == "/taak/bedankt"
    desk.handler.wait(case, "inAssessment")


def test_a_new_code_goes_by_mail_and_is_not_shown(house: House) -> None:
    desk, person = Desk.of(house.service), house.service.people[1]
    before = len(house.mail.messages)
    case = desk.registered(person)
    ok(desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
    desk.handler.until(case, lambda _: len(house.mail.messages) > before)
    desk.handler.until(case, lambda _: "collection.waits" in kinds(desk.handler, case))
    (task,) = desk.handler.get(case, "/collectorTasks")["items"]
    made = ok(desk.handler.post(case, f"/collectorTasks/{task['id']}/links"), 201)
    assert ("code" in made, "sentAt" in made) == (False, True)
    first, second = house.mail.messages[before:]
    assert first["Message-ID"] != second["Message-ID"]
    assert CODE.findall(text_of(first)) != CODE.findall(text_of(second))
