"""Give the warning of a case that is due, once: told to other systems, and a task where the deadline passed."""

from datetime import datetime

from app.cases.model import Case
from app.cases.rules import add, entry, is_answered
from app.cases.transitions import JournalKind
from app.cases.ways import OVERDUE_TASK
from app.casework.desk import Desk
from app.deadlines.model import Stage
from app.deadlines.stages import Reminder, is_late, missed_on, newest
from app.outbox.model import Event, Told
from app.reminders.model import Settled
from app.staff.model import SERVICE


def give_due(desk: Desk, case: Case, *, at: datetime) -> Reminder | None:
    """Give the newest warning of a case whose moment passed, and return it; None where there is none.

    Older ones that were not given, because rounds were missed or the case came in late, are passed
    over: see `newest`. A warning given on a later day than its own says that it is late. The caller
    holds the case, so that nobody answers it meanwhile.
    """
    passed = () if is_answered(case) else desk.reminders.passed(case.case_id, at=at)
    given = newest(passed)
    if given is None:
        return None
    late = is_late(given, at)
    became = Settled.LATE if late else Settled.ON_TIME
    settled = [(one, became if one is given else Settled.PASSED_OVER) for one in passed]
    desk.reminders.settle(case.case_id, settled, at=at)
    missed = given.stage is Stage.DEADLINE_MISSED
    due_on = given.deadline_on.isoformat()
    if missed:
        desk.cases.add_task(
            case.case_id, OVERDUE_TASK, due_on=missed_on(given.deadline_on), at=at
        )  # DL-13
        written = entry(JournalKind.DEADLINE_PASSED, SERVICE, at, {"dueOn": due_on, "late": late})
    else:
        details = {"stage": given.stage.value, "deadlineOn": due_on, "late": late}
        written = entry(JournalKind.REMINDER_GIVEN, SERVICE, at, details)
    event = Event.DEADLINE_MISSED if missed else Event.DEADLINE_APPROACHING
    facts = {} if missed else {"stage": given.stage.value}
    told = Told(event, {**facts, "deadlineDate": due_on, "late": late})
    desk.cases.save(add(case, (written,), events=(told,)))
    return given
