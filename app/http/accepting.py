"""Whether the caller takes what a call gives."""

from collections.abc import Iterable
from typing import Final

from fastapi import Request
from fastapi.routing import APIRoute

from app.errors import DeskError

_JSON: Final = "application/json"


class NotAcceptable(DeskError):
    """The call gives none of the media types that the caller takes."""

    code = "notAcceptable"


def check_accept(request: Request) -> None:
    """Raise NotAcceptable where `Accept` leaves nothing of what this call can give."""
    header = request.headers.get("accept", "")
    given = _given(request.scope.get("route"))
    if header.strip() and given and not any(_takes(header, kind) for kind in given):
        raise NotAcceptable("The call gives another media type")


def check_takes(request: Request, kind: str) -> None:
    """Raise NotAcceptable where `Accept` leaves out the media type that was chosen among those of the call."""
    header = request.headers.get("accept", "")
    if header.strip() and not _takes(header, kind):
        raise NotAcceptable("The call gives another media type")


def _given(route: object) -> frozenset[str]:
    """Return what a call can give; empty where it gives nothing, or anything."""
    if not isinstance(route, APIRoute):
        return frozenset()
    told = [answer for status, answer in route.responses.items() if str(status).startswith("2")]
    kinds = {kind for answer in told for kind in answer.get("content", ())}
    kinds |= {_JSON for answer in told if "model" in answer}
    return frozenset() if "*/*" in kinds else frozenset(kinds)


def _takes(header: str, kind: str) -> bool:
    return any(
        name in _names(kind) and "q=0" not in parameters and "q=0.0" not in parameters
        for name, parameters in map(_parts, header.split(","))
    )


def _parts(written: str) -> tuple[str, frozenset[str]]:
    name, *parameters = written.lower().replace(" ", "").split(";")
    return name, frozenset(parameters)


def _names(kind: str) -> Iterable[str]:
    """Return what a caller may write for a media type; who takes problems takes the JSON of the API."""
    family = kind.partition("/")[0]
    return {kind, f"{family}/*", "*/*", *({"application/problem+json"} if kind == _JSON else ())}
