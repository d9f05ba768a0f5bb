"""The contract that the service serves describes every call, in the form OpenAPI 3.1 and the belgif guide ask for."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from app.main import make_app
from tests.role_table import PUBLIC, ROUTES

NOTHING: Any = SimpleNamespace()
"""Live parts are not needed to describe the calls."""
DOCUMENT: dict[str, Any] = make_app(NOTHING).state.contract
CALLS = {
    f"{method.upper()} {path}": call
    for path, item in DOCUMENT["paths"].items()
    for method, call in item.items()
}


def test_the_document_says_what_it_is() -> None:
    assert DOCUMENT["openapi"].startswith("3.1.")
    assert re.fullmatch(r"\d+\.\d+\.\d+", DOCUMENT["info"]["version"])
    assert DOCUMENT["servers"] == [{"url": "/dsr/v1"}]


def test_every_call_of_the_role_table_is_described() -> None:
    described = {re.sub(r"\{\w+\}", "{}", call) for call in CALLS}
    expected = {re.sub(r"\{\w+\}", "{}", call) for call in (*ROUTES, "GET /health")}
    assert described == expected


def test_an_operation_id_is_unique_and_camel_case() -> None:
    ids = [call["operationId"] for call in CALLS.values()]
    assert [name for name, times in Counter(ids).items() if times > 1] == []
    assert [name for name in ids if not re.fullmatch(r"[a-z]+([A-Z][a-z]*)*", name)] == []


@pytest.mark.parametrize("name", sorted(CALLS))
def test_a_call_is_described_in_full(name: str) -> None:
    call = CALLS[name]
    assert call["summary"]
    assert len(call["tags"]) == 1
    assert call["tags"][0] in {tag["name"] for tag in DOCUMENT["tags"]}
    assert "application/problem+json" in call["responses"]["default"]["content"]
    assert any(status.startswith("2") for status in call["responses"])
    assert "422" not in call["responses"]
    in_path = set(re.findall(r"\{(\w+)\}", name))
    assert {p["name"] for p in call["parameters"] if p["in"] == "path"} == in_path
    assert all(re.fullmatch(r"[a-z]+([A-Z][a-z]*)*", part) for part in in_path)
    places = [(p["in"], p["name"]) for p in call["parameters"]]
    assert len(places) == len(set(places))


@pytest.mark.parametrize("name", sorted(n for n in CALLS if n.startswith(("POST", "PUT"))))
def test_a_body_is_described(name: str) -> None:
    body = CALLS[name]["requestBody"]
    assert isinstance(body["required"], bool)
    assert set(body["content"]) <= {"application/json", "multipart/form-data"}
    assert all(content["schema"] for content in body["content"].values())


def test_what_is_public_takes_no_token_and_nothing_else() -> None:
    assert DOCUMENT["security"] == [{"token": []}]
    open_calls = {name for name, call in CALLS.items() if call.get("security") == []}
    assert open_calls == {name for name in PUBLIC if name in CALLS}


def refs(value: Any) -> Iterator[str]:
    """Yield every reference."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from refs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from refs(inner)


def test_every_reference_leads_to_a_schema_and_every_schema_is_used() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    used = {ref.removeprefix("#/components/schemas/") for ref in refs(DOCUMENT)}
    assert used == set(schemas)


@pytest.mark.parametrize("name", sorted(DOCUMENT["components"]["schemas"]))
def test_a_schema_is_one(name: str) -> None:
    schema = DOCUMENT["components"]["schemas"][name]
    assert schema["type"] in {"object", "string"}
    assert set(schema.get("required", ())) <= set(schema.get("properties", ()))
    assert all(re.fullmatch(r"[a-z]+([A-Z][a-z]*)*", p) for p in schema.get("properties", ()))


def test_the_document_is_plain_json() -> None:
    assert json.loads(json.dumps(DOCUMENT)) == DOCUMENT
