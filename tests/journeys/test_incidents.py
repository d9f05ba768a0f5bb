"""An answer that reached the wrong person: from report to the last decision; and a case that is kept."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from app.staff.model import Role
from sqlalchemy import text
from tests.journey_steps import Desk, kinds, letters, ok, refused, unused, yesterday
from tests.service import Service, every

WHO = "De buren van nummer 7"


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk.of(service)


def report(service: Service, desk: Desk, case: dict[str, Any], **more: Any) -> dict[str, Any]:
    letter = desk.handler.get(case, "/letters")["items"][0]["id"]
    body = {
        "knownAt": (service.clock() - timedelta(hours=2)).isoformat(),
        "letterIds": [letter],
        "wrongRecipient": WHO,
        "happened": "De brief viel bij de buren in de bus.",
    }
    return ok(desk.handler.post(case, "/incidents", body | more), 201)


def with_letter(service: Service, desk: Desk) -> dict[str, Any]:
    case = desk.registered(unused(service), receivedAt=yesterday(service))
    return desk.handler.until(case, lambda _: bool(letters(desk.handler, case)))


def test_a_breach_from_report_to_recall(service: Service, desk: Desk) -> None:
    case = with_letter(service, desk)
    made = report(service, desk, case)
    assert made["open"] is True
    assert made["clock"]["hoursLeft"] == 69
    assert datetime.fromisoformat(made["clock"]["endsAt"]) > service.clock()
    tasks = {task["kind"] for task in desk.handler.get(case)["tasks"]}
    assert {"breachNotification", "breachInforming"} <= tasks
    place = f"/incidents/{made['id']}"

    notified = {"choice": "done", "notifiedAt": service.clock().isoformat(), "reference": "VTC-1"}
    refused(desk.handler.put(case, place, {"notification": notified}), 400, "incidentDecisionUnfit")
    half = ok(desk.handler.put(case, place, {"risk": "risk", "notification": notified}))
    assert half["open"] is True
    tasks = {task["kind"] for task in desk.handler.get(case)["tasks"]}
    assert "breachNotification" not in tasks
    assert "breachInforming" in tasks

    rest = {
        "informing": {"choice": "notNeeded", "reasons": "De omslag bleef dicht."},
        "recall": {"result": "returned", "date": service.clock().date().isoformat()},
        "consequences": "Geen.",
        "measures": "Het adres is verbeterd.",
    }
    done = ok(desk.handler.put(case, place, rest))
    assert done["open"] is False
    assert done["notification"]["reference"] == "VTC-1"
    assert "breachInforming" not in {t["kind"] for t in desk.handler.get(case).get("tasks", [])}
    assert desk.handler.get(case, place) == done
    found = kinds(desk.handler, case)
    assert (found.count("incident.reported"), found.count("incident.decided")) == (1, 2)

    for language, title in (("nl", "Melding van een inbreuk"), ("fr", "Notification d'une"), ("en", "Notification of a")):  # fmt: skip
        answer = desk.handler.http.get(
            f"/cases/{case['id']}{place}/report", headers={"Accept-Language": language}
        )
        assert answer.text.startswith(title)
        assert WHO in answer.text


def test_why_nothing_was_notified_does_not_say_why_it_is_late(service: Service, desk: Desk) -> None:
    case = with_letter(service, desk)
    known = service.clock() - timedelta(hours=80)
    made = report(service, desk, case, knownAt=known.isoformat())
    assert made["clock"]["overdue"] is True
    place = f"/incidents/{made['id']}"
    skipped = {"choice": "notNeeded", "reasons": "De omslag bleef dicht."}
    ok(desk.handler.put(case, place, {"risk": "unlikely", "notification": skipped}))
    late = {"choice": "done", "notifiedAt": (known + timedelta(hours=74)).isoformat()}
    body = {"risk": "risk", "notification": late}
    refused(desk.handler.put(case, place, body), 400, "incidentReasonMissing")
    reasons = "De buren meldden pas later dat ze hem lazen."
    done = ok(desk.handler.put(case, place, body | {"notification": late | {"reasons": reasons}}))
    assert done["notification"]["reasons"] == reasons


def test_what_is_told_in_words_is_nowhere_in_the_clear(service: Service, desk: Desk) -> None:
    case = with_letter(service, desk)
    report(service, desk, case, wrongRecipient="Zeldzame Achternaam")
    with service.parts.engine.connect() as connection:
        for table in ("incidents", "journal_entries"):
            rows = connection.execute(text(f"select t::text from {table} t")).scalars()  # noqa: S608 - our own names
            assert not [row for row in rows if "Zeldzame" in row]


def test_the_list_shows_what_the_token_sees(service: Service, desk: Desk) -> None:
    case = with_letter(service, desk)
    made = report(service, desk, case)
    listed = every(service.client(Role.DPO).http, "/incidents")
    assert made["id"] in {one["id"] for one in listed}
    assert [one["knownAt"] for one in listed] == sorted(one["knownAt"] for one in listed)
    other = service.client(Role.DPO, entities=("OVO999999",))
    assert every(other.http, "/incidents") == []
    refused(other.http.get(f"/cases/{case['id']}/incidents/{made['id']}"), 404, "resourceNotFound")
    refused(
        desk.handler.http.get(f"/cases/{case['id']}/incidents/nothing"), 404, "resourceNotFound"
    )


def test_a_report_names_a_letter_of_the_case_and_a_moment_that_was(
    service: Service, desk: Desk
) -> None:
    case, other = with_letter(service, desk), with_letter(service, desk)
    strange = desk.handler.get(other, "/letters")["items"][0]["id"]
    body = {
        "knownAt": service.clock().isoformat(),
        "letterIds": [strange],
        "wrongRecipient": WHO,
        "happened": "x",
    }
    refused(desk.handler.post(case, "/incidents", body), 400, "incidentWithoutAnswer")
    own = desk.handler.get(case, "/letters")["items"][0]["id"]
    late = body | {"letterIds": [own], "knownAt": "2039-01-01T00:00:00+01:00"}
    refused(desk.handler.post(case, "/incidents", late), 400, "incidentInFuture")


def test_a_case_is_put_on_hold_and_let_go(service: Service, desk: Desk) -> None:
    case = desk.registered(unused(service), receivedAt=yesterday(service))
    assert "legalHold" not in desk.handler.get(case)
    held = ok(desk.handler.put(case, "/legalHold", {"active": True, "reason": "Klacht bij de VTC"}))
    assert held["legalHold"] is True
    again = desk.handler.put(case, "/legalHold", {"active": True, "reason": "Nog eens"})
    refused(again, 409, "legalHoldUnchanged")
    assert desk.handler.get(case)["legalHold"] is True
    free = ok(
        desk.handler.put(case, "/legalHold", {"active": False, "reason": "Klacht afgesloten"})
    )
    assert "legalHold" not in free
    assert free["version"] > held["version"]
    found = kinds(desk.handler, case)
    assert (found.count("legalHold.set"), found.count("legalHold.lifted")) == (1, 1)
    with service.parts.desk() as inside:
        (hold,) = inside.holds.of_case(case["id"])
        assert (hold.reason, hold.lift_reason) == ("Klacht bij de VTC", "Klacht afgesloten")
