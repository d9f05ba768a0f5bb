"""The OpenAPI document as 3.0.3: the belgif guide asks for it, and many generators read nothing newer."""

from typing import Any

Json = dict[str, Any]
_UNKNOWN = frozenset({"examples", "propertyNames", "contentMediaType", "$defs", "prefixItems"})


def as_openapi_30(document: Json) -> Json:
    """Return the same contract in OpenAPI 3.0.3, without its webhooks: that version does not know them."""
    kept = {name: part for name, part in document.items() if name != "webhooks"}
    schemas = _used(kept, {n: _schema(s) for n, s in kept["components"]["schemas"].items()})
    shared = {name: _walked(part) for name, part in kept["components"].items() if name != "schemas"}
    return {
        **kept,
        "openapi": "3.0.3",
        "tags": [tag for tag in kept["tags"] if tag["name"] != "Events"],
        "paths": _walked(kept["paths"]),
        "components": {"schemas": schemas, **shared},
    }


def _walked(value: Any) -> Any:
    """Return a part of the document with every schema in it converted."""
    if isinstance(value, list):
        return [_walked(part) for part in value]
    if not isinstance(value, dict):
        return value
    return {
        key: part if key == "example" else _schema(part) if key == "schema" else _walked(part)
        for key, part in value.items()
    }


def _schema(value: Any) -> Any:
    if isinstance(value, list):
        return [_schema(part) for part in value]
    if not isinstance(value, dict):
        return value
    found = _bounded(_nested({key: part for key, part in value.items() if key not in _UNKNOWN}))
    if "const" in found:
        found["enum"] = [found.pop("const")]
    if "examples" in value:
        found["example"] = value["examples"][0]
    if "$ref" in found and len(found) > 1:  # in 3.0 what stands beside a reference is not read
        found = {"allOf": [{"$ref": found.pop("$ref")}], **found}
    return found


def _nested(schema: Json) -> Json:
    """Return a schema with the schemas within it converted."""
    if "properties" in schema:
        schema["properties"] = {n: _schema(p) for n, p in schema["properties"].items()}
    for inner in ("items", "additionalProperties"):
        if inner in schema:
            schema[inner] = _schema(schema[inner])
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            schema = _chosen(schema, several)
    return schema


def _bounded(schema: Json) -> Json:
    """Return a schema whose open ends are told as 3.0 does: a limit, and that it is not in."""
    for bound, name in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if bound in schema:
            schema[name], schema[bound] = schema[bound], True
    return schema


def _chosen(schema: Json, several: str) -> Json:
    """Return a choice with null as a value that may be null."""
    parts = [part for part in schema[several] if part.get("type") != "null"]
    rest = {key: part for key, part in schema.items() if key != several}
    if len(parts) == len(schema[several]):
        return {**rest, several: _schema(parts)}
    if len(parts) == 1 and "$ref" not in parts[0]:
        return {**rest, **_schema(parts[0]), "nullable": True}
    return {**rest, several: _schema(parts), "nullable": True}


def _used(document: Json, schemas: Json) -> Json:
    """Return the schemas that something refers to: those of the webhooks alone have gone with them."""
    used, waiting = set(), [*_references(document["paths"]), "Problem", "Issue"]
    while waiting:
        name = waiting.pop()
        if name not in used:
            used.add(name)
            waiting += _references(schemas[name])
    return {name: schema for name, schema in schemas.items() if name in used}


def _references(value: Any) -> list[str]:
    if isinstance(value, list):
        return [name for part in value for name in _references(part)]
    if not isinstance(value, dict):
        return []
    own = [value["$ref"].rpartition("/")[2]] if _is_to_a_schema(value) else []
    return own + [name for part in value.values() for name in _references(part)]


def _is_to_a_schema(value: Json) -> bool:
    return isinstance(value.get("$ref"), str) and "/schemas/" in value["$ref"]
