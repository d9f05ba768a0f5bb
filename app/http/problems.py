"""From an expected refusal to an answer: status, type, wording in the reader's language (RFC 9457)."""

import uuid
from dataclasses import dataclass, field
from typing import Any

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
        "payloadTooLarge",
        "resourceNotFound",
        "serviceUnavailable",
        "tooManyRequests",
        "unsupportedMediaType",
    }
)


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


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem as it is sent."""

    code: str
    status: int
    detail: Text
    issues: tuple[Issue, ...] = ()
    facts: dict[str, str | int] = field(default_factory=dict)

    @property
    def type_urn(self) -> str:
        """The stable name of the problem."""
        owner = "belgif" if self.code in _BELGIF else "loket"
        return f"urn:problem-type:{owner}:{self.code}"


def problem_of(error: DeskError) -> Problem:
    """Return the problem for an expected refusal."""
    issues = error.issues if isinstance(error, InputInvalid) else ()
    return Problem(error.code, STATUS[error.code], wording(error), issues, error.facts)


def wording(error: DeskError) -> Text:
    """Return the plain sentence for people: the the file's own reason, else the table's."""
    return rejection_text(error) if isinstance(error, FileRejected) else WORDING[error.code]


def problem_response(problem: Problem, language: Language) -> JSONResponse:
    """Return the problem as JSON, in the reader's language."""
    body: dict[str, Any] = {
        "type": problem.type_urn,
        "title": _title(problem.code),
        "status": problem.status,
        "detail": problem.detail.into(language),
        "instance": f"urn:uuid:{uuid.uuid4()}",
        **problem.facts,
    }
    if problem.issues:
        body["issues"] = [_issue(issue, language) for issue in problem.issues]
    headers = {"Content-Language": language.value, "Vary": "Accept-Language"}
    if problem.status == 401:  # noqa: PLR2004 - the status itself
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(body, problem.status, headers=headers, media_type=MEDIA_TYPE)


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
    wanted = []
    for part in request.headers.get("accept-language", "").split(","):
        name, _, quality = part.strip().partition(";q=")
        try:
            wanted.append((-float(quality or 1), name.lower()[:2]))
        except ValueError:
            continue
    for _, code in sorted(wanted, key=lambda pair: pair[0]):
        if code in {language.value for language in Language}:
            return Language(code)
    return Language.NL
