"""What the reader has already is not sent again: a tag of the content, where the answer has no version of its own."""

import hashlib
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from fastapi import Request, Response

_JSON: Final = "application/json"
_KEPT: Final = ("etag", "cache-control", "content-language", "vary")


def unless_known(request: Request, answer: Response) -> Response:
    """Return the answer with a tag, or 304 where the reader named this very tag in `If-None-Match`."""
    if request.method != "GET" or answer.status_code != HTTPStatus.OK:
        return answer
    body = getattr(answer, "body", None)
    if not isinstance(body, bytes) or not answer.headers["content-type"].startswith(_JSON):
        return answer
    tag = answer.headers.setdefault("etag", f'"{hashlib.sha256(body).hexdigest()[:32]}"')
    return not_modified(answer.headers) if is_known(request, tag) else answer


def is_known(request: Request, tag: str) -> bool:
    """Whether the reader has what has this tag, by `If-None-Match`; `*` stands for whatever there is."""
    told = ",".join(request.headers.getlist("if-none-match"))
    known = {part.strip().removeprefix("W/") for part in told.split(",")}
    return tag in known or known == {"*"}


def not_modified(of_the_whole: Mapping[str, str]) -> Response:
    """Return 304 with the headers that the whole answer would have, as far as they tell of the content."""
    headers = {name: of_the_whole[name] for name in _KEPT if name in of_the_whole}
    return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
