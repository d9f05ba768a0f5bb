"""End a case without an answer: what every way out does the same; used by the steps that end one."""

from datetime import datetime
from typing import Final

from app.cases.model import ENDS, Case, Change
from app.casework.copies_of_identity import with_copies_destroyed
from app.casework.desk import Desk
from app.casework.hand_questions import let_go
from app.casework.notify import FAILED_TASK, UNANSWERED_TASK
from app.casework.restrict import end_interims
from app.casework.retention_hold import with_hold_told
from app.incidents.rules import INFORM_TASK, NOTIFY_TASK
from app.outbox.model import FAILURES, TaskName
from app.restrictions.rules import LIFT_TASK
from app.staff.model import Actor

OUTLIVE: Final = frozenset(
    {
        NOTIFY_TASK,  # GDPR art. 33(1), 34(1): a breach is notified whatever became of the request
        INFORM_TASK,
        LIFT_TASK,  # DL-16: what rests is lifted on the day that was announced
        FAILURES[TaskName.LIFT_RESTRICTION],
        FAILED_TASK,  # GDPR art. 19
        UNANSWERED_TASK,
        FAILURES[TaskName.SEND_NOTICES],
        FAILURES[TaskName.DESTROY_COPIES],
    }
)
"""Tasks that an end does not settle: what they ask is owed all the same (section 9)."""


def save_end(desk: Desk, change: Change, *, by: Actor, at: datetime) -> Case:
    """Save a change that may end the case: its copies of identity go, its tasks are settled, what rested ends."""
    case_id = change.case.case_id
    change = with_hold_told(desk, desk.cases.load(case_id), change, by=by, at=at)  # IN-07
    if change.case.state in ENDS:
        change = with_copies_destroyed(desk, change, by=by, at=at)
        for kind, _ in desk.cases.open_tasks(case_id):
            if kind not in OUTLIVE:
                desk.cases.finish_tasks(case_id, kind, at=at)
    desk.cases.save(change)
    let_go(desk, change.case, at=at)
    end_interims(desk, change.case, by=by, at=at)
    return change.case
