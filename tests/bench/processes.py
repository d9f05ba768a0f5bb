"""Processes beside the measuring one: the service's own, and the floors'."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
_START_SECONDS = 60


@contextmanager
def loket_process(home: Path, *arguments: str) -> Iterator[None]:
    """Run one process of the service."""
    command = [str(Path(sys.executable).with_name("loket")), *arguments]
    more = {
        "LOKET_HOME": str(home),
        "LOKET_LOG_LEVEL": "ERROR",
        "LOKET_ROUND_AT": "",
        "LOKET_CALLS_PER_MINUTE": "1000000",  # calls are counted as ever, and none is refused
    }
    with _process(command, more):
        yield


@contextmanager
def python_process(module: str, *arguments: str) -> Iterator[None]:
    """Run one module."""
    with _process([sys.executable, "-m", module, *arguments], {}):
        yield


def wait_for(port: int, path: str, headers: Mapping[str, str]) -> None:
    """Wait until an address answers."""
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        try:
            httpx.get(f"http://127.0.0.1:{port}{path}", headers=headers).raise_for_status()
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the web server did not start")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def _process(command: list[str], more: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(
        command, env={**os.environ, **more}, cwd=ROOT, stdout=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)
