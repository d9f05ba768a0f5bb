"""Cover parts of a copy that shows too much: the covered copy takes its place, what it showed is destroyed at once (ID-08)."""

from collections.abc import Sequence
from datetime import datetime

from app.audit.model import JournalDetail
from app.cases.model import Case
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.copies_of_identity import clean_up
from app.casework.desk import Desk
from app.documents.masking import Rectangle, check_maskable, masked
from app.documents.model import Document, DocumentFinding
from app.staff.model import Actor


def mask(
    desk: Desk,
    case: Case,
    document_id: str,
    *,
    page: int,
    rectangles: Sequence[Rectangle],
    by: Actor,
    at: datetime,
) -> Document:
    """Keep the copy with black boxes on a page instead of the copy as it was.

    Raises VersionMismatch, DocumentMissing, DocumentDestroyed, DocumentNotMaskable, PageMissing.
    """
    desk.cases.hold(case)
    key = desk.cases.key_of(case.case_id)
    document = desk.documents.get(case.case_id, document_id)
    check_maskable(document, page=page)
    content = desk.documents.content(case.case_id, document_id, key=key)
    covered = masked(content, document.media_type, page=page, rectangles=rectangles)
    kept = desk.documents.replace(document, covered, DocumentFinding.MASKED, key=key)
    details: JournalDetail = {
        "documentId": document_id,
        "page": page,
        "rectangles": len(rectangles),
    }
    done = entry(JournalKind.DOCUMENT_MASKED, by, at, details)
    desk.cases.save(add(case, (done,), (clean_up(case),)))
    return kept
