"""A round over many cases: each in a transaction of its own, and one bad case does not stop the others."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager

import structlog

from app.casework.desk import Desk

OpenDesk = Callable[[], AbstractContextManager[Desk]]
"""Gives a desk whose work is committed at the end, and rolled back on any error."""

log = structlog.get_logger(__name__)


def each_case(
    open_desk: OpenDesk, case_ids: Iterable[str], look: Callable[[Desk, str], int], *, failing: str
) -> tuple[int, int]:
    """Look at each case; return the sum of what `look` gave, and how many cases could not be looked at.

    Of those the id is logged under `failing`, with the class of the error alone.
    """
    done = failed = 0
    for case_id in case_ids:
        try:
            with open_desk() as desk:
                done += look(desk, case_id)
        except Exception as error:  # noqa: BLE001 - one bad case must not stop the others
            log.warning(failing, case=case_id, error=type(error).__name__)
            failed += 1
    return done, failed
