"""What holds every answer of every test against the contract sees what is wrong with one."""

from typing import Any

import httpx
import pytest
from tests.answer_check import check_answer

TRACE = {"BelGov-Trace-Id": "x", "ETag": '"x"'}
LISTS: dict[str, Any] = {
    "self": "https://loket.voorbeeld.example/dsr/v1/refData",
    "pageSize": 0,
    "items": [],
}


def answer(status: int, body: Any, path: str = "/refData", **headers: str) -> httpx.Response:
    request = httpx.Request("GET", f"http://loket.voorbeeld.example/dsr/v1{path}")
    return httpx.Response(status, json=body, request=request, headers={**TRACE, **headers})


def test_what_is_described_passes() -> None:
    check_answer(answer(200, LISTS))
    check_answer(answer(200, {"anything": None}, path="/nowhere"))


@pytest.mark.parametrize(
    "body",
    [
        {**LISTS, "more": 1},
        {**LISTS, "next": None},
        {**LISTS, "pageSize": "0"},
        {**LISTS, "self": "nowhere"},
        {**LISTS, "items": [{"name": "rights"}]},
        {"items": []},
        [],
    ],
)
def test_a_body_that_is_not_described_is_seen(body: Any) -> None:
    with pytest.raises(AssertionError):
        check_answer(answer(200, body))


@pytest.mark.parametrize("status", [201, 204, 302, 410, 418, 422])
def test_a_status_that_is_not_described_is_seen(status: int) -> None:
    with pytest.raises(AssertionError, match="does not know"):
        check_answer(answer(status, LISTS))


def test_a_header_that_is_missing_is_seen() -> None:
    bare = answer(200, LISTS)
    del bare.headers["BelGov-Trace-Id"]
    with pytest.raises(AssertionError, match="without"):
        check_answer(bare)


def test_another_media_type_is_seen() -> None:
    with pytest.raises(AssertionError):
        check_answer(answer(400, {}, **{"Content-Type": "application/json"}))
    with pytest.raises(AssertionError):
        check_answer(answer(400, {"type": "x"}, **{"Content-Type": "application/problem+json"}))
