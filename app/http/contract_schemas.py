"""The schemas of the OpenAPI document, from the models of bodies, queries and answers."""

import inspect
from collections.abc import Iterable, Iterator
from typing import Any, get_args, get_type_hints

from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema
from pydantic_core import core_schema
from typing_extensions import override

from app.http.contract_parts import REF

Json = dict[str, Any]


class ContractSchema(GenerateJsonSchema):
    """Tells of a text that is stripped before it is measured that spaces alone are nothing."""

    @override
    def str_schema(self, schema: core_schema.StringSchema) -> Json:
        """Return the schema of a text."""
        made = super().str_schema(schema)
        if schema.get("strip_whitespace") and schema.get("min_length"):
            made.setdefault("pattern", r"[^\s\x85]")  # a blank of ours that is none of ECMA-262
        return made

    @override
    def dict_schema(self, schema: core_schema.DictSchema) -> Json:
        """Return the schema of an object with free keys: their pattern stands with their other bounds."""
        made = super().dict_schema(schema)
        for pattern, value in made.pop("patternProperties", {}).items():
            names = {**made.get("propertyNames", {}), "pattern": pattern}
            made |= {"additionalProperties": value or True, "propertyNames": names}
        return made


def dependencies(route: APIRoute) -> Iterator[Any]:
    """Yield what the parameters of a route are annotated with."""
    hints = get_type_hints(route.endpoint, include_extras=True)
    for name in inspect.signature(route.endpoint).parameters:
        yield from get_args(hints.get(name))


def model_of(route: APIRoute, kind: str) -> type[BaseModel] | None:
    """Return the model of the route's body (`body_model`) or query (`query_model`), or None."""
    for extra in dependencies(route):
        model = getattr(getattr(extra, "dependency", None), kind, None)
        if isinstance(model, type) and issubclass(model, BaseModel):
            return model
    return None


def answer_models(route: APIRoute) -> dict[int, tuple[type[BaseModel], ...]]:
    """Return the models a route answers, by status; several where the body says which it is."""
    named = {int(s): r["model"] for s, r in route.responses.items() if "model" in r}
    return {status: get_args(model) or (model,) for status, model in named.items()}


def schemas_of(routes: Iterable[APIRoute], more: Iterable[type[BaseModel]] = ()) -> Json:
    """Return every schema that the routes name, and those of `more`, which is answered or sent too."""
    listed = list(routes)
    bodies = [m for m in (model_of(route, "body_model") for route in listed) if m is not None]
    answers = [m for r in listed for models in answer_models(r).values() for m in models]
    given, told = _schemas(bodies), _schemas([*answers, *more])
    return given | {name: _without_null(schema) for name, schema in told.items()}


def _schemas(models: Iterable[type[BaseModel]]) -> Json:
    inputs = [(model, "validation") for model in dict.fromkeys(models)]
    _, made = models_json_schema(
        inputs,  # type: ignore[arg-type]  # the mode is a literal
        ref_template=REF,
        schema_generator=ContractSchema,
    )
    return {name: _untitled(schema) for name, schema in made.get("$defs", {}).items()}


def _untitled(schema: Json) -> Json:
    """Return a schema whose properties have no title: it only says their name again."""
    properties = schema.get("properties")
    if properties is None:
        return {key: part for key, part in schema.items() if key != "title"}
    plain = {n: {k: v for k, v in p.items() if k != "title"} for n, p in properties.items()}
    return {k: v for k, v in schema.items() if k != "title"} | {"properties": plain}


def _without_null(schema: Json) -> Json:
    """Return a schema of an answer: what is null is absent there."""
    if "properties" not in schema:
        return schema
    return {**schema, "properties": {n: inlined(p, {}) for n, p in schema["properties"].items()}}


def inlined(value: Any, named: Json) -> Any:
    """Return a schema with the references of `named` filled in, and without the choice of null: it is left out."""
    if isinstance(value, list):
        return [inlined(part, named) for part in value]
    if not isinstance(value, dict):
        return value
    if (name := str(value.get("$ref", "")).rpartition("/")[2]) in named:
        return inlined(named[name], named)
    kinds = [part for part in value.get("anyOf", ()) if part.get("type") != "null"]
    rest = {k: v for k, v in value.items() if not (k == "default" and v is None)}
    if len(kinds) == 1:
        rest.pop("anyOf")
        return inlined({**rest, **kinds[0]}, named)
    if kinds:
        rest["anyOf"] = kinds
    return {key: inlined(part, named) for key, part in rest.items()}
