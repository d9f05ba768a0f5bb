"""How often each call is made and how long it takes: by the pattern of its path, never by the path."""

from time import perf_counter
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_BUCKETS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_BROKEN: Final = 500


class Calls:
    """Counts of one process, since it started."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        names = ("method", "route")
        self._calls = Counter(
            "loket_calls", "Calls that were answered", (*names, "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "loket_call_seconds",
            "How long the calls took",
            names,
            registry=self.registry,
            buckets=_BUCKETS,
        )

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one call."""
        self._calls.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)


class Measures:
    """Notes each call that is served."""

    def __init__(self, app: ASGIApp, *, calls: Calls) -> None:
        self._app = app
        self._calls = calls

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, and note how it went once the answer has left."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = perf_counter(), _BROKEN

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            method = scope["method"] if scope["method"] in _METHODS else "other"
            self._calls.note(method, _route(scope), status, perf_counter() - began)


_METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})


def _route(scope: Scope) -> str:
    """Return the pattern of the path; what matched none has no name of its own, or anybody could make names."""
    return str(getattr(scope.get("route"), "path", "none"))
