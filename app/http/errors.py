"""Every refusal becomes a problem in JSON under the API, and a page with the same sentence elsewhere."""

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from app.errors import DeskError
from app.http.contract import BASE_PATH
from app.http.pages import error_page
from app.http.problems import Problem, language_of, problem_of, problem_response
from app.http.wording import WORDING

_BY_STATUS = {
    401: "noAccessToken",
    404: "resourceNotFound",
    405: "methodNotAllowed",
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
    app.add_exception_handler(Exception, _unexpected)


def _answer(request: Request, problem: Problem) -> Response:
    language = language_of(request)
    if request.url.path.startswith(BASE_PATH):
        return problem_response(problem, language)
    return error_page(problem, language)


def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, DeskError):
        return _unexpected(request, error)
    return _answer(request, problem_of(error))


def _by_status(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    code = _BY_STATUS.get(status, "badRequest" if status < 500 else "internalServerError")  # noqa: PLR2004
    return _answer(request, Problem(code, status, WORDING[code]))


def _invalid(request: Request, _error: Exception) -> Response:
    return _answer(request, Problem("badRequest", 400, WORDING["badRequest"]))


def _unexpected(request: Request, error: Exception) -> Response:
    # The class alone: messages of libraries can hold values of rows.
    log.error("unexpected", error=type(error).__name__, path=request.scope.get("route_path", ""))
    return _answer(request, Problem("internalServerError", 500, WORDING["internalServerError"]))
