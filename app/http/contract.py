"""The OpenAPI document: bodies and queries read by our own readers are described here, problems on every call."""

import inspect
import re
from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.alias_generators import to_camel
from pydantic.json_schema import models_json_schema

from app.http.deps import RepeatDep, check_if_match
from app.http.paging import BASE_PATH

_REF = "#/components/schemas/{model}"
_TAGS = {
    "Cases": "Requests as they were received: registered, listed, searched, read",
    "Documents": "What people sent with their request",
    "Identity": "Proof of who asks",
    "Dossier": "What the connected systems hold",
    "Withholdings": "Passages that stay back for the rights of others",
    "Opinions": "The advice of the DPO, and the tests that the law asks for",
    "Referrals": "What another controller or another regime answers",
    "Oral answers": "What was told by word of mouth, in writing",
    "Decisions": "Proposals, draft, confirmation by somebody else",
    "Executions": "What was granted, carried out in the stores step by step",
    "Letters": "Sealed letters",
    "Recipients": "Recipients of data that were told of a change (Art. 19), and what they answered",
    "Restrictions": "What may not be used now, and for which purposes it still may",
    "Collector tasks": "What is asked of who searches a system by hand",
    "Exports": "Sealed copies of the data",
    "Transfers": "Packages handed to another controller at the person's wish (Art. 20(2))",
    "Ways out": "Extension, answer, withdrawal, closure",
    "Clock": "The statutory period, explained",
    "Reference": "The register of processing, code lists, holidays",
    "Operations": "Health and the audit trail",
}
_PROBLEM = {
    "type": "object",
    "description": "A refusal (RFC 9457); `type` is stable, `detail` is in the language of the reader.",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "format": "uri"},
        "issues": {"type": "array", "items": {"$ref": _REF.format(model="Issue")}},
    },
}
_ISSUE = {
    "type": "object",
    "description": "One thing wrong with the input; never its value.",
    "required": ["type", "title", "in", "name", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "in": {"type": "string", "enum": ["body", "header", "path", "query"]},
        "name": {"type": "string"},
        "detail": {"type": "string"},
    },
}
_DEFAULT = {
    "description": "A refusal",
    "content": {"application/problem+json": {"schema": {"$ref": _REF.format(model="Problem")}}},
}
_LANGUAGE = {
    "name": "Accept-Language",
    "in": "header",
    "description": "Language of the sentences for people: nl, fr or en",
    "schema": {"type": "string"},
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "A repeat with the same key and body gives the first answer again, for 72 hours",
    "schema": {"type": "string", "maxLength": 255},
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of the case as it was read",
    "schema": {"type": "string"},
}
PUBLIC = frozenset({"/health"})
"""Described calls that take no token."""


def document(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the routers of `app.state.api_routers`, paths relative to its server entry."""
    routes = [
        route
        for router in app.state.api_routers
        for route in router.routes
        if isinstance(route, APIRoute) and route.include_in_schema
    ]
    spec = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=routes,
        tags=[{"name": name, "description": text} for name, text in _TAGS.items()],
    )
    components = spec.setdefault("components", {})
    components["schemas"] = _schemas(routes) | {"Problem": _PROBLEM, "Issue": _ISSUE}
    components["securitySchemes"] = {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": "A token of `loket token create`",
        }
    }
    spec["security"] = [{"token": []}]
    spec["servers"] = [{"url": BASE_PATH}]
    for route in routes:
        for method in route.methods or ():
            _describe(spec["paths"][route.path_format][method.lower()], route)
    spec["paths"] = {_camel_path(path): item for path, item in spec["paths"].items()}
    return spec


def _camel_path(path: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: f"{{{to_camel(found[1])}}}", path)


def model_of(route: APIRoute, kind: str) -> type[BaseModel] | None:
    """Return the model of the route's body (`body_model`) or query (`query_model`), or None."""
    for extra in _dependencies(route):
        model = getattr(getattr(extra, "dependency", None), kind, None)
        if isinstance(model, type) and issubclass(model, BaseModel):
            return model
    return None


def _dependencies(route: APIRoute) -> Iterator[Any]:
    hints = get_type_hints(route.endpoint, include_extras=True)
    for name in inspect.signature(route.endpoint).parameters:
        yield from get_args(hints.get(name))


def _schemas(routes: list[APIRoute]) -> dict[str, Any]:
    models = [m for m in (model_of(route, "body_model") for route in routes) if m is not None]
    inputs = [(model, "validation") for model in dict.fromkeys(models)]
    _, made = models_json_schema(inputs, ref_template=_REF)  # type: ignore[arg-type]  # the mode is a literal
    schemas: dict[str, Any] = made.get("$defs", {})
    return schemas


def _describe(call: dict[str, Any], route: APIRoute) -> None:
    call["responses"].pop("422", None)
    call["responses"]["default"] = _DEFAULT
    path = [{**one, "name": to_camel(one["name"])} for one in call.get("parameters", ())]
    call["parameters"] = [*path, *_query(route), *_headers(route)]
    if route.path in PUBLIC:
        call["security"] = []
    model = model_of(route, "body_model")
    if model is not None:
        schema = {"$ref": _REF.format(model=model.__name__)}
        needed = any(field.is_required() for field in model.model_fields.values())
        call["requestBody"] = {
            "required": needed,
            "content": {"application/json": {"schema": schema}},
        }


def _query(route: APIRoute) -> Iterator[dict[str, Any]]:
    model = model_of(route, "query_model")
    if model is None:
        return
    schema = model.model_json_schema(ref_template=_REF)
    named = schema.get("$defs", {})
    for name, value in schema.get("properties", {}).items():
        plain = _inlined(value, named)
        yield {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "schema": {key: part for key, part in plain.items() if key != "title"},
        }


def _inlined(value: Any, named: dict[str, Any]) -> Any:
    """Return a schema with its references filled in, and without the choice of null: it is left out."""
    if isinstance(value, list):
        return [_inlined(part, named) for part in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        return _inlined(named[value["$ref"].rpartition("/")[2]], named)
    kinds = [part for part in value.get("anyOf", ()) if part.get("type") != "null"]
    if len(kinds) == 1:
        rest = {k: v for k, v in value.items() if k not in {"anyOf", "default"}}
        return _inlined({**rest, **kinds[0]}, named)
    return {key: _inlined(part, named) for key, part in value.items()}


def _headers(route: APIRoute) -> Iterator[dict[str, Any]]:
    yield _LANGUAGE
    if get_args(RepeatDep)[1] in set(_dependencies(route)):
        yield _KEY
    # Called within the route, after what only its own rules can find wrong with the body.
    if check_if_match.__name__ in route.endpoint.__code__.co_names:
        yield _IF_MATCH
