"""The lines the demo prints."""

import time

from rich.console import Console


class Steps:
    """Prints each step with the time it took."""

    def __init__(self) -> None:
        self._console = Console()
        self._last = time.perf_counter()

    def done(self, what: str) -> None:
        """Print a step that is finished."""
        now = time.perf_counter()
        self._console.print(f"  [green]✓[/green] {what:<58} {now - self._last:6.2f} s")
        self._last = now

    def say(self, text: str) -> None:
        """Print a line."""
        self._console.print(text, soft_wrap=True, highlight=False)
