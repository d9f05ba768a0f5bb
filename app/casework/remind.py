"""The minute's round: give every warning that is due, each once, however many rounds there are at once."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

import structlog

from app.casework.desk import Desk
from app.casework.reminding import give_due
from app.errors import DeskError

OpenDesk = Callable[[], AbstractContextManager[Desk]]

log = structlog.get_logger(__name__)


class RemindersIncomplete(DeskError):
    """Some cases could not be looked at; the others were. Facts `seen`, `failed`."""

    code: ClassVar[str] = "remindersIncomplete"


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many cases had a warning due, and how many warnings were given."""

    seen: int
    given: int


def remind(open_desk: OpenDesk, *, at: datetime) -> Reminded:
    """Give the warnings that are due, found by their index; each case in a transaction of its own.

    A case that somebody works on is left for the next minute. Raises RemindersIncomplete at the end
    where a case could not be looked at: its id is logged, with the class of the error alone.
    """
    with open_desk() as desk:
        due = desk.reminders.due_cases(at)
    given = failed = 0
    for case_id in due:
        try:
            with open_desk() as desk:
                case = desk.cases.load_free(case_id)
                given += case is not None and give_due(desk, case, at=at) is not None
        except Exception as error:  # noqa: BLE001 - one bad case must not stop the others
            log.warning("case not reminded", case=case_id, error=type(error).__name__)
            failed += 1
    if failed:
        message = f"{failed} of {len(due)} cases could not be looked at"
        raise RemindersIncomplete(message, seen=len(due), failed=failed)
    return Reminded(len(due), given)
