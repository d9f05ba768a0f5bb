"""`loket serve`, `loket worker`, `loket migrate`: the processes of the service."""

import asyncio
from typing import Annotated

import structlog
import typer
import uvicorn

from app.casework.replay import catch_up
from app.cli.entrance import started
from app.cli.loopback import behind
from app.kit.memory import give_back_large_blocks
from app.main import make_app
from app.personnel.model import SourceNever
from app.personnel.registry import check_all
from app.wiring import Live
from app.worker import lifespan_with, make_worker, run_forever

log = structlog.get_logger(__name__)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on")] = 8000,
    *,
    no_worker: Annotated[bool, typer.Option("--no-worker", help="Pages and API only")] = False,
) -> None:
    """Serve the pages and the API, with the worker inside."""
    with started() as live:
        _get_ready(live)
        if no_worker:
            app = make_app(live.parts)
        else:
            app = make_app(live.parts, lifespan=lifespan_with(make_worker(live.parts, live.dsn)))
        uvicorn.run(
            app,
            host=host,
            port=port,
            access_log=False,
            log_config=None,
            server_header=False,
            **behind(live.parts.access.proxies),
        )


def worker() -> None:
    """Take jobs from the database until stopped."""
    with started() as live:
        _get_ready(live)
        asyncio.run(run_forever(make_worker(live.parts, live.dsn)))


def migrate() -> None:
    """Bring the database up to date."""
    with started(migrate=True):
        typer.echo("The database is up to date.")


def _get_ready(live: Live) -> None:
    """Warm up, and look at every personnel store.

    One that does not answer may come back: a warning. One that does not fit its mapping file never
    will: raises SourceNever, but for the demo's own store, which may not be filled yet.
    """
    give_back_large_blocks()
    live.warm_up()
    if live.parts.sending.is_held():
        log.warning("nothing is sent: this is a copy, see loket release")
    for system, error in check_all(live.parts.collectors).items():
        if isinstance(error, SourceNever) and not live.demo_store:
            raise error
        if error is not None:
            log.warning("personnel store", system=system, code=error.code, why=str(error))
    # Before anybody works with it: a store that is older than the journal brought erased data back.
    catch_up(live.parts.desk, at=live.parts.clock())
