"""Add a document to a case: inspected first, then encrypted under the case's key."""

from datetime import datetime

from app.audit.model import JournalDetail
from app.cases.guards import is_proven
from app.cases.model import ENDS, Case, State
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.copies_of_identity import later_sweep, with_copies_destroyed
from app.casework.desk import Desk
from app.documents.inspect import Inspection, inspect_file
from app.documents.model import Document, DocumentKind, SignatureFinding
from app.documents.rules import safe_name
from app.documents.signatures import find_signature
from app.kit.ids import new_id
from app.staff.model import Actor


def attach(
    desk: Desk,
    case: Case,
    content: bytes,
    kind: DocumentKind,
    *,
    file_name: str,
    declared_type: str,
    by: Actor,
    at: datetime,
) -> Document:
    """Keep what somebody sent; nothing is stored of a file that is not taken. Raises FileRejected.

    A copy of an identity card that comes when nothing needs it any more is destroyed at once (ID-08).
    The case is held only after the slow look at the file, and judged as it is by then.
    """
    found = inspect_file(
        content,
        kind,
        file_name=file_name,
        declared_type=declared_type,
        limits=desk.policy.file_limits,
    )
    signature = find_signature(
        content,
        found.media_type,
        kind=kind,
        trust=desk.trust(),
        at=at,
    )
    case = desk.cases.load(case.case_id, hold=True)
    document = _described(
        desk, case, kind, found=found, signature=signature, file_name=file_name, by=by, at=at
    )
    return _keep(desk, case, document, found.stored, by=by, at=at)


def _keep(
    desk: Desk, case: Case, document: Document, content: bytes, *, by: Actor, at: datetime
) -> Document:
    kept = desk.documents.add(document, content, key=desk.cases.key_of(case.case_id))
    is_card = kept.kind is DocumentKind.IDENTITY_CARD
    change = add(
        case,
        (entry(JournalKind.DOCUMENT_ADDED, by, at, _details(kept)),),
        (later_sweep(case),) if is_card else (),
    )
    if is_card and not _is_card_needed(desk, case):
        change = with_copies_destroyed(desk, change, by=by, at=at)
    desk.cases.save(change)
    return desk.documents.get(case.case_id, kept.document_id)


def _described(
    desk: Desk,
    case: Case,
    kind: DocumentKind,
    *,
    found: Inspection,
    signature: SignatureFinding | None,
    file_name: str,
    by: Actor,
    at: datetime,
) -> Document:
    taken = [document.file_name for document in desk.documents.list(case.case_id)]
    return Document(
        document_id=new_id(),
        case_id=case.case_id,
        kind=kind,
        media_type=found.media_type,
        size=found.size,
        sha256=found.sha256,
        received_at=at,
        added_by=by.actor_id,
        file_name=safe_name(file_name, found.media_type, kind=kind, taken=taken),
        pages=found.pages,
        readable=found.readable,
        findings=found.findings,
        signature=signature,
    )


def _details(document: Document) -> JournalDetail:
    return {
        "documentId": document.document_id,
        "kind": document.kind.value,
        "mediaType": document.media_type.value,
        "sha256": document.sha256,
        "size": document.size,
    }


def _is_card_needed(desk: Desk, case: Case) -> bool:
    if case.state in ENDS - {State.LAPSED_IDENTITY}:  # a lapsed case is reopened by proof
        return False
    return not all(is_proven(claim, desk.rights) for claim in case.open_claims)


def content_of(
    desk: Desk, case: Case, document_id: str, *, by: Actor, at: datetime
) -> tuple[Document, bytes]:
    """Return a document with its bytes, and journal that somebody read it.

    Raises DocumentMissing and DocumentDestroyed.
    """
    key = desk.cases.key_of(case.case_id)
    content = desk.documents.content(case.case_id, document_id, key=key)
    read = entry(JournalKind.CONTENT_READ, by, at, {"documentId": document_id})
    desk.cases.save(add(case, (read,)))
    return desk.documents.get(case.case_id, document_id), content
