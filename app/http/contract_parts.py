"""The parts of the OpenAPI document that every call shares: headers, refusals, the scheme, where to read more."""

from collections.abc import Mapping
from typing import Any, Final

Json = dict[str, Any]

REF: Final = "#/components/schemas/{model}"
TAGS: Final[Mapping[str, str]] = {
    "Cases": "Requests as they were received: registered, listed, searched, read",
    "Documents": "What people sent with their request",
    "Messages": "What staff and the person of a case write to each other",
    "Identity": "Proof of who asks",
    "Dossier": "What the connected systems hold",
    "Withholdings": "Passages that stay back for the rights of others",
    "Opinions": "The advice of the DPO, and the tests that the law asks for",
    "Referrals": "What another controller or another regime answers",
    "Oral Answers": "What was told by word of mouth, in writing",
    "Decisions": "Proposals, draft, confirmation by somebody else",
    "Executions": "What was granted, carried out in the stores step by step",
    "Letters": "Sealed letters",
    "Recipients": "Recipients of data that were told of a change (Art. 19), and what they answered",
    "Restrictions": "What may not be used now, and for which purposes it still may",
    "Collector Tasks": "What is asked of who searches a system by hand",
    "Exports": "Sealed copies of the data",
    "Transfers": "Packages handed to another controller at the person's wish (Art. 20(2))",
    "Ways Out": "Extension, answer, withdrawal, closure",
    "Clock": "The statutory period, explained",
    "Reference": "The register of processing, code lists, holidays",
    "Operations": "Health and the audit trail",
    "Oversight": "What proves the handling of a case, incidents, statistics",
    "Webhooks": "Endpoints that hear of events, and what was delivered to them",
    "Events": "What other systems are told, as it happens",
}
"""A tag of another part of the house that is not here is added with its name alone."""

PROBLEM: Final[Json] = {
    "type": "object",
    "description": "A refusal (RFC 9457); `type` is stable, `detail` is in the language of the reader.",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "instance": {"type": "string", "format": "uri"},
        "issues": {"type": "array", "items": {"$ref": REF.format(model="Issue")}},
    },
}
ISSUE: Final[Json] = {
    "type": "object",
    "description": "One thing wrong with the input; never its value.",
    "required": ["type", "title", "in", "name", "detail"],
    "additionalProperties": False,
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "in": {"type": "string", "enum": ["body", "header", "path", "query"]},
        "name": {"type": "string"},
        "detail": {"type": "string"},
    },
}
REFUSALS: Final[Mapping[int, tuple[str, str, str]]] = {
    400: ("BadRequest", "The input is not right: `issues` says where", "belgif:badRequest"),
    401: ("Unauthorized", "No token, or one that is not valid", "belgif:noAccessToken"),
    403: ("Forbidden", "The role does not allow it", "belgif:missingPermission"),
    404: ("NotFound", "There is no such thing, or not for this token", "belgif:resourceNotFound"),
    406: ("NotAcceptable", "The answer has no such format", "belgif:notAcceptable"),
    409: ("Conflict", "The state of the case does not allow it", "loket:illegalTransition"),
    410: ("Gone", "It was there and is no longer", "loket:exportExpired"),
    412: ("PreconditionFailed", "The case has another version", "loket:versionMismatch"),
    413: ("PayloadTooLarge", "The body is too large", "belgif:payloadTooLarge"),
    415: ("UnsupportedMediaType", "Another media type is asked", "belgif:unsupportedMediaType"),
    416: ("RangeNotSatisfiable", "The file has no such part", "loket:rangeNotSatisfiable"),
    422: ("KeyReused", "The Idempotency-Key has another body", "loket:idempotencyKeyReused"),
    428: ("PreconditionRequired", "`If-Match` is missing", "loket:preconditionRequired"),
    429: ("TooManyRequests", "Too many calls: wait `retryAfter`", "belgif:tooManyRequests"),
    503: ("Unavailable", "A part of the service does not answer", "belgif:serviceUnavailable"),
}
"""Per status the name of its response, what it says, and the type its example has."""

LANGUAGE: Final[Json] = {
    "name": "Accept-Language",
    "in": "header",
    "required": False,
    "description": "Language of the sentences for people: nl, fr or en",
    "schema": {"type": "string"},
    "example": "nl-BE",
}
RELATED: Final[Json] = {
    "name": "BelGov-Related-Trace-Id",
    "in": "header",
    "required": False,
    "description": "The caller's own id of what it is doing; given back, and kept in the log."
    " Only where it has 1 to 36 letters, digits, `.`, `_`, `:` and `-`: another one is passed over",
    "schema": {"type": "string"},
}
KEY: Final[Json] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A repeat with the same key and body gives the first answer again, for 72 hours",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}
IF_MATCH: Final[Json] = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of the case as it was read",
    "schema": {"type": "string"},
    "example": '"v7"',
}
IF_NONE_MATCH: Final[Json] = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag the reader has: 304 while it still holds",
    "schema": {"type": "string"},
}
RANGE: Final[Json] = {
    "name": "Range",
    "in": "header",
    "required": False,
    "description": "One range of bytes. What is no such range is passed over; several at once are refused",
    "schema": {"type": "string"},
    "example": "bytes=0-1023",
}
IF_RANGE: Final[Json] = {
    "name": "If-Range",
    "in": "header",
    "required": False,
    "description": "The ETag of the file as it was begun: with another one the whole is sent",
    "schema": {"type": "string"},
}
TRACE: Final[Json] = {"BelGov-Trace-Id": {"$ref": "#/components/headers/TraceId"}}
TAG: Final[Json] = {"ETag": {"$ref": "#/components/headers/Tag"}}
HEADERS: Final[Json] = {
    "TraceId": {
        "description": "The id of this call, in the log too",
        "schema": {"type": "string", "maxLength": 36},
    },
    "Tag": {
        "description": "The tag of this content, for `If-None-Match`",
        "schema": {"type": "string"},
    },
}
_LANGUAGE_TOLD: Final[Json] = {
    "Content-Language": {
        "description": "The language of the sentences",
        "schema": {"type": "string", "enum": ["nl", "fr", "en"]},
    }
}
_REFUSED_WITH: Final[Mapping[int, Json]] = {
    401: {
        "WWW-Authenticate": {
            "description": "What a token is sent as, and what is wrong with this one (RFC 6750)",
            "schema": {"type": "string"},
        }
    },
    416: {
        "Content-Range": {
            "description": "How large the file is",
            "schema": {"type": "string"},
            "example": "bytes */50453",
        }
    },
    429: {
        "Retry-After": {
            "description": "In how many seconds the next call is taken",
            "schema": {"type": "string", "pattern": "^[0-9]+$"},
        }
    },
}
"""Headers that a refusal of this status has besides those of all."""
SCHEMES: Final[Json] = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of `loket token create`, or an access token of the issuer the desk trusts",
    }
}
EXTERNAL: Final[Json] = {
    "description": "The guide this API follows",
    "url": "https://www.belgif.be/specification/rest/api-guide/",
}


def problem_example(status: int) -> Json:
    """Return a refusal of this status as it could be."""
    _, description, kind = REFUSALS[status]
    return {
        "type": f"urn:problem-type:{kind}",
        "title": REFUSALS[status][0],
        "status": status,
        "detail": description.replace("`", ""),
        "instance": "urn:uuid:4f1c2a9e-6f0b-4f7d-9a51-0c5d2a7f3b10",
    }


def refusals() -> Json:
    """Return the named responses of the document, one per status."""
    return {
        name: {
            "description": description,
            "headers": TRACE | _LANGUAGE_TOLD | _REFUSED_WITH.get(status, {}),
            "content": {
                "application/problem+json": {
                    "schema": {"$ref": REF.format(model="Problem")},
                    "example": problem_example(status),
                }
            },
        }
        for status, (name, description, _) in REFUSALS.items()
    }


DEFAULT: Final[Json] = {
    "description": "Any other refusal",
    "headers": TRACE,
    "content": {"application/problem+json": {"schema": {"$ref": REF.format(model="Problem")}}},
}
