"""Dates outside the desk: a calendar feed and the mail of the day, with references and dates and nothing of a person."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from app.casework.digest import send_digest
from app.http.parts import Parts
from app.settings import Settings
from app.staff.model import Role
from app.wiring import make_parts
from app.worker import make_worker
from icalendar import Calendar
from tests.journey_steps import Desk, ok, on_the_clock
from tests.message_servers import Mailbox, mail_server, make_certificate
from tests.own_house import received
from tests.service import Service

QUESTION: dict[str, Any] = {"doubt": "Het e-mailadres is nieuw.", "means": ["inPerson"]}
DUE = date(2027, 3, 3)


@pytest.fixture
def desk(dated_house: Service) -> Desk:
    """A handler and a decision maker."""
    return Desk.of(dated_house)


def events(service: Service, url: str) -> dict[str, Any]:
    """Read a feed as a calendar program does; return its events by reference."""
    answer = service.anonymous().get(url)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/calendar")
    found = Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(one["summary"]).rpartition(": ")[2]: one for one in found}


def test_a_feed_shows_the_dates_of_the_entities_of_its_token(desk: Desk) -> None:
    service = desk.service
    case, other = received(desk), received(desk, entity="OVO900777")
    paused = received(desk)
    with on_the_clock(service, "2027-02-04T10:00:00+01:00"):
        asked = ok(desk.handler.post(paused, "/identityRequests", QUESTION), 201)
    handler = service.client(Role.CASE_HANDLER, entities=(case["entity"],))
    feed = ok(handler.http.post("/calendarFeeds", json={}), 201)
    found = events(service, feed["url"])
    assert other["reference"] not in found
    assert found[case["reference"]].decoded("dtstart") == DUE
    assert str(found[case["reference"]]["summary"]).startswith("Antwoord versturen")
    waiting = found[paused["reference"]]
    assert waiting.decoded("dtstart") == date.fromisoformat(asked["safeHarbourDate"])
    assert str(waiting["summary"]).startswith("Laten weten dat wij nog niet handelen")
    raw = service.anonymous().get(feed["url"]).text
    for person in (case["person"], paused["person"]):
        assert person.family_name not in raw
        assert person.number not in raw
    with on_the_clock(service, "2027-02-05T10:00:00+01:00"):
        ok(desk.handler.post(case, "/withdrawal", {}))
    assert case["reference"] not in events(service, feed["url"])


def test_a_feed_can_be_shut_by_who_made_it_and_ends_with_the_token(desk: Desk) -> None:
    service = desk.service
    handler, other = service.client(Role.CASE_HANDLER), service.client(Role.CASE_HANDLER)
    feed = ok(handler.http.post("/calendarFeeds", json={}), 201)
    second = ok(handler.http.post("/calendarFeeds", json={}), 201)
    assert other.http.delete(f"/calendarFeeds/{feed['id']}").status_code == 404
    assert handler.http.delete(f"/calendarFeeds/{feed['id']}").status_code == 204
    assert handler.http.delete(f"/calendarFeeds/{feed['id']}").status_code == 404
    assert service.anonymous().get(feed["url"]).status_code == 401
    assert service.anonymous().get(second["url"]).status_code == 200
    with service.parts.engine.begin() as connection:
        connection.exec_driver_sql("update access_tokens set revoked_at = now()")
    assert service.anonymous().get(second["url"]).status_code == 401
    assert service.anonymous().get("/dsr/v1/deadlines.ics?token=nonsense").status_code == 401


@contextmanager
def mailing(service: Service, folder: Path, at: str) -> Iterator[tuple[Parts, Mailbox]]:
    """Give the same house with a mail server, at this moment."""
    certificate = make_certificate(folder)
    with mail_server(starttls=certificate.server()) as box:
        settings = Settings(
            home=service.home,
            smtp_host="localhost",
            smtp_port=box.port,
            smtp_from="loket@ago.example",
            handlers_email=("dpo@ago.example",),
            extra_authorities=certificate.path,
        )
        store = service.personnel_url
        moment = datetime.fromisoformat(at)
        yield (
            make_parts(settings, service.parts.engine, personnel_url=store, clock=lambda: moment),
            box,
        )


@pytest.mark.parametrize(
    ("at", "near"),
    [("2027-02-23T07:00:00+01:00", False), ("2027-02-24T07:00:00+01:00", True)],
    ids=["eight days before", "a week before"],
)
def test_the_mail_of_the_day_says_what_is_near_and_nothing_of_a_person(
    desk: Desk, tmp_path: Path, at: str, near: Any
) -> None:
    case = received(desk)
    with mailing(desk.service, tmp_path, at) as (parts, box):
        with parts.desk() as opened:
            send_digest(opened, at=parts.clock())
        texts = [str(mail) for mail in box.messages]
    assert any(case["reference"] in text for text in texts) is near
    assert not any(case["person"].family_name in text for text in texts)


def test_there_is_no_mail_where_there_is_nothing_to_say(desk: Desk, tmp_path: Path) -> None:
    with mailing(desk.service, tmp_path, "2026-01-05T07:00:00+01:00") as (parts, box):
        with parts.desk() as opened:
            assert send_digest(opened, at=parts.clock()) == 0
        assert box.messages == []


@pytest.mark.parametrize(
    ("planned", "sent"),
    [
        ("2027-03-01T05:00:00+00:00", 0),
        ("2027-03-01T06:00:00+00:00", 1),
        ("2027-07-01T05:00:00+00:00", 1),
        ("2027-07-01T06:00:00+00:00", 0),
    ],
    ids=["winter, six", "winter, seven", "summer, seven", "summer, eight"],
)
def test_the_mail_goes_at_seven_in_brussels_in_summer_and_in_winter(
    desk: Desk, tmp_path: Path, planned: str, sent: int
) -> None:
    received(desk)
    with mailing(desk.service, tmp_path, planned) as (parts, box):
        job = make_worker(parts, "").jobs.tasks["digest"]
        job(timestamp=int(datetime.fromisoformat(planned).timestamp()))
        assert len(box.messages) == sent
