"""Read a refusal of the API."""

import httpx


def problem(answer: httpx.Response) -> str:
    """Return the last part of the problem's type, once its form is right."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body = answer.json()
    assert {"type", "title", "status", "detail", "instance"} <= set(body)
    assert body["status"] == answer.status_code
    assert answer.headers["content-language"] in {"nl", "fr", "en"}
    return str(body["type"]).rpartition(":")[2]
