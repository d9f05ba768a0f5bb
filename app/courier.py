"""The courier: tells endpoints of events beside the worker's jobs, so that no receiver keeps anything else waiting."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import structlog

from app.casework import call_endpoints
from app.http.parts import Parts
from app.kit.outward import OutgoingHeld

log = structlog.get_logger(__name__)

AT_ONCE: Final = 16
"""How many endpoints are called at the same time; each by itself is called once at a time."""
POLL_SECONDS: Final = 1.0
TIDY_SECONDS: Final = 3600.0
GOODBYE_SECONDS: Final = 20.0
"""How long calls under way are waited for at the end."""


async def carry(parts: Parts) -> None:
    """Look every second for what is due, and tell it, until cancelled."""
    pool = ThreadPoolExecutor(AT_ONCE + 1, thread_name_prefix="courier")
    loop = asyncio.get_running_loop()
    under_way: set[asyncio.Future[None]] = set()
    tidy_at = loop.time()
    try:
        while True:
            if loop.time() >= tidy_at:
                await loop.run_in_executor(pool, _tidy, parts)
                tidy_at = loop.time() + TIDY_SECONDS
            free = AT_ONCE - len(under_way)
            for endpoint_id in await loop.run_in_executor(pool, _look, parts, free):
                under_way.add(loop.run_in_executor(pool, _tell, parts, endpoint_id))
            if under_way:
                _, under_way = await asyncio.wait(
                    under_way, timeout=POLL_SECONDS, return_when=asyncio.FIRST_COMPLETED
                )
            else:
                await asyncio.sleep(POLL_SECONDS)
    finally:
        if under_way:
            await asyncio.wait(under_way, timeout=GOODBYE_SECONDS)
        pool.shutdown(wait=False, cancel_futures=True)


def _look(parts: Parts, free: int) -> tuple[str, ...]:
    taken: tuple[str, ...] = ()
    try:
        if free:
            taken = call_endpoints.take(parts.desk, at=parts.clock(), most=free)
        call_endpoints.report_disabled(parts.desk, at=parts.clock())
    except OutgoingHeld:
        return ()
    except Exception as error:  # noqa: BLE001 - the courier's loop: logged once, by class alone
        log.warning("courier failed", work="look", error=type(error).__name__)
    return taken


def _tell(parts: Parts, endpoint_id: str) -> None:
    try:
        call_endpoints.tell(parts.desk, endpoint_id, at=parts.clock)
    except OutgoingHeld:
        return
    except Exception as error:  # noqa: BLE001 - as above
        log.warning("courier failed", endpoint=endpoint_id, error=type(error).__name__)


def _tidy(parts: Parts) -> None:
    try:
        parts.kept_answers.forget(at=parts.clock())
        call_endpoints.forget_old(parts.desk, at=parts.clock())
    except Exception as error:  # noqa: BLE001 - as above
        log.warning("courier failed", work="tidy", error=type(error).__name__)
