"""Callers of every role on the shared service, and cases at the states the tests need."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from app.staff.model import Role
from tests.answer_check import CHECKED
from tests.service import Client, Service

Case = dict[str, Any]


@pytest.fixture(scope="session")
def handler(service: Service) -> Client:
    """Clara, who handles cases."""
    return service.client(Role.CASE_HANDLER)


@pytest.fixture(scope="session")
def decider(service: Service) -> Client:
    """Dirk, who decides."""
    return service.client(Role.DECISION_MAKER)


@pytest.fixture(scope="session")
def dpo(service: Service) -> Client:
    """Dora, the data protection officer."""
    return service.client(Role.DPO)


@pytest.fixture
def case(service: Service, handler: Client) -> Case:
    """A case that was just registered."""
    return handler.register(service.people[20])


@pytest.fixture(scope="session")
def sent_case(service: Service, handler: Client, decider: Client) -> Case:
    """A case that was answered, with letters, an export and a delivery: to read, not to change."""
    person = service.people[21]
    case = handler.register(person)
    handler.prove(case, person)
    handler.wait(case, "inAssessment")
    assert handler.put(case, "/decisions", {"acceptProposals": True}).status_code == 200
    assert decider.post(case, "/decisions/confirmation").status_code == 200
    answered = handler.post(case, "/answer")
    assert answered.status_code == 200, answered.text
    found: Case = answered.json()
    return found


@pytest.fixture(scope="session")
def call(service: Service) -> Iterator[Callable[..., httpx.Response]]:
    """Calls the API with a token or none, and nothing else that a careful client would add."""
    with httpx.Client(base_url=f"{service.base}/dsr/v1", timeout=60, event_hooks=CHECKED) as client:

        def made(method: str, path: str, token: str | None = None, **more: Any) -> httpx.Response:
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            return client.request(method, path, headers=headers | more.pop("headers", {}), **more)

        yield made
