"""Calls and their threads: a call that only reads has one to itself, and none waits for a connection while it holds one."""

import asyncio
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from app.http.threads import CallWaited, has_own_thread, in_own_thread, in_thread
from app.main import API_ROUTERS
from app.staff.model import Role
from fastapi.routing import APIRoute
from sqlalchemy import Engine, event
from tests.role_table import ROUTES
from tests.service import Service

READS = sorted(
    route.path
    for router in API_ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute) and route.methods == {"GET"} and f"GET {route.path}" in ROUTES
)
NAMED = re.compile(r"\{([a-z_]+)\}")
OWN_ENTITY = "OVO900001"


async def _steps() -> list[tuple[str, bool]]:
    async def here() -> tuple[str, bool]:
        return threading.current_thread().name, has_own_thread()

    return [await here(), await in_thread(lambda: (threading.current_thread().name, False))]


def test_a_call_with_a_thread_of_its_own_stays_in_it() -> None:
    (began, own), (worked, _) = asyncio.run(in_own_thread(_steps))
    assert own
    assert worked == began != threading.current_thread().name


def test_any_other_call_goes_to_a_thread_for_its_work() -> None:
    (began, own), (worked, _) = asyncio.run(_steps())
    assert not own
    assert began == threading.current_thread().name != worked


def test_a_thread_is_no_calls_own_once_the_call_is_over() -> None:
    async def one_after_the_other() -> list[bool]:
        with pytest.raises(LookupError):
            await in_own_thread(_failing)
        await in_own_thread(_steps)
        return [await in_thread(has_own_thread) for _ in range(3)]

    assert asyncio.run(one_after_the_other()) == [False] * 3


async def _failing() -> None:
    raise LookupError


def test_what_waits_for_the_loop_is_told_so_and_ended() -> None:
    ended = []

    async def waiting() -> None:
        try:
            await asyncio.sleep(0)
        finally:
            ended.append(True)

    with pytest.raises(CallWaited):
        asyncio.run(in_own_thread(waiting))
    assert ended == [True]


@contextmanager
def _most_held(engine: Engine) -> Iterator[Counter[int]]:
    """Count the connections that each thread holds at once, at most."""
    held, most = Counter[int](), Counter[int]()

    def taken(*_: Any) -> None:
        me = threading.get_ident()
        held[me] += 1
        most[me] = max(most[me], held[me])

    def given_back(*_: Any) -> None:
        held[threading.get_ident()] -= 1

    event.listen(engine, "checkout", taken)
    event.listen(engine, "checkin", given_back)
    try:
        yield most
    finally:
        event.remove(engine, "checkout", taken)
        event.remove(engine, "checkin", given_back)


@pytest.mark.parametrize("path", READS)
def test_who_reads_holds_one_connection_and_waits_for_no_other(path: str, service: Service) -> None:
    case = service.client(Role.CASE_HANDLER).register(service.people[0])
    known = {"case_id": case["id"], "list_name": "rights", "year": "2026"}
    place = NAMED.sub(lambda found: known.get(found[1], "nothing"), path)
    caller = service.client(*Role, entities=(OWN_ENTITY,))
    caller.http.get("/cases").raise_for_status()
    # What a process knows for a while is asked again, beside the call itself.
    service.parts.calendars.forget()
    service.parts.access.calls._taken.clear()
    with _most_held(service.parts.engine) as most:
        answer = caller.http.get(place)
    assert answer.status_code < 500
    assert max(most.values()) == 1
