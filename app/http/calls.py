"""How many calls one token may make in a minute."""

import threading
from datetime import datetime, timedelta
from typing import Final

from app.errors import DeskError

WINDOW: Final = timedelta(minutes=1)


class TooManyRequests(DeskError):
    """The token's calls of this minute are used up. Facts `limit` and `retryAfter`, in seconds."""

    code = "tooManyRequests"


class CallLimit:
    """Counts calls per token, in fixed windows of a minute from a token's first call.

    The counts are this process's own: with several web processes behind one address a token gets the
    limit from each. Per token and not per network address, so that a proxy shares nothing (B23).
    """

    def __init__(self, calls_per_minute: int) -> None:
        self._limit = calls_per_minute
        self._windows: dict[str, tuple[datetime, int]] = {}
        self._lock = threading.Lock()

    def count(self, client: str, *, at: datetime) -> None:
        """Count a call of a known client. Raises TooManyRequests."""
        with self._lock:
            began, calls = self._windows.get(client, (at, 0))
            if not began <= at < began + WINDOW:
                began, calls = at, 0
            if calls >= self._limit:
                wait = max(1, round((began + WINDOW - at).total_seconds()))
                raise TooManyRequests("Too many calls", limit=self._limit, retryAfter=wait)
            self._windows[client] = (began, calls + 1)
