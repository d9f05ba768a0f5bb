"""Security of the pages: headers on every answer, a sealed session cookie, and a token that proves a form is ours."""

import hashlib
import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography.exceptions import InvalidTag
from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http.pages import root_of
from app.http.parts import Parts, parts_of
from app.kit.crypto import seal_small, unseal_small

HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    # Whoever wants an answer cached says so; anything may hold personal data.
    "Cache-Control": "no-store",
}
SESSION_LIFE: Final = timedelta(hours=24)
"""Since the last page that was shown; WCAG 2.2.1 asks at least 20 hours."""
_CONTEXT: Final = "loket/session/1"


class SecurityHeaders:
    """Adds the headers to every answer that does not set them itself, errors included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve with a `send` that completes the headers."""

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, complete)


def install(app: FastAPI) -> None:
    """Put the headers around the whole application."""
    build = app.build_middleware_stack

    def guarded() -> ASGIApp:
        return SecurityHeaders(build())

    # Middleware that is added runs inside the handler of unexpected errors, whose page needs the
    # headers too.
    app.build_middleware_stack = guarded  # type: ignore[method-assign] # see above


@dataclass(frozen=True, slots=True)
class PageSession:
    """What the pages remember of one browser. `token` stands in every form; `values` are ids and codes."""

    token: str
    values: Mapping[str, str] = field(default_factory=dict)

    def knowing(self, **values: str) -> "PageSession":
        """Return the session with these values too."""
        return PageSession(self.token, {**self.values, **values})


def session_of(request: Request) -> PageSession:
    """Return the browser's session; a new one when there is none, or it is too old or not ours."""
    parts = parts_of(request)
    sealed = request.cookies.get(_name(parts), "")
    return _opened(sealed, parts) or PageSession(secrets.token_urlsafe(24))


def keep_session(response: Response, session: PageSession, request: Request) -> None:
    """Give the session to the browser, for as long as the browser is open and 24 hours at most."""
    parts = parts_of(request)
    # Sealed, not just signed: it can hold the code of a case.
    plain = json.dumps(
        {"token": session.token, "at": parts.clock().timestamp(), "values": dict(session.values)}
    )
    sealed = seal_small(plain.encode(), key=_key(parts), context=_CONTEXT)
    _set_cookie(response, urlsafe_b64encode(sealed).decode(), request)


def end_session(response: Response, request: Request) -> None:
    """Make the browser forget."""
    _set_cookie(response, "", request, max_age=0)


def is_own_form(session: PageSession, sent_token: str) -> bool:
    """Tell whether a form came from a page we gave to this very browser."""
    return hmac.compare_digest(session.token.encode(), sent_token.encode())


def _opened(sealed: str, parts: Parts) -> PageSession | None:
    try:
        plain = unseal_small(urlsafe_b64decode(sealed.encode()), key=_key(parts), context=_CONTEXT)
    except (InvalidTag, ValueError):
        return None
    kept = json.loads(plain)
    age = parts.clock() - datetime.fromtimestamp(kept["at"], UTC)
    return PageSession(kept["token"], kept["values"]) if age < SESSION_LIFE else None


def _key(parts: Parts) -> bytes:
    return hashlib.blake2b(parts.session_key, person=b"loket-cookie", digest_size=32).digest()


def _name(parts: Parts) -> str:
    # With the prefix a browser takes the cookie from this very host alone, over TLS.
    return "__Host-loket" if parts.secure_cookies else "loket"


def _set_cookie(
    response: Response, value: str, request: Request, *, max_age: int | None = None
) -> None:
    parts = parts_of(request)
    response.set_cookie(
        _name(parts),
        value,
        max_age=max_age,
        path="/" if parts.secure_cookies else root_of(request) or "/",
        secure=parts.secure_cookies,
        httponly=True,
        samesite="lax",
    )
