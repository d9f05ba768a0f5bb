"""How many calls a token, or an address that shows none, may make in a minute, over all processes together."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.errors import DeskError
from app.http.counts import Count, Counts

WINDOW: Final = timedelta(minutes=1)
_MOST_AT_ONCE: Final = 50
"""Largest number of calls that a process asks for at a time: one statement in fifty calls."""
_SHARE: Final = 10
"""A process takes a tenth of what is left at most, so that little is lost where it does not use it."""
_MOST_CALLERS: Final = 10_000


class TooManyRequests(DeskError):
    """The calls of this minute are used up. Facts `limit` and `retryAfter`, in seconds."""

    code = "tooManyRequests"


@dataclass(slots=True)
class _Taken:
    """What this process took of one caller's window, and has not used."""

    began_at: datetime
    left: int
    counted: int
    """The count of all processes when it was taken."""

    def is_of(self, at: datetime) -> bool:
        return abs(at - self.began_at) < WINDOW


class CallLimit:
    """Counts calls in fixed windows of a minute from a caller's first call.

    The count is in the database; each process takes some calls at a time and gives them out (B23).
    """

    def __init__(self, counts: Counts, kind: str, *, most: int) -> None:
        self._counts = counts
        self._kind = kind
        self._most = most
        self._taken: dict[str, _Taken] = {}
        self._lock = threading.Lock()

    def count(
        self, caller: str, *, at: datetime, before: Callable[[], None] = lambda: None
    ) -> None:
        """Count a call; `before` is done before the shared count is asked. Raises TooManyRequests."""
        with self._lock:
            taken = self._taken.get(caller)
            if taken is not None and taken.is_of(at):
                if taken.left > 0:
                    taken.left -= 1
                    return
                if taken.counted >= self._most:
                    raise self._refusal(taken.began_at, at)
                counted = taken.counted
            else:
                counted = 0
        before()
        self._take(caller, counted, at=at)

    def _take(self, caller: str, counted: int, *, at: datetime) -> None:
        """Take the next calls, of which this is the first. Raises TooManyRequests."""
        asked = max(1, min(_MOST_AT_ONCE, (self._most - counted) // _SHARE))
        now = self._counts.add(self._kind, caller, window=WINDOW, at=at, more=asked)
        given = asked - max(0, now.calls - self._most)
        with self._lock:
            self._keep(caller, now, given, at=at)
        if given <= 0:
            raise self._refusal(now.began_at, at)

    def _keep(self, caller: str, now: Count, given: int, *, at: datetime) -> None:
        before = self._taken.get(caller)
        left = max(0, given - 1)
        if before is not None and before.began_at == now.began_at:
            left += before.left
        self._taken[caller] = _Taken(now.began_at, left, now.calls)
        if len(self._taken) > _MOST_CALLERS:
            self._taken = {who: one for who, one in self._taken.items() if one.is_of(at)}

    def _refusal(self, began_at: datetime, at: datetime) -> TooManyRequests:
        wait = max(1, round((began_at + WINDOW - at).total_seconds()))
        return TooManyRequests("Too many calls", limit=self._most, retryAfter=wait)
