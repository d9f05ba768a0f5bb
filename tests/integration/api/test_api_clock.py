"""The statutory clock at the door: days left, pauses, the one extension and its last lawful minute."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from app.staff.model import Role
from tests.problems import problem
from tests.service import Client, Service

Case = dict[str, Any]
SetClock = Callable[[str], None]

EXTEND = {"reasonCode": "complexity", "reasons": "Meer dan dertig jaar loopbaan."}


@pytest.fixture
def brussels(service: Service) -> Iterator[SetClock]:
    """Moves the service to a moment in Brussels, e.g. 2027-03-05 10:00:00."""

    def move(text: str) -> None:
        there = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Brussels"))
        service.clock.offset = there - datetime.now(UTC)

    yield move
    service.clock.offset = timedelta()


def received(service: Service, handler: Client, day: str) -> Case:
    return handler.register(service.people[28], receivedAt=f"{day}T06:00:00Z")


def test_days_left_count_down_to_0_and_beyond(service: Service, brussels: SetClock) -> None:
    brussels("2027-09-08 12:00:00")
    desk = service.client(Role.CASE_HANDLER, entities=("OVO900066",))  # with one case alone
    case = received(service, desk, "2027-09-08")
    assert case["dueDate"] == "2027-10-08"
    for moment, left, late in (
        ("2027-10-03 09:00:00", 5, False),
        ("2027-10-08 00:00:10", 0, False),
        ("2027-10-08 23:59:30", 0, False),
        ("2027-10-09 00:00:10", -1, True),
    ):
        brussels(moment)
        now = desk.get(case)
        assert (now["daysLeft"], "overdue" in now["flags"]) == (left, late), moment
        listed = desk.http.get("/cases", params={"flag": "overdue"}).json()["items"]
        assert bool(listed) is late, moment


def test_an_extension_is_taken_in_the_last_minute_and_never_after(
    service: Service, handler: Client, brussels: SetClock
) -> None:
    brussels("2028-01-31 12:00:00")
    case, other = (received(service, handler, "2028-01-31") for _ in range(2))
    assert case["dueDate"] == "2028-02-29"
    brussels("2028-02-29 23:59:30")
    extended = handler.post(case, "/extensions", EXTEND)
    assert extended.status_code == 201, extended.text
    assert extended.json()["dueDate"] == "2028-05-02"
    assert extended.json()["flags"] == ["extended"]
    brussels("2028-03-01 00:00:10")
    late = handler.post(other, "/extensions", EXTEND)
    assert (late.status_code, problem(late)) == (409, "extensionTooLate")
    now = handler.get(other)
    assert "overdue" in now["flags"]
    assert "extensions" not in now["allowedActions"]


def done_by_people(handler: Client, case: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what happened in a case but for what the service did meanwhile: its letters come when they come."""
    items: list[dict[str, Any]] = handler.get(case, "/timeline")["items"]
    return [item for item in items if item["actor"] != "service"]


def test_a_second_extension_is_refused_and_no_longer_offered(
    service: Service, handler: Client, brussels: SetClock
) -> None:
    brussels("2028-01-31 12:00:00")
    case = received(service, handler, "2028-01-31")
    assert "extensions" in case["allowedActions"]
    assert handler.post(case, "/extensions", EXTEND).status_code == 201
    events = done_by_people(handler, case)
    second = handler.post(case, "/extensions", EXTEND)
    assert (second.status_code, problem(second)) == (409, "deadlineAlreadyExtended")
    assert done_by_people(handler, case) == events
    assert "extensions" not in handler.get(case)["allowedActions"]


def test_a_pause_is_worth_its_days(service: Service, handler: Client, brussels: SetClock) -> None:
    brussels("2027-04-01 09:00:00")
    case = received(service, handler, "2027-04-01")
    first = case["dueDate"]
    asked = handler.post(case, "/identityRequests", {"doubt": "Andere naam", "means": ["inPerson"]})
    assert asked.status_code == 201, asked.text
    paused = asked.json()
    assert paused["suspendedSince"] == "2027-04-01"
    assert paused["safeHarbourDate"] == first
    assert not {"dueDate", "daysLeft"} & set(paused)
    clock = handler.get(case, "/clock")
    assert not {"firstDeadline", "extendedDeadline", "dueDate", "endsAt"} & set(clock)
    brussels("2027-04-09 09:00:00")
    early = {"kind": "identity", "receivedDate": "2027-03-31", "sufficient": True}
    refused = handler.post(case, "/answersReceived", early)
    assert (refused.status_code, problem(refused)) == (400, "invalidSuspension")
    answer = {"kind": "identity", "receivedDate": "2027-04-09", "sufficient": True}
    resumed = handler.post(case, "/answersReceived", answer)
    assert resumed.status_code == 201, resumed.text
    clock = handler.get(case, "/clock")
    assert clock["creditDays"] == 8
    assert any("8" in step["text"]["nl"] for step in clock["steps"])
    assert clock["dueDate"] == resumed.json()["dueDate"] > first


def test_a_calculation_is_the_one_of_the_contract(handler: Client) -> None:
    answer = handler.http.post("/clock/calculations", json={"receivedDate": "2026-01-31"}).json()
    assert {name: answer[name] for name in answer if name not in {"steps", "rulesVersion", "holidaysVersion"}} == {
        "receivedDate": "2026-01-31",
        "firstDeadline": "2026-03-02",
        "extendedDeadline": "2026-04-30",
        "dueDate": "2026-03-02",
        "endsAt": "2026-03-03T00:00:00+01:00",
        "creditDays": 0,
        "safeHarbourDate": "2026-03-02",
    }  # fmt: skip
    assert all({"rule", "source", "from", "to", "text"} == set(step) for step in answer["steps"])


def test_nothing_is_decided_while_identity_is_unproven(
    service: Service, handler: Client, decider: Client, dpo: Client
) -> None:
    case = handler.register(service.people[29])
    draft = handler.put(case, "/decisions", {"acceptProposals": True})
    assert (draft.status_code, problem(draft)) == (409, "identityNotProven")
    for client in (decider, dpo):
        confirmed = client.post(case, "/decisions/confirmation")
        assert (confirmed.status_code, problem(confirmed)) == (409, "identityNotProven")
    verified = {"result": "verified", "means": "signedRequestWithIdCopy"}
    check = handler.post(case, "/identityChecks", verified)
    assert (check.status_code, problem(check)) == (409, "identityNotProven")
    ordered = handler.post(case, "/collections")
    assert (ordered.status_code, problem(ordered)) == (409, "identityNotProven")
    assert handler.get(case)["state"] == "received"
    assert handler.get(case, "/dossier")["items"] == []
