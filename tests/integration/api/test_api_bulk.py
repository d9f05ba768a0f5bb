"""One action on several cases: each judged on its own, and told apart."""

from typing import Any

from app.staff.model import Role
from tests.problems import problem
from tests.service import Client, Service

Case = dict[str, Any]


def item(case: Case) -> dict[str, str]:
    return {"caseId": case["id"], "ifMatch": f'"v{case["version"]}"'}


def bulk(client: Client, action: str, *items: dict[str, str]) -> dict[str, Any]:
    answer = client.http.post("/cases/bulk", json={"action": action, "items": list(items)})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def searched(handler: Client, service: Service, number: int) -> Case:
    person = service.people[number]
    case = handler.register(person)
    handler.prove(case, person)
    return handler.wait(case, "inAssessment")


def test_each_case_is_done_or_refused_on_its_own(service: Service, handler: Client) -> None:
    good, other = (searched(handler, service, n) for n in (31, 32))
    fresh = handler.register(service.people[33])
    stale = {**item(other), "ifMatch": '"v1"'}
    nobody = {"caseId": "nobody", "ifMatch": '"v1"'}
    told = bulk(handler, "collections", item(good), stale, item(fresh), nobody)
    assert [one["status"] for one in told["items"]] == [200, 412, 409, 404]
    assert (told["done"], told["refused"]) == (1, 3)
    assert told["items"][0]["version"] > good["version"]
    assert [x["problem"]["type"].rpartition(":")[2] for x in told["items"][1:3]] == [
        "versionMismatch",
        "identityNotProven",
    ]
    assert told["items"][0]["caseId"] == good["id"]
    assert handler.get(other)["version"] == other["version"]
    assert handler.get(fresh)["version"] == fresh["version"]


def test_each_case_has_its_own_row_of_the_role_table(
    service: Service, handler: Client, decider: Client
) -> None:
    case = searched(handler, service, 34)
    assert handler.put(case, "/decisions", {"acceptProposals": True}).status_code == 200
    case = handler.get(case)
    own = bulk(handler, "decisions/confirmation", item(case))["items"][0]
    assert own["status"] == 403, "who drafted does not confirm"
    closing = bulk(decider, "closure", item(case))["items"][0]
    assert closing["problem"]["type"].endswith("missingPermission")
    done = bulk(decider, "decisions/confirmation", item(case))["items"][0]
    assert (done["status"], done["state"]) == (200, "decided")


def test_a_case_of_another_entity_does_not_exist(service: Service, handler: Client) -> None:
    case = handler.register(service.people[20])
    elsewhere = service.client(Role.CASE_HANDLER, entities=("OVO900098",))
    (told,) = bulk(elsewhere, "collections", item(case))["items"]
    assert told["status"] == 404


def test_what_is_asked_is_checked_before_anything_is_done(handler: Client, case: Case) -> None:
    good = item(case)
    for body, name in (
        ({"action": "answer", "items": [good]}, "action"),
        ({"action": "closure", "items": []}, "items"),
        ({"action": "closure", "items": [good] * 2}, "items"),
        ({"action": "closure", "items": [{**good, "ifMatch": "*"}]}, "items[0].ifMatch"),
        ({"action": "closure", "items": [{"caseId": case["id"]}]}, "items[0].ifMatch"),
    ):
        answer = handler.http.post("/cases/bulk", json=body)
        assert (answer.status_code, problem(answer)) == (400, "badRequest")
        assert name in {issue["name"] for issue in answer.json()["issues"]}


def test_a_repeat_does_nothing_twice(service: Service, handler: Client) -> None:
    case = searched(handler, service, 35)
    body = {"action": "collections", "items": [item(case)]}
    headers = {"Idempotency-Key": '"bulk-1"'}
    first, again = (handler.http.post("/cases/bulk", json=body, headers=headers) for _ in range(2))
    assert first.json() == again.json()
    kinds = [x["kind"] for x in handler.get(case, "/timeline")["items"]]
    assert kinds.count("collection.ordered") == 1
