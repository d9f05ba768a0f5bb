"""An id of its own for each call, in its answer and in every line of the log; the caller's own is given back."""

import re
import uuid
from typing import Final

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TRACE: Final = "BelGov-Trace-Id"
RELATED: Final = "BelGov-Related-Trace-Id"
_CALLERS: Final = re.compile(r"[A-Za-z0-9._:-]{1,36}")
"""An id and nothing that could be more: it stands in the log."""

log = structlog.get_logger(__name__)


class Traces:
    """Gives each call an id, binds it to the log, and tells it in the answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve with the ids at hand."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        ids = {TRACE: str(uuid.uuid4())}
        given = Headers(scope=scope).get(RELATED, "")
        if _CALLERS.fullmatch(given):
            ids[RELATED] = given

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(ids)
                if RELATED in ids:
                    log.info("call", status=message["status"], route=_route(scope))
            await send(message)

        bound = {"traceId": ids[TRACE], "relatedTraceId": ids.get(RELATED)}
        kept = {name: value for name, value in bound.items() if value}
        with structlog.contextvars.bound_contextvars(**kept):
            await self._app(scope, receive, told)


def _route(scope: Scope) -> str:
    """Return the pattern of the path, never the path: ids and codes may stand in it."""
    return str(getattr(scope.get("route"), "path", ""))
