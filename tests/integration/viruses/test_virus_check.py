"""A file with a virus is not taken; one that could not be checked is kept for nobody to read, and proves nothing, until it is."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from app.casework.unchecked import VirusCheckWaits
from app.casework.watch import round_of_the_day
from app.cli.paper import identity_card, signed_request
from app.outbox.model import FAILURES, TaskName
from app.staff.model import Role
from app.worker import run_step
from sqlalchemy import text
from tests.databases import main_and_store
from tests.journey_steps import Desk, kinds, ok, refused
from tests.problems import problem
from tests.service import Service, running_service
from tests.virus_servers import CLAMD, EICAR, FakeClamd, fake_clamd, free_port, real_clamd
from tests.visitor import Visitor, answers

CARD = identity_card("Anna Voorbeeld")
PAPER = signed_request("Anna Voorbeeld", date="2026-03-05")
VIRUS = PAPER + b"\n%VIRUS\n%%EOF\n"
PROOF = {"result": "verified", "means": "signedRequestWithIdCopy"}


@pytest.fixture(scope="module")
def clamd() -> Iterator[FakeClamd]:
    with fake_clamd() as made:
        yield made


@pytest.fixture(scope="module")
def service(
    clamd: FakeClamd,
    postgres_url: str,
    migrated_template: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Service]:
    """A service that has files checked."""
    with (
        main_and_store(postgres_url, migrated_template) as (main, store),
        running_service(
            superuser_url=main, personnel_url=store, home=tmp_path_factory.mktemp("home"),
            people=20, clamd=clamd.address,
        ) as made,
    ):  # fmt: skip
        yield made


@pytest.fixture
def desk(service: Service, clamd: FakeClamd) -> Iterator[Desk]:
    yield Desk.of(service)
    clamd.answer = b""


def stored(service: Service, case: dict[str, Any]) -> list[str]:
    folder = service.home / "files" / "cases" / case["id"] / "documents"
    return [place.name for place in folder.iterdir()] if folder.exists() else []


def content(desk: Desk, case: dict[str, Any], document: dict[str, Any]) -> Any:
    return desk.handler.http.get(f"/cases/{case['id']}/documents/{document['id']}/content")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "In het bestand zit een virus"),
        ("fr", "Le fichier contient un virus"),
        ("en", "The selected file contains a virus"),
    ],
)
def test_a_virus_is_not_taken(language: str, words: str, desk: Desk) -> None:
    case = desk.registered(desk.service.people[1])
    answer = desk.handler.http.post(
        f"/cases/{case['id']}/documents",
        data={"kind": "evidence"},
        files={"file": ("a.txt", EICAR)},
        headers={"Accept-Language": language},
    )
    assert (answer.status_code, problem(answer)) == (400, "fileRejected")
    assert (answer.json()["reason"], answer.json()["detail"]) == ("virus", words)
    assert stored(desk.service, case) == []
    assert desk.handler.get(case, "/documents")["items"] == []


def test_the_public_form_says_it_beside_the_file(desk: Desk) -> None:
    page = Visitor(desk.service).send(
        answers(desk.service.people[2]), {"signed_request": ("v.pdf", VIRUS, "application/pdf")}
    )
    assert page.status_code == 400
    assert page.text.count("In het bestand zit een virus") == 2, "in the summary and at the field"


def waiting(
    desk: Desk, clamd: FakeClamd, number: int, card: bytes = CARD
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a case with a request, and a card that could not be checked."""
    case = desk.registered(desk.service.people[number])
    ok(desk.handler.attach(case, "signedRequest", PAPER, "v.pdf"), 201)
    clamd.answer = b"nonsense\0"
    return case, ok(desk.handler.attach(case, "identityCard", card, "k.png"), 201)


def due_at_once(service: Service, case: dict[str, Any]) -> None:
    """Let the check that was ordered for later be due: who does it is still the worker, by the job that was ordered."""
    with service.parts.engine.begin() as connection:
        connection.execute(
            text(
                "update procrastinate_jobs set scheduled_at = now() where status = 'todo'"
                " and task_name = 'check_files' and args ->> 'case_id' = :id"
            ),
            {"id": case["id"]},
        )


def test_what_was_not_checked_is_unreadable_and_no_proof_until_it_is(
    desk: Desk, clamd: FakeClamd
) -> None:
    case, card = waiting(desk, clamd, 3)
    assert card["findings"] == ["waitsForCheck"]
    for client in (desk.handler, desk.service.client(Role.DPO)):
        answer = client.http.get(f"/cases/{case['id']}/documents/{card['id']}/content")
        refused(answer, 409, "documentWaits")
    box = {"x": 0, "y": 0, "width": 1, "height": 1}
    masking = desk.handler.post(case, f"/documents/{card['id']}/maskings", {"rectangles": [box]})
    refused(masking, 409, "documentWaits")
    refused(desk.handler.post(case, "/identityChecks", PROOF), 409, "identityNotProven")
    with pytest.raises(VirusCheckWaits):
        run_step(desk.service.parts, TaskName.CHECK_FILES, case_id=case["id"])
    refused(content(desk, case, card), 409, "documentWaits")

    clamd.answer = b""
    due_at_once(desk.service, case)
    until = time.monotonic() + 120
    while content(desk, case, card).status_code == 409:  # the worker's job comes by itself
        assert time.monotonic() < until
        time.sleep(0.3)
    assert content(desk, case, card).content.startswith(b"\x89PNG")
    (shown,) = [d for d in desk.handler.get(case, "/documents")["items"] if d["id"] == card["id"]]
    assert "findings" not in shown
    assert kinds(desk.handler, case).count("document.checked") == 1
    ok(desk.handler.post(case, "/identityChecks", PROOF), 201)


def test_a_virus_found_later_is_destroyed_and_a_handler_is_told(
    desk: Desk, clamd: FakeClamd
) -> None:
    case, card = waiting(desk, clamd, 4)
    assert len(stored(desk.service, case)) == 2
    clamd.answer = b"stream: Own.Eicar FOUND\0"
    run_step(desk.service.parts, TaskName.CHECK_FILES, case_id=case["id"])
    refused(content(desk, case, card), 410, "documentDestroyed")
    assert card["id"] not in stored(desk.service, case)
    items = desk.handler.get(case, "/timeline")["items"]
    (found,) = [entry["details"] for entry in items if entry["kind"] == "document.virusFound"]
    assert found == {"documentId": card["id"], "kind": "identityCard", "sha256": card["sha256"]}
    with desk.service.parts.desk() as inside:
        assert "virusFound" in {kind for kind, _ in inside.cases.open_tasks(case["id"])}
    refused(desk.handler.post(case, "/identityChecks", PROOF), 409, "identityNotProven")


def test_the_daily_round_orders_the_check_again(desk: Desk, clamd: FakeClamd) -> None:
    case, _ = waiting(desk, clamd, 5)
    with desk.service.parts.desk() as inside:
        assert case["id"] in inside.documents.with_copies()
    round_of_the_day(desk.service.parts.desk, at=desk.service.clock())
    clamd.answer = b""
    due_at_once(desk.service, case)
    desk.handler.until(case, lambda _: "document.checked" in kinds(desk.handler, case))
    with desk.service.parts.desk() as inside:
        open_tasks = {kind for kind, _ in inside.cases.open_tasks(case["id"])}
    assert FAILURES[TaskName.CHECK_FILES] not in open_tasks


@pytest.mark.clamd
@pytest.mark.skipif(CLAMD is None, reason="clamd is not installed")
def test_with_clamd_itself(postgres_url: str, migrated_template: str, tmp_path: Path) -> None:
    (tmp_path / "clamd").mkdir()
    (tmp_path / "home").mkdir()
    with (
        real_clamd(tmp_path / "clamd") as address,
        main_and_store(postgres_url, migrated_template) as (main, store),
        running_service(
            superuser_url=main, personnel_url=store, home=tmp_path / "home", people=20, clamd=address,
        ) as made,
    ):  # fmt: skip
        desk = Desk.of(made)
        case = desk.registered(made.people[0])
        answer = desk.handler.attach(case, "evidence", EICAR, "a.txt")
        assert (answer.status_code, answer.json()["reason"]) == (400, "virus")
        kept = ok(desk.handler.attach(case, "identityCard", CARD, "k.png"), 201)
        assert "findings" not in kept
        assert stored(made, case) == [kept["id"]]


def test_where_nobody_listens_a_file_is_kept_and_waits(
    postgres_url: str, migrated_template: str, tmp_path: Path
) -> None:
    with (
        main_and_store(postgres_url, migrated_template) as (main, store),
        running_service(
            superuser_url=main, personnel_url=store, home=tmp_path, people=20,
            clamd=f"127.0.0.1:{free_port()}",
        ) as made,
    ):  # fmt: skip
        desk = Desk.of(made)
        case = desk.registered(made.people[0])
        kept = ok(desk.handler.attach(case, "identityCard", CARD, "k.png"), 201)
        assert kept["findings"] == ["waitsForCheck"]
        assert (
            CARD[:64]
            not in (
                made.home / "files" / "cases" / case["id"] / "documents" / kept["id"]
            ).read_bytes()
        )
