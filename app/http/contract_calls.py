"""One call of the OpenAPI document: its parameters, body and answers, read from the route that serves it."""

import inspect
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, get_args

from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.alias_generators import to_camel

from app.http.contract_examples import example_of
from app.http.contract_parts import (
    DEFAULT,
    IF_MATCH,
    IF_NONE_MATCH,
    IF_RANGE,
    KEY,
    LANGUAGE,
    RANGE,
    REF,
    REFUSALS,
    RELATED,
    TAG,
    TRACE,
)
from app.http.contract_schemas import ContractSchema, answer_models, dependencies, inlined, model_of
from app.http.deps import RepeatDep, check_if_match

Json = dict[str, Any]
PUBLIC = frozenset({"/health", "/deadlines.ics"})
"""Described calls that take no token."""


def describe(call: Json, route: APIRoute, schemas: Json) -> None:
    """Complete what FastAPI says of a call with what our own readers and refusals are."""
    path = [{**one, "name": to_camel(one["name"])} for one in call.get("parameters", ())]
    for one in path:
        one["schema"] = {k: v for k, v in one["schema"].items() if k != "title"}
    call["parameters"] = [*path, *_query(route), *_headers(route)]
    if route.path in PUBLIC:
        call["security"] = []
    _describe_body(call, route, schemas)
    _describe_answers(call, route, schemas)


def _describe_body(call: Json, route: APIRoute, schemas: Json) -> None:
    model = model_of(route, "body_model")
    if model is None:
        return
    schema = {"$ref": REF.format(model=model.__name__)}
    needed = any(field.is_required() for field in model.model_fields.values())
    content = {"schema": schema, "example": example_of(schema, schemas)}
    call["requestBody"] = {"required": needed, "content": {"application/json": content}}


def _describe_answers(call: Json, route: APIRoute, schemas: Json) -> None:
    told = call["responses"]
    told.pop("422", None)  # FastAPI's own: our readers refuse with 400
    for status, models in answer_models(route).items():
        refs = [{"$ref": REF.format(model=model.__name__)} for model in models]
        schema = refs[0] if len(refs) == 1 else {"anyOf": refs}
        example = example_of(schema, schemas)
        told[str(status)]["description"] = _said_of(models)
        told[str(status)]["content"] = {"application/json": {"schema": schema, "example": example}}
    if _is_conditional(route):
        told["304"] = {"description": "The reader has it already", "headers": TAG}
        told["200"]["headers"] = TAG | told["200"].get("headers", {})
    for status in sorted({*_refusals(route), *(int(s) for s in told if int(s) in REFUSALS)}):
        if "content" not in told.get(str(status), {}):
            told[str(status)] = {"$ref": f"#/components/responses/{REFUSALS[status][0]}"}
    for answer in told.values():
        if "$ref" not in answer:
            answer["headers"] = {**answer.get("headers", {}), **TRACE}
    call["responses"] = {status: told[status] for status in sorted(told)} | {"default": DEFAULT}


def _said_of(models: tuple[type[BaseModel], ...]) -> str:
    """Return what the models say of themselves."""
    return " Or: ".join((model.__doc__ or "").partition("\n")[0].rstrip(".") for model in models)


def _is_conditional(route: APIRoute) -> bool:
    read = "GET" in (route.methods or ()) and HTTPStatus.OK in answer_models(route)
    return read or _is_ranged(route)


def _is_ranged(route: APIRoute) -> bool:
    return int(HTTPStatus.PARTIAL_CONTENT) in route.responses


def _refusals(route: APIRoute) -> Iterator[int]:
    """Yield the statuses this call can refuse with, by what stands in its signature."""
    yield 400
    secured = any(hasattr(getattr(d, "dependency", None), "act") for d in dependencies(route))
    if secured:
        yield from (401, 403, 406, 429)
    if "{" in route.path:
        yield 404
    if _has_body(route):
        yield from (413, 415)
    if _has_key(route):
        yield from (409, 422)
    if _has_version(route):
        yield from (409, 412, 428)


def _has_body(route: APIRoute) -> bool:
    return bool(model_of(route, "body_model") or "requestBody" in (route.openapi_extra or {}))


def _has_key(route: APIRoute) -> bool:
    return get_args(RepeatDep)[1] in set(dependencies(route))


def _has_version(route: APIRoute) -> bool:
    # Called within the route, after what only its own rules can find wrong with the body.
    return check_if_match.__name__ in inspect.unwrap(route.endpoint).__code__.co_names


def _query(route: APIRoute) -> Iterator[Json]:
    model = model_of(route, "query_model")
    if model is None:
        return
    schema = model.model_json_schema(ref_template=REF, schema_generator=ContractSchema)
    named = schema.get("$defs", {})
    for name, value in schema.get("properties", {}).items():
        plain = inlined(value, named)
        yield {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "schema": {key: part for key, part in plain.items() if key != "title"},
        }


def _headers(route: APIRoute) -> Iterator[Json]:
    yield LANGUAGE
    yield RELATED
    if _has_key(route):
        yield KEY
    if _has_version(route):
        yield IF_MATCH
    if _is_conditional(route):
        yield IF_NONE_MATCH
    if _is_ranged(route):
        yield from (RANGE, IF_RANGE)
