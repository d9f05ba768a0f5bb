"""Read a refusal of the API; list those that are expected."""

import importlib
import pkgutil
from collections.abc import Iterator

import app
import httpx
from app.errors import DeskError


def expected_errors() -> Iterator[type[DeskError]]:
    """Yield every class of expected error, each module imported."""
    for found in pkgutil.walk_packages(app.__path__, "app."):
        importlib.import_module(found.name)
    waiting = [DeskError]
    while waiting:
        known = waiting.pop()
        waiting += known.__subclasses__()
        if known is not DeskError and known.__module__.startswith("app."):
            yield known


def problem(answer: httpx.Response) -> str:
    """Return the last part of the problem's type, once its form is right."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body = answer.json()
    assert {"type", "title", "status", "detail", "instance"} <= set(body)
    assert body["status"] == answer.status_code
    assert answer.headers["content-language"] in {"nl", "fr", "en"}
    return str(body["type"]).rpartition(":")[2]
