"""The OpenAPI document: bodies read by our own reader are described here, problems on every call."""

import inspect
from typing import Any, get_args, get_type_hints

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

BASE_PATH = "/dsr/v1"
_REF = "#/components/schemas/{model}"
_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "issues": {"type": "array", "items": {"type": "object"}},
    },
}


def body_model(route: APIRoute) -> type[BaseModel] | None:
    """Return the model of the route's JSON body, or None."""
    hints = get_type_hints(route.endpoint, include_extras=True)
    for name in inspect.signature(route.endpoint).parameters:
        for extra in get_args(hints.get(name)):
            model = getattr(getattr(extra, "dependency", None), "model", None)
            if isinstance(model, type) and issubclass(model, BaseModel):
                return model
    return None


def document(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the API, paths relative to its server entry."""
    routes = [
        route
        for route in app.routes
        if isinstance(route, APIRoute) and route.path.startswith(BASE_PATH)
    ]
    spec = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=routes
    )
    models = {route.unique_id: model for route in routes if (model := body_model(route))}
    _, schemas = models_json_schema(
        [(model, "validation") for model in set(models.values())], ref_template=_REF
    )
    components = spec.setdefault("components", {})
    components.setdefault("schemas", {}).update(schemas.get("$defs", {}))
    components["schemas"]["Problem"] = _PROBLEM
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    spec["security"] = [{"token": []}]
    spec["servers"] = [{"url": BASE_PATH}]
    spec["paths"] = {
        path.removeprefix(BASE_PATH): item for path, item in spec.get("paths", {}).items()
    }
    for route in routes:
        _describe(spec, route, models.get(route.unique_id))
    return spec


def _describe(spec: dict[str, Any], route: APIRoute, model: type[BaseModel] | None) -> None:
    for method in route.methods or ():
        call = spec["paths"][route.path.removeprefix(BASE_PATH)].get(method.lower())
        if call is None:
            continue
        call["responses"].pop("422", None)
        call["responses"]["default"] = {
            "description": "Problem",
            "content": {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
            },
        }
        if model is not None:
            call["requestBody"] = {
                "required": True,
                "content": {
                    "application/json": {
                        "schema": {"$ref": f"#/components/schemas/{model.__name__}"}
                    }
                },
            }
