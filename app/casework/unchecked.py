"""Files that could not be checked for viruses yet: used by the steps that take them, check them again and look after them."""

from datetime import datetime
from typing import ClassVar, Final

from app.audit.model import JournalDetail
from app.cases.model import Case
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.documents.model import Document
from app.documents.virus_check import VirusCheckFailed
from app.errors import DeskError
from app.kit.clock import brussels_date
from app.outbox.model import FAILURES, Task, TaskName
from app.staff.model import SERVICE

VIRUS_TASK: Final = "virusFound"
"""A file turned out to hold a virus: who sent it has to be asked for another."""
_LATER_SECONDS: Final = 20


class VirusCheckWaits(DeskError):
    """Nobody says whether there is a virus in the file: it stays unreadable until somebody does."""

    code: ClassVar[str] = "virusCheckWaits"


def virus_in(desk: Desk, content: bytes) -> bool:
    """Return whether there is a virus; never, where no check was set up. Raises VirusCheckWaits."""
    if desk.viruses is None:
        return False
    try:
        return desk.viruses.finds_virus(content)
    except VirusCheckFailed as error:
        raise VirusCheckWaits from error


def check_later(case: Case) -> Task:
    """Return the job that checks what waits in the case."""
    return Task(TaskName.CHECK_FILES, {"case_id": case.case_id}, delay_seconds=_LATER_SECONDS)


def check_waiting(desk: Desk, case: Case, *, at: datetime) -> None:
    """Check what waits in the case: it becomes readable, or is destroyed and a handler is told.

    The case must be held. Raises VirusCheckWaits at the first that nobody answers for; what was checked before it stays so.
    """
    key = desk.cases.key_of(case.case_id)
    for document in desk.documents.waiting(case.case_id):
        content = desk.documents.unchecked_content(case.case_id, document.document_id, key=key)
        if virus_in(desk, content):
            desk.documents.destroy(document, at=at)
            _note(desk, case, JournalKind.VIRUS_FOUND, _proof(document), at=at)
            desk.cases.add_task(case.case_id, VIRUS_TASK, due_on=brussels_date(at), at=at)
        else:
            desk.documents.mark_checked(document)
            checked: JournalDetail = {"documentId": document.document_id}
            _note(desk, case, JournalKind.DOCUMENT_CHECKED, checked, at=at)
    desk.cases.finish_tasks(case.case_id, FAILURES[TaskName.CHECK_FILES], at=at)


def _note(
    desk: Desk, case: Case, kind: JournalKind, details: JournalDetail, *, at: datetime
) -> None:
    desk.cases.save(add(case, (entry(kind, SERVICE, at, details),)))


def _proof(document: Document) -> JournalDetail:
    return {
        "documentId": document.document_id,
        "kind": document.kind.value,
        "sha256": document.sha256,
    }
