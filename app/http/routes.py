"""The route class of the API: keeps the answer of a call that came with an Idempotency-Key."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from typing_extensions import override

from app.http.deps import Replay
from app.http.parts import parts_of


class DeskRoute(APIRoute):
    """A route whose answers are kept for repeats."""

    @override
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, around FastAPI's own."""
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            kept = parts_of(request).kept_answers
            try:
                response = await inner(request)
            except Replay as replay:
                return replay.response
            except BaseException:
                slot = getattr(request.state, "slot", None)
                if slot is not None:
                    await run_in_threadpool(kept.release, slot)
                raise
            slot = getattr(request.state, "slot", None)
            if slot is not None:
                await run_in_threadpool(kept.keep, slot, response)
            return response

        return handle
