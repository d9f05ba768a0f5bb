"""A call asks in the order of refusals: who calls and what the path names, then its body or query, then its repeat."""

from collections.abc import Iterator
from typing import Any

import pytest
from app.http.contract_schemas import dependencies
from app.http.deps import _repeat
from app.http.queries import no_query
from app.main import API_ROUTERS
from fastapi.routing import APIRoute

CALLS = {
    f"{method} {route.path}": route
    for router in API_ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in route.methods or ()
}


def ranks(route: APIRoute) -> Iterator[int]:
    """Yield the place in the order of refusals of each thing a route asks for."""
    for extra in dependencies(route):
        asked: Any = getattr(extra, "dependency", None)
        if asked is None:
            continue
        if hasattr(asked, "act"):
            yield 1
        elif asked is no_query or hasattr(asked, "body_model") or hasattr(asked, "query_model"):
            yield 2
        elif asked is _repeat:
            yield 3


@pytest.mark.parametrize("call", sorted(CALLS))
def test_a_call_asks_in_the_order_of_refusals(call: str) -> None:
    found = list(ranks(CALLS[call]))
    assert found == sorted(found)
