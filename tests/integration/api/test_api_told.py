"""What the document tells of methods, headers and forms is what the service does."""

import re

import httpx
import pytest
from app.staff.model import Role
from tests.answer_check import contract
from tests.service import Client, Service


@pytest.fixture(scope="module")
def handler(service: Service) -> Client:
    return service.client(Role.CASE_HANDLER)


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/cases", "GET, POST"),
        ("/cases/query", "POST"),
        ("/holidays/2027", "GET, PUT"),
        ("/webhookEndpoints/none", "DELETE, GET, PUT"),
        ("/health", "GET"),
    ],
)
def test_a_method_that_is_not_there_is_told_all_that_are(
    path: str, methods: str, handler: Client
) -> None:
    answer = handler.http.request("PATCH", path)
    assert answer.status_code == httpx.codes.METHOD_NOT_ALLOWED
    assert answer.headers["allow"] == methods


@pytest.mark.parametrize("given", ["aanvraag-1", "x" * 40, "niet zo"])
def test_a_trace_id_that_cannot_be_kept_is_passed_over(given: str, handler: Client) -> None:
    name = "BelGov-Related-Trace-Id"
    answer = handler.http.get("/refData", headers={name: given})
    assert answer.status_code == httpx.codes.OK
    assert answer.headers.get(name) == (given if given == "aanvraag-1" else None)
    (told,) = (p for p in contract()["paths"]["/refData"]["get"]["parameters"] if p["name"] == name)
    assert told["schema"] == {"type": "string"}


@pytest.mark.parametrize(("key", "status"), [("", 400), ("k" * 256, 400)])
def test_a_key_has_the_length_that_is_told(key: str, status: int, handler: Client) -> None:
    answer = handler.http.post("/calendarFeeds", json={}, headers={"Idempotency-Key": key})
    assert answer.status_code == status
    calls = contract()["paths"]["/calendarFeeds"]["post"]["parameters"]
    (told,) = (p["schema"] for p in calls if p["name"] == "Idempotency-Key")
    assert not told["minLength"] <= len(key) <= told["maxLength"]


def test_a_form_takes_no_field_that_is_not_told(service: Service, handler: Client) -> None:
    case = handler.register(service.people[28])
    answer = handler.http.post(
        f"/cases/{case['id']}/documents",
        data={"kind": "evidence", "more": "x"},
        files={"file": ("bewijs.txt", b"bewijs")},
    )
    assert answer.status_code == httpx.codes.BAD_REQUEST
    assert [issue["name"] for issue in answer.json()["issues"]] == ["more"]
    body = contract()["paths"]["/cases/{caseId}/documents"]["post"]["requestBody"]
    schema = body["content"]["multipart/form-data"]["schema"]
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize("text", ["", " ", "\t\n", "\x85"])
def test_a_text_of_spaces_alone_is_refused_as_told(text: str, handler: Client) -> None:
    answer = handler.http.post("/cases/query", json={"name": text})
    assert answer.status_code == httpx.codes.BAD_REQUEST
    schemas = contract()["components"]["schemas"]
    (told, _null) = schemas["SearchIn"]["properties"]["name"]["anyOf"]
    assert re.search(told["pattern"], text) is None


def test_the_keys_of_free_details_have_their_bounds_told() -> None:
    (told, _null) = contract()["components"]["schemas"]["ClaimIn"]["properties"]["details"]["anyOf"]
    assert told["propertyNames"]["pattern"] == r"[^\s\x85]"
    assert told["additionalProperties"] is True


@pytest.mark.parametrize(("people", "taken"), [(2.0, True), (2, True), (2.5, False), ("2", False)])
def test_a_whole_number_may_be_written_with_a_point(
    people: float | str, *, taken: bool, service: Service, handler: Client
) -> None:
    case = handler.register(service.people[29])
    body = {
        "knownAt": service.clock().isoformat(),
        "wrongRecipient": "De buren",
        "happened": "De brief viel bij de buren in de bus.",
        "people": people,
    }
    answer = handler.post(case, "/incidents", body)
    refused = [issue["name"] for issue in answer.json().get("issues", ())]
    assert refused == ([] if taken else ["people"])
