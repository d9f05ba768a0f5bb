"""The worker: takes jobs from the database and runs the same steps as the doors, each in one transaction."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import structlog
from fastapi import FastAPI
from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy

from app.cases.guards import IdentityNotProven
from app.casework import (
    carrying_out,
    collect,
    copies,
    copies_of_identity,
    destroy_cases,
    digest,
    empty_mailbox,
    expire_copies,
    receive,
    recompute,
    remind,
    replay,
    restriction_marks,
    scan,
    seal_journal,
    tell_person,
    tell_recipients,
    transfer,
    watch,
)
from app.casework.withheld_texts import WithheldPassageFound
from app.courier import carry
from app.deadlines.stages import GIVEN_AT
from app.documents.trust.lists import TrustedLists, TrustedListsFailed
from app.http.parts import Parts
from app.intake.mailbox import Mailbox, MailboxUnreachable
from app.kit.clock import BRUSSELS, brussels_date
from app.kit.outward import OutgoingHeld, OutwardFailed, OutwardRefused
from app.letters.fonts import LetterNotPrintable
from app.outbox.model import FAILURES, Task, TaskName

log = structlog.get_logger(__name__)

POLL_SECONDS = 1.0

LISTS_AT = "20 3 * * *"
"""When the EU trusted lists are fetched, in UTC."""

MAILBOX_AT = "* * * * *"
"""When the mailbox is looked into: every minute."""

CHECKPOINT_AT = "* * * * *"
"""When the journal is anchored by a checkpoint, if anything was added to it: every minute."""

DIGEST_AT = "0 5,6 * * *"
"""When the mail of the day may go, in UTC: one of the two is seven o'clock in Brussels."""

HELD_SECONDS = 60
"""How long a job waits before it asks again whether this instance may send."""

RESTART_SECONDS = 2.0
"""How long to wait before working on after the database went away."""

MOST_ATTEMPTS = 7
"""How often a job is tried again, within four minutes; then a human is asked."""
# A job that waits keeps the other jobs of its case waiting: at most a minute at a time.
_RETRY = RetryStrategy(max_attempts=MOST_ATTEMPTS, linear_wait=10)

_STEPS: dict[TaskName, Callable[..., None]] = {
    TaskName.ACKNOWLEDGE: receive.acknowledge,
    TaskName.COLLECT: collect.collect,
    TaskName.SEAL_COPY: copies.seal_ordered,
    TaskName.DESTROY_COPIES: copies_of_identity.sweep,
    TaskName.CHECK_FILES: scan.scan,
    TaskName.SEND_NOTICES: tell_recipients.prepare,
    TaskName.SEND_NOTICE: tell_recipients.send,
    TaskName.RESTRICT_INTERIM: restriction_marks.restrict_interim,
    TaskName.TELL_INTERIM: restriction_marks.tell_interim,
    TaskName.LIFT_RESTRICTION: restriction_marks.lift_marks,
    TaskName.TRANSFER_PACKAGE: transfer.send,
    TaskName.TELL_PERSON: tell_person.send,
}

_WORK: dict[TaskName, Callable[..., None]] = {
    TaskName.EXECUTE: carrying_out.work,
    TaskName.SEAL_JOURNAL: seal_journal.work,
}
"""Steps that open their own transactions, one after the other."""

_NEVER = (LetterNotPrintable, IdentityNotProven, WithheldPassageFound)
"""Refusals that no repetition takes away: a human has to act."""


class JobFailed(Exception):
    """A job failed; its own error is named by class only, since its text may hold values."""


class TooManyAttempts(Exception):
    """A job was rescued from killed workers so often that it must be what kills them."""


def run_step(parts: Parts, name: TaskName, *, case_id: str, **arguments: str) -> None:
    """Run one job, in one transaction unless it opens its own; a step that is repeated does no harm."""
    if name in _WORK:
        _WORK[name](parts.desk, case_id, at=parts.clock, **arguments)
        return
    with parts.desk() as desk:
        _STEPS[name](desk, case_id, at=parts.clock(), **arguments)


@dataclass(frozen=True, slots=True)
class Worker:
    """Takes jobs; one without a sign of life for `stalled_seconds` was killed, and others do its jobs."""

    jobs: App
    stalled_seconds: float
    parts: Parts


def make_worker(parts: Parts, conninfo: str) -> Worker:
    """Return the worker, with a Procrastinate task per step."""
    jobs = App(connector=PsycopgConnector(conninfo=conninfo))
    for name in TaskName:
        jobs.task(name=name.value, retry=_RETRY, pass_context=True)(_task(parts, name))
    round_ = jobs.task(name="round", queueing_lock="round", retry=_RETRY)(_round(parts))
    if parts.policy.round_at:
        jobs.periodic(cron=parts.policy.round_at)(round_)
    remind_ = jobs.task(name="remind", queueing_lock="remind", lock="remind")(_remind(parts))
    if parts.policy.remind_at:
        jobs.periodic(cron=parts.policy.remind_at)(remind_)
    if parts.policy.handlers:
        digest_ = jobs.task(name="digest", queueing_lock="digest", retry=_RETRY)(_digest(parts))
        jobs.periodic(cron=DIGEST_AT)(digest_)
    if parts.mailbox is not None:
        empty = jobs.task(name="mailbox", queueing_lock="mailbox", lock="mailbox")
        jobs.periodic(cron=MAILBOX_AT)(empty(_empty(parts, parts.mailbox)))
    anchor = jobs.task(name="checkpoint", queueing_lock="checkpoint")(_anchor(parts))
    jobs.periodic(cron=CHECKPOINT_AT)(anchor)
    lists = parts.trust.lists
    if lists is not None:
        fetch = jobs.task(name="trust", queueing_lock="trust", retry=_RETRY)(_fetch(parts, lists))
        jobs.periodic(cron=LISTS_AT)(fetch)
    return Worker(jobs, parts.policy.stalled_seconds, parts)


def _remind(parts: Parts) -> Callable[..., None]:
    def look(timestamp: int = 0) -> None:
        del timestamp
        at = parts.clock()
        try:
            with parts.desk() as desk:
                waits = desk.designated.waits()
            if waits:
                recompute.recompute(parts.desk, at=at)
            remind.remind(parts.desk, at=at)
        except Exception as error:  # noqa: BLE001 - the worker's loop: the next minute looks again
            log.warning("job failed", task="remind", error=type(error).__name__)

    return look


def _digest(parts: Parts) -> Callable[..., None]:
    def send(timestamp: int) -> None:
        # Planned in UTC, for summer and for winter: one of the two is seven o'clock in Brussels.
        if datetime.fromtimestamp(timestamp, BRUSSELS).time() != GIVEN_AT:
            return
        try:
            with parts.desk() as desk:
                digest.send_digest(desk, at=parts.clock())
        except OutgoingHeld:
            log.warning("mail of the day held", task="digest")
        except Exception as error:  # noqa: BLE001 - the worker's loop: logged once, by class alone
            kind = type(error).__name__
            log.warning("job failed", task="digest", error=kind)
            raise JobFailed("digest", kind) from None

    return send


def _empty(parts: Parts, mailbox: Mailbox) -> Callable[..., None]:
    def empty(timestamp: int = 0) -> None:
        del timestamp
        try:
            empty_mailbox.empty(parts.desk, mailbox, most_bytes=parts.mail_bytes, clock=parts.clock)
        except (MailboxUnreachable, empty_mailbox.MailLeft) as error:
            # What waits is there in a minute too.
            log.warning("mailbox not emptied", error=error.code, **error.facts)

    return empty


def _anchor(parts: Parts) -> Callable[..., None]:
    def anchor(timestamp: int = 0) -> None:
        del timestamp
        try:
            seal_journal.seal(parts.desk, at=parts.clock())
        except Exception as error:  # noqa: BLE001 - the worker's loop: logged once, by class alone
            kind = type(error).__name__
            log.warning("job failed", task="checkpoint", error=kind)
            raise JobFailed("checkpoint", kind) from None

    return anchor


def _fetch(parts: Parts, lists: TrustedLists) -> Callable[..., None]:
    def fetch(timestamp: int = 0) -> None:
        del timestamp
        try:
            lists.refresh(at=parts.clock())
        except (TrustedListsFailed, OutwardFailed, OutwardRefused) as error:
            # What was fetched before stays in use; a finding does not hang on tonight's list.
            log.warning("trusted lists not fetched", error=error.code)
            raise JobFailed("trust", error.code) from None

    return fetch


def _task(parts: Parts, name: TaskName) -> Callable[..., None]:
    def task(context: JobContext, *, case_id: str, **arguments: str) -> None:
        attempts = context.job.attempts
        try:
            _check_attempts(attempts)
            run_step(parts, name, case_id=case_id, **arguments)
        except OutgoingHeld:
            # Not a failure, and no attempt: the job waits, as a new one, until this instance is released.
            log.warning("job held", task=name.value, case=case_id)
            with parts.desk() as desk:
                again = {"case_id": case_id, **arguments}
                desk.cases.order([Task(name, again, delay_seconds=HELD_SECONDS)])
        except Exception as error:  # noqa: BLE001 - the worker's loop: logged once, by class alone
            kind = type(error).__name__
            log.warning("job failed", task=name.value, case=case_id, error=kind)
            if attempts >= MOST_ATTEMPTS or isinstance(error, _NEVER):
                _ask_a_human(parts, name, case_id)
            if isinstance(error, _NEVER):
                return
            raise JobFailed(name.value, kind) from None

    return task


def _round(parts: Parts) -> Callable[..., None]:
    def look(timestamp: int = 0) -> None:
        del timestamp  # the day it is done counts, not the one it was planned for
        at = parts.clock()
        try:
            try:
                recompute.recompute(parts.desk, at=at)
                watch.round_of_the_day(parts.desk, at=at)
            finally:
                with parts.desk() as desk:
                    tell_recipients.remind_notices(desk, at=at)
                expire_copies.expire_copies(parts.desk, at=at)
                destroy_cases.destroy_due(parts.desk, at=at)
                replay.catch_up(parts.desk, at=at)
        except Exception as error:  # noqa: BLE001 - the worker's loop: logged once, by class alone
            kind = type(error).__name__
            log.warning("job failed", task="round", error=kind)
            raise JobFailed("round", kind) from None

    return look


def _check_attempts(attempts: int) -> None:
    """Raise TooManyAttempts for a job that was rescued over and over."""
    if attempts > MOST_ATTEMPTS:
        raise TooManyAttempts


def _ask_a_human(parts: Parts, name: TaskName, case_id: str) -> None:
    at = parts.clock()
    with parts.desk() as desk:
        desk.cases.add_task(case_id, FAILURES[name], due_on=brussels_date(at), at=at)


@asynccontextmanager
async def running(worker: Worker) -> AsyncIterator[None]:
    """Run the worker beside something else, e.g. the web server, on the same event loop."""
    async with worker.jobs.open_async():
        work = asyncio.create_task(_without_end(worker, _take_jobs))
        watch = asyncio.create_task(_without_end(worker, _rescue))
        told = asyncio.create_task(_without_end(worker, _carry))
        try:
            yield
        finally:
            for one in (watch, told, work):
                one.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await one


async def run_forever(worker: Worker) -> None:
    """Run the worker alone until a signal stops it; it ends with the database."""
    async with worker.jobs.open_async():
        beside = [asyncio.create_task(_without_end(worker, work)) for work in (_rescue, _carry)]
        try:
            await _take_jobs(worker, install_signal_handlers=True)
        finally:
            for one in beside:
                one.cancel()
            await asyncio.wait(beside)


def lifespan_with(
    worker: Worker,
) -> Callable[[FastAPI], contextlib.AbstractAsyncContextManager[None]]:
    """Return the lifespan of a web application with the worker inside."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with running(worker):
            yield

    return lifespan


async def _without_end(worker: Worker, work: Callable[[Worker], Awaitable[None]]) -> None:
    """Go on after the database was away: nobody else would start the work again."""
    while True:
        try:
            await work(worker)
        except Exception as error:  # noqa: BLE001 - the worker's loop: logged once, by class alone
            log.warning("worker stopped", work=work.__name__, error=type(error).__name__)
        await asyncio.sleep(RESTART_SECONDS)


async def _take_jobs(worker: Worker, *, install_signal_handlers: bool = False) -> None:
    await worker.jobs.run_worker_async(
        concurrency=2,
        install_signal_handlers=install_signal_handlers,
        fetch_job_polling_interval=POLL_SECONDS,
        shutdown_graceful_timeout=20,
        delete_jobs="successful",
        update_heartbeat_interval=worker.stalled_seconds / 3,
        stalled_worker_timeout=worker.stalled_seconds,
    )


async def _carry(worker: Worker) -> None:
    await carry(worker.parts)


async def _rescue(worker: Worker) -> None:
    """Put the jobs of killed workers back in the queue, now and every few seconds."""
    manager = worker.jobs.job_manager
    while True:
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=worker.stalled_seconds):
            await manager.retry_job(job)
        await asyncio.sleep(worker.stalled_seconds / 3)
