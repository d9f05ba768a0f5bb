"""End a case without an answer: what every way out does the same; used by the steps that end one."""

from datetime import datetime

from app.cases.model import ENDS, Case, Change
from app.casework.copies_of_identity import with_copies_destroyed
from app.casework.desk import Desk
from app.casework.hand_questions import let_go
from app.casework.restrict import end_interims
from app.casework.retention_hold import with_hold_told
from app.outbox.model import FAILURES, TaskName
from app.staff.model import Actor


def save_end(desk: Desk, change: Change, *, by: Actor, at: datetime) -> Case:
    """Save a change that may end the case: its copies of identity go, its tasks are settled, what rested ends.

    The destruction of a copy that failed is owed whatever the end (section 9).
    """
    case_id = change.case.case_id
    change = with_hold_told(desk, desk.cases.load(case_id), change, by=by, at=at)  # IN-07
    if change.case.state in ENDS:
        change = with_copies_destroyed(desk, change, by=by, at=at)
        for kind, _ in desk.cases.open_tasks(case_id):
            if kind != FAILURES[TaskName.DESTROY_COPIES]:
                desk.cases.finish_tasks(case_id, kind, at=at)
    desk.cases.save(change)
    let_go(desk, change.case, at=at)
    end_interims(desk, change.case, by=by, at=at)
    return change.case
