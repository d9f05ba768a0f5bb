"""Restrictions through the API: pages, filters, entities, the announcement; what a lifting needs is in the journeys."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from app.kit.clock import brussels_date
from app.staff.model import Role
from tests.journey_steps import letters, ok, refused
from tests.service import Client, Service, every

Call = Callable[..., httpx.Response]
OBJECTION = {"claims": [{"right": "objection"}]}


@pytest.fixture(scope="module")
def restricted(service: Service, handler: Client) -> list[dict[str, Any]]:
    """Three cases with an objection, registered one after the other."""
    return [handler.register(person, **OBJECTION) for person in service.people[30:33]]


def test_a_list_gives_every_restriction_once(
    handler: Client, restricted: list[dict[str, Any]]
) -> None:
    found: list[dict[str, Any]] = []
    address = "/restrictions?pageSize=2"
    while address:
        body = ok(handler.http.get(address))
        assert len(body["items"]) <= body["pageSize"] == 2
        found += body["items"]
        address = body.get("next", "")
    ids = [one["id"] for one in found]
    assert len(ids) == len(set(ids))
    assert {case["id"] for case in restricted} <= {one["caseId"] for one in found}
    assert [one["since"] for one in found] == sorted(one["since"] for one in found)


def test_filters_limit_the_list(handler: Client, restricted: list[dict[str, Any]]) -> None:
    of_case = {"caseId": restricted[0]["id"]}
    (one,) = ok(handler.http.get("/restrictions", params=of_case))["items"]
    assert (one["ground"], one["state"], one["interim"]) == ("18(1)(d)", "active", True)
    assert one["claimId"] == restricted[0]["claims"][0]["id"]
    assert (
        ok(handler.http.get("/restrictions", params=of_case | {"state": "lifted"}))["items"] == []
    )
    refused(handler.http.get("/restrictions", params={"state": "gone"}), 400, "badRequest")


def test_cases_of_which_a_restriction_stands_are_listed_by_their_flag(
    handler: Client, restricted: list[dict[str, Any]]
) -> None:
    ids = {line["id"] for line in every(handler.http, "/cases", flag="restrictionActive")}
    assert {case["id"] for case in restricted} <= ids
    plain = handler.get(restricted[0])
    assert "restrictionActive" in plain["flags"]


def test_what_is_of_another_entity_does_not_exist(
    service: Service, handler: Client, restricted: list[dict[str, Any]]
) -> None:
    stranger = service.client(Role.DPO, entities=("OVO900099",))
    of_case = {"caseId": restricted[0]["id"]}
    (one,) = ok(handler.http.get("/restrictions", params=of_case))["items"]
    assert ok(stranger.http.get("/restrictions", params=of_case))["items"] == []
    person = service.people[30]
    asked = {"givenName": person.given_name, "familyName": person.family_name}
    assert ok(stranger.http.post("/restrictions/query", json=asked))["restricted"] is False
    lifting = stranger.http.post(f"/restrictions/{one['id']}/lifting", json={})
    refused(lifting, 404, "resourceNotFound")


def test_an_announcement_leaves_fourteen_days_and_goes_by_letter(
    service: Service, handler: Client, restricted: list[dict[str, Any]]
) -> None:
    case = restricted[1]
    (one,) = ok(handler.http.get("/restrictions", params={"caseId": case["id"]}))["items"]
    place = f"/restrictions/{one['id']}/announcement"
    refused(handler.http.post(place, json={}), 400, "badRequest")
    refused(handler.http.post(place, json={"reason": "Beslist."}), 409, "claimUndecided")
    ok(handler.post(case, "/withdrawal"))
    today = brussels_date(service.clock())
    soon = {"reason": "Het bezwaar is ingetrokken.", "liftDate": str(today + timedelta(days=13))}
    problem = refused(handler.http.post(place, json=soon), 400, "liftDateTooSoon")
    assert problem["issues"][0]["name"] == "liftDate"
    later = soon | {"liftDate": str(today + timedelta(days=30))}
    told = ok(handler.http.post(place, json=later))
    assert (told["state"], told["liftDate"]) == ("liftingAnnounced", later["liftDate"])
    assert letters(handler, case).count(("L17", "nl")) == 2


def test_a_withdrawn_consent_rests_until_it_is_decided(service: Service, handler: Client) -> None:
    # DL-18: no notice precedes its end, so that nothing else would keep it from being lifted.
    case = handler.register(service.people[34], claims=[{"right": "consentWithdrawal"}])
    (one,) = ok(handler.http.get("/restrictions", params={"caseId": case["id"]}))["items"]
    assert one["ground"] == "7(3)"
    lifting = handler.http.post(f"/restrictions/{one['id']}/lifting", json={})
    refused(lifting, 409, "claimUndecided")
    (still,) = ok(handler.http.get("/restrictions", params={"caseId": case["id"]}))["items"]
    assert still["state"] == "active"


def test_a_name_is_never_part_of_what_is_answered(
    service: Service, handler: Client, restricted: list[dict[str, Any]]
) -> None:
    assert restricted
    person = service.people[30]
    asked = {"givenName": person.given_name, "familyName": person.family_name}
    answer = handler.http.post("/restrictions/query", json=asked)
    assert ok(answer)["restricted"] is True
    assert person.family_name not in answer.text
    assert person.number not in answer.text
