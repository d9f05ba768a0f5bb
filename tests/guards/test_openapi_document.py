"""The contract that the service serves describes every call, in the form OpenAPI and the belgif guide ask for."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from app.http.contract_links import LINKS
from app.http.contract_old import as_openapi_30
from app.http.contract_schemas import model_of
from app.main import API_ROUTERS
from app.outbox.model import Event
from fastapi.routing import APIRoute
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from tests.answer_check import contract
from tests.role_table import PUBLIC, ROUTES

DOCUMENT: dict[str, Any] = contract()
OLDER: dict[str, Any] = as_openapi_30(DOCUMENT)
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
CALLS: dict[str, dict[str, Any]] = {
    f"{method.upper()} {path}": call
    for path, item in DOCUMENT["paths"].items()
    for method, call in item.items()
}
WEBHOOKS: dict[str, dict[str, Any]] = {
    name: item["post"] for name, item in DOCUMENT["webhooks"].items()
}
CAMEL = re.compile(r"[a-z]+([A-Z0-9][a-z0-9]*)*")
TITLE = re.compile(r"[A-Z][a-z]+( [A-Z][a-z]+)*")
ANSWERED = {s for s in SCHEMAS if s.endswith("Out")}
WITHOUT_PLACE = {"POST /cases/{caseId}/executions", "POST /calendarFeeds"}
"""What is made there is read where it was asked, or never again."""
FROM_ELSEWHERE = {"CloudEvent"}
"""Its names are those of the CloudEvents standard."""


def test_the_document_says_what_it_is() -> None:
    assert DOCUMENT["openapi"].startswith("3.1.")
    assert re.fullmatch(r"\d+\.\d+\.\d+", DOCUMENT["info"]["version"])
    assert DOCUMENT["servers"] == [{"url": "/dsr/v1"}]
    assert DOCUMENT["externalDocs"]["url"].startswith("https://")


def test_it_is_valid_in_both_versions() -> None:
    validate(DOCUMENT)
    assert OLDER["openapi"] == "3.0.3"
    validate(OLDER)


def test_the_older_version_holds_the_same_calls_and_nothing_newer() -> None:
    assert {p: set(i) for p, i in OLDER["paths"].items()} == {
        p: set(i) for p, i in DOCUMENT["paths"].items()
    }
    assert "webhooks" not in OLDER
    newer = {"const", "examples", "propertyNames", "$defs", "prefixItems"}
    names = {key for schema in OLDER["components"]["schemas"].values() for key in words(schema)}
    assert names & newer == set()
    assert [one for one in every(OLDER) if one.get("type") == "null"] == []


def words(schema: Any) -> Iterator[str]:
    """Yield the keywords of a schema, and not the names of its properties."""
    if isinstance(schema, list):
        for part in schema:
            yield from words(part)
    elif isinstance(schema, dict):
        for key, part in schema.items():
            yield key
            if key == "properties":
                yield from words(list(part.values()))
            elif key != "example":
                yield from words(part)


def test_every_call_of_the_role_table_is_described() -> None:
    described = {re.sub(r"\{\w+\}", "{}", call) for call in CALLS}
    expected = {
        re.sub(r"\{\w+\}", "{}", call) for call in (*ROUTES, "GET /health", "GET /deadlines.ics")
    }
    assert described == expected


def test_an_operation_id_is_unique_and_camel_case() -> None:
    ids = [call["operationId"] for call in (*CALLS.values(), *WEBHOOKS.values())]
    assert [name for name, times in Counter(ids).items() if times > 1] == []
    assert [name for name in ids if not CAMEL.fullmatch(name)] == []


def test_a_tag_is_declared_in_title_case_and_used() -> None:
    declared = [tag["name"] for tag in DOCUMENT["tags"]]
    assert [name for name in declared if not TITLE.fullmatch(name)] == []
    used = {call["tags"][0] for call in (*CALLS.values(), *WEBHOOKS.values())}
    assert len(declared) == len(set(declared))
    assert set(declared) == used


@pytest.mark.parametrize("path", sorted(DOCUMENT["paths"]))
def test_a_path_is_lower_camel_case_without_slash_or_extension(path: str) -> None:
    parts = path.removeprefix("/").split("/")
    plain = [part.strip("{}") for part in parts if part != "deadlines.ics"]
    assert [part for part in plain if not CAMEL.fullmatch(part)] == []
    assert [part for part in parts if part.startswith("{") and part == "{id}"] == []


@pytest.mark.parametrize("name", sorted(CALLS))
def test_a_call_is_described_in_full(name: str) -> None:
    call = CALLS[name]
    assert call["summary"]
    assert len(call["tags"]) == 1
    assert "application/problem+json" in call["responses"]["default"]["content"]
    assert any(status.startswith("2") for status in call["responses"])
    in_path = set(re.findall(r"\{(\w+)\}", name))
    assert {p["name"] for p in call["parameters"] if p["in"] == "path"} == in_path
    places = [(p["in"], p["name"]) for p in call["parameters"]]
    assert len(places) == len(set(places))
    given = [p for p in call["parameters"] if p["in"] in {"path", "query"}]
    assert [p["name"] for p in given if not CAMEL.fullmatch(p["name"])] == []
    assert [p["name"] for p in call["parameters"] if p["in"] == "path" and p["name"].endswith("Id") and p["schema"]["type"] != "string"] == []  # fmt: skip


@pytest.mark.parametrize("name", sorted(CALLS))
def test_a_call_tells_how_it_refuses(name: str) -> None:
    call = CALLS[name]
    told = {int(status) for status in call["responses"] if status.isdigit()}
    assert 400 in told
    if name not in PUBLIC:
        assert {401, 403, 406, 429} <= told
    assert (404 in told) >= ("{" in name)
    if "requestBody" in call:
        assert {413, 415} <= told
    headers = {p["name"] for p in call["parameters"] if p["in"] == "header"}
    assert ({412, 428} <= told) == ("If-Match" in headers)
    assert ({409, 422} <= told) >= ("Idempotency-Key" in headers)
    assert (304 in told) == ("If-None-Match" in headers)


@pytest.mark.parametrize("name", sorted(CALLS))
def test_an_answer_is_described(name: str) -> None:
    """A 2xx has a body that is described, or none at all; JSON is always an object of a named schema."""
    for status, answer in CALLS[name]["responses"].items():
        if not status.startswith("2"):
            continue
        assert answer["description"] != "Successful Response" or status == "204" or is_file(answer)
        assert ("content" in answer) == (status != "204"), (name, status)
        if "application/json" in answer.get("content", {}) and not is_file(answer):
            schema = answer["content"]["application/json"]["schema"]
            for one in schema.get("anyOf", [schema]):
                assert SCHEMAS[one["$ref"].rpartition("/")[2]]["type"] == "object"
        if status in {"201", "202"} and name not in WITHOUT_PLACE:
            assert "Location" in answer["headers"]


def is_file(answer: dict[str, Any]) -> bool:
    return "Content-Disposition" in answer.get("headers", {})


@pytest.mark.parametrize("name", sorted(CALLS))
def test_a_file_in_parts_tells_how(name: str) -> None:
    told, headers = (
        CALLS[name]["responses"],
        {p["name"] for p in CALLS[name]["parameters"] if p["in"] == "header"},
    )
    assert ("206" in told) == ({"Range", "If-Range"} <= headers)
    if "206" in told:
        assert {"304", "416"} <= set(told)
        assert {"Content-Range", "ETag", "Repr-Digest"} <= set(told["206"]["headers"])
        assert {"ETag", "Accept-Ranges"} <= set(told["200"]["headers"])
    if "304" in told:
        assert "ETag" in told["304"]["headers"]


def test_a_refusal_tells_its_headers() -> None:
    by_name = DOCUMENT["components"]["responses"]
    assert "WWW-Authenticate" in by_name["Unauthorized"]["headers"]
    assert "Retry-After" in by_name["TooManyRequests"]["headers"]
    assert "Content-Range" in by_name["RangeNotSatisfiable"]["headers"]
    assert all("Content-Language" in told["headers"] for told in by_name.values())


LINKED = {
    f"{document['openapi']} {call['operationId']} {status} {target}": (document, call, answer, link)
    for document in (DOCUMENT, OLDER)
    for item in document["paths"].values()
    for call in item.values()
    for status, answer in call["responses"].items()
    for target, link in answer.get("links", {}).items()
}


def test_what_is_made_leads_on() -> None:
    for version in (DOCUMENT["openapi"], OLDER["openapi"]):
        sources = {name.split()[1] for name in LINKED if name.startswith(f"{version} ")}
        assert sources == set(LINKS)
        leads = [name for name in LINKED if name.startswith(f"{version} ")]
        assert len(leads) == sum(len(one.to) for one in LINKS.values())


@pytest.mark.parametrize("name", sorted(LINKED))
def test_a_link_leads_to_a_call_and_gives_what_it_takes(name: str) -> None:
    """Each id comes from the answer or the path; each expression reads something that is described there."""
    document, source, answer, link = LINKED[name]
    calls = [call for item in document["paths"].values() for call in item.values()]
    (target,) = (call for call in calls if call["operationId"] == link["operationId"])
    taken = {p["name"]: p for p in target["parameters"]}
    given = link["parameters"]
    assert set(given) <= set(taken)
    assert {n for n, p in taken.items() if p["in"] == "path"} <= set(given)
    assert ("If-Match" in given) == ("If-Match" in taken and "ETag" in answer["headers"])
    ref = answer["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    schema = document["components"]["schemas"][ref]
    in_path = {p["name"] for p in source["parameters"] if p["in"] == "path"}
    for expression in given.values():
        kind, _, what = expression.removeprefix("$").partition("#/")
        assert expression == "$response.header.ETag" or (
            what in schema["required"]
            if kind == "response.body"
            else kind.rpartition(".")[2] in in_path
        ), expression


@pytest.mark.parametrize("name", sorted(n for n in CALLS if n.startswith(("POST", "PUT"))))
def test_a_body_is_described(name: str) -> None:
    body = CALLS[name].get("requestBody", {"required": False, "content": {}})
    assert isinstance(body["required"], bool)
    assert set(body["content"]) <= {"application/json", "multipart/form-data"}
    assert all(content["schema"] for content in body["content"].values())


def test_what_is_public_takes_no_token_and_nothing_else() -> None:
    assert DOCUMENT["security"] == [{"token": []}]
    open_calls = {name for name, call in CALLS.items() if call.get("security") == []}
    assert open_calls == {name for name in PUBLIC if name in CALLS}


def every(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object within."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from every(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from every(inner)


def test_every_reference_leads_to_a_schema_and_every_schema_is_used() -> None:
    found = {one["$ref"] for one in every(DOCUMENT) if isinstance(one.get("$ref"), str)}
    used = {ref.removeprefix("#/components/schemas/") for ref in found if "/schemas/" in ref}
    assert used == set(SCHEMAS)


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_a_schema_is_one(name: str) -> None:
    schema = SCHEMAS[name]
    assert re.fullmatch(r"[A-Z][A-Za-z0-9]+", name), "two models of one name"
    assert schema["type"] in {"object", "string"}
    properties = schema.get("properties", {})
    assert set(schema.get("required", ())) <= set(properties)
    if name in FROM_ELSEWHERE:
        return
    assert [p for p in properties if not CAMEL.fullmatch(p) or p in {"data", "info"}] == []
    for field, value in properties.items():
        form = re.search(r"(Date|At)$", field)
        if form and value.get("type") == "string":
            assert value.get("format") == {"Date": "date", "At": "date-time"}[form[1]], field


@pytest.mark.parametrize("name", sorted(ANSWERED))
def test_an_answer_knows_no_null_and_nothing_undescribed(name: str) -> None:
    assert [one for one in every(SCHEMAS[name]) if one.get("type") == "null"] == []
    if SCHEMAS[name]["type"] == "object":
        assert SCHEMAS[name]["additionalProperties"] is False


REGISTRY: Registry[Any] = Registry().with_resource(
    "urn:contract", Resource.from_contents(DOCUMENT, default_specification=DRAFT202012)
)
CONTENTS = {
    f"{name} {place}": content
    for name, call in (*CALLS.items(), *WEBHOOKS.items())
    for place, part in (("body", call.get("requestBody", {})), *call["responses"].items())
    for kind, content in part.get("content", {}).items()
    if kind.endswith("json") and place != "default" and not is_file(part)
}


@pytest.mark.parametrize("name", sorted(CONTENTS))
def test_an_example_is_there_and_fits(name: str) -> None:
    schema = json.loads(json.dumps(CONTENTS[name]["schema"]).replace('"#/', '"urn:contract#/'))
    Draft202012Validator(schema, registry=REGISTRY).validate(CONTENTS[name]["example"])


BODIES = {
    route.operation_id or "": model
    for router in API_ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute) and (model := model_of(route, "body_model")) is not None
}


@pytest.mark.parametrize("name", sorted(BODIES))
def test_the_example_of_a_body_is_taken(name: str) -> None:
    (call,) = (call for call in CALLS.values() if call["operationId"] == name)
    BODIES[name].model_validate(call["requestBody"]["content"]["application/json"]["example"])


def test_every_event_is_a_webhook() -> None:
    assert set(WEBHOOKS) == {event.value for event in Event}
    for name, call in WEBHOOKS.items():
        content = call["requestBody"]["content"]["application/cloudevents+json"]
        assert content["example"]["type"].endswith(f".notify.{name}")


def test_the_document_is_plain_json() -> None:
    assert json.loads(json.dumps(DOCUMENT)) == DOCUMENT
