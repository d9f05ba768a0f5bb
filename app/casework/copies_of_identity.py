"""Destroy copies of identity cards, and at an end what was gathered on others, with the change that ends their use."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from app.audit.model import JournalDetail, NewEntry
from app.cases.guards import is_proven
from app.cases.model import ENDS, Case, Change, State
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.documents.envelopes import EnvelopeStuck, has_envelope, is_copy_of_card, without_envelope
from app.documents.model import Document, DocumentFinding
from app.documents.possible_copies import is_possible_copy, without_copies
from app.outbox.model import FAILURES, Task, TaskName
from app.staff.model import SERVICE, Actor

SWEEP_LATER_SECONDS = 3600
"""After this the upload of another copy is over, well or badly."""


def later_sweep(case: Case) -> Task:
    """Return the job that removes the bytes a killed upload left, once it must be over."""
    return Task(
        TaskName.DESTROY_COPIES, {"case_id": case.case_id}, delay_seconds=SWEEP_LATER_SECONDS
    )


def clean_up(case: Case) -> Task:
    """Return the job that removes what a process killed after the commit left."""
    return Task(TaskName.DESTROY_COPIES, {"case_id": case.case_id}, lock=case.case_id)


def with_copies_destroyed(desk: Desk, change: Change, *, by: Actor, at: datetime) -> Change:
    """Return the change with the copies of its case marked destroyed, journalled, and their bytes
    ordered gone: they go right after the commit, and by a job where the process was killed (ID-08).
    Of signed mails and PDFs the envelope with the signer's certificate goes.

    At an end, candidates and the files of searches that count no more go too. The case must be held.
    """
    case: Case = change.case
    if case.state in ENDS:
        desk.dossiers.forget_candidates(case.case_id)
        desk.dossiers.forget_older(case.case_id)
    marked = desk.documents.mark_identity_copies(case.case_id, at=at)
    gone = tuple(
        entry(JournalKind.IDENTITY_COPY_DESTROYED, by, at, _proof(document)) for document in marked
    )
    opened = tuple(_without_envelopes(desk, case, by=by, at=at))
    emptied = tuple(_without_copies(desk, case, by=by, at=at))
    entries = (*change.entries, *gone, *opened, *emptied)
    return replace(change, entries=entries, tasks=(*change.tasks, clean_up(case)))


def _without_envelopes(desk: Desk, case: Case, *, by: Actor, at: datetime) -> Iterator[NewEntry]:
    """Keep of signed mails and PDFs what was signed alone: the signer's certificate is destroyed with the envelope.

    Hash and size of what was sent, its receipt and what was found of the signature stay. A file too damaged
    for that goes whole.
    """
    key = desk.cases.key_of(case.case_id)
    for document in desk.documents.list(case.case_id):
        if not has_envelope(document):
            continue
        content = desk.documents.content(case.case_id, document.document_id, key=key)
        try:
            bare = without_envelope(content, document.media_type)
            desk.documents.replace(document, bare, DocumentFinding.ENVELOPE_DESTROYED, key=key)
        except EnvelopeStuck:
            desk.documents.destroy(document, at=at)
        yield entry(JournalKind.ENVELOPE_DESTROYED, by, at, _proof(document))


def _without_copies(desk: Desk, case: Case, *, by: Actor, at: datetime) -> Iterator[NewEntry]:
    """Keep of mails what is no copy of a card: the words stay, what may show a card goes (ID-08)."""
    key = desk.cases.key_of(case.case_id)
    for document in desk.documents.list(case.case_id):
        if document.readable and is_possible_copy(document):
            content = desk.documents.content(case.case_id, document.document_id, key=key)
            left = without_copies(content)
            desk.documents.replace(document, left, DocumentFinding.COPIES_DESTROYED, key=key)
            yield entry(JournalKind.IDENTITY_COPY_DESTROYED, by, at, _proof(document))


def _proof(document: Document) -> JournalDetail:
    """Return what proves which document was destroyed; when stands with the entry."""
    return {
        "documentId": document.document_id,
        "kind": document.kind.value,
        "sha256": document.sha256,
    }


def is_copy_needed(desk: Desk, case: Case) -> bool:
    """Tell whether somebody still has to look at a copy that proves who asks."""
    if case.state in ENDS - {State.LAPSED_IDENTITY}:  # a lapsed case is reopened by proof
        return False
    open_or_lapsed = (claim for claim in case.claims if claim.withdrawn_on is None)
    agent = case.representative
    if case.sent_at is not None and not case.lapsed_claims:
        return False  # also where the proof was not enough: its question ended with the answer
    return not all(is_proven(claim, desk.rights, agent=agent) for claim in open_or_lapsed)


def destroy_left(desk: Desk, case: Case, *, at: datetime) -> None:
    """Destroy the copies and envelopes that nobody needs any more and that are still there (ID-08). The case must be held."""
    documents = desk.documents.list(case.case_id)
    left = any(is_copy_of_card(document) or has_envelope(document) for document in documents)
    if left and not is_copy_needed(desk, case):
        desk.cases.save(with_copies_destroyed(desk, add(case, ()), by=SERVICE, at=at))


def sweep(desk: Desk, case_id: str, *, at: datetime) -> None:
    """Delete what should be gone and is not: copies marked destroyed, bytes without a document, older searches.

    Does nothing where they are gone.
    """
    desk.cases.load(case_id, hold=True)
    desk.documents.sweep(case_id)
    desk.dossiers.forget_older(case_id)
    desk.cases.finish_tasks(case_id, FAILURES[TaskName.DESTROY_COPIES], at=at)
