"""Keep and give back letters: facts in the database, bytes under the case's key in the vault. Nothing is ever changed."""

from typing import Any, ClassVar

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from app.errors import DeskError
from app.kit.db import table_of
from app.kit.prepared import Prepared
from app.kit.vault import CaseKey, Vault
from app.language import Language
from app.letters.model import Letter, LetterKind
from app.letters.tables import LetterRow

_LETTERS = table_of(LetterRow)
_SAME_KIND = Prepared(
    select(func.count().label("number")).where(
        _LETTERS.c.case_id == bindparam("of"), _LETTERS.c.kind == bindparam("named")
    )
)
_OF_CASE = Prepared(
    select(_LETTERS)
    .where(_LETTERS.c.case_id == bindparam("of"))
    .order_by(_LETTERS.c.issued_at, _LETTERS.c.kind, _LETTERS.c.number)
)


class LetterMissing(DeskError):
    """This case has no such letter."""

    code: ClassVar[str] = "letterMissing"


class LetterStore:
    """Letters of cases. Never commits."""

    def __init__(self, session: Session, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    def keep(self, letter: Letter, content: bytes, *, key: CaseKey) -> None:
        """Keep the letter as the next of its kind in its case, and `content` encrypted at its `content_path`."""
        number = _SAME_KIND.value(self._session, of=letter.case_id, named=letter.kind.value) or 0
        # Two at once give the same number: the constraint lets one of them through.
        self._session.add(_row(letter, number + 1))
        self._session.flush()
        with self._vault.writer(letter.content_path, key) as writer:
            writer.write(content)

    def list(self, case_id: str) -> tuple[Letter, ...]:
        """Return the letters of the case, oldest first."""
        return tuple(map(_letter, _OF_CASE.rows(self._session, of=case_id)))

    def get(self, case_id: str, letter_id: str) -> Letter:
        """Return one letter of the case. Raises LetterMissing, also for one of another case."""
        row = self._session.get(LetterRow, letter_id)
        if row is None or row.case_id != case_id:
            raise LetterMissing
        return _letter(row)

    def content(self, letter: Letter, *, key: CaseKey) -> bytes:
        """Return the PDF. Raises VaultMissing, VaultDamaged."""
        return self._vault.read(letter.content_path, key)


def content_path(case_id: str, letter_id: str) -> str:
    """Return where in the vault the bytes of a letter lie."""
    return f"cases/{case_id}/letters/{letter_id}"


def _row(letter: Letter, number: int) -> LetterRow:
    return LetterRow(
        letter_id=letter.letter_id,
        case_id=letter.case_id,
        kind=letter.kind.value,
        number=number,
        language=letter.language.value,
        issued_at=letter.issued_at,
        sha256=letter.sha256,
        size=letter.size,
        template_version=letter.template_version,
        rules_version=letter.rules_version,
        content_path=letter.content_path,
    )


def _letter(row: Any) -> Letter:
    return Letter(
        letter_id=row.letter_id,
        case_id=row.case_id,
        kind=LetterKind(row.kind),
        language=Language(row.language),
        issued_at=row.issued_at,
        sha256=row.sha256,
        size=row.size,
        template_version=row.template_version,
        rules_version=row.rules_version,
        content_path=row.content_path,
    )
