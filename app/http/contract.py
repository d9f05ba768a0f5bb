"""The OpenAPI document: bodies, queries and answers from their models, refusals from what stands in a signature."""

import re
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic.alias_generators import to_camel

from app.http.contract_calls import describe
from app.http.contract_events import CloudEvent, webhooks
from app.http.contract_examples import example_of
from app.http.contract_links import add_links
from app.http.contract_parts import EXTERNAL, HEADERS, ISSUE, PROBLEM, REF, SCHEMES, TAGS, refusals
from app.http.contract_schemas import schemas_of
from app.http.paging import BASE_PATH
from app.http.problems import types_of_problems

Json = dict[str, Any]


def document(app: FastAPI) -> Json:
    """Return the OpenAPI 3.1 document of the routers of `app.state.api_routers`, paths relative to its server entry."""
    routes = [
        route
        for router in app.state.api_routers
        for route in router.routes
        if isinstance(route, APIRoute) and route.include_in_schema
    ]
    spec = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=routes
    )
    schemas = schemas_of(routes, (CloudEvent,)) | {"Problem": _problem(), "Issue": ISSUE}
    for route in routes:
        for method in route.methods or ():
            describe(spec["paths"][route.path_format][method.lower()], route, schemas)
    add_links(spec["paths"])
    used = {
        tag for item in spec["paths"].values() for call in item.values() for tag in call["tags"]
    }
    names = [name for name in TAGS if name in used | {"Events"}] + sorted(used - set(TAGS))
    event = example_of({"$ref": REF.format(model=CloudEvent.__name__)}, schemas)
    return {
        "openapi": spec["openapi"],
        "info": spec["info"],
        "externalDocs": EXTERNAL,
        "servers": [{"url": BASE_PATH}],
        "security": [{"token": []}],
        "tags": [_tag(name) for name in names],
        "paths": {_camel_path(path): item for path, item in spec["paths"].items()},
        "webhooks": webhooks(event),
        "components": {
            "schemas": schemas,
            "responses": refusals(),
            "headers": HEADERS,
            "securitySchemes": SCHEMES,
        },
    }


def _problem() -> Json:
    """Return the schema of a refusal, with every type there is."""
    kind = {**PROBLEM["properties"]["type"], "enum": sorted(types_of_problems())}
    return {**PROBLEM, "properties": {**PROBLEM["properties"], "type": kind}}


def _tag(name: str) -> Json:
    return {"name": name, "description": TAGS[name]} if name in TAGS else {"name": name}


def _camel_path(path: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: f"{{{to_camel(found[1])}}}", path)
