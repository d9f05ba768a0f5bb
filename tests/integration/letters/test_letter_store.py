"""Letters are kept encrypted, in order, and given back to their own case alone."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from app.kit.vault import CaseKey, Vault, VaultDamaged, new_case_key
from app.language import Language
from app.letters.model import Letter, LetterKind
from app.letters.store import LetterMissing, LetterStore, content_path
from app.letters.tables import LetterRow
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from tests.bare_case import bare_case
from tests.letter_examples import AT

CONTENT = b"%PDF-1.7 brief aan Anna " * 40


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


@pytest.fixture
def store(session: Session, vault: Vault) -> LetterStore:
    bare_case(session, "a")
    bare_case(session, "b")
    return LetterStore(session, vault)


@pytest.fixture
def key() -> CaseKey:
    return new_case_key()


def letter(number: int, kind: LetterKind = LetterKind.RECEIPT) -> Letter:
    return Letter(
        letter_id=f"l{number}",
        case_id="a",
        kind=kind,
        language=Language.NL,
        issued_at=AT + timedelta(minutes=number),
        sha256=sha256(CONTENT).hexdigest(),
        size=len(CONTENT),
        template_version="t1",
        rules_version="r1",
        content_path=content_path("a", f"l{number}"),
    )


def test_a_letter_comes_back_as_it_was_kept(store: LetterStore, key: CaseKey) -> None:
    store.keep(letter(1), CONTENT, key=key)
    assert store.get("a", "l1") == letter(1)
    assert store.content(letter(1), key=key) == CONTENT


def test_the_bytes_lie_encrypted(store: LetterStore, key: CaseKey, tmp_path: Path) -> None:
    store.keep(letter(1), CONTENT, key=key)
    kept = [path.read_bytes() for path in (tmp_path / "vault").rglob("*") if path.is_file()]
    assert len(kept) == 1
    assert b"Anna" not in kept[0]
    with pytest.raises(VaultDamaged):
        store.content(letter(1), key=new_case_key())


def test_letters_are_listed_oldest_first_per_case(store: LetterStore, key: CaseKey) -> None:
    for number in (2, 1, 3):
        store.keep(letter(number), CONTENT, key=key)
    assert [x.letter_id for x in store.list("a")] == ["l1", "l2", "l3"]
    assert store.list("b") == ()


def test_letters_of_a_kind_are_numbered_within_their_case(
    store: LetterStore, session: Session, key: CaseKey
) -> None:
    store.keep(letter(1), CONTENT, key=key)
    store.keep(letter(2, LetterKind.ACCESS), CONTENT, key=key)
    store.keep(letter(3), CONTENT, key=key)
    other = replace(letter(4), case_id="b", content_path=content_path("b", "l4"))
    store.keep(other, CONTENT, key=key)
    rows = session.scalars(select(LetterRow))
    numbers = {row.letter_id: row.number for row in rows}
    assert numbers == {"l1": 1, "l2": 1, "l3": 2, "l4": 1}


@pytest.mark.parametrize(("case_id", "letter_id"), [("b", "l1"), ("a", "l9")])
def test_another_case_has_no_such_letter(
    store: LetterStore, key: CaseKey, case_id: str, letter_id: str
) -> None:
    store.keep(letter(1), CONTENT, key=key)
    with pytest.raises(LetterMissing):
        store.get(case_id, letter_id)


def test_a_letter_is_kept_once_and_never_written_over(
    store: LetterStore, session: Session, vault: Vault, key: CaseKey
) -> None:
    store.keep(letter(1), CONTENT, key=key)
    session.expunge_all()
    with pytest.raises(IntegrityError), session.begin_nested():
        store.keep(letter(1), b"another", key=key)
    assert vault.read(letter(1).content_path, key) == CONTENT


def test_a_letter_of_no_case_is_refused_before_its_bytes_are_written(
    store: LetterStore, session: Session, vault: Vault, key: CaseKey
) -> None:
    nobody = replace(letter(1), case_id="nobody")
    with pytest.raises(IntegrityError), session.begin_nested():
        store.keep(nobody, CONTENT, key=key)
    assert vault.list("") == []
