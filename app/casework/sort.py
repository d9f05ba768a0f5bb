"""Say what a file is that may be a copy of an identity card: a handler looked at it (ID-08)."""

from datetime import datetime
from typing import ClassVar, Final

from app.audit.model import JournalDetail
from app.cases.model import Case
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.copies_of_identity import is_copy_needed, with_copies_destroyed
from app.casework.desk import Desk
from app.documents.model import Document, DocumentKind
from app.documents.possible_copies import is_possible_copy
from app.errors import DeskError
from app.staff.model import Actor

SORTED_AS: Final = (
    DocumentKind.EVIDENCE,
    DocumentKind.SIGNED_REQUEST,
    DocumentKind.MANDATE,
    DocumentKind.IDENTITY_CARD,
)
"""What a file that came along with a mail can turn out to be."""


class NothingToSort(DeskError):
    """It is known what this document is."""

    code: ClassVar[str] = "nothingToSort"


def sort(
    desk: Desk, case: Case, document_id: str, kind: DocumentKind, *, by: Actor, at: datetime
) -> Document:
    """Keep the file as what it is: from then on it is destroyed only if that is a copy of a card.

    Raises VersionMismatch, DocumentMissing, DocumentDestroyed, NothingToSort.
    """
    desk.cases.hold(case)
    document = desk.documents.get(case.case_id, document_id)
    if kind not in SORTED_AS or not is_possible_copy(document):
        raise NothingToSort("It is known what this document is")
    kept = desk.documents.sort(document, kind)
    details: JournalDetail = {"documentId": document_id, "kind": kind.value}
    change = add(case, (entry(JournalKind.DOCUMENT_SORTED, by, at, details),))
    if kind is DocumentKind.IDENTITY_CARD and not is_copy_needed(desk, case):
        change = with_copies_destroyed(desk, change, by=by, at=at)
    desk.cases.save(change)
    return kept
