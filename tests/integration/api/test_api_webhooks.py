"""Endpoints through the API: the secret shown once, versions, entities, what is refused; and which events a case raises."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from app.staff.model import Role
from sqlalchemy import text
from tests.journey_steps import ok, refused, unused
from tests.service import Client, Service, every
from tests.webhook_receivers import until

URL = "https://hr.loket.invalid/meldingen"
"""A name that nobody has: calls of it fail, and nothing is told to anybody."""
OWN = {"entities": ["OVO900042"]}


@pytest.fixture(scope="module")
def admin(service: Service) -> Client:
    """Adam, who manages the service."""
    return service.client(Role.ADMIN)


def added(admin: Client, **more: Any) -> dict[str, Any]:
    """Add an endpoint that hears of no other test's cases."""
    made: dict[str, Any] = ok(
        admin.http.post("/webhookEndpoints", json={"url": URL, **OWN, **more}), 201
    )
    return made


def place(endpoint: dict[str, Any]) -> str:
    return f"/webhookEndpoints/{endpoint['id']}"


def version(endpoint: dict[str, Any]) -> dict[str, str]:
    return {"If-Match": f'"v{endpoint["version"]}"'}


def test_the_secret_is_shown_once(admin: Client) -> None:
    answer = admin.http.post("/webhookEndpoints", json={"url": URL, **OWN})
    made = ok(answer, 201)
    assert made["secret"].startswith("whsec_")
    assert answer.headers["location"].endswith(made["id"])
    assert answer.headers["etag"] == '"v1"'
    read = ok(admin.http.get(place(made)))
    assert read == {k: v for k, v in made.items() if k != "secret"}
    (listed,) = (
        e for e in ok(admin.http.get("/webhookEndpoints"))["items"] if e["id"] == made["id"]
    )
    assert listed == read


def test_a_key_of_ours_shows_its_public_half_alone(admin: Client) -> None:
    made = added(admin, signature="v1a")
    assert "secret" not in made
    (public,) = made["publicKeys"]
    assert public.startswith("whpk_")
    turned = ok(admin.http.post(f"{place(made)}/secretRotations", json={}), 201)
    assert len(turned["publicKeys"]) == 2
    assert turned["publicKeys"][1] == public


def test_a_secret_is_changed_with_both_for_a_while(admin: Client, service: Service) -> None:
    made = added(admin)
    turned = ok(admin.http.post(f"{place(made)}/secretRotations", json={}), 201)
    assert turned["secret"] != made["secret"]
    ends = datetime.fromisoformat(turned["oldSecretUntil"])
    assert timedelta(hours=23) < ends - service.clock() <= timedelta(hours=24)
    late = (service.clock() + timedelta(days=31)).astimezone(UTC).isoformat()
    body = {"oldSecretUntil": late}
    answer = admin.http.post(f"{place(made)}/secretRotations", json=body)
    problem = refused(answer, 400, "rotationTooLong")
    assert problem["issues"][0]["name"] == "oldSecretUntil"


def test_a_change_names_the_version(admin: Client) -> None:
    made = added(admin)
    body = {"url": URL, "eventTypes": ["closed"], **OWN, "description": "HR"}
    refused(admin.http.put(place(made), json=body), 428, "preconditionRequired")
    changed = ok(admin.http.put(place(made), json=body, headers=version(made)))
    assert (changed["eventTypes"], changed["description"]) == (["closed"], "HR")
    refused(admin.http.put(place(made), json=body, headers=version(made)), 412, "versionMismatch")
    refused(admin.http.delete(place(made), headers=version(made)), 412, "versionMismatch")
    assert admin.http.delete(place(made), headers=version(changed)).status_code == 204
    refused(admin.http.get(place(made)), 404, "resourceNotFound")
    refused(admin.http.get(f"{place(made)}/deliveries"), 404, "resourceNotFound")


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"url": "http://hr.loket.invalid/"}, "url"),
        ({"url": "https://a:b@hr.loket.invalid/"}, "url"),
        ({"url": "https://127.0.0.1/"}, "url"),
        ({"url": "https://[::1]/"}, "url"),
        ({"url": "https://169.254.169.254/"}, "url"),
        ({"url": URL, "eventTypes": ["opened"]}, "eventTypes[0]"),
        ({"url": URL, "entities": []}, "entities"),
        ({"url": URL, "signature": "v2"}, "signature"),
        ({"url": URL, "secret": "whsec_AAAA"}, "secret"),
        ({}, "url"),
    ],
)
def test_a_bad_endpoint_is_refused(body: dict[str, Any], name: str, admin: Client) -> None:
    answer = admin.http.post("/webhookEndpoints", json=body)
    assert answer.status_code == 400
    assert answer.json()["issues"][0]["name"] == name


def test_an_entity_manages_its_own_endpoints(admin: Client, service: Service) -> None:
    all_seeing = added(admin, entities=["*"], eventTypes=["exportExpired"])
    own = service.client(Role.ADMIN, entities=("OVO900043",))
    made = ok(own.http.post("/webhookEndpoints", json={"url": URL}), 201)
    assert made["entities"] == ["OVO900043"]
    refused(
        own.http.post("/webhookEndpoints", json={"url": URL, "entities": ["*"]}),
        400,
        "endpointEntityRefused",
    )
    refused(own.http.get(place(all_seeing)), 404, "resourceNotFound")
    refused(own.http.post(f"{place(all_seeing)}/test", json={}), 404, "resourceNotFound")
    assert [e["id"] for e in ok(own.http.get("/webhookEndpoints"))["items"]] == [made["id"]]
    delivery = ok(admin.http.post(f"{place(all_seeing)}/test", json={}), 202)
    refused(own.http.post(f"/deliveries/{delivery['id']}/replay", json={}), 404, "resourceNotFound")
    assert admin.http.delete(place(all_seeing), headers=version(all_seeing)).status_code == 204


def test_a_test_stands_among_the_deliveries_and_is_told_again(admin: Client) -> None:
    made = added(admin)
    tried = ok(admin.http.post(f"{place(made)}/test", json={}), 202)
    assert (tried["event"], tried["state"], tried["attempts"]) == ("test", "waiting", [])
    again = ok(admin.http.post(f"/deliveries/{tried['id']}/replay", json={}), 202)
    assert again["eventId"] == tried["eventId"]
    assert again["id"] != tried["id"]
    found = every(admin.http, f"{place(made)}/deliveries")
    assert [d["id"] for d in found] == [again["id"], tried["id"]]
    first = ok(admin.http.get(f"{place(made)}/deliveries", params={"pageSize": 1}))
    assert len(first["items"]) == 1
    assert "afterDelivery" in first["next"]
    refused(admin.http.post("/deliveries/gone/replay", json={}), 404, "resourceNotFound")


def test_the_service_itself_calls_and_says_how_it_went(admin: Client) -> None:
    made = added(admin)
    tried = ok(admin.http.post(f"{place(made)}/test", json={}), 202)

    def attempts() -> list[dict[str, Any]]:
        (found,) = every(admin.http, f"{place(made)}/deliveries")
        assert found["id"] == tried["id"]
        calls: list[dict[str, Any]] = found["attempts"]
        return calls

    until(lambda: bool(attempts()))
    first = attempts()[0]
    assert first["number"] == 1
    assert first["error"]
    assert "status" not in first
    (found,) = every(admin.http, f"{place(made)}/deliveries")
    assert found["nextAttemptAt"] > first["at"]


def test_nothing_is_sent_to_an_endpoint_that_is_disabled(admin: Client) -> None:
    made = added(admin)
    tried = ok(admin.http.post(f"{place(made)}/test", json={}), 202)
    off = ok(
        admin.http.put(
            place(made), json={"url": URL, **OWN, "state": "disabled"}, headers=version(made)
        )
    )
    assert (off["state"], off["disabledReason"]) == ("disabled", "byHand")
    assert "dpoNotice" not in off
    refused(admin.http.post(f"{place(made)}/test", json={}), 409, "endpointDisabled")
    refused(admin.http.post(f"/deliveries/{tried['id']}/replay", json={}), 409, "endpointDisabled")


def test_what_was_done_to_an_endpoint_stands_in_the_journal(
    admin: Client, service: Service
) -> None:
    made = added(admin)
    ok(admin.http.post(f"{place(made)}/secretRotations", json={}), 201)
    assert admin.http.delete(place(made), headers={"If-Match": '"v2"'}).status_code == 204
    with service.parts.desk() as desk:
        entries = [
            e for e in desk.journal.entries("service") if e.details.get("endpointId") == made["id"]
        ]
    assert [e.kind for e in entries] == [
        "webhook.added",
        "webhook.secretChanged",
        "webhook.removed",
    ]
    assert {e.details["host"] for e in entries} == {"hr.loket.invalid"}


def test_a_case_tells_of_its_way_to_the_end(
    admin: Client, handler: Client, service: Service
) -> None:
    made = added(admin)
    person = unused(service)
    case = handler.register(person, entity="OVO900042")
    other = handler.register(person, entity="OVO900044")
    ended = ok(handler.post(case, "/withdrawal", {"reason": "Anders opgelost."}))
    found = every(admin.http, f"{place(made)}/deliveries")
    assert [d["event"] for d in found] == ["closed", "received"]
    query = text(
        "select name, case_version, resource, resource_id, details from events where case_id = :of order by event_id"
    )
    with service.parts.engine.connect() as connection:
        rows = connection.execute(query, {"of": case["id"]}).all()
        assert connection.execute(query, {"of": other["id"]}).all()
    assert [row.name for row in rows] == ["received", "closed"]
    closed = rows[-1]
    assert (closed.resource, closed.resource_id) == ("cases", case["id"])
    assert closed.case_version == ended["version"]
    assert (closed.details["state"], closed.details["outcome"]) == ("withdrawn", "withdrawn")
    assert closed.details["reference"] == case["reference"]
    told = str([row.details for row in rows])
    for value in (person.given_name, person.family_name, person.number, person.born):
        assert value not in told
