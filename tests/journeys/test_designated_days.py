"""Holidays designated by law: open cases are computed again in one run, ended cases stay, what comes nearer is a task."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from app.casework.recompute import recompute
from app.staff.model import Role
from tests.journey_steps import Desk, kinds, ok, on_the_clock, refused
from tests.own_house import received, rows_of, warnings
from tests.service import Service

DUE = "2027-03-03"
PUT_OFF = "2027-03-04"
MOURNING = {"date": DUE, "name": "Dag van nationale rouw", "decree": "KB van 1 februari 2027"}
AT = datetime.fromisoformat("2027-02-05T10:00:00+01:00")


@pytest.fixture
def desk(dated_house: Service) -> Iterator[Desk]:
    """A handler and a decision maker, in a year without designated days."""
    yield Desk.of(dated_house)
    set_days(dated_house)
    recompute(dated_house.parts.desk, at=AT)


def set_days(service: Service, *days: dict[str, Any], **more: Any) -> dict[str, Any]:
    body = {"designatedDays": list(days)} | more
    found = ok(service.client(Role.ADMIN).http.put("/holidays/2027", json=body))
    service.parts.calendars.forget()
    return found


def run_entries(service: Service, kind: str) -> list[dict[str, Any]]:
    with service.parts.desk() as desk:
        return [dict(e.details) for e in desk.journal.entries("service") if e.kind == kind]


def test_a_new_holiday_on_the_due_day_moves_the_case_one_working_day(desk: Desk) -> None:
    service = desk.service
    case, ended = received(desk), received(desk)
    with on_the_clock(service, "2027-02-04T10:00:00+01:00"):
        ok(desk.handler.post(ended, "/withdrawal", {}))
    before, left = desk.handler.get(case)["version"], desk.handler.get(ended)
    version = desk.handler.get(case, "/clock")["holidaysVersion"]
    found = set_days(service, MOURNING)
    assert found["designatedDays"] == [MOURNING]
    assert {"date": DUE, "label": {"nl": MOURNING["name"]}} in found["items"]
    assert run_entries(service, "calendar.changed")[-1] == {
        "year": 2027,
        "added": DUE,
        "removed": "",
        "versionBefore": version,
        "versionAfter": found["holidaysVersion"],
    }
    done = recompute(service.parts.desk, at=AT)
    assert done.moved >= 1
    moved = desk.handler.get(case)
    assert (moved["dueDate"], moved["version"]) == (PUT_OFF, before + 1)
    assert desk.handler.get(case, "/clock")["holidaysVersion"] == found["holidaysVersion"]
    assert kinds(desk.handler, case).count("clock.recomputed") == 1
    assert "clock.recomputed" not in kinds(desk.handler, ended)
    noted = run_entries(service, "calendar.recomputed")[-1]
    assert noted["versionBefore"] == version
    assert noted["versionAfter"] == found["holidaysVersion"]
    assert (noted["cases"], noted["moved"]) == (done.seen, done.moved)
    planned = rows_of(
        service,
        "select distinct deadline_on from reminders where case_id = :id and stage = 'due'",
        id=case["id"],
    )
    assert [row.deadline_on for row in planned] == [date.fromisoformat(PUT_OFF)]
    assert "tasks" not in moved or moved["tasks"] == []
    again = recompute(service.parts.desk, at=AT)
    assert (again.seen, again.moved) == (0, 0), "done once"
    assert desk.handler.get(ended) == left


def test_a_holiday_that_goes_brings_the_deadline_nearer_and_warns_the_handler(desk: Desk) -> None:
    service = desk.service
    set_days(service, MOURNING)
    case = received(desk)
    assert desk.handler.get(case)["dueDate"] == PUT_OFF
    set_days(service)
    recompute(service.parts.desk, at=AT)
    found = desk.handler.get(case)
    assert found["dueDate"] == DUE
    assert [(t["kind"], t["dueDate"]) for t in found["tasks"]] == [("deadlineEarlier", DUE)]
    assert warnings(service, case) == []


def test_a_legal_day_that_the_law_takes_away_is_a_working_day(desk: Desk) -> None:
    monday = {"date": "2027-03-29", "name": "paasmaandag", "decree": "wet van 1 februari 2027"}
    found = set_days(desk.service, abolishedDays=[monday])
    assert "2027-03-29" not in {item["date"] for item in found["items"]}
    body = {"receivedAt": "2027-02-28T10:00:00+01:00"}
    clock = ok(desk.handler.http.post("/clock/calculations", json=body))
    assert clock["firstDeadline"] == "2027-03-29"
    read = ok(desk.handler.http.get("/holidays/2027"))
    assert read["abolishedDays"] == [monday]


def test_the_minutes_round_knows_that_cases_wait_to_be_computed(desk: Desk) -> None:
    service = desk.service

    def waits() -> bool:
        with service.parts.desk() as opened:
            return opened.designated.waits()

    set_days(service)
    recompute(service.parts.desk, at=AT)
    assert not waits()
    case = received(desk)
    set_days(service, MOURNING)
    assert waits()
    with service.parts.desk() as busy:
        busy.cases.load(case["id"], hold=True)
        assert recompute(service.parts.desk, at=AT).left == 1
        assert waits(), "somebody works on a case: it is computed in a minute"
    recompute(service.parts.desk, at=AT)
    assert not waits()
    assert desk.handler.get(case)["dueDate"] == PUT_OFF


@pytest.mark.parametrize(
    ("year", "body", "field"),
    [
        ("2027", {"designatedDays": [MOURNING | {"date": "2028-03-03"}]}, "designatedDays[0].date"),
        (
            "2027",
            {"designatedDays": [MOURNING], "abolishedDays": [MOURNING]},
            "abolishedDays[0].date",
        ),
        ("27", {}, "year"),
    ],
    ids=["another year", "twice", "no year"],
)
def test_days_that_cannot_be_are_refused(
    dated_house: Service, year: str, body: dict[str, Any], field: str
) -> None:
    answer = dated_house.client(Role.ADMIN).http.put(f"/holidays/{year}", json=body)
    problem = refused(answer, 400, "badRequest")
    assert [issue["name"] for issue in problem["issues"]] == [field]


def test_a_year_beyond_the_calendar_is_refused(dated_house: Service) -> None:
    answer = dated_house.client(Role.ADMIN).http.put("/holidays/2041", json={})
    assert answer.json()["type"].endswith(":calendarEnds")
