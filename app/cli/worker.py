"""`loket worker` and `loket migrate`: processes without pages, which load nothing of them."""

import asyncio

import typer

from app.cli.entrance import started
from app.cli.readiness import get_ready
from app.worker import make_worker, run_forever


def worker() -> None:
    """Take jobs from the database until stopped."""
    with started() as live:
        get_ready(live)
        asyncio.run(run_forever(make_worker(live.parts, live.dsn)))


def migrate() -> None:
    """Bring the database up to date."""
    with started(migrate=True):
        typer.echo("The database is up to date.")
