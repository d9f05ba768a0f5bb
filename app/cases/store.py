"""Load a case and save a `Change`: the only way to write one, with its journal, events and jobs."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Row,
    Text,
    any_,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert
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
    ENDS,
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
from app.kit.db import table_of
from app.kit.ids import new_id, secret_hash
from app.kit.vault import CaseKey, new_case_key, unwrap_key, wrap_key
from app.language import Language
from app.outbox.queue import Outbox

_CASES, _CLAIMS, _TASKS = table_of(CaseRow), table_of(ClaimRow), table_of(DeskTaskRow)
_WIDTH = len(_CASES.columns)
_WHOLE = (
    select(_CASES, _CLAIMS)
    .select_from(_CASES.outerjoin(_CLAIMS, _CLAIMS.c.case_id == _CASES.c.case_id))
    .order_by(_CLAIMS.c.position)
)
"""A case beside each of its claims, all as of one moment."""
_HELD = select(_CASES).with_for_update(key_share=True)
_CLAIMS_OF = (
    select(_CLAIMS).where(_CLAIMS.c.case_id == bindparam("of")).order_by(_CLAIMS.c.position)
)
_HELD_VERSION = (
    select(_CASES.c.version)
    .where(_CASES.c.case_id == bindparam("of"))
    .with_for_update(key_share=True)
)
_UPDATE = update(_CASES).where(
    _CASES.c.case_id == bindparam("of"), _CASES.c.version == bindparam("before")
)
_DROP_CLAIMS = delete(_CLAIMS).where(_CLAIMS.c.case_id == bindparam("of"))
_NEW_CLAIM = upsert(_CLAIMS)
_KEEP_CLAIM = _NEW_CLAIM.on_conflict_do_update(
    index_elements=[_CLAIMS.c.claim_id],
    set_={c.name: _NEW_CLAIM.excluded[c.name] for c in _CLAIMS.c if not c.primary_key},
)
_FINISH = (
    update(_TASKS)
    .where(
        _TASKS.c.case_id == bindparam("of"),
        _TASKS.c.kind == any_(bindparam("kinds", type_=ARRAY(Text))),
        _TASKS.c.done_at.is_(None),
    )
    .values(done_at=bindparam("at"))
)
_WRAPPED = select(CaseKeyRow.wrapped).where(CaseKeyRow.case_id == bindparam("of"))


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
        # For one transaction: every file of a step asks, and only claims that changed are written.
        self._keys: dict[str, CaseKey] = {}
        self._read: dict[str, Case] = {}

    def load(self, case_id: str, *, hold: bool = False) -> Case:
        """Return the case; with `hold` no other transaction works on it until this one ends.

        Raises CaseNotFound.
        """
        return self._one(_CASES.c.case_id == case_id, hold=hold)

    def hold(self, case: Case) -> None:
        """Let no other transaction change the case until this one ends, before costly work on it.

        Raises CaseNotFound, and VersionMismatch when somebody changed it since it was read.
        """
        version = self._session.scalar(_HELD_VERSION, {"of": case.case_id})
        if version is None:
            raise CaseNotFound("There is no such case")
        if version != case.version:
            raise VersionMismatch("The case was changed in the meantime")

    def by_reference(self, reference: str) -> Case:
        """Return the case with this canonical reference. Raises CaseNotFound."""
        return self._one(_CASES.c.reference == reference)

    def linked_to(self, case: Case) -> tuple[Case, ...]:
        """Return the cases that this one is linked to, or that are linked to it."""
        linked = CaseRow.case_id.in_(case.linked_cases) | CaseRow.linked_cases.contains(
            [case.case_id]
        )
        rows = self._session.scalars(
            select(CaseRow)
            .where(CaseRow.case_id != case.case_id, linked)
            .options(selectinload(CaseRow.claims))
            .execution_options(populate_existing=True)
        )
        return tuple(read_case(row) for row in rows)

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
            wrapped = self._session.scalar(_WRAPPED, {"of": case_id})
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
            _CASES.c.reference == reference, _CASES.c.status_code_hash == secret_hash(code)
        )

    def add_note(self, case_id: str, text: str, *, by: str, at: datetime) -> str:
        """Keep a note and return its id."""
        note_id = new_id()
        note = {"note_id": note_id, "case_id": case_id, "written_by": by, "written_at": at}
        self._session.execute(insert(table_of(NoteRow)), {**note, "text": text})
        return note_id

    def add_task(self, case_id: str, kind: str, *, due_on: date, at: datetime) -> None:
        """Keep something a human has to do, unless it is open already."""
        if any(open_kind == kind for open_kind, _ in self.open_tasks(case_id)):
            return
        task = {"task_id": new_id(), "case_id": case_id, "kind": kind, "due_on": due_on}
        self._session.execute(insert(_TASKS), {**task, "created_at": at})

    def open_tasks(self, case_id: str) -> tuple[tuple[str, date], ...]:
        """Return kind and due date of what humans still have to do."""
        rows = self._session.execute(
            select(DeskTaskRow.kind, DeskTaskRow.due_on)
            .where(DeskTaskRow.case_id == case_id, DeskTaskRow.done_at.is_(None))
            .order_by(DeskTaskRow.due_on, DeskTaskRow.task_id)
        )
        return tuple((row.kind, row.due_on) for row in rows)

    def had_task(self, case_id: str, kind: str) -> bool:
        """Whether a task of this kind was given in the case, done or not."""
        asked = select(DeskTaskRow.task_id).where(
            DeskTaskRow.case_id == case_id, DeskTaskRow.kind == kind
        )
        return self._session.scalar(asked.limit(1)) is not None

    def to_watch(self, on: date) -> tuple[str, ...]:
        """Return the open cases that are past their due date or wait for the person, by their indexes."""
        waiting = [State.IDENTITY_PENDING.value, State.SPECIFICATION_PENDING.value]
        open_ones = [s.value for s in State if s not in ENDS and s is not State.SENT]
        found = self._session.scalars(
            select(CaseRow.case_id)
            .where(
                CaseRow.state.in_(waiting) | ((CaseRow.due_on < on) & CaseRow.state.in_(open_ones))
            )
            .order_by(CaseRow.case_id)
        )
        return tuple(found)

    def finish_tasks(self, case_id: str, *kinds: str, at: datetime) -> None:
        """Mark the open tasks of these kinds as done."""
        self._session.execute(_FINISH, {"of": case_id, "kinds": list(kinds), "at": at})

    def _one(self, *conditions: ColumnElement[bool], hold: bool = False) -> Case:
        rows = self._session.execute((_HELD if hold else _WHOLE).where(*conditions)).all()
        if not rows:
            raise CaseNotFound("There is no such case")
        # Who waited for a lock sees what the other wrote in a statement of its own alone.
        claims = self._claims(rows[0].case_id) if hold else _joined(rows)
        case = self._read[rows[0].case_id] = read_case(rows[0], claims)
        return case

    def _claims(self, case_id: str) -> Sequence[Any]:
        return self._session.execute(_CLAIMS_OF, {"of": case_id}).all()

    def _columns(self, case: Case) -> dict[str, Any]:
        clock = clock_of(case, self._calendar)
        return case_columns(case) | {
            "due_on": clock.due_on,
            "safe_harbour_on": clock.safe_harbour_on,
            "rules_version": clock.rules_version,
            "holidays_version": clock.holidays_version,
        }

    def _insert(self, case: Case) -> None:
        self._session.execute(insert(_CASES), self._columns(case))
        self._insert_claims(case)
        wrapped = wrap_key(new_case_key(), master=self._master, case_id=case.case_id)
        self._session.execute(insert(CaseKeyRow).values(case_id=case.case_id, wrapped=wrapped))

    def _insert_claims(self, case: Case) -> None:
        self._session.execute(
            insert(_CLAIMS), [claim_columns(case, c, i) for i, c in enumerate(case.claims)]
        )

    def _update(self, case: Case) -> None:
        done = self._session.execute(
            _UPDATE, self._columns(case) | {"of": case.case_id, "before": case.version - 1}
        )
        if done.rowcount != 1:  # type: ignore[attr-defined]  # a DML result is a CursorResult
            raise VersionMismatch("The case was changed in the meantime")
        self._update_claims(case)

    def _update_claims(self, case: Case) -> None:
        """Write the claims that differ from what was read, and all where that was another version."""
        read = self._read.get(case.case_id)
        before: tuple[Claim, ...] = ()
        if read and read.version == case.version - 1 and _ids(read) <= _ids(case):
            before = read.claims
        else:
            self._session.execute(_DROP_CLAIMS, {"of": case.case_id})
        changed = [
            claim_columns(case, claim, place)
            for place, claim in enumerate(case.claims)
            if before[place : place + 1] != (claim,)
        ]
        if changed:
            self._session.execute(_KEEP_CLAIM, changed)


def _ids(case: Case) -> set[str]:
    return {claim.claim_id for claim in case.claims}


def _joined(rows: Sequence[Row[Any]]) -> list[SimpleNamespace]:
    """Return the claims' part of the rows; a case without claims has one row with nothing in it."""
    names = _CLAIMS.columns.keys()
    found = (SimpleNamespace(**dict(zip(names, row[_WIDTH:], strict=True))) for row in rows)
    return [claim for claim in found if claim.claim_id is not None]


def _claim(row: Any) -> Claim:
    return Claim(
        claim_id=row.claim_id,
        right=row.right,
        statement=row.statement,
        scope=tuple(row.scope) if row.scope is not None else None,
        details=row.details,
        identity=IdentityResult(row.identity) if row.identity else None,
        outcome=Outcome(row.outcome) if row.outcome else None,
        withdrawn_on=row.withdrawn_on,
        executed_at=row.executed_at,
    )


def read_case(row: Any, claims: Iterable[Any] | None = None) -> Case:
    """Return the case a row and its claims hold; `claims` where they do not hang on the row."""
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
        claims=tuple(_claim(claim) for claim in (row.claims if claims is None else claims)),
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
