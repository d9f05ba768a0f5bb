"""Requests from a real mailbox over TLS, and from the pipe of a mail server: each once, none lost, none in the way of another."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from app.cases.tables import ClaimRow
from app.casework import empty_mailbox, take_mail
from app.casework.desk import Desk as Opened
from app.casework.empty_mailbox import Emptied, MailLeft, empty
from app.intake.mailbox import Mailbox, MailboxUnreachable, OpenMailbox
from app.settings import Settings
from app.wiring import make_parts
from app.worker import make_worker
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from tests.imap_server import ImapServer, imap_server
from tests.journey_steps import Desk
from tests.mail_samples import mail
from tests.message_servers import make_certificate
from tests.service import Service

MOST = 20_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImapServer]:
    with imap_server(make_certificate(tmp_path_factory.mktemp("imap"))) as made:
        yield made


@pytest.fixture
def box(server: ImapServer) -> Iterator[ImapServer]:
    """The server with nothing in any folder."""
    yield server
    with server.owner() as client:
        for folder in ("INBOX", "Verwerkt", "Nakijken"):
            if client.folder_exists(folder):
                client.select_folder(folder)
                client.delete_messages(client.search())
                client.expunge()


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk.of(service)


def emptied(desk: Desk, mailbox: Mailbox) -> Emptied:
    parts = desk.service.parts
    return empty(parts.desk, mailbox, most_bytes=MOST, clock=parts.clock)


def cases_about(desk: Desk, subject: str) -> list[dict[str, Any]]:
    """Return the cases whose words begin with this subject."""
    found = select(ClaimRow.case_id).where(ClaimRow.statement.startswith(subject))
    with Session(desk.service.parts.engine) as session:
        return [desk.handler.get({"id": case_id}) for case_id in session.scalars(found)]


def held(server: ImapServer) -> tuple[int, int, int]:
    return server.held("INBOX"), server.held("Verwerkt"), server.held("Nakijken")


def test_what_waits_is_taken_and_moved(desk: Desk, box: ImapServer) -> None:
    arrived = datetime(2026, 3, 5, 22, 59, tzinfo=UTC)
    box.put(mail(subject="Bus een"), at=arrived)
    box.put(mail(subject="Bus twee"), seen=True)
    assert emptied(desk, box.mailbox()) == Emptied(taken=2)
    assert held(box) == (0, 2, 0)
    (one,) = cases_about(desk, "Bus een")
    assert (one["receivedAt"], one["receivedDate"]) == ("2026-03-05T22:59:00+00:00", "2026-03-05")
    assert len(cases_about(desk, "Bus twee")) == 1
    assert emptied(desk, box.mailbox()) == Emptied()


class Killed(BaseException):
    """What a killed process looks like to nobody but the test."""


def test_killed_between_the_commit_and_the_move_it_makes_no_second_case(
    desk: Desk, box: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.put(mail(subject="Bus gedood"))

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(OpenMailbox, "done", killed)
        with pytest.raises(Killed):
            emptied(desk, box.mailbox())
    assert held(box) == (1, 0, 0)
    assert emptied(desk, box.mailbox()) == Emptied(taken=1)
    assert len(cases_about(desk, "Bus gedood")) == 1


def test_killed_before_the_commit_it_loses_nothing(
    desk: Desk, box: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.put(mail(subject="Bus vroeg gedood"))

    def killed(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(take_mail, "_keep", killed)
        with pytest.raises(Killed):
            emptied(desk, box.mailbox())
    assert cases_about(desk, "Bus vroeg gedood") == []
    assert emptied(desk, box.mailbox()) == Emptied(taken=1)
    assert len(cases_about(desk, "Bus vroeg gedood")) == 1


def test_a_mail_that_cannot_be_read_is_set_aside_with_a_task_and_holds_up_no_other(
    desk: Desk, box: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.put(mail(subject="Bus vergif"))
    box.put(mail("x" * MOST, subject="Bus te groot"))
    box.put(mail(subject="Bus gezond"))
    real = take_mail.take

    def poisoned(opened: Opened, raw: bytes, **more: Any) -> object:
        if b"Bus vergif" in raw:
            raise RuntimeError("a fault of ours")
        return real(opened, raw, **more)

    monkeypatch.setattr(empty_mailbox, "take", poisoned)
    assert emptied(desk, box.mailbox()) == Emptied(taken=1, set_aside=2)
    assert held(box) == (0, 1, 2)
    for subject in ("Bus vergif", "Bus te groot"):
        (case,) = cases_about(desk, subject)
        assert "mailToCheck" in {task["kind"] for task in case["tasks"]}
    assert len(cases_about(desk, "Bus gezond")) == 1


def test_while_the_database_is_away_everything_stays_where_it_is(
    desk: Desk, box: ImapServer
) -> None:
    box.put(mail(subject="Bus later"))

    def away() -> AbstractContextManager[Opened]:
        raise OperationalError("", {}, RuntimeError())

    with pytest.raises(MailLeft):
        empty(away, box.mailbox(), most_bytes=MOST, clock=desk.service.parts.clock)
    assert held(box) == (1, 0, 0)


@pytest.mark.parametrize("wrong", [{"password": "fout"}, {"tls": None}, {"folder": "Nergens"}])
def test_a_mailbox_that_cannot_be_opened_says_so_and_tells_no_secret(
    desk: Desk, box: ImapServer, wrong: dict[str, Any]
) -> None:
    with pytest.raises(MailboxUnreachable) as refused:
        emptied(desk, box.mailbox(**wrong))
    assert "fout" not in repr((str(refused.value), refused.value.facts))
    assert "geheim" not in repr(box.mailbox())


def test_the_worker_empties_the_mailbox_every_minute(
    desk: Desk, box: ImapServer, tmp_path: Path
) -> None:
    service = desk.service
    settings = Settings(
        home=tmp_path,
        imap_host="localhost",
        imap_port=box.port,
        imap_user="privacy",
        imap_password="geheim",
        extra_authorities=box.certificate.path,
    )
    parts = make_parts(settings, service.parts.engine, personnel_url=service.personnel_url)
    jobs = make_worker(parts, "").jobs
    assert "mailbox" in {task.task.name for task in jobs.periodic_registry.periodic_tasks.values()}
    box.put(mail(subject="Bus werker"))
    jobs.tasks["mailbox"](timestamp=0)
    assert held(box) == (0, 1, 0)
    assert len(cases_about(desk, "Bus werker")) == 1
    plain = make_worker(service.parts, "").jobs
    assert "mailbox" not in plain.tasks


def piped(service: Service, raw: bytes, url: str, **more: str) -> int:
    """Give a mail to the command, as a mail server does; return the exit status."""
    env = os.environ | {"LOKET_HOME": str(service.home), "LOKET_DATABASE_URL": url} | more
    loket = Path(sys.executable).with_name("loket")
    done = subprocess.run(
        [str(loket), "mail", "take"], input=raw, env=env, check=False, timeout=120
    )
    return done.returncode


def test_a_mail_from_the_pipe_is_kept_or_comes_again_or_is_too_large(desk: Desk) -> None:
    service = desk.service
    url = service.parts.engine.url.render_as_string(hide_password=False)
    raw = mail(subject="Pijp")
    own = {"LOKET_PERSONNEL_URL": service.personnel_url}
    assert piped(service, raw, url, **own) == 0
    assert len(cases_about(desk, "Pijp")) == 1
    assert piped(service, raw, "postgresql://nobody@127.0.0.1:1/none", **own) == 75
    assert piped(service, b"x" * 1_000_001, url, LOKET_MAIL_LIMIT_MB="1", **own) == 65
