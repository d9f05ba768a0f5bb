"""Read a JSON body in the order of refusals: media type and size before contents, unknown fields refused."""

import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from app.errors import DeskError
from app.http.problems import InputInvalid, Issue
from app.language import Text

MAX_JSON_BYTES = 1_000_000


class JsonModel(BaseModel):
    """A body or answer of the API: lowerCamelCase, unknown fields refused."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="forbid", str_strip_whitespace=True
    )


class UnsupportedMediaType(DeskError):
    """The body is not of the media type this call takes."""

    code = "unsupportedMediaType"


class PayloadTooLarge(DeskError):
    """The body is larger than this call takes."""

    code = "payloadTooLarge"


Model = TypeVar("Model", bound=BaseModel)

_DETAILS = {
    "missing": Text("Deze waarde ontbreekt", "This value is missing", "Cette valeur manque"),
    "extra_forbidden": Text(
        "Dit veld kennen we niet", "This field is unknown", "Ce champ est inconnu"
    ),
    "enum": Text("Deze code kennen we niet", "This code is unknown", "Ce code est inconnu"),
    "literal_error": Text(
        "Deze code kennen we niet", "This code is unknown", "Ce code est inconnu"
    ),
    "string_too_short": Text(
        "Vul hier iets in", "This cannot be empty", "Ce champ ne peut pas être vide"
    ),
    "string_too_long": Text(
        "Deze tekst is te lang", "This text is too long", "Ce texte est trop long"
    ),
    "timezone_aware": Text(
        "Geef het tijdstip met de afwijking van UTC, bijvoorbeeld 2026-03-05T10:00:00+01:00",
        "Give the timestamp with its offset, e.g. 2026-03-05T10:00:00+01:00",
        "Donnez l'instant avec son décalage, par exemple 2026-03-05T10:00:00+01:00",
    ),
    "date_from_datetime_parsing": Text(
        "Geef de datum als jjjj-mm-dd", "Give the date as yyyy-mm-dd", "Donnez la date: aaaa-mm-jj"
    ),
}
_OTHER = Text(
    "Deze waarde is niet geldig", "This value is not valid", "Cette valeur n'est pas valide"
)
_NOT_JSON = Text(
    "Dit is geen geldige JSON", "This is not valid JSON", "Ce n'est pas du JSON valide"
)


async def read_json(request: Request) -> Any:
    """Return the parsed body; an absent body reads as an empty object.

    Raises UnsupportedMediaType, PayloadTooLarge and InputInvalid, in this order.
    """
    raw = await _read(request)
    request.state.raw_body = raw
    if not raw:
        return {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise UnsupportedMediaType("This call takes application/json")
    try:
        return json.loads(raw, parse_constant=_refuse_constant, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        raise InputInvalid(Issue("body", "", _NOT_JSON)) from error


async def _read(request: Request) -> bytes:
    raw = bytearray()
    async for part in request.stream():
        raw += part
        if len(raw) > MAX_JSON_BYTES:
            raise PayloadTooLarge("The body is too large", limit=MAX_JSON_BYTES)
    return bytes(raw)


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        # B17: the last of two equal keys never wins silently.
        raise ValueError("a key stands twice")
    return found


def parse(model: type[Model], values: Any, *, place: str = "body") -> Model:
    """Return the values as the model. Raises InputInvalid with every issue, never with a value."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise InputInvalid(*_issues(error, place)) from None


def _issues(error: ValidationError, place: str) -> list[Issue]:
    return [
        Issue(
            place=place,
            name=_path(item["loc"]),
            detail=_DETAILS.get(item["type"], _own_text(item) or _OTHER),
            unknown=item["type"] == "extra_forbidden",
        )
        for item in error.errors(include_url=False, include_input=False)
    ]


def _own_text(item: Any) -> Text | None:
    """Return the text of a refusal raised by one of our own validators."""
    own = item.get("ctx", {}).get("error")
    text = getattr(own, "text", None)
    return text if isinstance(text, Text) else None


def _path(location: Sequence[int | str]) -> str:
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path


class Refused(ValueError):
    """A validator's refusal with a sentence of its own."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def json_body(model: type[Model]) -> Any:
    """Return the dependency that gives a route its body; `model` feeds the OpenAPI document."""

    async def body(request: Request) -> Model:
        return parse(model, await read_json(request))

    reader: Callable[[Request], Awaitable[Model]] = body
    reader.model = model  # type: ignore[attr-defined]  # read by app.http.contract
    return Depends(reader)
