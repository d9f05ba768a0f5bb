"""The route class of the API: keeps the answer of a call that came with an Idempotency-Key."""

from collections.abc import Callable, Coroutine
from typing import Any

import anyio
from anyio.to_thread import run_sync
from fastapi import Request, Response
from fastapi.routing import APIRoute
from typing_extensions import override

from app.http.conditional import unless_known
from app.http.deps import Replay
from app.http.paging import address
from app.http.parts import parts_of


class DeskRoute(APIRoute):
    """A route whose answers are kept for repeats, in the transaction of the call itself."""

    @override
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, around FastAPI's own."""
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                response = await inner(request)
            except Replay as replay:
                return replay.response
            response = unless_known(request, response)
            if (place := response.headers.get("location", "")).startswith("/"):
                response.headers["location"] = address(request, place)
            slot = getattr(request.state, "slot", None)
            if slot is not None:
                keep = parts_of(request).kept_answers.keep
                # A thread of its own: the call holds a connection, and those that wait for one may
                # hold every other thread.
                await run_sync(
                    keep, slot, response, request.state.session, limiter=anyio.CapacityLimiter(1)
                )
            return response

        return handle
