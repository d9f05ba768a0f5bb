"""Warnings of deadlines: each once, at seven in the morning, of cases that still wait for an answer."""

from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from app.casework.remind import RemindersIncomplete, remind
from app.casework.watch import round_of_the_day
from app.reminders.store import due
from app.staff.model import Role
from app.worker import make_worker
from sqlalchemy import text
from tests.journey_steps import Desk, attach_proof, kinds, ok, on_the_clock
from tests.own_house import received, rows_of, warnings
from tests.service import Service

QUESTION: dict[str, Any] = {"doubt": "Het e-mailadres is nieuw.", "means": ["inPerson"]}
DUE = "2027-03-03"
DAY_7 = "2027-02-24T07:00:00+01:00"
EVERY = [
    ("day14", "2027-02-17"),
    ("internalTarget", "2027-02-18"),
    ("day7", "2027-02-24"),
    ("day3", "2027-02-28"),
    ("day1", "2027-03-02"),
    ("due", "2027-03-03"),
    ("deadlineMissed", "2027-03-04"),
]


@pytest.fixture
def desk(dated_house: Service) -> Desk:
    """A handler and a decision maker; no warning of an earlier test is left."""
    rows_of(
        dated_house,
        "update reminders set settled_at = now(), outcome = 'passedOver' where settled_at is null"
        " returning 1",
    )
    return Desk.of(dated_house)


def minute(desk: Desk, at: str) -> int:
    """Let the minute's round be made, twice; return how many warnings it gave."""
    moment = datetime.fromisoformat(at)
    given = remind(desk.service.parts.desk, at=moment).given
    assert remind(desk.service.parts.desk, at=moment).given == 0, "each once"
    return given


def tasks(desk: Desk, case: dict[str, Any]) -> dict[str, str]:
    return {t["kind"]: t["dueDate"] for t in desk.handler.get(case).get("tasks", [])}


def test_each_stage_is_told_once_in_the_morning_of_its_day(desk: Desk) -> None:
    case = received(desk)
    for number, (_, on) in enumerate(EVERY):
        assert minute(desk, f"{on}T06:59:59+01:00") == 0
        assert len(warnings(desk.service, case)) == number
        assert minute(desk, f"{on}T07:00:00+01:00") == 1
    target = "2027-02-18"
    assert warnings(desk.service, case) == [
        (stage, target if stage == "internalTarget" else DUE, False) for stage, _ in EVERY
    ]
    assert tasks(desk, case) == {"overdueLetter": "2027-03-04"}
    found = kinds(desk.handler, case)
    assert (found.count("clock.reminderGiven"), found.count("clock.deadlinePassed")) == (6, 1)


def test_missed_rounds_are_caught_up_with_the_newest_stage_alone(desk: Desk) -> None:
    case = received(desk)
    assert minute(desk, "2027-03-01T12:00:00+01:00") == 1
    assert warnings(desk.service, case) == [("day3", DUE, True)]
    assert minute(desk, "2027-03-08T12:00:00+01:00") == 1
    assert warnings(desk.service, case)[1:] == [("deadlineMissed", DUE, True)]
    outcomes = {
        row.stage: row.outcome
        for row in rows_of(
            desk.service, "select stage, outcome from reminders where case_id = :id", id=case["id"]
        )
    }
    passed_over = {stage for stage, outcome in outcomes.items() if outcome == "passedOver"}
    assert passed_over == {"day14", "internalTarget", "day7", "day1", "due"}


def test_the_daily_round_and_the_minutes_round_know_the_same_overdue_cases(desk: Desk) -> None:
    case = received(desk)
    at = datetime.fromisoformat("2027-03-04T08:00:00+01:00")
    round_of_the_day(desk.service.parts.desk, at=at)
    assert warnings(desk.service, case) == [("deadlineMissed", DUE, False)]
    assert minute(desk, "2027-03-04T08:01:00+01:00") == 0
    assert tasks(desk, case) == {"overdueLetter": "2027-03-04"}


def test_a_case_that_ended_one_second_before_the_tick_is_left_alone(desk: Desk) -> None:
    case = received(desk)
    with on_the_clock(desk.service, "2027-02-24T06:59:59+01:00"):
        minute(desk, "2027-02-24T06:59:59+01:00")
        before = warnings(desk.service, case)
        ok(desk.handler.post(case, "/withdrawal", {}))
    assert minute(desk, DAY_7) == 0
    assert minute(desk, "2027-04-01T07:00:00+02:00") == 0
    assert warnings(desk.service, case) == before


def test_a_suspended_case_has_the_safe_harbour_stages_and_then_those_of_its_new_due_date(
    desk: Desk,
) -> None:
    case = received(desk)
    with on_the_clock(desk.service, "2027-02-04T10:00:00+01:00"):
        ok(desk.handler.post(case, "/identityRequests", QUESTION), 201)
    assert minute(desk, "2027-02-17T07:00:00+01:00") == 0, "there is no due date to warn of"
    assert minute(desk, DAY_7) == 1
    assert warnings(desk.service, case) == [("safeHarbour7", DUE, False)]
    with on_the_clock(desk.service, "2027-02-25T10:00:00+01:00"):
        answer = {"kind": "identity", "receivedDate": "2027-02-24", "sufficient": True}
        assert desk.handler.post(case, "/answersReceived", answer).is_success
    assert desk.handler.get(case)["dueDate"] == "2027-03-23"
    assert minute(desk, "2027-02-28T07:00:00+01:00") == 1, "the internal target passed meanwhile"
    assert minute(desk, "2027-03-09T07:00:00+01:00") == 1
    assert warnings(desk.service, case)[1:] == [
        ("internalTarget", "2027-02-18", True),
        ("day14", "2027-03-23", False),
    ]


def test_a_case_whose_proof_waits_for_us_keeps_its_stages_and_the_handler_is_reminded(
    desk: Desk,
) -> None:
    case = received(desk)
    with on_the_clock(desk.service, "2027-02-04T10:00:00+01:00"):
        ok(desk.handler.post(case, "/identityRequests", QUESTION), 201)
    with on_the_clock(desk.service, "2027-02-10T10:00:00+01:00"):
        attach_proof(desk.handler, case, case["person"])
    round_of_the_day(
        desk.service.parts.desk, at=datetime.fromisoformat("2027-02-24T08:00:00+01:00")
    )
    assert warnings(desk.service, case) == [("safeHarbour7", DUE, False)]
    assert tasks(desk, case) == {"proofToReview": "2027-02-18"}


def test_two_rounds_at_once_give_each_warning_once(desk: Desk) -> None:
    cases = [received(desk) for _ in range(4)]
    at, start = datetime.fromisoformat(DAY_7), Barrier(2)

    def one() -> None:
        start.wait()
        remind(desk.service.parts.desk, at=at)

    rounds = [Thread(target=one) for _ in "12"]
    for each in rounds:
        each.start()
    for each in rounds:
        each.join()
    remind(desk.service.parts.desk, at=at + timedelta(seconds=1))  # who was busy then
    assert [warnings(desk.service, case) for case in cases] == [[("day7", DUE, False)]] * 4


def test_one_bad_case_does_not_stop_the_others(desk: Desk) -> None:
    bad, good = received(desk), received(desk)
    broken = "update cases set suspensions = '[{}]' where case_id = :id returning 1"
    rows_of(desk.service, broken, id=bad["id"])
    with pytest.raises(RemindersIncomplete) as told:
        remind(desk.service.parts.desk, at=datetime.fromisoformat(DAY_7))
    assert told.value.facts == {"seen": 2, "failed": 1}
    assert len(warnings(desk.service, good)) == 1
    rows_of(
        desk.service,
        "update cases set suspensions = '[]' where case_id = :id returning 1",
        id=bad["id"],
    )


def test_the_workers_job_gives_what_is_due_and_computes_what_waits(desk: Desk) -> None:
    case = received(desk)
    body = {"designatedDays": [{"date": DUE, "name": "Dag van rouw", "decree": "KB"}]}
    admin = desk.service.client(Role.ADMIN).http
    with on_the_clock(desk.service, DAY_7):
        ok(admin.put("/holidays/2027", json=body))
        job = make_worker(desk.service.parts, "").jobs.tasks["remind"]
        job(timestamp=0)
        assert desk.handler.get(case)["dueDate"] == "2027-03-04"
        assert [w[:2] for w in warnings(desk.service, case)] == [("day14", "2027-03-04")]
        ok(admin.put("/holidays/2027", json={}))
        job(timestamp=0)
        assert desk.handler.get(case)["dueDate"] == DUE


MANY = """
insert into reminders (case_id, deadline_on, stage, due_at)
select :id, date '2027-06-01' + n, 'day7', timestamptz '2027-06-01' + n * interval '1 hour'
from generate_series(1, 5000) as n returning 1
"""


def test_what_is_due_is_found_by_the_index_of_open_warnings(desk: Desk) -> None:
    case = received(desk)
    rows_of(desk.service, MANY, id=case["id"])
    at = datetime.fromisoformat(DAY_7)
    with desk.service.parts.engine.begin() as connection:
        query = due(at).compile(connection, compile_kwargs={"literal_binds": True})
        plan = "\n".join(connection.scalars(text(f"explain {query}")))
    rows_of(
        desk.service,
        "delete from reminders where case_id = :id and deadline_on > '2027-06-01' returning 1",
        id=case["id"],
    )
    assert "ix_reminders_due_at_case_id" in plan
    assert "Seq Scan on reminders" not in plan
