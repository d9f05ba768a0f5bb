"""What staff add beside a case: notes, and who handles it."""

from collections.abc import Collection
from datetime import datetime

from app.cases.model import Case
from app.cases.rules import add, assign, entry
from app.cases.transitions import JournalKind
from app.casework.conflicts import check_assignee
from app.casework.desk import Desk
from app.casework.mail_parts import MailTask
from app.staff.model import Actor


def write(
    desk: Desk,
    case: Case,
    text: str,
    *,
    settles: Collection[MailTask] = (),
    by: Actor,
    at: datetime,
) -> str:
    """Keep a note and return its id; the journal knows that there is one, not what it says.

    It ends the tasks it `settles`, of those that a mail gave.
    """
    if settles:
        desk.cases.finish_tasks(case.case_id, *settles, at=at)
    note_id = desk.cases.add_note(case.case_id, text, by=by.actor_id, at=at)
    written = entry(JournalKind.NOTE_ADDED, by, at, {"noteId": note_id})
    desk.cases.save(add(case, (written,)))
    return note_id


def assign_to(
    desk: Desk,
    case: Case,
    assignee: str | None,
    *,
    holder: Actor | None = None,
    by: Actor,
    at: datetime,
) -> Case:
    """Record who handles the case; `holder` is who is known under that name. Raises AssigneeInConflict, VersionMismatch."""
    if holder is not None:
        check_assignee(case, holder, key=desk.policy.person_key)  # ID-13, section 8
    change = assign(case, assignee, by=by, at=at)
    desk.cases.save(change)
    return change.case
