"""Keep and give back documents: the facts in the database, the bytes under the case's key in the vault."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import event, select
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
from app.documents.rules import EXTENSIONS
from app.documents.tables import DocumentRow
from app.errors import DeskError
from app.kit.vault import CaseKey, Vault


class DocumentMissing(DeskError):
    """This case has no such document."""

    code: ClassVar[str] = "documentMissing"


class DocumentDestroyed(DeskError):
    """The copy was destroyed after the check (ID-08); only the fact of it is left."""

    code: ClassVar[str] = "documentDestroyed"


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
        rows = self._session.scalars(
            select(DocumentRow)
            .where(DocumentRow.case_id == case_id)
            .order_by(DocumentRow.received_at, DocumentRow.document_id)
        )
        return tuple(_document(row) for row in rows)

    def get(self, case_id: str, document_id: str) -> Document:
        """Return one document of the case. Raises DocumentMissing, also for one of another case."""
        row = self._session.get(DocumentRow, document_id)
        if row is None or row.case_id != case_id:
            raise DocumentMissing
        return _document(row)

    def content(self, case_id: str, document_id: str, *, key: CaseKey) -> bytes:
        """Return what is kept of the document. Raises DocumentMissing, DocumentDestroyed, VaultDamaged."""
        document = self.get(case_id, document_id)
        if document.stored_path is None or document.destroyed_at is not None:
            raise DocumentDestroyed
        return self._vault.read(document.stored_path, key)

    def mark_identity_copies(self, case_id: str, *, at: datetime) -> tuple[str, ...]:
        """Mark the copies of identity cards as destroyed and return their ids (ID-08).

        Kind, type, dates and hash stay; the name it was sent under goes. Nobody can read them from
        here on; their bytes go right after the commit, or with `sweep` where the process was killed.
        """
        rows = self._session.scalars(
            select(DocumentRow)
            .where(
                DocumentRow.case_id == case_id,
                DocumentRow.kind == DocumentKind.IDENTITY_CARD,
                DocumentRow.destroyed_at.is_(None),
            )
            .order_by(DocumentRow.document_id)
            .with_for_update()
        ).all()
        paths = [row.stored_path for row in rows if row.stored_path is not None]
        for row in rows:
            row.destroyed_at = at
            row.file_name = row.kind + EXTENSIONS[MediaType(row.media_type)]
            row.signature = None
        self._session.flush()

        def delete(_session: Session) -> None:
            for path in paths:
                self._vault.delete(path)

        # Bytes that are gone do not come back with a rollback: they go only once it is certain.
        event.listen(self._session, "after_commit", delete, once=True)
        return tuple(row.document_id for row in rows)

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


def _folder(case_id: str) -> str:
    return f"cases/{case_id}/documents"


def _row(document: Document) -> DocumentRow:
    values = {name: getattr(document, name) for name in _PLAIN}
    return DocumentRow(
        **values,
        kind=document.kind.value,
        media_type=document.media_type.value,
        findings=[finding.value for finding in document.findings],
        signature=None if document.signature is None else asdict(document.signature),
    )


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


def _document(row: DocumentRow) -> Document:
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
                s["national_number"],
                None if s["level"] is None else SignatureLevel(s["level"]),
            )
            for s in stored["signers"]
        ),
        warnings=tuple(SignatureWarning(code) for code in stored["warnings"]),
        text=stored["text"],
        proves=stored["proves"],
    )
