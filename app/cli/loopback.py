"""Serve the application on a free port of loopback, in a thread, with the worker inside."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import uvicorn

from app.errors import DeskError
from app.http.parts import Parts
from app.main import make_app
from app.worker import lifespan_with, make_worker

_START_SECONDS = 60


def behind(proxies: Sequence[str]) -> dict[str, Any]:
    """Return whose word the web server takes for where a call comes from and how it came: nobody's, or these proxies'."""
    return {"proxy_headers": bool(proxies), "forwarded_allow_ips": list(proxies)}


class ServiceNotStarted(DeskError):
    """The web server did not come up."""

    code = "serviceNotStarted"


@contextmanager
def served(parts: Parts, dsn: str) -> Iterator[str]:
    """Give the base address of a running service; it ends with the block. Raises ServiceNotStarted."""
    app = make_app(parts, lifespan=lifespan_with(make_worker(parts, dsn)))
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host="127.0.0.1",
            port=0,
            log_config=None,
            log_level="warning",
            access_log=False,
            **behind(parts.access.proxies),
        )
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        until = time.monotonic() + _START_SECONDS
        while not server.started:
            if not thread.is_alive() or time.monotonic() > until:
                raise ServiceNotStarted("The service did not start")
            time.sleep(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=30)
