"""Hand out a file piece by piece: whole or one range, with its hash, and tell at the end how far it came."""

import base64
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

import anyio
from fastapi import Request
from fastapi.responses import Response, StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.types import Message, Receive, Scope, Send
from typing_extensions import override

from app.http.conditional import is_known, not_modified
from app.http.ranges import Span, span_of
from app.kit.served import Fetched, ServedFile

HEADERS_ALONE: Final = "loket.headers_alone"
"""In the scope of a HEAD that is answered as a GET: nothing is read for it, and nothing was fetched."""
_PARTIAL: Final = 206
_CACHE: Final = "no-store, private"
_MEASURES: Final = frozenset({"content-length", "etag", "repr-digest"})

Ended = Callable[[Fetched], None]


def download_headers(name: str) -> dict[str, str]:
    """Return the headers of an attachment; `name` holds no quote, slash or control character."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    # RFC 6266: both forms, the second in UTF-8 for every reader of today.
    written = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return {
        "Content-Disposition": written,
        "Cache-Control": _CACHE,
        "X-Content-Type-Options": "nosniff",
    }


def is_head(request: Request) -> bool:
    """Whether the headers alone are asked for."""
    return HEADERS_ALONE in request.scope


def bare(answer: Response) -> Response:
    """Return an answer without its content, and without what measures it: how long it is, and its tag."""
    headers = {name: told for name, told in answer.headers.items() if name not in _MEASURES}
    made = Response(status_code=answer.status_code, headers=headers)
    del made.headers["content-length"]
    return made


def _span_asked(request: Request, file: ServedFile) -> Span | None:
    """Return which bytes the call asks for; None stands for the whole. Raises RangeNotSatisfiable."""
    return span_of(
        request.headers.get("range"),
        size=file.size,
        if_range=request.headers.get("if-range"),
        etag=file.etag,
    )


def download_answer(request: Request, file: ServedFile, ended: Ended) -> Response:
    """Return the file, or the one range that was asked for; `ended` hears how far it came.

    Who has it already, by `If-None-Match`, hears that alone (304). Raises RangeNotSatisfiable.
    """
    if is_known(request, file.etag):  # before any range: RFC 9110, 13.2.2
        return not_modified({"etag": file.etag, "cache-control": _CACHE})
    asked = _span_asked(request, file)
    span = asked or Span(0, file.size)
    partial = asked is not None
    digest = base64.b64encode(bytes.fromhex(file.sha256)).decode()
    headers = download_headers(file.name) | {
        "Accept-Ranges": "bytes",
        "Content-Length": str(span.end - span.first),
        "ETag": file.etag,
        "Repr-Digest": f"sha-256=:{digest}:",  # RFC 9530: of the whole, for a part too
    }
    if partial:
        headers["Content-Range"] = f"bytes {span.first}-{span.end - 1}/{file.size}"
    status = _PARTIAL if partial else 200
    if is_head(request):
        return Response(status_code=status, media_type=file.media_type, headers=headers)
    return _Counted(
        file.part(span.first, span.end),
        lambda sent: ended(Fetched(span.first, sent, file.size)),
        status=status,
        media_type=file.media_type,
        headers=headers,
    )


class _Counted(StreamingResponse):
    """Counts the bytes that went out, and tells them at the end, however it ends."""

    def __init__(
        self,
        chunks: Iterator[bytes],
        ended: Callable[[int], None],
        *,
        status: int,
        media_type: str,
        headers: Mapping[str, str],
    ) -> None:
        super().__init__(chunks, status, headers, media_type)
        self._ended = ended
        self._sent = 0

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file; whoever hangs up half-way is told of too."""

        async def counted(message: Message) -> None:
            await send(message)
            body: Any = message.get("body", b"")
            self._sent += len(body)

        try:
            await super().__call__(scope, receive, counted)
        finally:
            with anyio.CancelScope(shield=True):
                await run_in_threadpool(self._ended, self._sent)
