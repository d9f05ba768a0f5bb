"""The route class of the API: gives a call that only reads one thread, and keeps the answer for an Idempotency-Key."""

from collections.abc import Callable, Coroutine
from functools import partial, wraps
from inspect import iscoroutinefunction
from typing import Any, Final

import anyio
from anyio.to_thread import run_sync
from fastapi import Request, Response
from fastapi.routing import APIRoute
from sqlalchemy.orm import Session
from typing_extensions import override

from app.audit.journal import Journal
from app.casework.conflicts import ConflictOfInterest, note_refused
from app.http.conditional import unless_known
from app.http.deps import Replay
from app.http.downloads import bare, is_head
from app.http.paging import address
from app.http.parts import parts_of
from app.http.repeats import Slot
from app.http.threads import in_own_thread, in_thread

_Inner = Callable[[Request], Coroutine[Any, Any, Response]]
_READS: Final = frozenset({"GET", "HEAD"})


class DeskRoute(APIRoute):
    """A route whose work is committed before the answer leaves, or not at all; kept for repeats with it."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, _waiting(endpoint), **options)

    @override
    def get_route_handler(self) -> _Inner:
        """Return the handler, around FastAPI's own."""
        inner = super().get_route_handler()
        if (self.methods or set()) <= _READS:

            async def read(request: Request) -> Response:
                return await in_own_thread(partial(_read, inner, request))

            return read

        async def change(request: Request) -> Response:
            session = _begun(request)
            try:
                response = _placed(request, await inner(request))
                if (slot := _slot(request)) is not None:
                    kept = parts_of(request).kept_answers
                    await _besides(kept.keep, slot, response, session)
                await _besides(_end, session)
            except Replay as replay:
                await _besides(_end, session)
                return replay.response
            except BaseException as error:
                await _besides(_undo, request, session, error)
                raise
            return response

        return change


async def _read(inner: _Inner, request: Request) -> Response:
    session = _begun(request)
    try:
        response = _placed(request, await inner(request))
        if is_head(request) and Journal.was_added_to(session):
            # A HEAD shows nothing: no reading is journalled, and nothing is told of what would have been read.
            session.rollback()
            response = bare(response)
        else:
            response = unless_known(request, response)
        _end(session)
    except BaseException as error:
        _undo(request, session, error)
        raise
    return response


def _waiting(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """Return the endpoint as a coroutine that goes to a thread, unless it has one to itself."""
    if iscoroutinefunction(endpoint):
        return endpoint

    @wraps(endpoint)
    async def call(**given: Any) -> Any:
        return await in_thread(endpoint, **given)

    return call


def _begun(request: Request) -> Session:
    session = Session(parts_of(request).engine)
    request.state.session = session
    return session


def _slot(request: Request) -> Slot | None:
    return getattr(request.state, "slot", None)


def _end(session: Session) -> None:
    session.commit()
    session.close()


def _undo(request: Request, session: Session, error: BaseException) -> None:
    """Undo what a call did; one that fails gives back the slot of its Idempotency-Key too."""
    session.rollback()
    session.close()
    parts = parts_of(request)
    if isinstance(error, ConflictOfInterest):
        with parts.desk() as desk:
            note_refused(desk, error, at=parts.clock())
    if (slot := _slot(request)) is not None:
        parts.kept_answers.release(slot)


async def _besides(work: Callable[..., None], *given: object) -> None:
    """Run to the end, cancelled or not, in a thread besides the usual ones.

    Those may all be held by calls that wait for the very connection this one gives back.
    """
    with anyio.CancelScope(shield=True):
        await run_sync(work, *given, limiter=anyio.CapacityLimiter(1))


def _placed(request: Request, response: Response) -> Response:
    """Return the answer with the whole address of what it names."""
    if (place := response.headers.get("location", "")).startswith("/"):
        response.headers["location"] = address(request, place)
    return response
