"""Idempotency-Key: a repeat gives the stored answer, so nothing is created or sent twice, however many call at once."""

import threading
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from typing import Any

import httpx
import pytest
from app.http.repeats import KEEP, KeptAnswers, RequestInProgress, slot_of
from app.staff.model import Role
from sqlalchemy import event
from tests.at_once import together
from tests.problems import problem
from tests.service import Client, Service

Case = dict[str, Any]

BODY: Mapping[str, Any] = {
    "receivedDate": "2026-03-05",
    "channel": "post",
    "requester": {"givenName": "Anna", "familyName": "Voorbeeld"},
    "claims": [{"right": "access"}],
}
_keys = count()


@pytest.fixture
def key() -> str:
    """A key that no other test uses."""
    return f"test-{next(_keys)}"


@pytest.fixture
def client(service: Service) -> Client:
    """A caller whose cases are this test's alone."""
    return service.client(Role.INTAKE, Role.CASE_HANDLER)


def register(client: Client, key: str, **more: Any) -> httpx.Response:
    return client.http.post("/cases", json={**BODY, **more}, headers={"Idempotency-Key": key})


def cases_of(service: Service, client: Client) -> int:
    """Count the registrations of one caller, from the journal's side of the database."""
    with service.parts.desk() as desk:
        entries = desk.journal.latest(before=0, limit=1000)
    made = [entry for entry in entries if entry.kind == "case.registered"]
    token = client.http.headers["Authorization"].removeprefix("Bearer ")
    return sum(entry.actor_id == actor_id(service, token) for entry in made)


def actor_id(service: Service, token: str) -> str:
    from app.staff.store import StaffStore  # noqa: PLC0415 - only here
    from sqlalchemy.orm import Session  # noqa: PLC0415 - only here

    with Session(service.parts.engine) as session:
        found = StaffStore(session).find(token)
    assert found is not None
    return found.actor.actor_id


def test_a_repeat_gives_the_same_answer_with_its_place_and_version(
    service: Service, client: Client, key: str
) -> None:
    first, second = register(client, key), register(client, f'"{key}"')
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    for name in ("location", "etag", "content-type"):
        assert first.headers[name] == second.headers[name]
    assert client.http.get(second.headers["location"]).json()["id"] == second.json()["id"]
    assert cases_of(service, client) == 1


def test_another_body_under_the_same_key_is_refused(client: Client, key: str) -> None:
    assert register(client, key).status_code == 201
    other = register(client, key, channel="email")
    assert (other.status_code, problem(other)) == (422, "idempotencyKeyReused")


def test_a_key_belongs_to_one_caller_and_one_call(
    service: Service, client: Client, key: str
) -> None:
    case = register(client, key).json()
    assert register(service.client(Role.INTAKE), key).json()["id"] != case["id"]
    note = client.http.post(
        f"/cases/{case['id']}/notes", json={"text": "a"}, headers={"Idempotency-Key": key}
    )
    assert note.status_code == 201


def test_a_refused_call_gives_its_key_back(client: Client, key: str) -> None:
    refused = register(client, key, receivedDate="2040-12-01")
    assert refused.status_code == 400
    assert register(client, key).status_code == 201


def test_a_call_that_fails_late_gives_its_key_back(client: Client, key: str, case: Case) -> None:
    path, version = f"/cases/{case['id']}/closure", {"If-Match": f'"v{case["version"]}"'}
    first = client.http.post(path, json={}, headers={"Idempotency-Key": key, **version})
    assert first.status_code == 409
    other = {"note": "anders"}
    second = client.http.post(path, json=other, headers={"Idempotency-Key": key, **version})
    assert (second.status_code, problem(second)) == (409, "illegalTransition")


def test_a_repeat_is_answered_though_the_version_is_stale_by_now(
    client: Client, key: str, case: Case
) -> None:
    path, headers = f"/cases/{case['id']}/withdrawal", {"Idempotency-Key": key, "If-Match": '"v1"'}
    first = client.http.post(path, json={}, headers=headers)
    second = client.http.post(path, json={}, headers=headers)
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()
    assert first.headers["etag"] == second.headers["etag"] == '"v2"'
    letters = client.get(case, "/letters")["items"]
    assert [letter["kind"] for letter in letters].count("L16") == 1


def test_a_document_is_added_once_whatever_boundary_the_caller_draws(
    client: Client, key: str, case: Case
) -> None:
    def add(content: bytes) -> httpx.Response:
        return client.http.post(
            f"/cases/{case['id']}/documents",
            data={"kind": "other"},
            files={"file": ("brief.txt", content)},
            headers={"Idempotency-Key": key},
        )

    first, second, other = add(b"een brief"), add(b"een brief"), add(b"een andere")
    assert first.request.headers["content-type"] != second.request.headers["content-type"]
    assert first.json() == second.json()
    assert first.headers["location"] == second.headers["location"]
    assert (other.status_code, problem(other)) == (422, "idempotencyKeyReused")
    assert len(client.get(case, "/documents")["items"]) == 1


@pytest.mark.parametrize("bad", ['""', '"a', 'a"b', "a b", "é", "x" * 256, '"a","b"'])
def test_a_key_that_is_none(bad: str, client: Client) -> None:
    answer = client.http.post(
        "/cases", json=BODY, headers=[(b"Idempotency-Key", bad.encode("latin-1"))]
    )
    assert (answer.status_code, problem(answer)) == (400, "badRequest")
    assert answer.json()["issues"][0]["in"] == "header"


def test_after_three_days_a_key_is_new(service: Service, client: Client, key: str) -> None:
    first = register(client, key).json()
    try:
        service.clock.offset = KEEP - timedelta(minutes=1)
        assert register(client, key).json()["id"] == first["id"]
        service.clock.offset = KEEP + timedelta(minutes=1)
        assert register(client, key).json()["id"] != first["id"]
    finally:
        service.clock.offset = timedelta()


def test_fifty_at_once_under_one_key_make_one_case(
    service: Service, client: Client, key: str
) -> None:
    answers = together([lambda: register(client, key)] * 50)
    statuses = Counter(answer.status_code for answer in answers)
    assert set(statuses) <= {201, 409}, statuses
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
    assert {problem(a) for a in answers if a.status_code == 409} <= {"requestInProgress"}
    assert cases_of(service, client) == 1
    assert register(client, key).status_code == 201


def test_fifty_at_once_under_fifty_keys_make_fifty_cases(service: Service, client: Client) -> None:
    made = [f"test-{next(_keys)}" for _ in range(50)]
    answers = together([lambda key=key: register(client, key) for key in made])  # type: ignore[misc]  # each its own key
    assert Counter(answer.status_code for answer in answers) == {201: 50}
    assert cases_of(service, client) == 50


def test_while_the_first_is_in_flight_a_repeat_waits(
    client: Client, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    keep = KeptAnswers.keep

    def slowly(self: KeptAnswers, *given: Any) -> None:
        begun.set()
        assert go_on.wait(20)
        keep(self, *given)

    monkeypatch.setattr(KeptAnswers, "keep", slowly)
    with ThreadPoolExecutor(1) as thread:
        first = thread.submit(register, client, key)
        assert begun.wait(20)
        second = register(client, key)
        go_on.set()
        assert first.result().status_code == 201
    assert (second.status_code, problem(second)) == (409, "requestInProgress")
    assert register(client, key).json() == first.result().json()


def test_a_slot_given_back_while_a_repeat_looks_is_still_in_progress(
    service: Service, key: str
) -> None:
    slot = slot_of(client="c", method="POST", path="/cases", key=key, body=b"")
    kept, at = service.parts.kept_answers, service.clock()
    assert kept.claim(slot, at=at) is None

    def give_back(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("SELECT kept_answers"):
            kept.release(slot)

    event.listen(service.parts.engine, "before_cursor_execute", give_back)
    try:
        with pytest.raises(RequestInProgress):
            kept.claim(slot, at=at)
    finally:
        event.remove(service.parts.engine, "before_cursor_execute", give_back)
    assert kept.claim(slot, at=at) is None


def test_what_was_not_committed_has_no_answer(
    service: Service, client: Client, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = KeptAnswers.keep

    def break_after(self: KeptAnswers, *given: Any) -> None:
        keep(self, *given)
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr(KeptAnswers, "keep", break_after)
        broken = register(client, key)
    assert (broken.status_code, problem(broken)) == (500, "internalServerError")
    assert cases_of(service, client) == 0
    assert register(client, key).status_code == 201
    assert cases_of(service, client) == 1
