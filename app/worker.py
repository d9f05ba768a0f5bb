"""The worker: takes jobs from the database and runs the same steps as the doors, each in one transaction."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog
from fastapi import FastAPI
from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy

from app.cases.guards import IdentityNotProven
from app.casework import collect, copies, copies_of_identity, receive
from app.http.parts import Parts
from app.kit.clock import brussels_date
from app.letters.fonts import LetterNotPrintable
from app.outbox.model import TaskName

log = structlog.get_logger(__name__)

STALLED_SECONDS = 30
"""A worker without a sign of life for this long was killed: its jobs go to another."""

POLL_SECONDS = 1.0

MOST_ATTEMPTS = 8
_RETRY = RetryStrategy(max_attempts=MOST_ATTEMPTS, exponential_wait=3)

STEP_FAILED = "stepFailed"
"""Task of a handler: a job cannot be done, or was tried too often."""

_STEPS: dict[TaskName, Callable[..., None]] = {
    TaskName.ACKNOWLEDGE: receive.acknowledge,
    TaskName.COLLECT: collect.collect,
    TaskName.SEAL_COPY: copies.seal_ordered,
    TaskName.DESTROY_COPIES: copies_of_identity.sweep,
}

_NEVER = (LetterNotPrintable, IdentityNotProven)
"""Refusals that no repetition takes away: a human has to act."""


class JobFailed(Exception):
    """A job failed; its own error is named by class only, since its text may hold values."""


def run_step(parts: Parts, name: TaskName, *, case_id: str, **arguments: str) -> None:
    """Run one job in one transaction; a step that is repeated does no harm."""
    with parts.desk() as desk:
        _STEPS[name](desk, case_id, at=parts.clock(), **arguments)


def make_worker(parts: Parts, conninfo: str) -> App:
    """Return the Procrastinate application with a task per step."""
    jobs = App(connector=PsycopgConnector(conninfo=conninfo))
    for name in TaskName:
        jobs.task(name=name.value, retry=_RETRY, pass_context=True)(_task(parts, name))
    return jobs


def _task(parts: Parts, name: TaskName) -> Callable[..., None]:
    def task(context: JobContext, *, case_id: str, **arguments: str) -> None:
        try:
            run_step(parts, name, case_id=case_id, **arguments)
        except Exception as error:  # noqa: BLE001 - the worker's loop: logged once, by class alone
            kind = type(error).__name__
            log.warning("job failed", task=name.value, case=case_id, error=kind)
            last = context.job.attempts + 1 >= MOST_ATTEMPTS
            if last or isinstance(error, _NEVER):
                _ask_a_human(parts, case_id)
            if isinstance(error, _NEVER):
                return
            raise JobFailed(name.value, kind) from None

    return task


def _ask_a_human(parts: Parts, case_id: str) -> None:
    at = parts.clock()
    with parts.desk() as desk:
        desk.cases.add_task(case_id, STEP_FAILED, due_on=brussels_date(at), at=at)


async def rescue(jobs: App) -> None:
    """Put the jobs of killed workers back in the queue, now and every few seconds."""
    while True:
        stalled = await jobs.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS)
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
