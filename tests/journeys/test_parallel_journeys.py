"""Twenty at once on one case: one wins, the others are told, and everything exists once (B36)."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from app.casework import evidence
from app.staff.model import Role
from sqlalchemy import text
from tests.journey_steps import Desk, handed_over, kinds, letters, ok, person_of
from tests.service import Service

MANY = 20


def at_once(send: Callable[[int], httpx.Response]) -> Counter[int]:
    """Return how often each status came back."""
    with ThreadPoolExecutor(MANY) as pool:
        return Counter(answer.status_code for answer in pool.map(send, range(MANY)))


def one_won(statuses: Counter[int], status: int = 200) -> None:
    assert statuses[status] == 1, statuses
    assert set(statuses) <= {status, 409, 412}, statuses


def test_decision_and_answer_at_once(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Şule", "Peetersem")
    case = desk.searched(person)
    drafted = ok(desk.handler.put(case, "/decisions", {"acceptProposals": True}))
    deciders = [service.client(Role.DECISION_MAKER) for _ in range(4)]
    version = {"If-Match": f'"v{drafted["version"]}"'}
    one_won(
        at_once(
            lambda n: deciders[n % 4].http.post(
                f"/cases/{case['id']}/decisions/confirmation", json={}, headers=version
            )
        )
    )
    assert kinds(desk.handler, case).count("decision.confirmed") == 1

    version = {"If-Match": f'"v{desk.handler.get(case)["version"]}"'}
    one_won(
        at_once(
            lambda _: desk.handler.http.post(
                f"/cases/{case['id']}/answer", json={}, headers=version
            )
        )
    )
    told = kinds(desk.handler, case)
    for kind in ("answer.sent", "copy.sealed", "copy.packageClosed"):
        assert told.count(kind) == 1, kind
    assert letters(desk.handler, case) == [("L01", "nl"), ("L06", "nl")]
    assert [e["state"] for e in desk.handler.get(case, "/exports")["items"]] == ["closed"]
    assert len(handed_over(desk.handler, case, "L06")) == 1
    assert events(service, case)["sent"] == 1
    assert events(service, case)["decided"] == 1


@pytest.mark.parametrize(
    ("path", "body", "status", "kind"),
    [
        (
            "/identityChecks",
            {"result": "verified", "means": "inPerson", "note": "Kaart getoond."},
            201,
            "identity.checked",
        ),
        (
            "/extensions",
            {"reasonCode": "complexity", "reasons": "Veel systemen."},
            201,
            "case.extended",
        ),
        ("/withdrawal", {}, 200, "claims.withdrawn"),
    ],
    ids=["checked", "extended", "withdrawn"],
)
def test_a_step_taken_twenty_times_is_taken_once(
    service: Service, path: str, body: dict[str, Any], status: int, kind: str
) -> None:
    desk, person = Desk.of(service), person_of(service, "Bram", "Ceulemansen")
    case = desk.registered(person, receivedAt=service.clock().isoformat())
    version = {"If-Match": f'"v{case["version"]}"'}
    one_won(
        at_once(
            lambda _: desk.handler.http.post(
                f"/cases/{case['id']}{path}", json=body, headers=version
            )
        ),
        status,
    )
    assert kinds(desk.handler, case).count(kind) == 1
    with service.parts.desk() as checked:
        assert evidence.check(checked).findings == ()


def test_one_key_sent_twenty_times_makes_one_case(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Zoë", "Goossenaerts")
    body = {
        "receivedAt": "2026-03-05T10:00:00+01:00",
        "channel": "api",
        "requester": {"givenName": person.given_name, "familyName": person.family_name},
        "claims": [{"right": "access"}],
    }
    made: list[str] = []

    def send(_: int) -> httpx.Response:
        answer = desk.handler.http.post(
            "/cases", json=body, headers={"Idempotency-Key": "twintig-keer"}
        )
        if answer.status_code == 201:
            made.append(answer.json()["id"])
        return answer

    statuses = at_once(send)
    assert set(statuses) <= {201, 409}, statuses
    assert len(set(made)) == 1


def events(service: Service, case: dict[str, Any]) -> Counter[str]:
    with service.parts.engine.connect() as connection:
        names = connection.scalars(
            text("select name from events where case_id = :id"), {"id": case["id"]}
        )
        return Counter(names)
