"""What goes to the person by mail: that something came, or waits; never what it says, and never to a program twice."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from app.cases.model import Case
from app.casework import receive, tell_person
from app.casework.take_mail import take
from app.delivery.message import SendingLater
from app.http.parts import Parts
from app.settings import Settings
from app.wiring import make_parts
from sqlalchemy import Engine, text
from tests.mail_samples import bounce, mail
from tests.message_servers import Certificate, Mailbox, mail_server, make_certificate
from tests.service import Service


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("smtp"))


@pytest.fixture
def box(certificate: Certificate) -> Iterator[Mailbox]:
    with mail_server(starttls=certificate.server()) as made:
        yield made


@pytest.fixture
def parts(
    service: Service, engine: Engine, box: Mailbox, certificate: Certificate, tmp_path: Path
) -> Parts:
    """A house with a mail server and no worker: its jobs are run by hand."""
    settings = Settings(
        home=tmp_path,
        smtp_host="localhost",
        smtp_port=box.port,
        smtp_from="loket@ago.example",
        extra_authorities=certificate.path,
        public_url="https://loket.ago.example",
    )
    return make_parts(settings, engine, personnel_url=service.personnel_url)


def address() -> str:
    """Return an address nobody used before."""
    return f"a{uuid.uuid4().hex[:12]}@voorbeeld.be"


def taken(parts: Parts, raw: bytes) -> Case:
    at = parts.clock()
    with parts.desk() as desk:
        found = take(desk, raw, arrived_at=at, at=at)
        assert found.case_id is not None
        return desk.cases.load(found.case_id)


def ordered(parts: Parts, case: Case) -> list[str]:
    """Return what the jobs that wait are to tell, and take them away."""
    drop = text(
        "delete from procrastinate_jobs where task_name = 'tell_person'"
        " and args->>'case_id' = :case returning args->>'about'"
    )
    with parts.engine.begin() as connection:
        return list(connection.scalars(drop, {"case": case.case_id}))


def sent(parts: Parts, case: Case, about: str) -> None:
    with parts.desk() as desk:
        tell_person.send(desk, case.case_id, about, at=parts.clock())


def tasks(parts: Parts, case: Case) -> set[str]:
    with parts.desk() as desk:
        return {kind for kind, _ in desk.cases.open_tasks(case.case_id)}


def test_who_wrote_hears_that_it_came_and_nothing_more(parts: Parts, box: Mailbox) -> None:
    own = address()
    words = "Je demande l'accès à mes données."
    case = taken(parts, mail(words, sender=f"A B <{own}>", message_id="<zelf.1@voorbeeld.be>"))
    sent(parts, case, "received")
    (told,) = box.messages
    assert box.encrypted == [True]
    assert (told["To"], told["Auto-Submitted"]) == (own, "auto-generated")
    assert told["Subject"] == f"Wij hebben uw bericht ontvangen - {case.reference}"
    assert told["In-Reply-To"] == told["References"] == "<zelf.1@voorbeeld.be>"
    assert told["Message-ID"] == f"<person.{case.case_id}.received@ago.example>"
    body = told.get_content()
    assert told.get_content_type() == "text/plain"
    assert "Nous avons reçu" in body
    assert "inzage" not in body.lower()
    assert "accès" not in body
    assert "code" not in body.lower()


def test_it_is_ordered_with_the_case_and_sent_once(parts: Parts, box: Mailbox) -> None:
    case = taken(parts, mail(sender=address()))
    ordered(parts, case)
    for _ in range(2):
        sent(parts, case, "received")
    assert len(box.messages) == 1


def test_killed_after_sending_it_goes_again_under_the_same_id(parts: Parts, box: Mailbox) -> None:
    case = taken(parts, mail(sender=address()))

    def killed() -> None:
        with parts.desk() as desk:
            tell_person.send(desk, case.case_id, "received", at=parts.clock())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed()
    sent(parts, case, "received")
    assert len(box.messages) == 2
    assert len({str(told["Message-ID"]) for told in box.messages}) == 1


def test_a_reply_to_the_notice_joins_the_case_and_gets_no_notice(
    parts: Parts, box: Mailbox
) -> None:
    own = address()
    case = taken(parts, mail(sender=own))
    sent(parts, case, "received")
    ordered(parts, case)
    back = mail("Dank u.", sender=own, In_Reply_To=str(box.messages[0]["Message-ID"]))
    assert taken(parts, back).case_id == case.case_id
    assert ordered(parts, case) == []
    assert "replyWaits" in tasks(parts, case)


def test_a_notice_that_came_back_is_a_task(parts: Parts, box: Mailbox) -> None:
    case = taken(parts, mail(sender=address()))
    sent(parts, case, "received")
    mark = str(box.messages[0]["Message-ID"])
    assert taken(parts, bounce(mark)).case_id == case.case_id
    assert "mailReturned" in tasks(parts, case)


def test_an_address_that_is_refused_is_a_task_and_a_tired_server_is_asked_again(
    parts: Parts, box: Mailbox
) -> None:
    case = taken(parts, mail(sender=address()))
    box.answers[:] = ["450 later", "550 nobody"]
    with pytest.raises(SendingLater):
        sent(parts, case, "received")
    assert "mailReturned" not in tasks(parts, case)
    sent(parts, case, "received")
    assert "mailReturned" in tasks(parts, case)


def test_two_programs_never_talk_for_long(parts: Parts) -> None:
    own = address()
    answered = [
        bool(ordered(parts, taken(parts, mail(sender=own, subject=f"Afwezig {n}"))))
        for n in range(5)
    ]
    assert answered == [True, True, True, False, False]


@pytest.mark.parametrize("headers", [{"Precedence": "bulk"}, {"List_Id": "<x>"}], ids=str)
def test_what_a_list_sent_on_is_a_case_without_a_notice(
    parts: Parts, headers: dict[str, Any]
) -> None:
    assert ordered(parts, taken(parts, mail(sender=address(), **headers))) == []


def test_a_letter_that_waits_is_told_and_not_what_it_says(parts: Parts, box: Mailbox) -> None:
    own = address()
    case = taken(parts, mail(sender=own))
    ordered(parts, case)
    with parts.desk() as desk:
        desk.cases.set_status_code(case.case_id, "0123456789ABCDEF")
        receive.acknowledge(desk, case.case_id, at=parts.clock())
    (letter,) = ordered(parts, case)
    sent(parts, case, letter)
    (told,) = box.messages
    assert told["Subject"] == f"Er staat een brief voor u klaar - {case.reference}"
    body = told.get_content()
    assert "https://loket.ago.example/status" in body
    assert "0123" not in body
    assert [part.get_content_type() for part in told.walk()] == ["text/plain"]


def test_without_a_mail_server_nothing_is_ordered(
    service: Service, engine: Engine, tmp_path: Path
) -> None:
    alone = make_parts(Settings(home=tmp_path), engine, personnel_url=service.personnel_url)
    assert ordered(alone, taken(alone, mail(sender=address()))) == []
