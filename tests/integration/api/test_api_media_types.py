"""What a body may come as: one media type per call, and never packed."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from tests.problems import problem
from tests.service import Client

GOOD: Mapping[str, Any] = {
    "receivedAt": "2026-03-05T10:00:00+01:00",
    "channel": "email",
    "requester": {"givenName": "Anna", "familyName": "Voorbeeld"},
    "claims": [{"right": "access"}],
}


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/json", 201),
        ("application/json; charset=utf-8", 201),
        ("APPLICATION/JSON", 201),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("application/merge-patch+json", 415),
        ("multipart/form-data; boundary=x", 415),
        ("", 415),
    ],
)
def test_the_media_type_of_a_body(kind: str, status: int, handler: Client) -> None:
    answer = handler.http.post("/cases", content=json.dumps(GOOD), headers={"Content-Type": kind})
    assert answer.status_code == status


@pytest.mark.parametrize("coding", ["gzip", "br", "gzip, identity", "x"])
def test_a_packed_body_is_refused_as_one(
    coding: str, handler: Client, case: dict[str, Any]
) -> None:
    headers = {"Content-Encoding": coding}
    form: dict[str, Any] = {"data": {"kind": "other"}, "files": {"file": ("a.txt", b"brief")}}
    for path, sent in (("/cases", {"json": GOOD}), (f"/cases/{case['id']}/documents", form)):
        answer = handler.http.post(path, headers=headers, **sent)
        assert (answer.status_code, problem(answer)) == (415, "unsupportedMediaType")
        assert handler.http.post(path, headers={"Content-Encoding": "Identity"}, **sent).is_success
