"""Keep and give back documents: the facts in the database, the bytes under the case's key in the vault."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import and_, bindparam, event, func, not_, or_, select
from sqlalchemy.orm import Session

from app.documents.model import (
    Document,
    DocumentFinding,
    DocumentKind,
    MediaType,
    SignatureFinding,
    SignatureLevel,
    SignatureStatus,
    SignatureWarning,
    SignerFinding,
)
from app.documents.rules import EXTENSIONS, kept_as
from app.documents.tables import DocumentRow
from app.errors import DeskError
from app.kit.db import table_of
from app.kit.prepared import Prepared
from app.kit.vault import CaseKey, Vault

_DOCUMENTS = table_of(DocumentRow)
_OF_CASE = Prepared(
    select(_DOCUMENTS)
    .where(_DOCUMENTS.c.case_id == bindparam("of"))
    .order_by(_DOCUMENTS.c.received_at, _DOCUMENTS.c.document_id)
)
_IS_POSSIBLE_COPY = and_(
    DocumentRow.findings.contains([DocumentFinding.POSSIBLE_COPY.value]),
    DocumentRow.media_type != MediaType.EMAIL,
)
"""Of a mail only what came along in it goes."""
_SEALS_LOCK = 7_201_033
"""One transaction at a time looks whether a signature was taken before, until it is kept itself."""


class DocumentMissing(DeskError):
    """This case has no such document."""

    code: ClassVar[str] = "documentMissing"


class DocumentDestroyed(DeskError):
    """The copy was destroyed after the check (ID-08); only the fact of it is left."""

    code: ClassVar[str] = "documentDestroyed"


class DocumentWaits(DeskError):
    """It waits to be checked for viruses: nobody can read it before."""

    code: ClassVar[str] = "documentWaits"


class DocumentStore:
    """Documents of cases. Never commits."""

    def __init__(self, session: Session, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    def add(self, document: Document, content: bytes, *, key: CaseKey) -> Document:
        """Keep `content` encrypted and return the document with its place. The case must exist."""
        path = f"{_folder(document.case_id)}/{document.document_id}"
        stored = replace(document, stored_path=path)
        self._session.add(_row(stored))
        # The database speaks first: what it refuses is never written.
        self._session.flush()
        with self._vault.writer(path, key) as writer:
            writer.write(content)
        return stored

    def list(self, case_id: str) -> tuple[Document, ...]:
        """Return the documents of the case, oldest first."""
        return tuple(map(_document, _OF_CASE.rows(self._session, of=case_id)))

    def get(self, case_id: str, document_id: str) -> Document:
        """Return one document of the case. Raises DocumentMissing, also for one of another case."""
        row = self._session.get(DocumentRow, document_id)
        if row is None or row.case_id != case_id:
            raise DocumentMissing
        return _document(row)

    def content(self, case_id: str, document_id: str, *, key: CaseKey) -> bytes:
        """Return what is kept of the document.

        Raises DocumentMissing, DocumentDestroyed, DocumentWaits, VaultDamaged.
        """
        document = self.get(case_id, document_id)
        if not document.readable and document.destroyed_at is None:
            raise DocumentWaits("Nobody checked this file for viruses yet")
        return self.unchecked_content(case_id, document_id, key=key)

    def unchecked_content(self, case_id: str, document_id: str, *, key: CaseKey) -> bytes:
        """Return what is kept of the document, to have it checked. Raises DocumentMissing, DocumentDestroyed, VaultDamaged."""
        document = self.get(case_id, document_id)
        if document.stored_path is None or document.destroyed_at is not None:
            raise DocumentDestroyed
        return self._vault.read(document.stored_path, key)

    def waiting(self, case_id: str) -> tuple[Document, ...]:
        """Return the documents of the case that wait to be checked for viruses."""
        kept = (d for d in self.list(case_id) if d.destroyed_at is None and d.stored_path)
        return tuple(d for d in kept if DocumentFinding.WAITS_FOR_CHECK in d.findings)

    def is_taken_elsewhere(self, case_id: str, seals: Sequence[str]) -> bool:
        """Whether another case has one of these signatures already.

        Who asks for another case at the same moment waits until this transaction ends.
        """
        if not seals:
            return False
        self._session.execute(select(func.pg_advisory_xact_lock(_SEALS_LOCK)))
        elsewhere = DocumentRow.seals.overlap(seals) & (DocumentRow.case_id != case_id)
        return (
            self._session.scalar(select(DocumentRow.document_id).where(elsewhere).limit(1))
            is not None
        )

    def mark_checked(self, document: Document) -> None:
        """Let a document be read from here on."""
        row = self._row_of(document)
        row.readable = True
        row.findings = [f for f in row.findings if f != DocumentFinding.WAITS_FOR_CHECK]
        self._session.flush()

    def destroy(self, document: Document, *, at: datetime) -> None:
        """Mark a document as destroyed; its bytes go right after the commit."""
        row = self._row_of(document)
        row.destroyed_at = at
        self._delete_once_certain(str(row.stored_path))
        self._session.flush()

    def with_copies(self) -> tuple[str, ...]:
        """Return the cases that keep a copy of an identity card, a signature with its certificate, or a file that waits."""
        is_card = or_(
            DocumentRow.kind == DocumentKind.IDENTITY_CARD,
            DocumentRow.findings.contains([DocumentFinding.POSSIBLE_COPY.value]),
        )
        is_signed = and_(
            DocumentRow.signature.is_not(None),
            DocumentRow.media_type.in_([MediaType.EMAIL, MediaType.PDF]),
            not_(DocumentRow.findings.contains([DocumentFinding.ENVELOPE_DESTROYED.value])),
        )
        found = select(DocumentRow.case_id).where(
            DocumentRow.destroyed_at.is_(None),
            or_(is_card, is_signed, DocumentRow.readable.is_(False)),
        )
        return tuple(self._session.scalars(found.distinct().order_by(DocumentRow.case_id)))

    def replace(
        self, document: Document, content: bytes, finding: DocumentFinding, *, key: CaseKey
    ) -> Document:
        """Keep `content` in place of what is kept of the document, whose bytes go right after the commit.

        The case must be held. Raises DocumentMissing and DocumentDestroyed.
        """
        row = self._row_of(document)
        old = str(row.stored_path)
        row.stored_path = _next_path(old)
        over = (
            {DocumentFinding.POSSIBLE_COPY} if finding is DocumentFinding.COPIES_DESTROYED else ()
        )
        left = [one for one in row.findings if one not in over]
        row.findings = [*dict.fromkeys([*left, finding.value])]
        self._session.flush()
        with self._vault.writer(row.stored_path, key) as writer:
            writer.write(content)
        self._delete_once_certain(old)
        return _document(row)

    def sort(self, document: Document, kind: DocumentKind) -> Document:
        """Keep what a file is, that may have been a copy of a card until now. Raises DocumentMissing, DocumentDestroyed."""
        row = self._row_of(document)
        row.kind = kind.value
        row.findings = [one for one in row.findings if one != DocumentFinding.POSSIBLE_COPY]
        self._session.flush()
        return _document(row)

    def _row_of(self, document: Document) -> DocumentRow:
        row = self._session.get(DocumentRow, document.document_id)
        if row is None or row.case_id != document.case_id:
            raise DocumentMissing
        if row.stored_path is None or row.destroyed_at is not None:
            raise DocumentDestroyed
        return row

    def mark_identity_copies(self, case_id: str, *, at: datetime) -> tuple[Document, ...]:
        """Mark the copies of identity cards, and what may be one, as destroyed and return them (ID-08).

        Kind, type, dates and hash stay; the name it was sent under goes. Nobody can read them from
        here on; their bytes go right after the commit, or with `sweep` where the process was killed.
        """
        rows = self._session.scalars(
            select(DocumentRow)
            .where(
                DocumentRow.case_id == case_id,
                or_(DocumentRow.kind == DocumentKind.IDENTITY_CARD, _IS_POSSIBLE_COPY),
                DocumentRow.destroyed_at.is_(None),
            )
            .order_by(DocumentRow.document_id)
            .with_for_update()
        ).all()
        paths = [row.stored_path for row in rows if row.stored_path is not None]
        for row in rows:
            row.destroyed_at = at
            row.file_name = row.kind + EXTENSIONS[kept_as(MediaType(row.media_type))]
            row.signature = None
        self._session.flush()
        self._delete_once_certain(*paths)
        return tuple(_document(row) for row in rows)

    def _delete_once_certain(self, *paths: str) -> None:
        """Delete after the commit: bytes that are gone do not come back with a rollback."""

        def delete(_session: Session) -> None:
            for path in paths:
                self._vault.delete(path)

        event.listen(self._session, "after_commit", delete, once=True)

    def sweep(self, case_id: str) -> None:
        """Delete the bytes of every copy of the case that is marked destroyed, and those without a row.

        A process killed between writing and commit leaves the latter. The case must be held, so
        that no document is being added meanwhile.
        """
        rows = self._session.scalars(
            select(DocumentRow).where(
                DocumentRow.case_id == case_id,
                DocumentRow.destroyed_at.is_not(None),
                DocumentRow.stored_path.is_not(None),
            )
        ).all()
        for row in rows:
            if row.stored_path is not None:
                self._vault.delete(row.stored_path)
                row.stored_path = None
        self._session.flush()
        known = set(
            self._session.scalars(
                select(DocumentRow.stored_path).where(DocumentRow.case_id == case_id)
            )
        )
        for path in self._vault.list(_folder(case_id)):
            if path not in known:
                self._vault.delete(path)


def _next_path(path: str) -> str:
    """Return the place of what takes the place of what is kept."""
    first, _, number = path.partition(".")
    return f"{first}.{int(number or 1) + 1}"


def _folder(case_id: str) -> str:
    return f"cases/{case_id}/documents"


def _row(document: Document) -> DocumentRow:
    values = {name: getattr(document, name) for name in _PLAIN}
    return DocumentRow(
        **values,
        kind=document.kind.value,
        media_type=document.media_type.value,
        findings=[finding.value for finding in document.findings],
        signature=None if document.signature is None else _evaluation(document.signature),
        seals=[] if document.signature is None else [*document.signature.seals],
    )


def _evaluation(found: SignatureFinding) -> dict[str, Any]:
    """Return what is kept of the check: all but number and addresses, which are compared and forgotten (ID-08, ID-09)."""
    signers = tuple(replace(one, national_number=None, emails=()) for one in found.signers)
    return asdict(replace(found, signers=signers))


_PLAIN = (
    "document_id",
    "case_id",
    "size",
    "sha256",
    "received_at",
    "added_by",
    "file_name",
    "pages",
    "readable",
    "stored_path",
    "destroyed_at",
)


def _document(row: Any) -> Document:
    return Document(
        **{name: getattr(row, name) for name in _PLAIN},
        kind=DocumentKind(row.kind),
        media_type=MediaType(row.media_type),
        findings=tuple(DocumentFinding(code) for code in row.findings),
        signature=None if row.signature is None else _signature(row.signature),
    )


def _signature(stored: dict[str, Any]) -> SignatureFinding:
    return SignatureFinding(
        status=SignatureStatus(stored["status"]),
        signers=tuple(
            SignerFinding(
                s["name"],
                SignatureStatus(s["status"]),
                level=None if s["level"] is None else SignatureLevel(s["level"]),
            )
            for s in stored["signers"]
        ),
        warnings=tuple(SignatureWarning(code) for code in stored["warnings"]),
        text=stored["text"],
        proves=stored["proves"],
        confirmable=stored["confirmable"],
        seals=tuple(stored["seals"]),
    )
