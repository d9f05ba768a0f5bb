"""What limits a claim is known to the register or a store: else it would be limited to nothing, in silence."""

from typing import Any

import pytest
from tests.journey_steps import refused, requester
from tests.service import Client, Service

UNKNOWN = [
    pytest.param("consentWithdrawal", {"elements": ["private_email", "work_x"]}, "elements[1]", id="element"),
    pytest.param("consentWithdrawal", {"purposeIds": ["P99"]}, "purposeIds[0]", id="withdrawn use"),
    pytest.param("objection", {"purposeIds": ["P06", "p06"]}, "purposeIds[1]", id="contested use"),
    pytest.param("objection", {"recipientIds": ["fax"]}, "recipientIds[0]", id="recipient"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "details", "place"), UNKNOWN)
def test_what_nobody_knows_is_named_at_both_doors(
    service: Service, handler: Client, right: str, details: dict[str, Any], place: str
) -> None:
    person = service.people[35]
    body = {
        "receivedAt": "2026-03-05T10:00:00+01:00",
        "channel": "api",
        "requester": requester(person),
        "claims": [{"right": "access"}, {"right": right, "details": details}],
    }
    told = refused(handler.http.post("/cases", json=body), 400, "badRequest")
    assert [i["name"] for i in told["issues"]] == [f"claims[1].details.{place}"]
    case = handler.register(person, claims=[{"right": right}])
    read = handler.put(case, f"/claims/{case['claims'][0]['id']}", {"details": details})
    told = refused(read, 400, "badRequest")
    assert [i["name"] for i in told["issues"]] == [f"details.{place}"]


@pytest.mark.parametrize(
    ("right", "element"), [("consentWithdrawal", "privateEmail"), ("access", "work_x")]
)
def test_a_name_of_a_store_is_known_and_another_right_keeps_what_came(
    service: Service, handler: Client, right: str, element: str
) -> None:
    claim = {"right": right, "details": {"elements": [element]}}
    assert handler.register(service.people[35], claims=[claim])["claims"][0]["right"] == right
