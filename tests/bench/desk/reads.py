"""One case read over HTTP, beside a bare route that runs the same statements and returns the same bytes."""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from statistics import median
from typing import Any
from unittest.mock import patch

import psycopg
import uvicorn
from app.main import make_app
from app.wiring import Live
from tests.bench.desk.load import answer, rate
from tests.bench.processes import free_port, python_process, wait_for

ROUNDS = 5
SECONDS = 3.0
_KEPT = ("content-type", "etag")


def rates(
    started: Live, path: str, headers: Mapping[str, str], *, port: int
) -> tuple[float, float]:
    """Return the answers per second of the service on `port` and of the floor, turn by turn."""
    given = started.home / "read-floor.json"
    given.write_text(json.dumps(_told(started, path, headers), default=str))
    bare = free_port()
    with python_process("tests.bench.desk.route_floor", str(given), str(bare)):
        wait_for(bare, path, headers)
        ours, floor = [], []
        for _ in range(ROUNDS):
            ours.append(rate(port, path, headers, seconds=SECONDS))
            floor.append(rate(bare, path, headers, seconds=SECONDS))
    return median(ours), median(floor)


def _told(started: Live, path: str, headers: Mapping[str, str]) -> dict[str, Any]:
    """Return what the floor repeats: the statements of one call, its body and its headers."""
    with _beside(started) as port:
        answer(port, path, headers)  # the first call of a process loads what later ones have
        with _heard() as statements:
            body, answered = answer(port, path, headers)
    kept = {name.lower(): value for name, value in answered.items() if name.lower() in _KEPT}
    return {
        "dsn": started.dsn,
        "statements": statements,
        "body": body.decode(),
        "headers": kept,
    }


@contextmanager
def _heard() -> Iterator[list[tuple[str, Any]]]:
    """Hear all that the driver is asked in this process, whoever asks."""
    statements: list[tuple[str, Any]] = []
    execute = psycopg.Cursor.execute

    def heard(cursor: Any, statement: Any, values: Any = None, **options: Any) -> Any:
        statements.append((statement, values))
        return execute(cursor, statement, values, **options)

    with patch.object(psycopg.Cursor, "execute", heard):
        yield statements


@contextmanager
def _beside(started: Live) -> Iterator[int]:
    """Serve in this very process, where the statements can be heard."""
    port = free_port()
    config = uvicorn.Config(make_app(started.parts), port=port, access_log=False, log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield port
    finally:
        server.should_exit = True
        thread.join()
