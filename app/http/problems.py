"""From an expected refusal to an answer: status, type, wording in the reader's language (RFC 9457)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import structlog
from fastapi import Request
from fastapi.responses import JSONResponse

from app.documents.rules import FileRejected
from app.documents.wording import rejection_text
from app.errors import DeskError
from app.http.wording import STATUS, WORDING
from app.language import Language, Text

MEDIA_TYPE = "application/problem+json"
_BELGIF = frozenset(
    {
        "badRequest",
        "expiredAccessToken",
        "internalServerError",
        "invalidAccessToken",
        "methodNotAllowed",
        "missingPermission",
        "noAccessToken",
        "notAcceptable",
        "payloadTooLarge",
        "resourceNotFound",
        "serviceUnavailable",
        "tooManyRequests",
        "unsupportedMediaType",
    }
)
_FIELDS: Final[Mapping[str, str]] = {
    "decisionTwice": "decisions",
    "deviationWithoutReason": "decisions",
    "documentNotRedactable": "element",
    "endpointAddressRefused": "url",
    "endpointEntityRefused": "entities",
    "extensionWithoutReasons": "reasons",
    "groundNotAllowed": "decisions",
    "invalidSuspension": "suspensions",
    "liftDateTooSoon": "liftDate",
    "mandateUnknown": "representative",
    "meansMissing": "means",
    "meansNotAllowed": "means",
    "meansUnexpected": "means",
    "noteMissing": "note",
    "partNotWithholdable": "decisions",
    "passageNotInDocument": "passage",
    "reasonMissing": "decisions",
    "rotationTooLong": "oldSecretUntil",
    "testUnfit": "kind",
    "unknownClaim": "claimId",
    "unknownProposal": "decisions",
    "withholdingUnfit": "recordId",
}
"""Property of the body that a rule of the core found wrong, so that the answer points at it."""
_NAMED_BY_STATUS: Final[Mapping[int, str]] = {
    404: "resourceNotFound",
    413: "payloadTooLarge",
    415: "unsupportedMediaType",
}
"""The guide has one name for each of these; which of ours it was, the sentence says."""
_UNAUTHORIZED: Final = 401
_CHALLENGE: Final = 'Bearer realm="Rechtenloket"'
_CHALLENGES: Final[Mapping[str, str]] = {  # RFC 6750 3
    code: f'{_CHALLENGE}, error="invalid_token", error_description="{told}"'
    for code, told in (
        ("invalidAccessToken", "The access token is not valid"),
        ("expiredAccessToken", "The access token expired"),
    )
}
_BAD_REQUEST: Final = 400

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing wrong with the input: where, and what to do. Never the value itself."""

    place: str
    name: str
    detail: Text
    unknown: bool = False


class InputInvalid(DeskError):
    """The input does not fit the contract."""

    code = "badRequest"

    def __init__(self, *issues: Issue) -> None:
        super().__init__("The input is not valid")
        self.issues = issues


def _new_instance() -> str:
    return f"urn:uuid:{uuid.uuid4()}"


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem as it is sent. `instance` names this one occurrence, in the log too."""

    code: str
    status: int
    detail: Text
    issues: tuple[Issue, ...] = ()
    facts: dict[str, str | int] = field(default_factory=dict)
    instance: str = field(default_factory=_new_instance)

    @property
    def type_urn(self) -> str:
        """The stable name of the problem."""
        return _type_of(self.code)


def _type_of(code: str) -> str:
    return f"urn:problem-type:{'belgif' if code in _BELGIF else 'loket'}:{code}"


def types_of_problems() -> frozenset[str]:
    """Return the stable name of every refusal that a call can be answered with."""
    return frozenset(
        _type_of(_NAMED_BY_STATUS.get(status, code)) for code, status in STATUS.items()
    )


def problem_of(error: DeskError) -> Problem:
    """Return the problem for an expected refusal; one that no door knows is our own fault."""
    status = STATUS.get(error.code)
    if status is None:
        problem = internal_error()
        log.error("refusal without wording", code=error.code, instance=problem.instance)
        return problem
    code = _NAMED_BY_STATUS.get(status, error.code)
    return Problem(code, status, wording(error), _issues_of(error, status), error.facts)


def internal_error() -> Problem:
    """Return the problem for what nobody expected."""
    return Problem("internalServerError", 500, WORDING["internalServerError"])


def wording(error: DeskError) -> Text:
    """Return the plain sentence for people: the file's own reason, else the table's."""
    return rejection_text(error) if isinstance(error, FileRejected) else WORDING[error.code]


def _issues_of(error: DeskError, status: int) -> tuple[Issue, ...]:
    if isinstance(error, InputInvalid):
        return error.issues
    name = _FIELDS.get(error.code)
    if name is None or status != _BAD_REQUEST:
        return ()
    return (Issue("body", name, wording(error)),)


def problem_body(problem: Problem, language: Language) -> dict[str, Any]:
    """Return the members of a problem, in the reader's language."""
    body: dict[str, Any] = {
        "type": problem.type_urn,
        "title": _title(problem.code),
        "status": problem.status,
        "detail": problem.detail.into(language),
        "instance": problem.instance,
    }
    for name, value in problem.facts.items():
        body.setdefault(name, value)
    if problem.issues:
        body["issues"] = [_issue(issue, language) for issue in problem.issues]
    return body


def problem_response(
    problem: Problem, language: Language, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """Return the problem as JSON, in the reader's language."""
    body = problem_body(problem, language)
    sent = {**(headers or {}), "Content-Language": language.value, "Vary": "Accept-Language"}
    if problem.status == _UNAUTHORIZED:
        sent["WWW-Authenticate"] = _CHALLENGES.get(problem.code, _CHALLENGE)
    if "retryAfter" in problem.facts:
        sent["Retry-After"] = str(problem.facts["retryAfter"])
    return JSONResponse(body, problem.status, headers=sent, media_type=MEDIA_TYPE)


def _issue(issue: Issue, language: Language) -> dict[str, str]:
    kind = "unknownInput" if issue.unknown else "schemaViolation"
    return {
        "type": f"urn:problem-type:belgif:input-validation:{kind}",
        "title": "Unknown input" if issue.unknown else "Input isn't valid with respect to schema",
        "in": issue.place,
        "name": issue.name,
        "detail": issue.detail.into(language),
    }


def _title(code: str) -> str:
    words = "".join(f" {c}" if c.isupper() else c for c in code)
    return words[:1].upper() + words[1:]


def language_of(request: Request) -> Language:
    """Return the language the reader prefers, Dutch where none of ours is asked."""
    best, found = 0.0, Language.NL
    for part in request.headers.get("accept-language", "").split(","):
        name, _, parameter = part.partition(";")
        code = name.strip().lower().partition("-")[0]
        if code in set(Language) and (wanted := _quality(parameter)) > best:
            best, found = wanted, Language(code)
    return found


def _quality(parameter: str) -> float:
    """Return the weight of a language: 1 unless told otherwise, 0 where it cannot be read."""
    name, _, value = parameter.replace(" ", "").partition("=")
    if not name:
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if name == "q" and 0 <= weight <= 1 else 0.0
