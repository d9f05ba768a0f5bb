"""How an address is asked: HEAD as GET without its body, and no slash at the end of what has none."""

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http.deps import ResourceNotFound
from app.http.downloads import HEADERS_ALONE
from app.http.errors import refusal
from app.http.pages import root_of
from app.http.paging import BASE_PATH


class Addresses:
    """Answers HEAD wherever GET is answered; an address of the API with a slash too many names nothing."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        path = str(scope["path"]).removeprefix(root_of(request))
        if path.startswith(f"{BASE_PATH}/") and path.endswith("/"):
            # Never a redirect: behind a proxy it would lead elsewhere, and a body is not sent twice.
            answer = refusal(request, ResourceNotFound("No address of ours ends in a slash"))
            await answer(scope, receive, send)
        elif scope["method"] == "HEAD":
            await self._app(
                {**scope, "method": "GET", HEADERS_ALONE: True}, receive, _without_body(send)
            )
        else:
            await self._app(scope, receive, send)


def _without_body(send: Send) -> Send:
    async def bare(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return bare
