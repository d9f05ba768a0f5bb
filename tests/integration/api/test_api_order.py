"""The order of refusals: 401, 403/404, 415/413, 400, 428, 412, 409; each fault hides those after it."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from app.staff.model import Role
from tests.problems import problem
from tests.service import Client, Service

Case = dict[str, Any]
Call = Callable[..., httpx.Response]

FAULTS = (
    "token",
    "role",
    "case",
    "type",
    "size",
    "json",
    "field",
    "query",
    "version",
    "stale",
    "state",
)
"""What can be wrong with one call, the first to be told first."""
EXPECTED = {
    "token": (401, "noAccessToken"),
    "role": (403, "missingPermission"),
    "case": (404, "resourceNotFound"),
    "type": (415, "unsupportedMediaType"),
    "size": (413, "payloadTooLarge"),
    "json": (400, "badRequest"),
    "field": (400, "badRequest"),
    "query": (400, "badRequest"),
    "version": (428, "preconditionRequired"),
    "stale": (412, "versionMismatch"),
    "state": (409, "illegalTransition"),
}


@pytest.fixture(scope="module")
def tokens(service: Service) -> dict[str, str]:
    """A token that may close cases, and one that may not."""
    return {"may": service.token(Role.CASE_HANDLER), "may not": service.token(Role.AUDITOR)}


@pytest.mark.parametrize("place", range(len(FAULTS)), ids=FAULTS)
def test_of_several_faults_the_first_is_told(
    place: int, call: Call, tokens: dict[str, str], case: Case
) -> None:
    wrong = set(FAULTS[place:])
    content = b"{" if "json" in wrong else b'{"unknown": 1}' if "field" in wrong else b"{}"
    if "size" in wrong:
        content = b'"' + b"x" * 1_000_001
    headers = {"Content-Type": "text/plain" if "type" in wrong else "application/json"}
    if "type" in wrong:
        content = b"{"  # of two bodies that are both refused, the small one
    if "version" not in wrong:
        headers["If-Match"] = '"v99"' if "stale" in wrong else f'"v{case["version"]}"'
    token = None if "token" in wrong else tokens["may not" if "role" in wrong else "may"]
    answer = call(
        "POST",
        f"/cases/{'nobody' if 'case' in wrong else case['id']}/closure",
        token,
        content=content,
        headers=headers,
        params={"unknown": "1"} if "query" in wrong else {},
    )
    assert (answer.status_code, problem(answer)) == EXPECTED[FAULTS[place]]


@pytest.mark.parametrize("path", ["/cases", "/clock/calculations", "/cases/query"])
def test_broken_json_of_a_stranger_is_401(path: str, call: Call) -> None:
    headers = {"Content-Type": "application/json"}
    assert call("POST", path, content=b"{", headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("case_id", "why"),
    [
        ("%00", "a character no database holds"),
        ("x%00y", "the same inside"),
        ("a%20b", "a space"),
        ("%2e%2e%2fetc", "a way out of the folder"),
        ("%F0%9F%92%A9", "a picture"),
        ("%ED%A0%80", "half a character"),
        ("'%20or%201=1--", "SQL"),
        ("x" * 101, "longer than any id"),
        ("x" * 5000, "much longer"),
    ],
)
@pytest.mark.parametrize("rest", ["", "/clock", "/letters/1/content", "/dossier/x"])
def test_an_odd_id_names_nothing(case_id: str, why: str, rest: str, handler: Client) -> None:
    answer = handler.http.get(f"/cases/{case_id}{rest}")
    assert (answer.status_code, problem(answer)) == (404, "resourceNotFound"), why


@pytest.mark.parametrize("part", ["%00", "a%20b", "x" * 5000])
@pytest.mark.parametrize(
    "path", ["documents/{}/content", "letters/{}", "letters/{}/content", "exports/{}", "dossier/{}"]
)
def test_an_odd_id_beside_the_case_names_nothing(
    path: str, part: str, case: Case, handler: Client
) -> None:
    answer = handler.http.get(f"/cases/{case['id']}/{path.format(part)}")
    assert (answer.status_code, problem(answer)) == (404, "resourceNotFound")


@pytest.mark.parametrize(
    ("method", "path", "status", "name"),
    [
        ("GET", "/nothing", 404, "resourceNotFound"),
        ("GET", "", 404, "resourceNotFound"),
        ("POST", "/health", 405, "methodNotAllowed"),
        ("DELETE", "/cases", 405, "methodNotAllowed"),
        ("PATCH", "/cases/1", 405, "methodNotAllowed"),
    ],
)
def test_no_such_address_or_method_is_a_problem_too(
    method: str, path: str, status: int, name: str, call: Call
) -> None:
    answer = call(method, path)
    assert (answer.status_code, problem(answer)) == (status, name)
    assert ("allow" in answer.headers) is (status == 405)


@pytest.mark.parametrize(
    ("wanted", "language", "sentence"),
    [
        ("", "nl", "Geef een toegangstoken mee"),
        ("fr-BE, nl;q=0.5", "fr", "Joignez un jeton d'accès"),
        ("de, en;q=0.4, fr;q=0.3", "en", "Send an access token"),
        ("en; q=0.4, nl-BE; q=0.9", "nl", "Geef een toegangstoken mee"),
        ("nl;q=0, en", "en", "Send an access token"),
        ("*", "nl", "Geef een toegangstoken mee"),
        ("fr;q=nan, en;q=x, ;;;,", "nl", "Geef een toegangstoken mee"),
    ],
)
def test_the_sentence_is_in_the_language_of_the_reader(
    wanted: str, language: str, sentence: str, call: Call
) -> None:
    answer = call("GET", "/cases", headers={"Accept-Language": wanted})
    assert answer.json()["detail"] == sentence
    assert answer.headers["content-language"] == language
    assert "Accept-Language" in answer.headers["vary"]
