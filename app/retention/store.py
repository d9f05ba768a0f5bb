"""Keep legal holds; find what has been kept long enough, and take everything personal of it out of every table."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, Table, delete, event, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.cases.model import ENDS
from app.cases.tables import CaseFactRow, CaseKeyRow, CaseLinkRow, CaseRow, DeskTaskRow, NoteRow
from app.decisions.tables import DraftRow, OpinionRow, ReferralRow
from app.delivery.tables import HandoverRow, OralAnswerRow
from app.documents.tables import DocumentRow
from app.executions.tables import ExecutionStepRow
from app.exports.tables import DownloadCodeRow, DownloadTicketRow, ExportRow, TransferRow
from app.identity.tables import IdentityCheckRow, VerifiedEmailRow
from app.intake.tables import IncomingMailRow, PersonMailRow
from app.kit.db import Row, table_of
from app.kit.vault import Vault
from app.messages.tables import MessageRow
from app.notices.tables import NoticeRow
from app.personnel.tables import DossierProfileRow, SourceAnswerRow, WithholdingRow
from app.restrictions.model import RestrictionState
from app.restrictions.tables import RestrictionRow
from app.retention.model import LegalHold
from app.retention.tables import LegalHoldRow

DELETED: Final[tuple[type[Row], ...]] = (
    DownloadTicketRow,
    DownloadCodeRow,
    VerifiedEmailRow,
    CaseFactRow,
    NoteRow,
    MessageRow,
    CaseLinkRow,
    DraftRow,
    OpinionRow,
    ReferralRow,
    OralAnswerRow,
    DocumentRow,
    PersonMailRow,
    DossierProfileRow,
    SourceAnswerRow,
    WithholdingRow,
)
"""Rows that go: what they hold is about the person alone."""
EMPTIED: Final[Mapping[type[Row], Mapping[str, Any]]] = {
    HandoverRow: {"address": [], "proof": ""},
    IdentityCheckRow: {"note": ""},
    ExecutionStepRow: {"subject_key": "", "record_ids": [], "reason": ""},
    ExportRow: {"files": [], "zip_path": None},
    TransferRow: {"receiver": "", "url": "", "receipt": None},
    NoticeRow: {"answer": "", "message_id": None},
    IncomingMailRow: {"case_id": None, "sender_hash": ""},
    RestrictionRow: {"subject_keys": {}, "lift_reason": ""},
    LegalHoldRow: {"reason": "", "lift_reason": ""},
}
"""Rows that stay as facts: these columns of theirs go."""
KEPT: Final = frozenset(
    {
        "cases",  # emptied by the change itself
        "claims",
        "case_keys",  # emptied when the key is destroyed
        "desk_tasks",
        "events",
        "incidents",  # what they tell is sealed under the key
        "letters",
        "reminders",
        "suppressions",  # as long as they are effective
    }
)
"""Tables with nothing personal of the case in them once its key is destroyed."""
_FOLDERS: Final = ("cases", "dossiers", "exports")


class HoldStore:
    """Legal holds in the service's database."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, hold: LegalHold) -> None:
        """Keep a hold, new or lifted."""
        values: dict[str, Any] = asdict(hold)
        self._session.execute(
            insert(LegalHoldRow)
            .values(values)
            .on_conflict_do_update(index_elements=[LegalHoldRow.hold_id], set_=values)
        )

    def standing(self, case_id: str) -> LegalHold | None:
        """Return the hold that stands on the case, if one does."""
        found = [hold for hold in self.of_case(case_id) if hold.lifted_at is None]
        return found[0] if found else None

    def standing_cases(self) -> Select[str]:
        """Return the query of the ids of the cases on hold, for use inside another."""
        return select(LegalHoldRow.case_id).where(LegalHoldRow.lifted_at.is_(None))

    def of_case(self, case_id: str) -> tuple[LegalHold, ...]:
        """Return the holds of a case, oldest first."""
        rows = self._session.scalars(
            select(LegalHoldRow)
            .where(LegalHoldRow.case_id == case_id)
            .order_by(LegalHoldRow.set_at, LegalHoldRow.hold_id),
            execution_options={"populate_existing": True},
        )
        return tuple(_hold(row) for row in rows)


class RetentionStore:
    """What has been kept long enough, over all tables and files of a case."""

    def __init__(self, session: Session, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    def ended_by(self, at: datetime) -> tuple[str, ...]:
        """Return the cases that ended by then and still have their key, oldest first; not those on hold.

        A case with a standing restriction waits: the person is still to be told of its end (Art. 18(3)).
        """
        key = select(CaseKeyRow.case_id).where(
            CaseKeyRow.case_id == CaseRow.case_id, CaseKeyRow.wrapped != b""
        )
        standing = select(RestrictionRow.case_id).where(
            RestrictionRow.case_id == CaseRow.case_id,
            RestrictionRow.state != RestrictionState.LIFTED.value,
        )
        open_task = select(DeskTaskRow.case_id).where(
            DeskTaskRow.case_id == CaseRow.case_id, DeskTaskRow.done_at.is_(None)
        )
        query = select(CaseRow.case_id).where(
            CaseRow.state.in_([state.value for state in ENDS]),
            CaseRow.ended_at <= at,
            CaseRow.legal_hold.is_(False),
            key.exists(),
            ~standing.exists(),
            ~open_task.exists(),
        )
        return tuple(self._session.scalars(query.order_by(CaseRow.ended_at, CaseRow.case_id)))

    def erase(self, case_id: str) -> None:
        """Take what is personal out of every table; files go after the commit, unreadable without their key."""
        for row in DELETED:
            table = table_of(row)
            self._session.execute(delete(table).where(_of(table, case_id)))
        for row, values in EMPTIED.items():
            table = table_of(row)
            self._session.execute(update(table).where(table.c.case_id == case_id).values(values))
        files = [path for folder in _FOLDERS for path in self._vault.list(f"{folder}/{case_id}")]

        def drop(_session: Session) -> None:
            for path in files:
                self._vault.delete(path)

        event.listen(self._session, "after_commit", drop, once=True)


def _of(table: Table, case_id: str) -> Any:
    """Return the condition on the rows of a case; a link is one of both its cases."""
    mine = table.c.case_id == case_id
    return or_(mine, table.c.other_id == case_id) if "other_id" in table.c else mine


def _hold(row: LegalHoldRow) -> LegalHold:
    return LegalHold(
        hold_id=row.hold_id,
        case_id=row.case_id,
        reason=row.reason,
        set_by=row.set_by,
        set_at=row.set_at,
        lifted_by=row.lifted_by,
        lifted_at=row.lifted_at,
        lift_reason=row.lift_reason,
    )
