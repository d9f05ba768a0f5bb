"""What is asked of the desk: every kind of task that an answer can name."""

from typing import Annotated, Final

from pydantic import Field

from app.cases.representation import DISPUTE_TASK
from app.cases.ways import LAPSE_TASK, OVERDUE_TASK, REMIND_TASK, REVIEW_TASK
from app.casework.collect import CHOICE, SILENT_SOURCE
from app.casework.deliver import BOUNCE_TASK
from app.casework.execution_plan import NEEDS_PERSON
from app.casework.mail_parts import MailTask
from app.casework.notify import UNANSWERED_TASK
from app.casework.recompute import EARLIER_TASK
from app.casework.restrict import BALANCING
from app.casework.unchecked import VIRUS_TASK
from app.incidents.rules import INFORM_TASK, NOTIFY_TASK
from app.outbox.model import FAILURES
from app.restrictions.rules import LIFT_TASK

_KINDS: Final = {
    *FAILURES.values(),
    *(task.value for task in MailTask),
    BALANCING,
    BOUNCE_TASK,
    CHOICE,
    DISPUTE_TASK,
    EARLIER_TASK,
    INFORM_TASK,
    LAPSE_TASK,
    LIFT_TASK,
    NEEDS_PERSON,
    NOTIFY_TASK,
    OVERDUE_TASK,
    REMIND_TASK,
    REVIEW_TASK,
    SILENT_SOURCE,
    UNANSWERED_TASK,
    VIRUS_TASK,
}
TaskKind = Annotated[str, Field(json_schema_extra={"enum": sorted(_KINDS)})]
