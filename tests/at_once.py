"""Make many calls at the same moment."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import httpx


def together(calls: Sequence[Callable[[], httpx.Response]]) -> list[httpx.Response]:
    """Make the calls at the same moment."""
    gate = threading.Barrier(len(calls))

    def run(made: Callable[[], httpx.Response]) -> httpx.Response:
        gate.wait()
        return made()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))
