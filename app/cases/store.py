"""Load a case and save a `Change`: the only way to write one, with its journal, events and jobs."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.orm import Session, selectinload

from app.audit.journal import Journal
from app.cases.mapping import (
    case_columns,
    claim_columns,
    read_extension,
    read_representative,
    read_requester,
    read_suspension,
)
from app.cases.model import (
    Case,
    Change,
    Channel,
    Claim,
    Delivery,
    IdentityResult,
    Outcome,
    State,
)
from app.cases.rules import clock_of
from app.cases.tables import CaseKeyRow, CaseRow, ClaimRow, DeskTaskRow, NoteRow
from app.deadlines.holidays import Calendar
from app.errors import DeskError
from app.kit.ids import new_id, secret_hash
from app.kit.vault import CaseKey, new_case_key, unwrap_key, wrap_key
from app.language import Language
from app.outbox.queue import Outbox


class CaseNotFound(DeskError):
    """There is no such case for this reader."""

    code = "resourceNotFound"


class VersionMismatch(DeskError):
    """Somebody else changed the case in the meantime."""

    code = "versionMismatch"


class CaseStore:
    """Cases in the service's database, on one session."""

    def __init__(
        self,
        session: Session,
        journal: Journal,
        outbox: Outbox,
        *,
        calendar: Calendar,
        master: bytes,
    ) -> None:
        self._session = session
        self._journal = journal
        self._outbox = outbox
        self._calendar = calendar
        self._master = master
        self._keys: dict[str, CaseKey] = {}  # for one transaction: every file of a step asks

    def load(self, case_id: str, *, hold: bool = False) -> Case:
        """Return the case; with `hold` no other transaction works on it until this one ends.

        Raises CaseNotFound.
        """
        return self._one(CaseRow.case_id == case_id, hold=hold)

    def hold(self, case: Case) -> None:
        """Let no other transaction change the case until this one ends, before costly work on it.

        Raises CaseNotFound, and VersionMismatch when somebody changed it since it was read.
        """
        if self.load(case.case_id, hold=True).version != case.version:
            raise VersionMismatch("The case was changed in the meantime")

    def by_reference(self, reference: str) -> Case:
        """Return the case with this canonical reference. Raises CaseNotFound."""
        return self._one(CaseRow.reference == reference)

    def save(self, change: Change) -> None:
        """Write state, journal, events and jobs together. Raises VersionMismatch when out of date."""
        case = change.case
        if change.is_new:
            self._insert(case)
        elif not change.additive:
            self._update(case)
        self._journal.append(case.case_id, change.entries)
        at = change.entries[-1].at
        self._outbox.tell(change.events, case_id=case.case_id, version=case.version, at=at)
        self._outbox.defer(change.tasks)

    def key_of(self, case_id: str) -> CaseKey:
        """Return the key of the case's files. Raises CaseNotFound."""
        if case_id not in self._keys:
            wrapped = self._session.scalar(
                select(CaseKeyRow.wrapped).where(CaseKeyRow.case_id == case_id)
            )
            if wrapped is None:
                raise CaseNotFound("The key of this case does not exist")
            self._keys[case_id] = unwrap_key(wrapped, master=self._master, case_id=case_id)
        return self._keys[case_id]

    def set_status_code(self, case_id: str, code: str) -> None:
        """Keep the hash of the code with which the person reads their status page."""
        self._session.execute(
            update(CaseRow)
            .where(CaseRow.case_id == case_id)
            .values(status_code_hash=secret_hash(code))
        )

    def has_status_code(self, case_id: str) -> bool:
        """Whether the person has a code to read their status page with."""
        kept = select(CaseRow.status_code_hash).where(CaseRow.case_id == case_id)
        return self._session.scalar(kept) is not None

    def by_status_code(self, reference: str, code: str) -> Case:
        """Return the case for a reference with its own code. Raises CaseNotFound for both errors alike."""
        return self._one(
            CaseRow.reference == reference, CaseRow.status_code_hash == secret_hash(code)
        )

    def add_note(self, case_id: str, text: str, *, by: str, at: datetime) -> str:
        """Keep a note and return its id."""
        note_id = new_id()
        self._session.add(
            NoteRow(note_id=note_id, case_id=case_id, written_by=by, written_at=at, text=text)
        )
        return note_id

    def add_task(self, case_id: str, kind: str, *, due_on: date, at: datetime) -> None:
        """Keep something a human has to do, unless it is open already."""
        if any(open_kind == kind for open_kind, _ in self.open_tasks(case_id)):
            return
        self._session.add(
            DeskTaskRow(task_id=new_id(), case_id=case_id, kind=kind, due_on=due_on, created_at=at)
        )

    def open_tasks(self, case_id: str) -> tuple[tuple[str, date], ...]:
        """Return kind and due date of what humans still have to do."""
        rows = self._session.execute(
            select(DeskTaskRow.kind, DeskTaskRow.due_on)
            .where(DeskTaskRow.case_id == case_id, DeskTaskRow.done_at.is_(None))
            .order_by(DeskTaskRow.due_on, DeskTaskRow.task_id)
        )
        return tuple((row.kind, row.due_on) for row in rows)

    def finish_tasks(self, case_id: str, *kinds: str, at: datetime) -> None:
        """Mark the open tasks of these kinds as done."""
        self._session.execute(
            update(DeskTaskRow)
            .where(
                DeskTaskRow.case_id == case_id,
                DeskTaskRow.kind.in_(kinds),
                DeskTaskRow.done_at.is_(None),
            )
            .values(done_at=at)
        )

    def _one(self, *conditions: ColumnElement[bool], hold: bool = False) -> Case:
        wanted = select(CaseRow).where(*conditions).options(selectinload(CaseRow.claims))
        row = self._session.scalar(
            wanted.with_for_update(key_share=True) if hold else wanted,
            execution_options={"populate_existing": True},
        )
        if row is None:
            raise CaseNotFound("There is no such case")
        return read_case(row)

    def _columns(self, case: Case) -> dict[str, Any]:
        clock = clock_of(case, self._calendar)
        return case_columns(case) | {
            "due_on": clock.due_on,
            "safe_harbour_on": clock.safe_harbour_on,
            "rules_version": clock.rules_version,
            "holidays_version": clock.holidays_version,
        }

    def _insert(self, case: Case) -> None:
        self._session.execute(insert(CaseRow).values(self._columns(case)))
        self._insert_claims(case)
        wrapped = wrap_key(new_case_key(), master=self._master, case_id=case.case_id)
        self._session.execute(insert(CaseKeyRow).values(case_id=case.case_id, wrapped=wrapped))

    def _insert_claims(self, case: Case) -> None:
        self._session.execute(
            insert(ClaimRow), [claim_columns(case, c, i) for i, c in enumerate(case.claims)]
        )

    def _update(self, case: Case) -> None:
        done = self._session.execute(
            update(CaseRow)
            .where(CaseRow.case_id == case.case_id, CaseRow.version == case.version - 1)
            .values(self._columns(case))
            .execution_options(synchronize_session=False)
        )
        if done.rowcount != 1:  # type: ignore[attr-defined]  # a DML result is a CursorResult
            raise VersionMismatch("The case was changed in the meantime")
        self._session.execute(delete(ClaimRow).where(ClaimRow.case_id == case.case_id))
        self._insert_claims(case)


def _claim(row: ClaimRow) -> Claim:
    return Claim(
        claim_id=row.claim_id,
        right=row.right,
        statement=row.statement,
        scope=tuple(row.scope) if row.scope is not None else None,
        details=row.details,
        identity=IdentityResult(row.identity) if row.identity else None,
        outcome=Outcome(row.outcome) if row.outcome else None,
        withdrawn_on=row.withdrawn_on,
    )


def read_case(row: CaseRow) -> Case:
    """Return the case a row and its claims hold."""
    return Case(
        case_id=row.case_id,
        reference=row.reference,
        version=row.version,
        state=State(row.state),
        channel=Channel(row.channel),
        entity=row.entity,
        language=Language(row.language),
        received_on=row.received_on,
        received_at=row.received_at,
        registered_at=row.registered_at,
        registered_by=row.registered_by,
        requester=read_requester(row.requester),
        claims=tuple(_claim(claim) for claim in row.claims),
        register_version=row.register_version,
        to_be_clarified=row.to_be_clarified,
        suspensions=tuple(read_suspension(s) for s in row.suspensions),
        extension=read_extension(row.extension),
        representative=read_representative(row.representative),
        assignee=row.assignee,
        linked_cases=tuple(row.linked_cases),
        identity_checked_by=row.identity_checked_by,
        subject_keys=row.subject_keys,
        collected_at=row.collected_at,
        drafters=tuple(row.drafters),
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        letter_register_version=row.letter_register_version,
        sent_at=row.sent_at,
        delivery=Delivery(row.delivery) if row.delivery else None,
        ended_at=row.ended_at,
        redirected_to=row.redirected_to,
    )
