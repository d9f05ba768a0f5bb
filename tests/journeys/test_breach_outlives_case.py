"""A breach outlives the end of its case: its tasks stay, and what proves it is kept (Art. 33)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from app.casework import watch
from app.casework.destroy_cases import look_at
from tests.journey_steps import Desk, letters, ok, unused, yesterday
from tests.service import Service

BREACH = {"breachNotification", "breachInforming"}


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk.of(service)


def breached(service: Service, desk: Desk) -> tuple[dict[str, Any], dict[str, Any]]:
    case = desk.registered(unused(service), receivedAt=yesterday(service))
    case = desk.handler.until(case, lambda _: bool(letters(desk.handler, case)))
    letter = desk.handler.get(case, "/letters")["items"][0]["id"]
    body = {
        "knownAt": (service.clock() - timedelta(hours=2)).isoformat(),
        "letterIds": [letter],
        "wrongRecipient": "De buren",
        "happened": "Verkeerde bus.",
    }
    return case, ok(desk.handler.post(case, "/incidents", body), 201)


def open_tasks(desk: Desk, case: dict[str, Any]) -> set[str]:
    return {task["kind"] for task in desk.handler.get(case).get("tasks", [])}


def withdrawn(desk: Desk, case: dict[str, Any]) -> None:
    ok(desk.handler.post(case, "/withdrawal", {"reason": "Niet meer nodig"}))


def redirected(desk: Desk, case: dict[str, Any]) -> None:
    body = {"to": "Gemeente Gent", "contact": "Botermarkt 1, Gent", "reason": "Eigen dienst."}
    ok(desk.handler.post(case, "/redirection", body))


@pytest.mark.parametrize("ended", [withdrawn, redirected])
def test_the_duty_to_notify_stays_when_the_case_ends_without_an_answer(
    service: Service, desk: Desk, ended: Callable[[Desk, dict[str, Any]], None]
) -> None:
    case, made = breached(service, desk)
    ended(desk, case)
    assert open_tasks(desk, case) == BREACH
    with service.parts.desk() as inside:
        years = timedelta(days=3660)
        assert not look_at(inside, case["id"], at=service.clock() + years), "it is still owed"
    done = {
        "risk": "unlikely",
        "notification": {"choice": "notNeeded", "reasons": "De omslag bleef dicht."},
        "informing": {"choice": "notNeeded", "reasons": "De omslag bleef dicht."},
    }
    ok(desk.handler.put(case, f"/incidents/{made['id']}", done))
    assert open_tasks(desk, case) == set()


def test_what_documents_a_breach_is_kept_as_long_as_an_answered_case(
    service: Service, desk: Desk
) -> None:
    case, made = breached(service, desk)
    done = {
        "risk": "unlikely",
        "notification": {"choice": "notNeeded", "reasons": "De omslag bleef dicht."},
        "informing": {"choice": "notNeeded", "reasons": "De omslag bleef dicht."},
    }
    ok(desk.handler.put(case, f"/incidents/{made['id']}", done))
    withdrawn(desk, case)
    known = service.clock() - timedelta(hours=2)
    kept = known.replace(year=known.year + 5)
    with service.parts.desk() as inside:
        assert not look_at(inside, case["id"], at=kept - timedelta(days=1))
    assert desk.handler.get(case, f"/incidents/{made['id']}")["happened"]
    with service.parts.desk() as inside:
        assert look_at(inside, case["id"], at=kept + timedelta(days=2))
    assert "happened" not in desk.handler.get(case, f"/incidents/{made['id']}")


def test_a_task_to_lift_stays_when_the_rest_of_the_case_is_taken_back(
    service: Service, desk: Desk
) -> None:
    """The round asks once per announced day: a task that an end settled would never be asked again (DL-16)."""
    case = desk.registered(
        unused(service),
        claims=[{"right": "access"}, {"right": "objection", "statement": "Stop met de badges."}],
        receivedAt=yesterday(service),
    )
    objection = next(c["id"] for c in case["claims"] if c["right"] == "objection")
    ok(desk.handler.post(case, "/withdrawal", {"claimIds": [objection]}))
    later = service.clock() + timedelta(days=15)
    with service.parts.desk() as inside:
        assert watch.look_at(inside, case["id"], at=later)
    assert "liftingDue" in open_tasks(desk, case)
    withdrawn(desk, case)
    assert open_tasks(desk, case) == {"liftingDue"}
    with service.parts.desk() as inside:
        assert not look_at(inside, case["id"], at=later + timedelta(days=3660))
