"""Every refusal becomes a problem in JSON under the API, and a page with the same sentence elsewhere."""

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from traceback import extract_tb

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import DeskError
from app.http.pages import error_page, language_in_path, root_of, site_of
from app.http.paging import BASE_PATH
from app.http.parsing import framework_issues
from app.http.problems import (
    Problem,
    internal_error,
    language_of,
    problem_of,
    problem_response,
)
from app.http.ranges import RangeNotSatisfiable
from app.http.wording import WORDING

_BY_STATUS = {
    401: "noAccessToken",
    404: "resourceNotFound",
    405: "methodNotAllowed",
    406: "notAcceptable",
    413: "payloadTooLarge",
    415: "unsupportedMediaType",
    503: "serviceUnavailable",
}
log = structlog.get_logger(__name__)


def install(app: FastAPI) -> None:
    """Register the handlers on an application."""
    app.add_exception_handler(DeskError, _refused)
    app.add_exception_handler(HTTPException, _by_status)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_middleware(UnexpectedErrors)


class AnswerBroken(Exception):
    """An answer broke off half-way; what went wrong was logged by class, since its text may hold values."""


class UnexpectedErrors:
    """Answers what nobody expected, and lets it go no further: the server would log its text."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve; after an unexpected error send a plain 500."""
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            if scope["type"] != "http":
                raise
            answer = _unexpected(Request(scope), error)
            if started:
                raise AnswerBroken from None
            await answer(scope, receive, send)


def _answer(
    request: Request, problem: Problem, headers: Mapping[str, str] | None = None
) -> Response:
    if _is_api(request):
        return problem_response(problem, language_of(request), headers)
    language = language_in_path(request) or language_of(request)
    known = hasattr(request.app.state, "parts")
    return error_page(problem, language, site_of(request, language) if known else None)


def _is_api(request: Request) -> bool:
    path = request.url.path.removeprefix(root_of(request))
    return path == BASE_PATH or path.startswith(f"{BASE_PATH}/")


def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, DeskError):
        return _unexpected(request, error)
    return refusal(request, error)


def refusal(request: Request, error: DeskError) -> Response:
    """Return an expected refusal as the door that was asked gives it; its `instance` is in the log too."""
    problem = problem_of(error)
    route = getattr(request.scope.get("route"), "path", "")
    log.info("refused", code=error.code, route=route, instance=problem.instance)
    answer = _answer(request, problem)
    if isinstance(error, RangeNotSatisfiable):
        answer.headers["Content-Range"] = f"bytes */{error.facts['size']}"
    return answer


def _by_status(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers = {**(headers or {}), "Allow": _methods(request, (headers or {}).get("Allow", ""))}
    code = _BY_STATUS.get(status, "badRequest" if status < 500 else "internalServerError")  # noqa: PLR2004
    return _answer(request, Problem(code, status, WORDING[code]), headers)


def _methods(request: Request, told: str) -> str:
    """Return every method that an address of the API takes: the router tells those of its first route alone.

    `/cases/query` is no case: of the paths that fit, the one with the fewest parameters is the address.
    """
    path = request.url.path.removeprefix(root_of(request)).removeprefix(BASE_PATH)
    routers = getattr(request.app.state, "api_routers", ()) if _is_api(request) else ()
    routes = [r for router in routers for r in router.routes if isinstance(r, Route)]
    fitting = sorted((r for r in routes if r.path_regex.match(path)), key=_parameters)
    found = {m for r in fitting if r.path == fitting[0].path for m in r.methods or ()}
    return ", ".join(sorted(found)) or told


def _parameters(route: Route) -> int:
    return len(route.param_convertors)


def _invalid(request: Request, error: Exception) -> Response:
    found = error.errors() if isinstance(error, RequestValidationError) else ()
    issues = framework_issues(found)
    return _answer(request, Problem("badRequest", 400, WORDING["badRequest"], issues))


def _unexpected(request: Request, error: Exception) -> Response:
    problem = internal_error()
    route = request.scope.get("route")
    # The class alone: messages of libraries can hold values of rows. The pattern of the path, not the path.
    log.error(
        "unexpected",
        error=type(error).__name__,
        where=_place(error),
        route=getattr(route, "path", ""),
        instance=problem.instance,
    )
    return _answer(request, problem)


def _place(error: Exception) -> str:
    """Return the line of code where it went wrong."""
    frames = extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
