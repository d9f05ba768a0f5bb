"""Examples for the OpenAPI document, put together from the schemas: a value per kind of field, by its name."""

from collections.abc import Mapping
from typing import Any, Final

Json = dict[str, Any]

_ID: Final = "7f1c2a9e6f0b4f7d9a510c5d2a7f3b10"
_PLACE: Final = "https://loket.voorbeeld.example/dsr/v1/cases"
_NAMED: Final[Mapping[str, Any]] = {
    "actor": "token-3",
    "amountBasis": "Kosten van het kopiëren.",
    "assignee": "clara",
    "category": "Loon",
    "city": "Gent",
    "controller": "Agentschap Voorbeeld",
    "country": "BE",
    "dateOfBirth": "1985-07-30",
    "email": "anna@voorbeeld.example",
    "entity": "OVO900001",
    "familyName": "Voorbeeld",
    "fileName": "verzoek.pdf",
    "givenName": "Anna",
    "html": "<!doctype html><title>Antwoord</title>",
    "language": "nl",
    "mediaType": "application/pdf",
    "name": "Anna Voorbeeld",
    "postalCode": "9000",
    "reference": "DSR-7K3M-9QX1",
    "right": "access",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "state": "inSearch",
    "street": "Voorbeeldstraat 1",
    "system": "vlimpers",
    "url": "https://ontvanger.voorbeeld.example/dossiers",
    "version": 7,
    "vlimpersNumber": "1234567",
}
_FORMATS: Final[Mapping[str, Any]] = {
    "date": "2026-03-05",
    "date-time": "2026-03-05T10:00:00+01:00",
    "uri": f"{_PLACE}/{_ID}",
}
_PLAIN: Final[Mapping[str, Any]] = {
    "string": "tekst",
    "integer": 1,
    "number": 0.5,
    "boolean": True,
}


def example_of(schema: Json, schemas: Mapping[str, Json], *, name: str = "") -> Any:
    """Return a value that fits the schema. What is optional is in it where its schema has an example of its own."""
    if schema.get("examples"):
        return schema["examples"][0]
    if (inner := _inner(schema, schemas)) is not None:
        return example_of(inner, schemas, name=name)
    if choices := schema.get("enum", [schema["const"]] if "const" in schema else []):
        known = _NAMED.get(name)
        return known if known in choices else choices[0]
    match schema.get("type"):
        case "object":
            return _object(schema, schemas)
        case "array":
            return [example_of(schema["items"], schemas, name=name)] if "items" in schema else []
        case kind:
            return _value(schema, str(kind), name)


def _inner(schema: Json, schemas: Mapping[str, Json]) -> Json | None:
    """Return the schema that a reference, or the first of a choice, leads to."""
    if "$ref" in schema:
        return schemas[schema["$ref"].rpartition("/")[2]]
    choices = (schema[several] for several in ("anyOf", "oneOf", "allOf") if several in schema)
    found: Json | None = next((choice[0] for choice in choices), None)
    return found


def _object(schema: Json, schemas: Mapping[str, Json]) -> Json:
    needed = schema.get("required", ())
    return {
        name: example_of(part, schemas, name=name)
        for name, part in schema.get("properties", {}).items()
        if name in needed or part.get("examples")
    }


def _value(schema: Json, kind: str, name: str) -> Any:
    if kind == "string" and (name in _NAMED and isinstance(_NAMED[name], str)):
        return _NAMED[name]
    if kind == "integer" and isinstance(_NAMED.get(name), int):
        return _NAMED[name]
    if "format" in schema and schema["format"] in _FORMATS:
        return _FORMATS[schema["format"]]
    if "^[0-9a-f]{64}$" in str(schema.get("pattern", "")):
        return _NAMED["sha256"]
    if kind == "string" and (name == "id" or name.endswith(("Id", "Cases"))):
        return _ID
    return schema.get("minimum", _PLAIN.get(kind, "tekst"))
