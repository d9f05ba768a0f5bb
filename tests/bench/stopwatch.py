"""Shares the time of a run out over named parts: each second counts for the innermost part it was spent in."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Stopwatch:
    """Seconds per part; a part inside another one is taken out of it."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._open: list[str] = []
        self._last = 0.0

    def take(self) -> dict[str, float]:
        """Return what was measured, and begin anew."""
        taken, self.seconds = self.seconds, {}
        return taken

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Count the block for `name`."""
        self._turn()
        self._open.append(name)
        try:
            yield
        finally:
            self._turn()
            self._open.pop()

    def timed(self, name: str, function: Callable[P, R]) -> Callable[P, R]:
        """Return the function with its calls counted for `name`; outside any part they are not counted."""

        @wraps(function)
        def called(*args: P.args, **kwargs: P.kwargs) -> R:
            if not self._open:
                return function(*args, **kwargs)
            with self.part(name):
                return function(*args, **kwargs)

        return called

    def _turn(self) -> None:
        now = time.perf_counter()
        if self._open:
            inner = self._open[-1]
            self.seconds[inner] = self.seconds.get(inner, 0.0) + now - self._last
        self._last = now
