"""Documents are kept encrypted, given back to their own case alone, and copies of cards destroyed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path

import pytest
from app.documents.model import (
    Document,
    DocumentFinding,
    DocumentKind,
    MediaType,
    SignatureFinding,
    SignatureStatus,
    SignatureWarning,
    SignerFinding,
)
from app.documents.store import DocumentDestroyed, DocumentMissing, DocumentStore
from app.kit.vault import CaseKey, Vault, VaultDamaged, new_case_key
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from tests.bare_case import bare_case

AT = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
CONTENT = b"kaart van een verzonnen Anna " * 40


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


@pytest.fixture
def store(session: Session, vault: Vault) -> DocumentStore:
    bare_case(session, "a")
    bare_case(session, "b")
    return DocumentStore(session, vault)


@pytest.fixture
def key() -> CaseKey:
    return new_case_key()


def document(number: int, kind: DocumentKind = DocumentKind.IDENTITY_CARD) -> Document:
    return Document(
        document_id=f"d{number}",
        case_id="a",
        kind=kind,
        media_type=MediaType.JPEG,
        size=len(CONTENT),
        sha256=sha256(CONTENT).hexdigest(),
        received_at=AT + timedelta(minutes=number),
        added_by="clara",
        file_name="kaart van Anna.jpg",
        pages=1,
        readable=True,
        findings=(DocumentFinding.METADATA_REMOVED,),
        signature=SignatureFinding(
            SignatureStatus.VALID_BUT_UNTRUSTED,
            (SignerFinding("Anna Peeters", SignatureStatus.VALID_BUT_UNTRUSTED),),
            (SignatureWarning.REVOCATION_NOT_CHECKED,),
            "Klopt.",
        ),
    )


def test_a_document_comes_back_as_it_went_in(
    store: DocumentStore, session: Session, key: CaseKey
) -> None:
    kept = store.add(document(1), CONTENT, key=key)
    session.expire_all()
    assert kept == replace(document(1), stored_path="cases/a/documents/d1")
    assert store.get("a", "d1") == kept
    assert store.content("a", "d1", key=key) == CONTENT


def test_the_number_in_a_certificate_is_kept_nowhere(
    store: DocumentStore, session: Session, key: CaseKey
) -> None:
    signer = SignerFinding("Anna Peeters", SignatureStatus.VALID, "85073003328")
    store.add(
        replace(document(1), signature=SignatureFinding(SignatureStatus.VALID, (signer,))),
        CONTENT,
        key=key,
    )
    session.expire_all()
    found = store.get("a", "d1").signature
    assert found is not None
    assert found.signers == (SignerFinding("Anna Peeters", SignatureStatus.VALID),)
    rows = session.execute(text("select to_jsonb(d) ::text from documents d")).scalars().all()
    assert not any("85073003328" in row for row in rows)


def test_a_document_without_findings_comes_back_too(
    store: DocumentStore, session: Session, key: CaseKey
) -> None:
    plain = replace(document(1), findings=(), signature=None)
    kept = store.add(plain, b"x", key=key)
    session.expire_all()
    assert store.get("a", "d1") == kept


def test_the_hour_keeps_its_instant(store: DocumentStore, session: Session, key: CaseKey) -> None:
    brussels = AT.astimezone(timezone(timedelta(hours=1)))
    store.add(replace(document(1), received_at=brussels), b"x", key=key)
    session.expire_all()
    assert store.get("a", "d1").received_at == AT


def test_documents_are_listed_by_case_oldest_first(store: DocumentStore, key: CaseKey) -> None:
    for number in (2, 1):
        store.add(document(number), b"x", key=key)
    store.add(replace(document(3), case_id="b"), b"x", key=key)
    assert [d.document_id for d in store.list("a")] == ["d1", "d2"]
    assert [d.document_id for d in store.list("b")] == ["d3"]
    assert store.list("nobody") == ()


def test_another_case_cannot_reach_it(store: DocumentStore, key: CaseKey) -> None:
    store.add(document(1), CONTENT, key=key)
    with pytest.raises(DocumentMissing):
        store.get("b", "d1")
    with pytest.raises(DocumentMissing):
        store.content("b", "d1", key=key)
    with pytest.raises(VaultDamaged):
        store.content("a", "d1", key=new_case_key())


def test_nothing_readable_lies_on_disk(store: DocumentStore, key: CaseKey, tmp_path: Path) -> None:
    store.add(document(1), CONTENT, key=key)
    files = [place for place in tmp_path.rglob("*") if place.is_file()]
    assert files
    assert not any(b"Anna" in place.read_bytes() for place in files)


def test_what_the_database_refuses_is_not_written(
    store: DocumentStore, session: Session, key: CaseKey, vault: Vault
) -> None:
    with pytest.raises(IntegrityError), session.begin_nested():
        store.add(replace(document(1), case_id="unknown"), CONTENT, key=key)
    assert vault.list("") == []


def test_copies_of_cards_are_destroyed_and_the_fact_of_them_stays(
    store: DocumentStore, session: Session, key: CaseKey, vault: Vault
) -> None:
    request = store.add(document(1, DocumentKind.SIGNED_REQUEST), b"request", key=key)
    store.add(document(2), CONTENT, key=key)
    store.add(document(3), CONTENT, key=key)
    store.add(replace(document(4), case_id="b"), CONTENT, key=key)
    later = AT + timedelta(days=1)

    assert [d.document_id for d in store.mark_identity_copies("a", at=later)] == ["d2", "d3"]
    with pytest.raises(DocumentDestroyed):
        store.content("a", "d2", key=key)
    assert len(vault.list("cases/a")) == 3, "bytes go only once it is certain"
    session.commit()

    assert vault.list("cases/a") == ["cases/a/documents/d1"]
    assert store.get("a", "d1") == request
    assert store.get("b", "d4").stored_path is not None
    gone = store.get("a", "d2")
    assert (gone.kind, gone.media_type, gone.received_at) == (
        DocumentKind.IDENTITY_CARD,
        MediaType.JPEG,
        document(2).received_at,
    )
    assert gone.destroyed_at == later
    assert (gone.file_name, gone.signature) == ("identityCard.jpg", None)
    with pytest.raises(DocumentDestroyed):
        store.content("a", "d2", key=key)
    assert store.mark_identity_copies("a", at=later + timedelta(days=1)) == ()
    assert store.get("a", "d2").destroyed_at == later


def test_what_takes_the_place_of_a_copy_is_all_that_is_left(
    store: DocumentStore, session: Session, key: CaseKey, vault: Vault
) -> None:
    kept = store.add(document(1), CONTENT, key=key)
    session.commit()
    for number in (2, 3):
        kept = store.replace(kept, b"bedekt %d" % number, DocumentFinding.MASKED, key=key)
        assert len(vault.list("cases/a")) == 2, "bytes go only once it is certain"
        session.commit()
        assert vault.list("cases/a") == [f"cases/a/documents/d1.{number}"]
        assert store.content("a", "d1", key=key) == b"bedekt %d" % number
    assert store.get("a", "d1") == kept
    assert kept.findings == (DocumentFinding.METADATA_REMOVED, DocumentFinding.MASKED)
    assert (kept.size, kept.sha256) == (document(1).size, document(1).sha256)
    store.mark_identity_copies("a", at=AT)
    session.commit()
    assert vault.list("cases/a") == []
    with pytest.raises(DocumentDestroyed):
        store.replace(kept, b"x", DocumentFinding.MASKED, key=key)


def test_the_cases_with_something_to_destroy_are_known(store: DocumentStore, key: CaseKey) -> None:
    unsigned = replace(document(1, DocumentKind.SIGNED_REQUEST), signature=None)
    store.add(unsigned, b"x", key=key)
    assert store.with_copies() == ()
    store.add(document(2), b"x", key=key)
    pdf = replace(document(3, DocumentKind.SIGNED_PDF), case_id="b", media_type=MediaType.PDF)
    kept = store.add(pdf, b"x", key=key)
    assert store.with_copies() == ("a", "b")
    store.mark_identity_copies("a", at=AT)
    store.replace(kept, b"y", DocumentFinding.ENVELOPE_DESTROYED, key=key)
    assert store.with_copies() == ()


def test_a_rolled_back_mark_destroys_nothing(
    store: DocumentStore, session: Session, key: CaseKey, vault: Vault
) -> None:
    store.add(document(1), CONTENT, key=key)
    session.commit()
    store.mark_identity_copies("a", at=AT)
    session.rollback()
    assert vault.list("cases/a") == ["cases/a/documents/d1"]
    assert store.content("a", "d1", key=key) == CONTENT


def test_a_sweep_deletes_what_a_killed_process_left(
    store: DocumentStore, session: Session, key: CaseKey, vault: Vault
) -> None:
    kept = store.add(document(1), CONTENT, key=key)
    store.mark_identity_copies("a", at=AT)
    session.commit()
    with vault.writer(str(kept.stored_path), key) as left:
        left.write(CONTENT)
    store.sweep("a")
    assert vault.list("cases/a") == []
    assert store.get("a", "d1").stored_path is None
    store.sweep("a")


def test_a_sweep_deletes_bytes_without_a_row_and_no_others(
    store: DocumentStore, key: CaseKey, vault: Vault
) -> None:
    store.add(document(1), CONTENT, key=key)
    for path in ("cases/a/documents/d9", "cases/a/letters/d9", "cases/b/documents/d9"):
        with vault.writer(path, key) as left:
            left.write(CONTENT)
    store.sweep("a")
    assert vault.list("cases") == [
        "cases/a/documents/d1",
        "cases/a/letters/d9",
        "cases/b/documents/d9",
    ]
