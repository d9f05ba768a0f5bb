"""The minute's round: give every warning that is due, each once, however many rounds there are at once."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from app.casework.desk import Desk
from app.casework.each_case import OpenDesk, each_case
from app.casework.reminding import give_due
from app.errors import DeskError


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

    def look(desk: Desk, case_id: str) -> bool:
        case = desk.cases.load_free(case_id)
        return case is not None and give_due(desk, case, at=at) is not None

    given, failed = each_case(open_desk, due, look, failing="case not reminded")
    if failed:
        message = f"{failed} of {len(due)} cases could not be looked at"
        raise RemindersIncomplete(message, seen=len(due), failed=failed)
    return Reminded(len(due), given)
