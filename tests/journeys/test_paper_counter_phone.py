"""Requests by post, at the counter and by phone, entered by who takes them in, with the day they truly came."""

from datetime import timedelta
from typing import Any

import pytest
from app.cli.paper import identity_card, signed_request
from app.staff.model import Role
from tests.journey_steps import Desk, kinds, ok, refused, requester, unused
from tests.service import Client, Service


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk.of(service)


@pytest.fixture
def intake(service: Service) -> Client:
    return service.client(Role.INTAKE)


def entered(desk: Desk, intake: Client, channel: str, **more: Any) -> dict[str, Any]:
    """Enter a request that came some way."""
    person = unused(desk.service)
    body = {
        "channel": channel,
        "language": "nl",
        "requester": requester(person),
        "claims": [{"right": "access"}],
    }
    return ok(intake.http.post("/cases", json=body | more), 201)


def test_a_letter_has_a_day_and_no_hour_and_its_clock_runs_from_that_day(
    desk: Desk, intake: Client
) -> None:
    case = entered(desk, intake, "post", receivedDate="2026-03-05")
    assert (case["channel"], case["receivedDate"], case["dueDate"]) == (
        "post",
        "2026-03-05",
        "2026-04-07",
    )
    assert "receivedAt" not in case


@pytest.mark.parametrize("channel", ["post", "counter", "phone"])
def test_a_day_that_is_still_to_come_is_refused(desk: Desk, intake: Client, channel: str) -> None:
    tomorrow = (desk.service.clock() + timedelta(days=2)).date().isoformat()
    body = {
        "channel": channel,
        "requester": requester(unused(desk.service)),
        "claims": [{"right": "access"}],
        "receivedDate": tomorrow,
    }
    problem = refused(intake.http.post("/cases", json=body), 400, "badRequest")
    (issue,) = problem["issues"]
    assert (issue["name"], "toekomst" in issue["detail"]) == ("receivedDate", True)


def test_a_letter_with_an_hour_is_refused(desk: Desk, intake: Client) -> None:
    body = {
        "channel": "post",
        "requester": requester(unused(desk.service)),
        "claims": [{"right": "access"}],
        "receivedAt": "2026-03-05T10:00:00+01:00",
    }
    problem = refused(intake.http.post("/cases", json=body), 400, "badRequest")
    assert [issue["name"] for issue in problem["issues"]] == ["receivedAt"]


def test_the_scan_goes_with_the_case_of_who_entered_it(desk: Desk, intake: Client) -> None:
    case = entered(desk, intake, "post", receivedDate="2026-03-05")
    paper = signed_request("Iemand Verzonnen", date="2026-03-05")
    ok(intake.attach(case, "signedRequest", paper, "scan.pdf"), 201)
    ok(intake.attach(case, "identityCard", identity_card("Iemand Verzonnen"), "kaart.png"), 201)
    kept = desk.handler.get(case, "/documents")["items"]
    assert [one["kind"] for one in kept] == ["signedRequest", "identityCard"]
    other = desk.registered(unused(desk.service))
    answer = intake.attach(other, "signedRequest", paper, "scan.pdf")
    assert answer.status_code == 404, answer.text


def test_at_the_counter_the_hour_is_known_and_the_card_was_seen(desk: Desk, intake: Client) -> None:
    at = (desk.service.clock() - timedelta(hours=2)).isoformat()
    case = entered(desk, intake, "counter", receivedAt=at)
    assert case["channel"] == "counter"
    ok(
        desk.handler.post(
            case,
            "/identityChecks",
            {"result": "verified", "means": "inPerson", "note": "Kaart getoond aan het loket."},
        ),
        201,
    )
    desk.handler.wait(case, "inAssessment")


def test_what_was_said_by_phone_stands_with_the_case(desk: Desk, intake: Client) -> None:
    words = "De beller vraagt welke gegevens we over haar hebben."
    claims = [{"right": "access", "statement": words, "toBeClarified": True}]
    at = (desk.service.clock() - timedelta(hours=1)).isoformat()
    case = entered(desk, intake, "phone", receivedAt=at, claims=claims)
    assert (case["channel"], case["claims"][0]["statement"]) == ("phone", words)
    ok(intake.post(case, "/notes", {"text": "Belt terug na 17 uur."}), 201)
    assert "note.added" in kinds(desk.handler, case)
    assert desk.handler.get(case)["state"] == "received"
