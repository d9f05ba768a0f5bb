"""The query of a call: read into a model, or refused where the call takes none."""

import re
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from pydantic import BeforeValidator
from pydantic_core import PydanticKnownError

from app.http.parsing import Model, parse
from app.http.problems import InputInvalid, Issue
from app.language import Text

_UNKNOWN = Text(
    "Deze parameter kennen we hier niet",
    "This parameter is unknown here",
    "Ce paramètre est inconnu ici",
)


def query(model: type[Model]) -> Any:
    """Return the dependency that gives a route its query; `model` feeds the OpenAPI document."""

    async def read(request: Request) -> Model:
        return parse(model, _values(request), place="query")

    reader: Callable[[Request], Awaitable[Model]] = read
    reader.query_model = model  # type: ignore[attr-defined]  # read by app.http.contract
    return Depends(reader)


def refuse_query(request: Request) -> None:
    """Raise InputInvalid for any parameter: this call takes none."""
    names = dict.fromkeys(request.query_params)
    if names:
        raise InputInvalid(*(Issue("query", name, _UNKNOWN, unknown=True) for name in names))


async def no_query(request: Request) -> None:
    """Refuse any parameter."""
    refuse_query(request)


NoQuery = Annotated[None, Depends(no_query)]
"""Stands last in the signature of a call without body and query: unknown input is refused everywhere."""


def _number(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"-?(0|[1-9][0-9]{0,15})", value):
        return int(value)
    raise PydanticKnownError("int_parsing")


def _flag(value: Any) -> Any:
    if value in ("true", "false"):
        return value == "true"
    raise PydanticKnownError("bool_type")


NUMBER: Final = BeforeValidator(_number)
"""Of a whole number, after its bounds: written as JSON writes one, without a plus, a dot or a space."""
FLAG: Final = BeforeValidator(_flag)
"""Of true or false: no other word stands for them."""


def many(value: Any) -> Any:
    """Take one value as a list of one: a repeated name means or."""
    return value if isinstance(value, list | tuple) else [value]


def _values(request: Request) -> dict[str, Any]:
    """Return the parameters; a repeated one as a list."""
    found: dict[str, Any] = {}
    for name, value in request.query_params.multi_items():
        found[name] = [*many(found[name]), value] if name in found else value
    return found
