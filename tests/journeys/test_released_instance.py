"""A restored copy sends nothing until it is released: no mail, no call to a server of others; its jobs wait."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from app.cases.model import Case
from app.casework import tell_person
from app.casework.take_mail import take
from app.cli.main import app as loket
from app.delivery.collector_mail import send_link
from app.http.parts import Parts
from app.kit.db import make_engine
from app.kit.outward import OutgoingHeld
from app.kit.provision import libpq_dsn, service_url
from app.language import Text
from app.main import make_app
from app.personnel.by_hand import NewLink
from app.settings import Settings
from app.wiring import make_parts
from app.worker import make_worker
from fastapi import FastAPI
from sqlalchemy import text
from tests.mail_samples import mail
from tests.message_servers import Certificate, Mailbox, mail_server, make_certificate
from tests.service import Service
from typer.testing import CliRunner


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("smtp"))


@pytest.fixture
def box(certificate: Certificate) -> Iterator[Mailbox]:
    with mail_server(starttls=certificate.server()) as made:
        yield made


@pytest.fixture
def names(  # noqa: PLR0917 - what a fixture needs
    service: Service,
    migrated_url: str,
    box: Mailbox,
    certificate: Certificate,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> str:
    """The settings of the copy in the environment, as its commands read them; returns the database's address."""
    for name, value in {
        "HOME": str(tmp_path / "copy"),
        "INSTANCE_ID": "restored-copy",
        "DATABASE_URL": migrated_url,
        "PERSONNEL_URL": service.personnel_url,
        "SMTP_HOST": "localhost",
        "SMTP_PORT": str(box.port),
        "SMTP_FROM": "loket@ago.example",
        "EXTRA_AUTHORITIES": str(certificate.path),
    }.items():
        monkeypatch.setenv(f"LOKET_{name}", value)
    return migrated_url


def parts_at(url: str, service: Service, **more: str) -> Parts:
    made = make_engine(service_url(url))
    return make_parts(Settings(**more), made, personnel_url=service.personnel_url)  # type: ignore[arg-type]  # texts, as in the environment


@pytest.fixture
def original(service: Service, names: str, tmp_path: Path) -> Iterator[Parts]:
    """The instance that people hear from."""
    made = parts_at(names, service, home=str(tmp_path / "first"), instance_id="first")
    assert not made.sending.is_held(), "the first of a database may send"
    yield made
    made.close()


@pytest.fixture
def copy(original: Parts, service: Service, names: str) -> Iterator[Parts]:
    """The restored copy: another id on the same data."""
    del original
    made = parts_at(names, service)
    yield made
    made.close()


def written(parts: Parts) -> Case:
    """Take in a mail of somebody who is then told that it came."""
    at = parts.clock()
    with parts.desk() as desk:
        found = take(desk, mail(sender="iemand@voorbeeld.be"), arrived_at=at, at=at)
        assert found.case_id is not None
        return desk.cases.load(found.case_id)


def tell(parts: Parts, case: Case) -> None:
    with parts.desk() as desk:
        tell_person.send(desk, case.case_id, "received", at=parts.clock())


def read(pages: FastAPI, path: str) -> str:
    """Return what a page says of the service, which serves in any case."""

    async def answer() -> httpx.Response:
        transport = httpx.ASGITransport(app=pages)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get(path)

    found = asyncio.run(answer())
    assert found.status_code == httpx.codes.OK
    return str(found.json()["status"])


def test_a_copy_sends_nothing_and_says_so_until_it_is_released(
    original: Parts, copy: Parts, box: Mailbox
) -> None:
    case = written(copy)
    with pytest.raises(OutgoingHeld):
        tell(copy, case)
    with copy.desk() as desk, pytest.raises(OutgoingHeld):
        desk.outward.post("https://ergens.example/", b"{}", headers={})
    assert box.messages == []
    pages = make_app(copy)
    assert [read(pages, path) for path in ("/readyz", "/dsr/v1/health")] == ["DEGRADED"] * 2
    assert not original.sending.is_held()

    done = CliRunner().invoke(loket, ["release"])
    assert (done.exit_code, done.stdout.strip()) == (0, "Released: what waited is sent now.")
    tell(copy, case)
    assert len(box.messages) == 1
    assert read(pages, "/readyz") == "UP"
    assert original.sending.is_held(), "one instance sends, and it is the copy now"
    again = CliRunner().invoke(loket, ["release"])
    assert again.stdout.strip() == "Nothing was held."
    with copy.desk() as desk:
        kinds = [entry.kind for entry in desk.journal.entries("service")]
    assert kinds.count("instance.released") == 1


def test_a_link_for_who_searches_by_hand_is_left_to_be_given_by_hand(
    copy: Parts, box: Mailbox
) -> None:
    link = NewLink(
        task_id="t1",
        address="systeem@ago.example",
        system=Text("Archief", "Archive", "Archives"),
        code="ABCD-EFGH",
        mark="m1",
        expires_at=copy.clock(),
    )
    with copy.desk() as desk:
        sender = desk.policy.collector_mail
        assert not send_link(desk.channels, link, sender=sender, at=copy.clock())
    assert box.messages == []


WAITING = text(
    "select count(*) filter (where status = 'todo' and scheduled_at > now() + interval '30 s'),"
    " count(*) filter (where status = 'failed')"
    " from procrastinate_jobs where task_name = 'tell_person'"
)


def test_a_job_of_a_copy_waits_and_does_not_fail(copy: Parts, names: str, box: Mailbox) -> None:
    case = written(copy)
    worker = make_worker(copy, libpq_dsn(service_url(names)))

    async def work() -> None:
        async with worker.jobs.open_async():
            await worker.jobs.run_worker_async(
                wait=False, install_signal_handlers=False, delete_jobs="successful"
            )

    asyncio.run(work())
    with copy.engine.begin() as connection:
        assert tuple(connection.execute(WAITING).one()) == (1, 0)
    with copy.desk() as desk:
        assert "mailFailed" not in {kind for kind, _ in desk.cases.open_tasks(case.case_id)}
    assert box.messages == []


def test_an_instance_keeps_the_id_it_was_given_at_its_first_start(
    service: Service, names: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LOKET_INSTANCE_ID")
    home = str(tmp_path / "home")
    first, second = (parts_at(names, service, home=home) for _ in "12")
    assert first.sending.instance_id == second.sending.instance_id
    assert not first.sending.is_held()
    assert not second.sending.is_held()
    other = parts_at(names, service, home=str(tmp_path / "elsewhere"))
    assert other.sending.is_held()
    for made in (first, second, other):
        made.close()
