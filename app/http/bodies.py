"""Read a JSON body in the order of refusals: media type and size before contents, unknown fields refused."""

import json
import math
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from fastapi import Depends, Request

from app.errors import DeskError
from app.http.parsing import Model, parse
from app.http.problems import InputInvalid, Issue
from app.http.queries import refuse_query
from app.language import Text

MAX_JSON_BYTES: Final = 1_000_000
_DEEPEST: Final = 20
"""Levels of nesting; the contract itself needs six."""
_LARGEST: Final = 2**53 - 1
"""RFC 7493: what every reader of JSON holds exactly."""

_NOT_JSON = Text(
    "Dit is geen geldige JSON", "This is not valid JSON", "Ce n'est pas du JSON valide"
)
_TOO_DEEP = Text(
    "Deze waarde is te diep genest",
    "This value is nested too deeply",
    "Cette valeur est trop imbriquée",
)
_TOO_LARGE = Text("Dit getal is te groot", "This number is too large", "Ce nombre est trop grand")
_NO_TEXT = Text(
    "Deze tekst bevat een teken dat geen tekst is",
    "This text holds a character that is not text",
    "Ce texte contient un caractère qui n'est pas du texte",
)


class UnsupportedMediaType(DeskError):
    """The body is not of the media type this call takes."""

    code = "unsupportedMediaType"


class PayloadTooLarge(DeskError):
    """The body is larger than this call takes. Fact `limit`, in bytes."""

    code = "payloadTooLarge"


def json_body(model: type[Model], *, with_query: bool = False) -> Any:
    """Return the dependency that gives a route its body; `model` feeds the OpenAPI document.

    A query is refused here too, after 401 to 415, unless the route reads one.
    """

    async def body(request: Request) -> Model:
        values = await read_json(request)
        if not with_query:
            refuse_query(request)
        return parse(model, values)

    reader: Callable[[Request], Awaitable[Model]] = body
    reader.body_model = model  # type: ignore[attr-defined]  # read by app.http.contract
    return Depends(reader)


async def read_json(request: Request) -> Any:
    """Return the parsed body; an absent body reads as an empty object.

    Raises UnsupportedMediaType, PayloadTooLarge and InputInvalid, in this order.
    """
    raw = await _read(request)
    request.state.raw_body = raw
    if not raw:
        return {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" or is_packed(request):
        raise UnsupportedMediaType("This call takes application/json, not packed")
    values = _parsed(raw)
    _check_values(values, "", 0)
    return values


def is_packed(request: Request) -> bool:
    """Whether the body comes in a coding of its own, such as gzip: nothing here unpacks one (RFC 9110, 15.5.16)."""
    return request.headers.get("content-encoding", "identity").strip().lower() != "identity"


async def _read(request: Request) -> bytes:
    told = request.headers.get("content-length", "")
    if told.isascii() and told.isdigit() and int(told) > MAX_JSON_BYTES:
        raise PayloadTooLarge("The body is too large", limit=MAX_JSON_BYTES)
    raw = bytearray()
    async for part in request.stream():
        raw += part
        if len(raw) > MAX_JSON_BYTES:
            raise PayloadTooLarge("The body is too large", limit=MAX_JSON_BYTES)
    return bytes(raw)


def _parsed(raw: bytes) -> Any:
    try:
        # RFC 8259: UTF-8 alone; left to itself the parser guesses, and lets half characters pass.
        return json.loads(
            raw.decode("utf-8"),
            parse_float=_finite,
            parse_constant=_refuse_constant,
            object_pairs_hook=_unique,
        )
    except (ValueError, RecursionError) as error:
        raise InputInvalid(Issue("body", "", _NOT_JSON)) from error


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("out of range")
    return number


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        # B17: the last of two equal keys never wins silently.
        raise ValueError("a key stands twice")
    return found


def _check_values(value: Any, path: str, depth: int) -> None:
    """Refuse what not every database, letter or reader can hold: NUL, half a character, endless nesting."""
    if depth > _DEEPEST:
        raise InputInvalid(Issue("body", path, _TOO_DEEP))
    match value:
        case str() if not is_text(value):
            raise InputInvalid(Issue("body", path, _NO_TEXT))
        case int() if abs(value) > _LARGEST:
            raise InputInvalid(Issue("body", path, _TOO_LARGE))
        case list():
            for place, item in enumerate(value):
                _check_values(item, f"{path}[{place}]", depth + 1)
        case dict():
            for name, item in value.items():
                _check_values(name, path, depth + 1)
                _check_values(item, f"{path}.{name}" if path else name, depth + 1)


def is_text(text: str) -> bool:
    """Whether PostgreSQL and UTF-8 can hold this text."""
    return "\x00" not in text and not any("\ud800" <= c <= "\udfff" for c in text)
