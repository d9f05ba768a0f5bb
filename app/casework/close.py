"""Close an answered case: nothing is open any more."""

from datetime import datetime

from app.cases.model import Case
from app.cases.rules import close as closed
from app.casework.copies_of_identity import sweep, with_copies_destroyed
from app.casework.correspondence import with_note
from app.casework.desk import Desk
from app.casework.notify import open_notices
from app.errors import DeskError
from app.staff.model import Actor


class TasksOpen(DeskError):
    """Something is still to be done on the case."""

    code = "tasksOpen"


def close(desk: Desk, case: Case, *, note: str | None, by: Actor, at: datetime) -> Case:
    """Close the case. Raises VersionMismatch, and TasksOpen while a human still has to act, e.g. after a bounce.

    Section 9: no ID document is present at any end.
    """
    desk.cases.hold(case)
    sweep(desk, case.case_id, at=at)
    if desk.cases.open_tasks(case.case_id):
        raise TasksOpen("A task on this case is still open")
    if open_notices(desk, case.case_id):  # Art. 19: every recipient is told, or it is said why not
        raise TasksOpen("A notice to a recipient is still open")
    change = with_copies_destroyed(desk, closed(case, by=by, at=at), by=by, at=at)
    if note:
        change = with_note(desk, change, note, by=by, at=at)
    desk.cases.save(change)
    return change.case
