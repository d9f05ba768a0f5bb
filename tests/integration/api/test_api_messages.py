"""Messages through the API: only added, once under a key, listed by page, kept from who is near the case."""

import uuid

import pytest
from app.messages.rules import MOST_TEXT
from app.staff.model import Role
from tests.integration.api.conftest import Case
from tests.journey_steps import ok, refused
from tests.service import Client, Service, every


def path(case: Case) -> str:
    return f"/cases/{case['id']}/messages"


def test_a_message_only_adds_and_is_told_by_its_id(case: Case, handler: Client) -> None:
    answer = handler.http.post(path(case), json={"text": "  Goedendag.\nTot vrijdag.  "})
    made = ok(answer, 201)
    assert answer.headers["location"].endswith(path(case))
    assert made["text"] == "Goedendag.\nTot vrijdag."
    assert (made["direction"], made["opensOnPage"]) == ("toPerson", False)
    assert handler.get(case)["version"] == case["version"]
    (listed,) = handler.get(case, "/messages")["items"]
    assert listed == {name: value for name, value in made.items() if name != "opensOnPage"}


def test_messages_come_newest_first_by_page(case: Case, handler: Client) -> None:
    for n in range(5):
        ok(handler.http.post(path(case), json={"text": f"{n}"}), 201)
    first = handler.get(case, "/messages?pageSize=2")
    assert [one["text"] for one in first["items"]] == ["4", "3"]
    second = handler.http.get(first["next"]).json()
    third = handler.http.get(second["next"]).json()
    assert [one["text"] for one in (*second["items"], *third["items"])] == ["2", "1", "0"]
    assert "next" not in third
    assert len(every(handler.http, path(case))) == 5


def test_a_place_in_one_case_is_none_in_another(
    service: Service, case: Case, handler: Client
) -> None:
    for n in range(2):
        ok(handler.http.post(path(case), json={"text": f"{n}"}), 201)
    cursor = handler.get(case, "/messages?pageSize=1")["next"].rpartition("afterMessage=")[2]
    other = handler.register(service.people[20])
    answer = handler.http.get(f"{path(other)}?afterMessage={cursor}")
    assert refused(answer, 400, "badRequest")["issues"][0]["name"] == "afterMessage"


def test_a_repeat_under_a_key_writes_once(case: Case, handler: Client) -> None:
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    made = [
        ok(handler.http.post(path(case), json={"text": "Een keer."}, headers=headers), 201)
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert len(handler.get(case, "/messages")["items"]) == 1


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({}, "text"),
        ({"text": " \n "}, "text"),
        ({"text": "x" * (MOST_TEXT + 1)}, "text"),
        ({"text": "a\u202eb"}, "text"),
        ({"text": "a", "settles": ["nothing"]}, "settles[0]"),
        ({"text": "a", "attachments": []}, "attachments"),
    ],
    ids=["none", "empty", "long", "turning", "task", "unknown"],
)
def test_what_is_wrong_is_named(case: Case, handler: Client, body: Case, name: str) -> None:
    answer = handler.http.post(path(case), json=body)
    assert refused(answer, 400, "badRequest")["issues"][0]["name"] == name
    assert handler.get(case, "/messages")["items"] == []


def test_the_longest_message_fits(case: Case, handler: Client) -> None:
    made = ok(handler.http.post(path(case), json={"text": "é" * MOST_TEXT}), 201)
    assert len(made["text"]) == MOST_TEXT


def test_an_intake_reads_and_writes_in_its_own_registrations(service: Service, case: Case) -> None:
    intake = service.client(Role.INTAKE)
    own = intake.register(service.people[22])
    ok(intake.http.post(path(own), json={"text": "Goedendag."}), 201)
    assert len(intake.get(own, "/messages")["items"]) == 1
    for answer in (
        intake.http.post(path(case), json={"text": "Goedendag."}),
        intake.http.get(path(case)),
    ):
        refused(answer, 404, "resourceNotFound")
