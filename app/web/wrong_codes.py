"""Slows down whoever tries codes on a case: after ten wrong ones the case stays shut for a while."""

from collections import deque
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from fastapi import Request

MOST_WRONG: Final = 10
WINDOW: Final = timedelta(minutes=15)
_MOST_REFERENCES: Final = 10_000


class WrongCodes:
    """Wrong codes per reference in the last fifteen minutes.

    Kept in this process alone, for now: with several processes each allows its own ten, still far
    too few to guess a code of 80 bits. References that do not exist are counted alike.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._wrong: dict[str, deque[datetime]] = {}

    def is_shut(self, reference: str, *, at: datetime) -> bool:
        """Tell whether codes for this reference are refused now, the right one too."""
        with self._lock:
            return len(self._recent(reference, at)) >= MOST_WRONG

    def note(self, reference: str, *, at: datetime) -> None:
        """Remember a wrong code."""
        with self._lock:
            recent = self._recent(reference, at)
            recent.append(at)
            self._wrong[reference] = recent
            if len(self._wrong) > _MOST_REFERENCES:
                self._forget(at)

    def _recent(self, reference: str, at: datetime) -> deque[datetime]:
        recent = self._wrong.get(reference, deque(maxlen=MOST_WRONG))
        while recent and recent[0] <= at - WINDOW:
            recent.popleft()
        return recent

    def _forget(self, at: datetime) -> None:
        """Drop what is too old, and where that is not enough the references noted first."""
        for reference in list(self._wrong):
            if not self._recent(reference, at):
                del self._wrong[reference]
        for reference in list(self._wrong)[: max(0, len(self._wrong) - _MOST_REFERENCES)]:
            del self._wrong[reference]


def wrong_codes_of(request: Request) -> WrongCodes:
    """Return the memory of the application that serves this request."""
    found: WrongCodes | None = getattr(request.app.state, "wrong_codes", None)
    if found is None:
        found = request.app.state.wrong_codes = WrongCodes()
    return found
