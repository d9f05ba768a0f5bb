"""Bodies that stand beside what the contract allows: each value in turn replaced by what a careless or a hostile caller sends."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from pydantic.alias_generators import to_snake
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from tests.answer_check import contract

Json = dict[str, Any]
Steps = tuple[str | int, ...]

REF = "urn:contract#/components/schemas/{name}"
_FORMATS = FormatChecker(formats=())
_TEXTS = (
    "tekst",
    "OVO900001",
    "2026-03-05",
    "2026-03-05T10:00:00+01:00",
    "https://ontvanger.voorbeeld.example/x",
    '"v7"',
    "0" * 64,
)
"""Of these, the first that fits a schema stands for its texts."""
_ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2, 0.5, 1.0, 1.5, -0.5, 1e6, 10**9, 2**53 - 1, 1772704800, 1772704800.5,
    "", " ", "\t\n", "0", "1", "0.5", "1.0", "true", "false", "null", "x", "x" * 6000,
    "2026-3-5", "20260305", "2026-02-30", "2026-W10-4", "2026-03-05", "2026-03-05T10:00:00",
    "2026-03-05 10:00:00+01:00", "2026-03-05T10Z", "2026-03-05T10:00:00Z", "1772704800",
    [], {}, [None], ["x"], [1], [[]], [{}], {"0": "x"},
)  # fmt: skip
"""What no value is replaced by in good faith, and sometimes fits all the same."""


@_FORMATS.checks("date", raises=ValueError)
def _is_date(value: object) -> bool:
    if not isinstance(value, str):
        return True
    return re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None and bool(date.fromisoformat(value))


@_FORMATS.checks("date-time", raises=ValueError)
def _is_instant(value: object) -> bool:
    """ISO 8601 with an offset; the seconds may be left out, which RFC 3339 does not allow."""
    if not isinstance(value, str):
        return True
    written = r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)"
    return re.fullmatch(written, value) is not None and bool(datetime.fromisoformat(value))


@cache
def _registry() -> Registry[Any]:
    resource = Resource.from_contents(contract(), default_specification=DRAFT202012)
    found: Registry[Any] = Registry().with_resource("urn:contract", resource)
    return found


def validator(schema: Json) -> Draft202012Validator:
    """Return what holds a value against a schema of the contract, formats included."""
    return Draft202012Validator(schema, registry=_registry(), format_checker=_FORMATS)


def full(schema: Json) -> Any:
    """Return a value that fits the schema, with everything that is optional in it."""
    plain = _plain(schema)
    if "enum" in plain:
        return plain["enum"][0]
    made = _MADE.get(plain.get("type", ""))
    return made(plain) if made else plain.get("const", 1)


def _plain(schema: Json) -> Json:
    """Return the schema that a reference leads to, or the first of a choice that is not null."""
    if "$ref" in schema:
        return _plain(contract()["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return _plain(next(one for one in schema["anyOf"] if one.get("type") != "null"))
    return schema


def _object(schema: Json) -> Json:
    free = schema.get("additionalProperties")
    made = {name: full(part) for name, part in schema.get("properties", {}).items()}
    return made or ({"veld": full(free) if isinstance(free, dict) else 1} if free else {})


def _text(schema: Json) -> str:
    return next(text for text in _TEXTS if validator(schema).is_valid(text))


_MADE: dict[str, Callable[[Json], Any]] = {
    "object": _object,
    "array": lambda schema: [full(schema["items"])],
    "string": _text,
    "boolean": lambda _schema: True,
    "integer": lambda schema: schema.get("minimum", 1),
    "number": lambda _schema: 0.5,
}


def mutations(body: Any) -> Iterator[tuple[Steps, Any]]:
    """Yield a place in the body and the body with another value there, each once."""
    seen = set()
    for steps in _places(body):
        for other in (*_ODD, *_beside(_at(body, steps))):
            changed = _with(body, steps, other)
            text = json.dumps(changed, sort_keys=True)
            if text not in seen:
                seen.add(text)
                yield steps, changed


def name_of(steps: Steps) -> str:
    """Return a place as a refusal names it, e.g. `rectangles[0].x`."""
    return "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in steps).lstrip(".")


def _places(value: Any, steps: Steps = ()) -> Iterator[Steps]:
    yield steps
    inner: Sequence[tuple[str | int, Any]] = ()
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    for step, part in inner:
        yield from _places(part, (*steps, step))


def _at(value: Any, steps: Steps) -> Any:
    for step in steps:
        value = value[step]
    return value


def _with(value: Any, steps: Steps, other: Any) -> Any:
    if not steps:
        return other
    changed = value.copy()
    changed[steps[0]] = _with(value[steps[0]], steps[1:], other)
    return changed


def _beside(value: Any) -> Iterator[Any]:
    """Yield what is almost this value."""
    yield from ([value], {"value": value}, json.dumps(value))
    match value:
        case str():
            yield from (f" {value} ", value.upper(), f"{value}\x1b", value * 200)
        case bool():
            yield str(value)
        case int() | float():
            yield from (str(value), str(float(value)), float(value), -value - 1, value + 1e9)
        case list():
            yield from (value * 2, value * 1001, [*value, None], [*value, 7], [*value, "7"])
            yield {str(place): part for place, part in enumerate(value)}
        case dict():
            yield from ({**value, "unknown": 1}, {**value, "unknown": None}, list(value.values()))
            for name in value:
                yield {other: part for other, part in value.items() if other != name}
                for written in (to_snake(name), name.upper()):
                    yield {written if o == name else o: part for o, part in value.items()}
