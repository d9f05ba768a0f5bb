"""Destroy copies of identity cards together with the change that ends their use (ID-08)."""

from dataclasses import replace
from datetime import datetime

from app.cases.model import Case, Change
from app.cases.rules import entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.outbox.model import FAILURES, Task, TaskName
from app.staff.model import Actor


def with_copies_destroyed(desk: Desk, change: Change, *, by: Actor, at: datetime) -> Change:
    """Return the change with the copies of its case marked destroyed, journalled, and their bytes
    ordered gone: they go right after the commit, and by a job where the process was killed."""
    case: Case = change.case
    marked = desk.documents.mark_identity_copies(case.case_id, at=at)
    if not marked:
        return change
    gone = tuple(
        entry(JournalKind.IDENTITY_COPY_DESTROYED, by, at, {"documentId": document_id})
        for document_id in marked
    )
    sweep = Task(TaskName.DESTROY_COPIES, {"case_id": case.case_id}, lock=case.case_id)
    return replace(change, entries=(*change.entries, *gone), tasks=(*change.tasks, sweep))


def sweep(desk: Desk, case_id: str, *, at: datetime) -> None:
    """Delete the bytes of copies that are marked destroyed; does nothing where they are gone."""
    desk.documents.sweep(case_id)
    desk.cases.finish_tasks(case_id, FAILURES[TaskName.DESTROY_COPIES], at=at)
