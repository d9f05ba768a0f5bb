"""Addresses and pages: where a resource is, and the shape every list has, with a signed place to go on from."""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Annotated, Any, Final

from fastapi import Request
from pydantic import Field

from app.http.parsing import JsonModel
from app.http.problems import InputInvalid, Issue
from app.http.queries import NUMBER
from app.language import Text

BASE_PATH: Final = "/dsr/v1"

_MARK_BYTES: Final = 12
_LONGEST_CURSOR: Final = 500
_BAD_CURSOR = Text(
    "Deze plaats in de lijst bestaat niet. Begin opnieuw",
    "This place in the list does not exist. Start again",
    "Cet endroit de la liste n'existe pas. Recommencez",
)


class PageQuery(JsonModel):
    """How many at once."""

    page_size: Annotated[int, Field(ge=1, le=100, description="How many items at most"), NUMBER] = (
        25
    )


class Cursors:
    """Places in one list; a place of another list, or with other filters, is refused."""

    def __init__(self, key: bytes, list_name: str, wanted: object = None) -> None:
        self._key = key
        self._of = f"{list_name}\n{wanted!r}\n"

    def write(self, place: Sequence[str | int]) -> str:
        """Return the opaque text for a place."""
        payload = json.dumps(place).encode()
        return base64.urlsafe_b64encode(self._mark(payload) + payload).decode().rstrip("=")

    def read(self, cursor: str | None, *, name: str) -> list[Any] | None:
        """Return the place, None without a cursor. Raises InputInvalid for any but our own."""
        if cursor is None:
            return None
        try:
            if len(cursor) > _LONGEST_CURSOR:
                raise ValueError("too long")  # noqa: TRY301 - one way out for every bad cursor
            opened = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except ValueError as error:
            raise InputInvalid(Issue("query", name, _BAD_CURSOR)) from error
        mark, payload = opened[:_MARK_BYTES], opened[_MARK_BYTES:]
        if not hmac.compare_digest(mark, self._mark(payload)):
            raise InputInvalid(Issue("query", name, _BAD_CURSOR))
        place: list[Any] = json.loads(payload)
        return place

    def _mark(self, payload: bytes) -> bytes:
        message = self._of.encode() + payload
        return hmac.new(self._key, message, hashlib.sha256).digest()[:_MARK_BYTES]


def page(
    request: Request,
    items: Sequence[Any],
    *,
    size: int,
    after: tuple[str, str] | None = None,
) -> dict[str, Any]:
    """Return a page; `after` is the name and the value of the cursor of the next one, if there is one."""
    body: dict[str, Any] = {"self": str(request.url), "items": list(items), "pageSize": size}
    if after is not None:
        body["next"] = str(request.url.include_query_params(**{after[0]: after[1]}))
    return body


def whole(request: Request, items: Sequence[Any]) -> dict[str, Any]:
    """Return a list that is always given whole: what hangs on one case is bounded."""
    return page(request, items, size=len(items))


def address(request: Request, path: str) -> str:
    """Return the absolute address of a resource, as the caller reaches this service."""
    return f"{str(request.base_url).rstrip('/')}{path}"
