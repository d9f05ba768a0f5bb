"""What the reader has already is not sent again: a tag of the content, where the answer has no version of its own."""

import hashlib
from http import HTTPStatus
from typing import Final

from fastapi import Request, Response

_JSON: Final = "application/json"


def unless_known(request: Request, answer: Response) -> Response:
    """Return the answer with a tag, or 304 where the reader named this very tag in `If-None-Match`."""
    if request.method != "GET" or answer.status_code != HTTPStatus.OK:
        return answer
    body = getattr(answer, "body", None)
    if not isinstance(body, bytes) or not answer.headers["content-type"].startswith(_JSON):
        return answer
    tag = answer.headers.setdefault("etag", f'"{hashlib.sha256(body).hexdigest()[:32]}"')
    known = request.headers.get("if-none-match", "").split(",")
    if tag not in {part.strip().removeprefix("W/") for part in known}:
        return answer
    kept = ("etag", "cache-control", "content-language", "vary")
    headers = {name: answer.headers[name] for name in kept if name in answer.headers}
    return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
