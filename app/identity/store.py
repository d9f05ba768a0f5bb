"""Keep identity checks, which are only ever added, and the address that was verified for a case."""

from dataclasses import asdict, fields

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.cases.model import IdentityResult
from app.documents.model import DocumentKind
from app.identity.model import IdentityCheck, Means, VerifiedEmail
from app.identity.tables import IdentityCheckRow, VerifiedEmailRow


class IdentityStore:
    """Identity checks of cases. Never commits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, check: IdentityCheck) -> None:
        """Record a check. The case must exist."""
        self._session.add(
            IdentityCheckRow(
                check_id=check.check_id,
                case_id=check.case_id,
                result=check.result.value,
                means=None if check.means is None else check.means.value,
                note=check.note,
                document_types=[kind.value for kind in check.document_types],
                checked_by=check.checked_by,
                checked_at=check.checked_at,
                claim_ids=list(check.claim_ids),
            )
        )
        self._session.flush()

    def checks(self, case_id: str) -> tuple[IdentityCheck, ...]:
        """Return the checks of the case, oldest first."""
        rows = self._session.scalars(
            select(IdentityCheckRow)
            .where(IdentityCheckRow.case_id == case_id)
            .order_by(IdentityCheckRow.checked_at, IdentityCheckRow.check_id)
        )
        return tuple(_check(row) for row in rows)

    def keep_email(self, email: VerifiedEmail) -> None:
        """Keep the verified address of the case, in place of an earlier one."""
        values = asdict(email)
        self._session.execute(
            insert(VerifiedEmailRow)
            .values(values)
            .on_conflict_do_update(index_elements=[VerifiedEmailRow.case_id], set_=values)
        )

    def email(self, case_id: str) -> VerifiedEmail | None:
        """Return the address that was verified for the case, if one was."""
        row = self._session.get(VerifiedEmailRow, case_id, populate_existing=True)
        if row is None:
            return None
        return VerifiedEmail(**{one.name: getattr(row, one.name) for one in fields(VerifiedEmail)})


def _check(row: IdentityCheckRow) -> IdentityCheck:
    return IdentityCheck(
        check_id=row.check_id,
        case_id=row.case_id,
        result=IdentityResult(row.result),
        means=None if row.means is None else Means(row.means),
        note=row.note,
        document_types=tuple(DocumentKind(kind) for kind in row.document_types),
        checked_by=row.checked_by,
        checked_at=row.checked_at,
        claim_ids=tuple(row.claim_ids),
    )
