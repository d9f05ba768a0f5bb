"""An OpenAPI document as rows for a page: operations by tag, and schemas with their properties."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

Document = Mapping[str, Any]

_METHODS: Final = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A parameter or a property."""

    name: str
    kind: str
    schema: str
    """Name of the schema it refers to, empty for a plain value."""
    required: bool
    place: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class ContentRow:
    """What a body or an answer holds: a media type, its schemas, and an example as text."""

    media_type: str
    schemas: tuple[str, ...]
    kind: str
    example: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One status a call can answer with."""

    status: str
    description: str
    headers: tuple[str, ...]
    contents: tuple[ContentRow, ...]


@dataclass(frozen=True, slots=True)
class OperationRow:
    """One call, or one message of ours to another system."""

    anchor: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[FieldRow, ...]
    bodies: tuple[ContentRow, ...]
    body_needed: bool
    answers: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True)
class SchemaRow:
    """One schema; `choices` are the values of an enumeration."""

    name: str
    description: str
    fields: tuple[FieldRow, ...]
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ApiRows:
    """Everything the page shows."""

    title: str
    version: str
    description: str
    server: str
    groups: tuple[tuple[str, tuple[OperationRow, ...]], ...]
    webhooks: tuple[OperationRow, ...]
    schemas: tuple[SchemaRow, ...]


def rows_of(document: Document) -> ApiRows:
    """Return the rows of an OpenAPI 3.1 document."""
    groups: dict[str, list[OperationRow]] = {}
    shared = document.get("components", {}).get("responses", {})
    for tag, operation in _operations(document, shared):
        groups.setdefault(tag, []).append(operation)
    schemas = document.get("components", {}).get("schemas", {})
    about = document["info"]
    return ApiRows(
        title=about["title"],
        version=about["version"],
        description=about.get("description", ""),
        server=next((s["url"] for s in document.get("servers", ())), ""),
        groups=tuple((tag, tuple(rows)) for tag, rows in groups.items()),
        webhooks=tuple(
            _operation(name, "post", item["post"], shared)
            for name, item in document.get("webhooks", {}).items()
        ),
        schemas=tuple(_schema(name, schemas[name]) for name in sorted(schemas)),
    )


def _operations(document: Document, shared: Document) -> Iterator[tuple[str, OperationRow]]:
    for path, item in document.get("paths", {}).items():
        for method in _METHODS:
            if method in item:
                call = item[method]
                yield (
                    next(iter(call.get("tags", ())), "Other"),
                    _operation(path, method, call, shared),
                )


def _operation(path: str, method: str, call: Document, shared: Document) -> OperationRow:
    body = call.get("requestBody", {})
    return OperationRow(
        anchor=call.get("operationId", f"{method}-{path.strip('/').replace('/', '-')}"),
        method=method.upper(),
        path=path,
        summary=call.get("summary", ""),
        description=call.get("description", ""),
        parameters=tuple(_parameter(p) for p in call.get("parameters", ())),
        bodies=tuple(_contents(body)),
        body_needed=body.get("required", False),
        answers=tuple(
            _answer(status, shared.get(answer.get("$ref", "").rpartition("/")[2], answer))
            for status, answer in call.get("responses", {}).items()
        ),
    )


def _parameter(given: Document) -> FieldRow:
    kind, schema = _kind(given.get("schema", {}))
    required = given.get("required", False)
    return FieldRow(
        given["name"], kind, schema, required, given["in"], given.get("description", "")
    )


def _answer(status: str, answer: Document) -> AnswerRow:
    return AnswerRow(
        status=status,
        description=answer.get("description", "").replace("`", ""),
        headers=tuple(answer.get("headers", {})),
        contents=tuple(_contents(answer)),
    )


def _contents(holder: Document) -> Iterator[ContentRow]:
    for media_type, content in holder.get("content", {}).items():
        schema = content.get("schema", {})
        several = schema.get("anyOf", [schema])
        names = tuple(part["$ref"].rpartition("/")[2] for part in several if "$ref" in part)
        example = content.get("example")
        shown = "" if example is None else json.dumps(example, ensure_ascii=False, indent=2)
        yield ContentRow(media_type, names, _kind(schema)[0], shown)


def _schema(name: str, schema: Document) -> SchemaRow:
    required = schema.get("required", ())
    return SchemaRow(
        name=name,
        description=schema.get("description", ""),
        fields=tuple(
            _field(field, value, required=field in required)
            for field, value in schema.get("properties", {}).items()
        ),
        choices=tuple(str(choice) for choice in schema.get("enum", ())),
    )


def _field(name: str, value: Document, *, required: bool) -> FieldRow:
    kind, schema = _kind(value)
    return FieldRow(name, kind, schema, required, description=value.get("description", ""))


def _kind(value: Document) -> tuple[str, str]:
    """Return what a value is in words, and the schema it refers to."""
    if "$ref" in value:
        name = value["$ref"].rsplit("/", 1)[-1]
        return name, name
    for several in ("anyOf", "oneOf", "allOf"):
        if several in value:
            return _joined([_kind(part) for part in value[several] if part.get("type") != "null"])
    if value.get("type") == "array":
        kind, schema = _kind(value.get("items", {}))
        return f"list of {kind}", schema
    if "enum" in value or "const" in value:
        return " | ".join(str(choice) for choice in value.get("enum", (value.get("const"),))), ""
    written = value.get("format")
    kind = str(value.get("type", "any"))
    return (f"{kind} ({written})" if written else kind), ""


def _joined(parts: list[tuple[str, str]]) -> tuple[str, str]:
    kinds = " or ".join(dict.fromkeys(kind for kind, _ in parts)) or "any"
    return kinds, next((schema for _, schema in parts if schema), "")
