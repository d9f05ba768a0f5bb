"""Every call of the API stands in the role table, asks for a token, and refuses a query it does not know."""

from collections.abc import Iterator
from inspect import iscoroutinefunction
from typing import Any

import pytest
from app.http import deps
from app.http.contract_schemas import model_of
from app.http.queries import no_query
from app.main import API_ROUTERS
from fastapi.routing import APIRoute
from tests.role_table import PUBLIC, ROUTES

CALLS = {
    f"{method} {route.path}": route
    for router in API_ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in route.methods or ()
}


def test_every_call_has_a_row_and_every_row_a_call() -> None:
    assert set(CALLS) == set(ROUTES) | PUBLIC


def asked(dependant: Any) -> Iterator[Any]:
    """Yield everything a route depends on."""
    yield dependant.call
    for inner in dependant.dependencies:
        yield from asked(inner)


def is_gate(need: Any) -> bool:
    """Whether it is one of the few of `deps` that let through who has a token and may do the act they carry."""
    return hasattr(need, "act") and need.__module__ == deps.__name__


@pytest.mark.parametrize("call", sorted(ROUTES))
def test_a_call_that_is_not_public_asks_who_calls_and_whether_they_may(call: str) -> None:
    assert any(map(is_gate, asked(CALLS[call].dependant)))


@pytest.mark.parametrize("call", sorted(CALLS))
def test_nothing_a_call_needs_goes_to_a_thread_by_itself(call: str) -> None:
    plain = [need for need in asked(CALLS[call].dependant) if not iscoroutinefunction(need)]
    assert plain == [], "make it a coroutine: see app/http/threads.py"


@pytest.mark.parametrize("call", sorted(PUBLIC))
def test_a_public_call_asks_for_nothing(call: str) -> None:
    needs = list(asked(CALLS[call].dependant))
    assert deps._staff not in needs
    assert not any(hasattr(need, "act") for need in needs)


@pytest.mark.parametrize("call", sorted(CALLS))
def test_a_call_says_what_becomes_of_its_query(call: str) -> None:
    route = CALLS[call]
    reads_one = model_of(route, "query_model") is not None
    has_body = model_of(route, "body_model") is not None or call.endswith("/documents")
    assert reads_one or has_body or no_query in list(asked(route.dependant))
