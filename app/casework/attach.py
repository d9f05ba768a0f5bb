"""Add a document to a case: inspected first, then encrypted under the case's key."""

from dataclasses import replace
from datetime import datetime

from app.audit.model import JournalDetail
from app.cases.model import Case
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.copies_of_identity import is_copy_needed, later_sweep, with_copies_destroyed
from app.casework.desk import Desk
from app.casework.unchecked import VirusCheckWaits, check_later, virus_in
from app.documents.envelopes import is_copy_of_card
from app.documents.inspect import Inspection, inspect_file
from app.documents.model import (
    Document,
    DocumentFinding,
    DocumentKind,
    MediaType,
    SignatureFinding,
)
from app.documents.possible_copies import holds_possible_copy, is_unsorted
from app.documents.rules import FileRejected, RejectReason, kept_as, safe_name
from app.documents.shown import Shown, shown
from app.documents.signatures import find_signature
from app.documents.signed.judging import taken_before
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
    unsorted: bool = False,
    by: Actor,
    at: datetime,
) -> Document:
    """Keep what somebody sent; nothing is stored of a file that is not taken. Raises FileRejected.

    `unsorted` is what came along with a mail: nobody said what it is, so that its content tells whether
    it may be a copy of an identity card. In a mail that is kept whole, the content of each file in it tells.

    What could not be checked for viruses is kept, but nobody can read it and it proves nothing until it is.
    A copy of an identity card that comes when nothing needs it any more is destroyed at once (ID-08).
    The case is held only after the slow look at the file, and judged as it is by then.
    """
    limits = desk.policy.file_limits
    found = inspect_file(
        content, kind, file_name=file_name, declared_type=declared_type, limits=limits
    )
    if _may_be_copy(content, found.media_type, kind, unsorted=unsorted):
        found = replace(found, findings=(*found.findings, DocumentFinding.POSSIBLE_COPY))
    checked = _is_checked(desk, content, kind)
    signature = find_signature(content, found.media_type, kind=kind, trust=desk.trust(), at=at)
    case = desk.cases.load(case.case_id, hold=True)
    if signature and desk.documents.is_taken_elsewhere(case.case_id, signature.seals):
        signature = taken_before(signature)
    document = _described(
        desk, case, kind, found=found, signature=signature, file_name=file_name, by=by, at=at
    )
    if not checked:
        waits = (*document.findings, DocumentFinding.WAITS_FOR_CHECK)
        document = replace(document, readable=False, findings=waits)
    return _keep(desk, case, document, found.stored, by=by, at=at)


def _may_be_copy(
    content: bytes, media_type: MediaType, kind: DocumentKind, *, unsorted: bool
) -> bool:
    if media_type is MediaType.EMAIL:
        return holds_possible_copy(content)
    return unsorted and is_unsorted(kind, media_type, content)


def _is_checked(desk: Desk, content: bytes, kind: DocumentKind) -> bool:
    """Return whether the file is known to hold no virus. Raises FileRejected for one that does."""
    try:
        if virus_in(desk, content):
            raise FileRejected(reason=RejectReason.VIRUS, kind=kind)
    except VirusCheckWaits:
        return False
    return True


def _keep(
    desk: Desk, case: Case, document: Document, content: bytes, *, by: Actor, at: datetime
) -> Document:
    kept = desk.documents.add(document, content, key=desk.cases.key_of(case.case_id))
    is_card = is_copy_of_card(kept)
    change = add(
        case,
        (entry(JournalKind.DOCUMENT_ADDED, by, at, _details(kept)),),
        (
            *([later_sweep(case)] if is_card else []),
            *([] if kept.readable else [check_later(case)]),
        ),
    )
    if is_card and not is_copy_needed(desk, case):
        change = with_copies_destroyed(desk, change, by=by, at=at)
    desk.cases.save(change)
    kept = desk.documents.get(case.case_id, kept.document_id)
    # ID-09: a national number in a certificate goes with this answer alone, masked at the door; it is kept nowhere.
    return kept if kept.signature is None else replace(kept, signature=document.signature)


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
        file_name=safe_name(file_name, kept_as(found.media_type), kind=kind, taken=taken),
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


def content_of(
    desk: Desk, case: Case, document_id: str, *, page: int | None, by: Actor, at: datetime
) -> Shown:
    """Return what a reader gets of a document, and journal that somebody read it.

    Raises DocumentMissing, DocumentDestroyed and PageMissing.
    """
    key = desk.cases.key_of(case.case_id)
    document = desk.documents.get(case.case_id, document_id)
    content = desk.documents.content(case.case_id, document_id, key=key)
    given = shown(document, content, page=page)
    read = entry(JournalKind.CONTENT_READ, by, at, {"documentId": document_id})
    desk.cases.save(add(case, (read,)))
    return given
