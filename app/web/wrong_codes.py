"""Slows down whoever tries codes on a case: after ten wrong ones the case stays shut for a while."""

from datetime import datetime, timedelta
from typing import Final

from app.http.counts import Counts

MOST_WRONG: Final = 10
WINDOW: Final = timedelta(minutes=15)
_KIND: Final = "wrongCode"


class WrongCodes:
    """Wrong codes per reference, in windows of fifteen minutes from the first one, over all processes (B23).

    References that do not exist are counted alike. A try counts before it is looked at, so that many at
    once do not slip through; the right code is taken off again.
    """

    def __init__(self, counts: Counts) -> None:
        self._counts = counts

    def may_try(self, reference: str, *, at: datetime) -> bool:
        """Count a try; False where codes for this reference are refused now, the right one too."""
        return self._counts.add(_KIND, reference, window=WINDOW, at=at).calls <= MOST_WRONG

    def was_right(self, reference: str, *, at: datetime) -> None:
        """Take the try off: it was no guess."""
        self._counts.add(_KIND, reference, window=WINDOW, at=at, more=-1)
