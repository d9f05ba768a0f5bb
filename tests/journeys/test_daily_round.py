"""The daily round: each thing once, late rather than never, and one bad case does not stop the others."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from app.cases.store import watched
from app.casework.watch import RoundIncomplete, round_of_the_day
from app.cli.main import app
from app.deadlines.rules import working_days_before
from app.deadlines.stages import given_at
from app.delivery.store import arrived
from app.kit.clock import brussels_date
from app.staff.model import SERVICE
from app.worker import JobFailed, make_worker
from sqlalchemy import text
from tests.journey_steps import (
    Desk,
    attach_proof,
    handed_over,
    kinds,
    letter_text,
    letters,
    ok,
    on_the_clock,
    refused,
    rows,
    unused,
    yesterday,
)
from tests.service import Person, Service, running_service
from typer.testing import CliRunner

QUESTION: dict[str, Any] = {"doubt": "Het e-mailadres is nieuw.", "means": ["inPerson"]}
INSUFFICIENT = {"result": "insufficient", "means": "signedRequestWithIdCopy", "note": "Vaag."}
L03 = {"kind": "L03"}


@pytest.fixture
def desk(service: Service) -> Desk:
    """A handler and a decision maker."""
    return Desk.of(service)


@contextmanager
def days_later(desk: Desk, days: int, *, rounds: int = 2) -> Iterator[None]:
    """Let it be so many days later, after so many rounds on that day."""
    later = desk.service.clock() + timedelta(days=days)
    morning = given_at(brussels_date(later))
    later = max(later, morning)  # what is due that day is given from seven o'clock on
    with on_the_clock(desk.service, later.isoformat()):
        for _ in range(rounds):
            round_of_the_day(desk.service.parts.desk, at=desk.service.clock())
        yield


def received(desk: Desk, person: Person | None = None, *, at: str = "") -> dict[str, Any]:
    """Register a request that came in just now, or then; nobody works on it any more."""
    received_at = at or desk.service.clock().isoformat()
    case = desk.registered(person or unused(desk.service), receivedAt=received_at)
    return desk.handler.until(case, lambda _: ("L01", "nl") in letters(desk.handler, case))


def asked(desk: Desk, person: Person | None = None) -> dict[str, Any]:
    """Register a request that came in just now, and ask for proof."""
    return ok(desk.handler.post(received(desk, person), "/identityRequests", QUESTION), 201)


def tasks(desk: Desk, case: dict[str, Any]) -> dict[str, str]:
    """Return what is to be done, and when."""
    return {t["kind"]: t["dueDate"] for t in desk.handler.get(case).get("tasks", [])}


def given(desk: Desk, case: dict[str, Any], kind: str) -> int:
    """Return how often a task was given, done or not."""
    with desk.service.parts.engine.connect() as connection:
        count = text("select count(*) from desk_tasks where case_id = :id and kind = :kind")
        return int(connection.execute(count, {"id": case["id"], "kind": kind}).scalar_one())


def day(desk: Desk, days: int = 0) -> date:
    return brussels_date(desk.service.clock()) + timedelta(days=days)


def test_a_reminder_is_asked_for_on_day_fourteen_and_the_letter_ends_the_task(desk: Desk) -> None:
    case = asked(desk)
    due_on = day(desk, 14).isoformat()
    with days_later(desk, 13):
        assert tasks(desk, case) == {}
    with days_later(desk, 14):
        assert tasks(desk, case) == {"identityReminder": due_on}
        ok(desk.handler.post(case, "/letters", L03), 201)
        assert tasks(desk, case) == {}
        refused(desk.handler.post(case, "/letters", L03), 409, "letterNotDue")
    with days_later(desk, 16):
        assert tasks(desk, case) == {}, "what is done is not asked for again"
    assert given(desk, case, "identityReminder") == 1


def test_a_reminder_that_went_early_is_not_asked_for(desk: Desk) -> None:
    case = asked(desk)
    with days_later(desk, 10):
        ok(desk.handler.post(case, "/letters", L03), 201)
    with days_later(desk, 14):
        assert tasks(desk, case) == {}


def test_a_second_question_has_its_own_reminder(desk: Desk) -> None:
    person = unused(desk.service)
    case = asked(desk, person)
    with days_later(desk, 14):
        assert set(tasks(desk, case)) == {"identityReminder"}
        ok(desk.handler.post(case, "/letters", L03), 201)
        attach_proof(desk.handler, case, person)
        ok(desk.handler.post(case, "/identityChecks", INSUFFICIENT), 201)
        ok(desk.handler.post(case, "/identityRequests", QUESTION), 201)
    with days_later(desk, 27):
        assert tasks(desk, case) == {}, "the second question is thirteen days old"
    with days_later(desk, 28):
        # The safe-harbour date comes near: the person still has the same time to answer.
        assert set(tasks(desk, case)) >= {"identityReminder"}
        ok(desk.handler.post(case, "/letters", L03), 201)
    assert given(desk, case, "identityReminder") == 2


@pytest.mark.parametrize("enough", [True, False])
def test_an_answer_ends_what_chased_the_person(desk: Desk, enough: Any) -> None:
    case = asked(desk)
    with days_later(desk, 29):
        assert set(tasks(desk, case)) == {"identityReminder", "lapsePrepared"}
        answer = {
            "kind": "identity",
            "receivedDate": day(desk).isoformat(),
            "sufficient": enough,
        }
        ok(desk.handler.post(case, "/answersReceived", answer), 201)
        assert tasks(desk, case) == {}


def test_nobody_is_chased_while_their_proof_waits_for_us(desk: Desk) -> None:
    person = unused(desk.service)
    case = asked(desk, person)
    attach_proof(desk.handler, case, person)
    due_on = day(desk, 14).isoformat()
    with days_later(desk, 29):
        assert tasks(desk, case) == {"proofToReview": due_on}, "we are reminded, the person is not"


def test_the_lapse_is_prepared_three_working_days_before_the_safe_harbour_date(desk: Desk) -> None:
    case = asked(desk)
    calendar = desk.service.parts.calendar
    until = date.fromisoformat(case["safeHarbourDate"])
    prepared = working_days_before(until, 3, calendar=calendar)
    days = (prepared - day(desk)).days
    with days_later(desk, days - 1):
        assert "lapsePrepared" not in tasks(desk, case)
    with days_later(desk, days):
        assert tasks(desk, case)["lapsePrepared"] == prepared.isoformat()
        ok(desk.handler.post(case, "/lapse", {}))
        assert tasks(desk, case) == {}
    assert given(desk, case, "lapsePrepared") == 1


def test_missed_rounds_are_caught_up(desk: Desk) -> None:
    case, late = asked(desk), received(desk)
    with days_later(desk, 45, rounds=1):
        assert set(tasks(desk, case)) == {"identityReminder", "lapsePrepared"}
        assert set(tasks(desk, late)) == {"overdueLetter"}


def test_a_missed_deadline_is_noted_once_and_the_letter_ends_the_task(desk: Desk) -> None:
    case = received(desk)
    due_on = date.fromisoformat(case["dueDate"])
    days = (due_on - day(desk)).days
    with days_later(desk, days):
        assert tasks(desk, case) == {}
    with days_later(desk, days + 1):
        assert kinds(desk.handler, case).count("clock.deadlinePassed") == 1
        assert tasks(desk, case) == {"overdueLetter": (due_on + timedelta(days=1)).isoformat()}
        sorry = {"kind": "L23", "cause": "Een storing.", "newDate": day(desk, 7).isoformat()}
        ok(desk.handler.post(case, "/letters", sorry), 201)
        assert "Een storing." in letter_text(desk.handler, case, "L23")
        assert tasks(desk, case) == {}
    with days_later(desk, days + 9):
        assert tasks(desk, case) == {}


def test_a_case_somebody_works_on_is_left_for_the_next_round(desk: Desk) -> None:
    case, other = asked(desk), asked(desk)
    with days_later(desk, 14, rounds=0):
        at = desk.service.clock()
        with desk.service.parts.desk() as busy:
            busy.cases.load(case["id"], hold=True)
            assert round_of_the_day(desk.service.parts.desk, at=at).busy
            assert set(tasks(desk, other)) == {"identityReminder"}
            assert tasks(desk, case) == {}
        round_of_the_day(desk.service.parts.desk, at=at)
        assert set(tasks(desk, case)) == {"identityReminder"}


def test_a_case_is_closed_once_its_answer_arrived_and_nothing_is_open(desk: Desk) -> None:
    case = desk.searched(unused(desk.service), receivedAt=yesterday(desk.service))
    desk.decided(case)
    case = desk.answered(case)
    (delivery,) = handed_over(desk.handler, case, "L06")
    place = f"/deliveries/{delivery['id']}/receipt"
    receipt = {"date": day(desk).isoformat(), "proof": "ontvangen"}
    with days_later(desk, 0):
        assert desk.handler.get(case)["state"] == "sent", "made available, and not known to be read"
    ok(desk.handler.post(case, place, receipt | {"status": "arrived"}), 201)
    with desk.service.parts.desk() as house:
        house.cases.add_task(case["id"], "liftingDue", due_on=day(desk), at=desk.service.clock())
    with days_later(desk, 0):
        assert desk.handler.get(case)["state"] == "sent", "something is to be done"
    with desk.service.parts.desk() as house:
        house.cases.finish_tasks(case["id"], "liftingDue", at=desk.service.clock())
    with days_later(desk, 0):
        ended = desk.handler.get(case)
        assert (ended["state"], ended["allowedActions"]) == ("closed", [])
    items = desk.handler.get(case, "/timeline?pageSize=100")["items"]
    (closed,) = [item for item in items if item["kind"] == "case.closed"]
    assert closed["actor"] == SERVICE.actor_id


OVERDUE = "2026-03-05T10:00:00+01:00"
BROKEN = "update cases set suspensions = '[{}]' where case_id = :id"


@pytest.fixture
def house(
    postgres_url: str,
    migrated_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fresh_database: Any,
) -> Iterator[Service]:
    """A service of the test's own, in which a case may be broken; commands work on the same database."""
    del postgres_url
    store = fresh_database()
    monkeypatch.setenv("LOKET_HOME", str(tmp_path))
    monkeypatch.setenv("LOKET_DATABASE_URL", migrated_url)
    monkeypatch.setenv("LOKET_PERSONNEL_URL", store)
    with running_service(
        superuser_url=migrated_url, personnel_url=store, home=tmp_path, people=60
    ) as made:
        yield made


def test_one_bad_case_does_not_stop_the_others(house: Service) -> None:
    desk = Desk.of(house)
    case_ids = sorted(received(desk, at=OVERDUE)["id"] for _ in "12")
    rows(str(house_url(house)), BROKEN, id=case_ids[0])
    with pytest.raises(RoundIncomplete) as told:
        round_of_the_day(house.parts.desk, at=house.clock())
    assert told.value.facts == {"seen": 2, "failed": 1}
    assert overdue(house) == [case_ids[1]]
    made = make_worker(house.parts, "").jobs.tasks["round"]
    assert made.retry_strategy is not None, "the worker tries again"
    with pytest.raises(JobFailed, match="RoundIncomplete"):
        made(timestamp=0)
    done = CliRunner().invoke(app, ["round"])
    assert done.exit_code == 1
    assert "roundIncomplete: 1 of 2 cases could not be looked at" in done.stderr
    assert case_ids[0] in done.stderr
    assert case_ids[1] not in done.stderr
    assert "KeyError" in done.stderr
    assert "'kind'" not in done.stderr, "the class of the error alone is logged"
    assert "recipients reminded" in done.stdout
    rows(
        str(house_url(house)),
        "update cases set suspensions = '[]' where case_id = :id",
        id=case_ids[0],
    )
    done = CliRunner().invoke(app, ["round"])
    assert (done.exit_code, done.stdout.splitlines()[0]) == (
        0,
        "2 cases looked at, 0 of them in use and left for the next round",
    )
    assert overdue(house) == case_ids


def house_url(house: Service) -> str:
    return house.parts.engine.url.render_as_string(hide_password=False)


def overdue(house: Service) -> list[str]:
    found = rows(
        house_url(house), "select case_id from desk_tasks where kind = 'overdueLetter' order by 1"
    )
    return [row.case_id for row in found]


def test_the_cases_to_look_at_are_found_by_an_index(service: Service) -> None:
    with service.parts.engine.connect() as connection:
        query = watched(date(2026, 12, 1)).compile(
            connection, compile_kwargs={"literal_binds": True}
        )
        connection.execute(text("set local enable_seqscan = off"))
        plan = "\n".join(connection.scalars(text(f"explain {query}")))
    assert "ix_cases_state" in plan
    assert "Seq Scan" not in plan


def test_the_answers_that_arrived_are_found_by_an_index(service: Service) -> None:
    with service.parts.engine.connect() as connection:
        query = arrived().compile(connection, compile_kwargs={"literal_binds": True})
        connection.execute(text("set local enable_seqscan = off"))
        plan = "\n".join(connection.scalars(text(f"explain {query}")))
    assert "Seq Scan" not in plan
