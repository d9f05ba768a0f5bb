"""What is kept of an answer for a repeat: nothing that can be read, and nothing for whoever may not see it now."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from app import courier
from app.http.repeats import KEEP, IdempotencyKeyReused, RequestInProgress, slot_of
from app.staff.model import Role
from sqlalchemy import text
from starlette.responses import Response
from tests.journey_steps import ok, unused
from tests.service import Service

KEPT = text("select * from kept_answers")


def rows(service: Service) -> str:
    """Return the whole table as one text, bytes as the letters they spell."""
    with service.parts.engine.connect() as connection:
        found = connection.execute(KEPT).all()
    return "\n".join(
        part.decode("latin-1") if isinstance(part, bytes) else str(part)
        for row in found
        for part in row
    )


def feed(service: Service, key: str) -> tuple[httpx.Response, str]:
    """Make a calendar feed: its secret stands in its address."""
    client = service.client(Role.CASE_HANDLER)
    answer = client.http.post("/calendarFeeds", json={}, headers={"Idempotency-Key": key})
    again = client.http.post("/calendarFeeds", json={}, headers={"Idempotency-Key": key})
    assert again.headers["location"] == answer.headers["location"]
    (secret,) = parse_qs(urlsplit(answer.headers["location"]).query)["token"]
    return answer, secret


def endpoint(service: Service, key: str) -> tuple[httpx.Response, str]:
    """Add an endpoint: its secret is shown this once."""
    client = service.client(Role.ADMIN)
    body = {"url": "https://hr.loket.invalid/", "entities": ["OVO900077"]}
    answer = client.http.post("/webhookEndpoints", json=body, headers={"Idempotency-Key": key})
    return answer, answer.json()["secret"].removeprefix("whsec_")


def case(service: Service, key: str) -> tuple[httpx.Response, str]:
    """Register a request of a person."""
    client, person = service.client(Role.INTAKE), unused(service)
    requester = {"givenName": person.given_name, "familyName": person.family_name}
    body: dict[str, Any] = {
        "receivedDate": "2026-03-05",
        "channel": "post",
        "requester": {**requester, "email": "heel.bijzonder@voorbeeld.be"},
        "claims": [{"right": "access"}],
    }
    answer = client.http.post("/cases", json=body, headers={"Idempotency-Key": key})
    return answer, "heel.bijzonder@voorbeeld.be"


@pytest.mark.parametrize("made", [feed, endpoint, case])
def test_neither_secret_nor_person_can_be_read_in_what_is_kept(
    made: Callable[[Service, str], tuple[httpx.Response, str]], service: Service
) -> None:
    answer, secret = made(service, "bewaard-antwoord")
    ok(answer, 201)
    assert secret not in rows(service)
    assert answer.headers["location"] not in rows(service)


def test_after_three_days_it_goes_though_nobody_sends_a_key(service: Service) -> None:
    before = service.clock()
    case(service, "laatste-sleutel")
    kept = text("select count(*) from kept_answers where created_at between :since and :until")
    until = service.clock()
    try:
        service.clock.offset = KEEP + timedelta(minutes=1)
        with service.parts.engine.connect() as connection:
            assert connection.scalar(kept, {"since": before, "until": until}) == 1
        courier._tidy(service.parts)
        with service.parts.engine.connect() as connection:
            assert connection.scalar(kept, {"since": before, "until": until}) == 0
    finally:
        service.clock.offset = timedelta()


def test_a_call_whose_process_was_killed_gives_its_key_back_and_cannot_answer_afterwards(
    service: Service,
) -> None:
    kept, at = service.parts.kept_answers, service.clock()
    slot, other = (
        slot_of(client="c", method="POST", path="/cases", key="omgevallen", body=body)
        for body in (b"een", b"twee")
    )
    assert kept.claim(slot, at=at) is None
    for of, refusal in ((slot, RequestInProgress), (other, IdempotencyKeyReused)):
        with pytest.raises(refusal):
            kept.claim(of, at=at + timedelta(minutes=4))
    later = at + timedelta(minutes=6)
    assert kept.claim(slot, at=later) is None
    kept.keep(slot, Response(b"tweede", 201))
    with pytest.raises(RequestInProgress):
        kept.keep(slot, Response(b"eerste", 201))
    kept.release(slot)
    found = kept.claim(slot, at=later)
    assert found is not None
    assert found.body == b"tweede"
