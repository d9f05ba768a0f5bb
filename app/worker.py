"""The worker: takes jobs from the database and runs the same steps as the doors, each in one transaction."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import structlog
from fastapi import FastAPI
from procrastinate import App, PsycopgConnector, RetryStrategy

from app.casework import collect, copies, copies_of_identity, receive
from app.casework.desk import Desk
from app.http.parts import Parts
from app.outbox.model import TaskName

log = structlog.get_logger(__name__)

STALLED_SECONDS = 30
"""A worker without a sign of life for this long was killed: its jobs go to another."""

POLL_SECONDS = 1.0

_RETRY = RetryStrategy(max_attempts=8, exponential_wait=3)

_STEPS: dict[TaskName, Callable[..., None]] = {
    TaskName.ACKNOWLEDGE: receive.acknowledge,
    TaskName.COLLECT: collect.collect,
    TaskName.SEAL_COPY: copies.seal_ordered,
    TaskName.DESTROY_COPIES: copies_of_identity.sweep,
}


def run_step(parts: Parts, name: TaskName, case_id: str, **arguments: str) -> None:
    """Run one job in one transaction; a step that is repeated does no harm."""
    step: Callable[[Desk, str, datetime], None] = _STEPS[name]
    with parts.desk() as desk:
        step(desk, case_id, at=parts.clock(), **arguments)  # type: ignore[call-arg]  # each step names its own arguments


def make_worker(parts: Parts, conninfo: str) -> App:
    """Return the Procrastinate application with a task per step."""
    jobs = App(connector=PsycopgConnector(conninfo=conninfo))
    for name in TaskName:
        _add(jobs, parts, name)
    return jobs


def _add(jobs: App, parts: Parts, name: TaskName) -> None:
    def task(**arguments: str) -> None:
        try:
            run_step(parts, name, **arguments)
        except Exception as error:
            # The class alone: messages of libraries can hold values of rows.
            log.warning("job failed", task=name.value, error=type(error).__name__)
            raise JobFailed(name.value, type(error).__name__) from None

    jobs.task(name=name.value, retry=_RETRY)(task)


class JobFailed(Exception):  # noqa: N818 - reads as what happened
    """A job failed; its own error is named by class only, since its text may hold values."""


async def rescue(jobs: App) -> None:
    """Put the jobs of killed workers back in the queue, now and every few seconds."""
    while True:
        stalled = await jobs.job_manager.get_stalled_jobs(
            seconds_since_heartbeat=STALLED_SECONDS
        )
        for job in stalled:
            await jobs.job_manager.retry_job(job)
        await asyncio.sleep(STALLED_SECONDS / 3)


@asynccontextmanager
async def running(jobs: App) -> AsyncIterator[None]:
    """Run the worker beside something else, e.g. the web server, on the same event loop."""
    async with jobs.open_async():
        work = asyncio.create_task(
            jobs.run_worker_async(
                concurrency=2,
                install_signal_handlers=False,
                fetch_job_polling_interval=POLL_SECONDS,
                shutdown_graceful_timeout=20,
                delete_jobs="successful",
            )
        )
        watch = asyncio.create_task(rescue(jobs))
        try:
            yield
        finally:
            for one in (watch, work):
                one.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await one


async def run_forever(jobs: App) -> None:
    """Run the worker alone until a signal stops it."""
    async with jobs.open_async():
        watch = asyncio.create_task(rescue(jobs))
        try:
            await jobs.run_worker_async(
                concurrency=2,
                fetch_job_polling_interval=POLL_SECONDS,
                shutdown_graceful_timeout=20,
                delete_jobs="successful",
            )
        finally:
            watch.cancel()


def lifespan_with(jobs: App) -> Callable[[FastAPI], contextlib.AbstractAsyncContextManager[None]]:
    """Return the lifespan of a web application with the worker inside."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with running(jobs):
            yield

    return lifespan
