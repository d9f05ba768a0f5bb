"""`loket serve`: the pages and the API."""

from typing import Annotated

import typer
import uvicorn

from app.cli.entrance import started
from app.cli.loopback import behind
from app.cli.readiness import get_ready
from app.main import make_app
from app.worker import lifespan_with, make_worker


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on")] = 8000,
    *,
    no_worker: Annotated[bool, typer.Option("--no-worker", help="Pages and API only")] = False,
) -> None:
    """Serve the pages and the API, with the worker inside."""
    with started() as live:
        get_ready(live)
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
