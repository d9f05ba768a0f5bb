"""Destroy copies of identity cards, and at an end what was gathered on others, with the change that ends their use."""

from dataclasses import replace
from datetime import datetime

from app.cases.model import ENDS, Case, Change
from app.cases.rules import entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.outbox.model import FAILURES, Task, TaskName
from app.staff.model import Actor

SWEEP_LATER_SECONDS = 3600
"""After this the upload of another copy is over, well or badly."""


def later_sweep(case: Case) -> Task:
    """Return the job that removes the bytes a killed upload left, once it must be over."""
    return Task(
        TaskName.DESTROY_COPIES, {"case_id": case.case_id}, delay_seconds=SWEEP_LATER_SECONDS
    )


def with_copies_destroyed(desk: Desk, change: Change, *, by: Actor, at: datetime) -> Change:
    """Return the change with the copies of its case marked destroyed, journalled, and their bytes
    ordered gone: they go right after the commit, and by a job where the process was killed (ID-08).

    At an end, candidates and the files of searches that count no more go too. The case must be held.
    """
    case: Case = change.case
    if case.state in ENDS:
        desk.dossiers.forget_candidates(case.case_id)
        desk.dossiers.forget_older(case.case_id)
    marked = desk.documents.mark_identity_copies(case.case_id, at=at)
    gone = tuple(
        entry(JournalKind.IDENTITY_COPY_DESTROYED, by, at, {"documentId": document_id})
        for document_id in marked
    )
    sweep = Task(TaskName.DESTROY_COPIES, {"case_id": case.case_id}, lock=case.case_id)
    return replace(change, entries=(*change.entries, *gone), tasks=(*change.tasks, sweep))


def sweep(desk: Desk, case_id: str, *, at: datetime) -> None:
    """Delete what should be gone and is not: copies marked destroyed, bytes without a document, older searches.

    Does nothing where they are gone.
    """
    desk.cases.load(case_id, hold=True)
    desk.documents.sweep(case_id)
    desk.dossiers.forget_older(case_id)
    desk.cases.finish_tasks(case_id, FAILURES[TaskName.DESTROY_COPIES], at=at)
