"""What the demo asks of the API, as a handler and a decision maker would."""

import time
from collections.abc import Mapping
from typing import Any

import httpx

from app.errors import DeskError

_WAIT_SECONDS = 120


class DemoFailed(DeskError):
    """A step of the demo did not go as it should."""

    code = "demoFailed"


def content_of(desk: httpx.Client, place: str) -> bytes:
    answer = desk.get(place)
    check(answer)
    return answer.content


def case_of(desk: httpx.Client, reference: str) -> dict[str, Any]:
    answer = desk.post("/cases/query", json={"reference": reference})
    check(answer)
    for item in answer.json()["items"]:
        found: dict[str, Any] = desk.get(f"/cases/{item['id']}").json()
        return found
    raise DemoFailed("The case of the form cannot be found")


def do(
    client: httpx.Client, case: Mapping[str, Any], act: str, body: Mapping[str, Any]
) -> dict[str, Any]:
    answer = client.post(
        f"/cases/{case['id']}/{act}", json=body, headers={"If-Match": f'"v{case["version"]}"'}
    )
    check(answer)
    changed: dict[str, Any] = answer.json()
    return changed


def wait(desk: httpx.Client, case: Mapping[str, Any], state: str) -> dict[str, Any]:
    until = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < until:
        found: dict[str, Any] = desk.get(f"/cases/{case['id']}").json()
        if found["state"] == state:
            return found
        time.sleep(0.05)
    raise DemoFailed(f"The case did not reach {state}")


def check(answer: httpx.Response) -> None:
    if answer.is_error:
        problem = answer.json()
        raise DemoFailed(f"{problem.get('status')} {problem.get('type')}: {problem.get('detail')}")


def auth(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
