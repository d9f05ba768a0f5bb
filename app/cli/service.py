"""`loket serve`, `loket worker`, `loket migrate`: the processes of the service."""

import asyncio
import signal
from types import FrameType
from typing import Annotated

import typer
import uvicorn

from app.cli.entrance import started
from app.main import make_app
from app.worker import lifespan_with, make_worker, run_forever


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on")] = 8000,
    *,
    no_worker: Annotated[bool, typer.Option("--no-worker", help="Pages and API only")] = False,
) -> None:
    """Serve the pages and the API, with the worker inside."""
    with started() as live:
        live.warm_up()
        if no_worker:
            app = make_app(live.parts)
        else:
            app = make_app(live.parts, lifespan=lifespan_with(make_worker(live.parts, live.dsn)))
        uvicorn.run(
            app, host=host, port=port, access_log=False, log_config=None, server_header=False
        )


def worker() -> None:
    """Take jobs from the database until stopped."""
    with started() as live:
        live.warm_up()
        asyncio.run(run_forever(make_worker(live.parts, live.dsn)))


def migrate() -> None:
    """Bring the database up to date."""
    with started(migrate=True) as live:
        live.migrate()
        typer.echo("The database is up to date.")


def stop_on_sigterm() -> None:
    """Turn SIGTERM into a normal end, so that the embedded database stops with us."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, end)
