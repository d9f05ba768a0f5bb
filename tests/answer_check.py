"""Holds every answer of the API against the contract that the service itself serves: what is not described fails."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from types import SimpleNamespace
from typing import Any

import httpx
from app.main import make_app
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

BASE = "/dsr/v1"
_CONTRACT = "urn:contract"
_BROKEN = 500
_NOT_MODIFIED = 304
_FORMATS = FormatChecker(formats=())


@_FORMATS.checks("date", raises=ValueError)
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or bool(date.fromisoformat(value))


@_FORMATS.checks("date-time", raises=ValueError)
def _is_instant(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@_FORMATS.checks("uri")
def _is_address(value: object) -> bool:
    return not isinstance(value, str) or re.match(r"(https?://|urn:)\S+$", value) is not None


@cache
def contract() -> dict[str, Any]:
    """Return the document, as the service gives it."""
    parts: Any = SimpleNamespace()  # live parts are not needed to describe the calls
    found: dict[str, Any] = make_app(parts).state.contract
    return found


@cache
def _calls() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the paths as patterns, those with the fewest parameters first."""
    paths = sorted(contract()["paths"], key=lambda path: path.count("{"))
    return tuple((re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path) for path in paths)


@cache
def _call(method: str, path: str) -> dict[str, Any] | None:
    for pattern, name in _calls():
        if pattern.fullmatch(path) and method in contract()["paths"][name]:
            found: dict[str, Any] = contract()["paths"][name][method]
            return found
    return None


@cache
def _registry() -> Registry[Any]:
    resource = Resource.from_contents(contract(), default_specification=DRAFT202012)
    found: Registry[Any] = Registry().with_resource(_CONTRACT, resource)
    return found


@cache
def _validator(place: str) -> Draft202012Validator:
    schema = {"$ref": f"{_CONTRACT}#{place}"}
    return Draft202012Validator(schema, registry=_registry(), format_checker=_FORMATS)


def _pointer(*steps: str) -> str:
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)


def check_answer(answer: httpx.Response) -> None:
    """Raise AssertionError for a status, a media type, a header or a body that the contract does not describe."""
    path = answer.request.url.path
    method = answer.request.method.lower()
    if not path.startswith(f"{BASE}/") or answer.status_code >= _BROKEN:
        return
    call = _call(method, path.removeprefix(BASE))
    if call is None:
        return
    told = f"{method.upper()} {path} gave {answer.status_code}"
    described = call["responses"].get(str(answer.status_code))
    assert described is not None, f"{told}, which the contract does not know: {_text(answer)}"
    place = described.get("$ref", "").removeprefix("#")
    if place:
        described = _at(place)
    else:
        name = next(n for n, item in contract()["paths"].items() if item.get(method) is call)
        place = _pointer("paths", name, method, "responses", str(answer.status_code))
    for header, promised in described.get("headers", {}).items():
        optional = promised.get("required") is False
        assert optional or header in answer.headers, f"{told} without {header}"
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if kind not in described.get("content", {}):
        anything = "*/*" in described.get("content", {})
        assert anything or not answer.read(), f"{told} as {kind or 'nothing'}"
        return
    if not kind.endswith("json"):
        return
    checker = _validator(place + _pointer("content", kind, "schema"))
    answer.read()
    fault = best_match(checker.iter_errors(answer.json()))
    assert fault is None, f"{told}: {fault.json_path if fault else ''} {fault and fault.message}"


def _at(place: str) -> dict[str, Any]:
    found = contract()
    for step in place.strip("/").split("/"):
        found = found[step]
    return found


def _text(answer: httpx.Response) -> str:
    return answer.read().decode(errors="replace")[:300]


CHECKED: dict[str, list[Callable[..., Any]]] = {"response": [check_answer]}
"""The `event_hooks` of a client whose answers are checked."""
