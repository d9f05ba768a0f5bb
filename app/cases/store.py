"""Load a case and save a `Change`: the only way to write one, with its journal, events and jobs."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import (
    ARRAY,
    Select,
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
from app.cases.facts import has_fact, keep_facts, link_fact
from app.cases.mapping import case_columns, claim_columns, read_case
from app.cases.model import ENDS, Case, Change, Claim, State
from app.cases.outcomes import facts_told
from app.cases.queries import OPEN_STATES
from app.cases.rules import add, clock_of, entry, reminders_of_case, runs_by
from app.cases.tables import CaseKeyRow, CaseLinkRow, CaseRow, ClaimRow, DeskTaskRow, NoteRow
from app.cases.transitions import JournalKind
from app.deadlines.holidays import Calendar
from app.errors import DeskError
from app.kit.clock import brussels_date
from app.kit.db import table_of
from app.kit.ids import new_id, secret_hash
from app.kit.prepared import Prepared
from app.kit.row_security import seeing_every_case
from app.kit.vault import CaseKey, new_case_key, unwrap_key, wrap_key
from app.outbox.model import CaseTold, Task, TaskName
from app.outbox.queue import Outbox
from app.reminders.store import ReminderStore
from app.staff.model import Actor

_CASES, _CLAIMS, _TASKS = table_of(CaseRow), table_of(ClaimRow), table_of(DeskTaskRow)
_WIDTH = len(_CASES.columns)
_WHOLE = (
    select(_CASES, *(c.label(f"claim_{c.name}") for c in _CLAIMS.columns))
    .select_from(_CASES.outerjoin(_CLAIMS, _CLAIMS.c.case_id == _CASES.c.case_id))
    .order_by(_CLAIMS.c.position)
)
"""A case beside each of its claims, all as of one moment."""
_BY_ID = _CASES.c.case_id == bindparam("of")
_BY_REFERENCE = _CASES.c.reference == bindparam("reference")
_OF_ID = Prepared(_WHOLE.where(_BY_ID))
_OF_REFERENCE = Prepared(_WHOLE.where(_BY_REFERENCE))
_OF_CODE = Prepared(
    _WHOLE.where(_BY_REFERENCE, _CASES.c.status_code_hash == bindparam("code_hash"))
)
_HELD = Prepared(select(_CASES).where(_BY_ID).with_for_update(key_share=True))
_FREE = Prepared(select(_CASES).where(_BY_ID).with_for_update(key_share=True, skip_locked=True))
_CLAIMS_OF = Prepared(
    select(_CLAIMS).where(_CLAIMS.c.case_id == bindparam("of")).order_by(_CLAIMS.c.position)
)
_HELD_VERSION = Prepared(select(_CASES.c.version).where(_BY_ID).with_for_update(key_share=True))
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
_LINKS = table_of(CaseLinkRow)
_LINKED = Prepared(
    select(_LINKS.c.other_id)
    .join(_CASES, _CASES.c.case_id == _LINKS.c.other_id)
    .where(_LINKS.c.case_id == bindparam("of"))
    .order_by(_CASES.c.registered_at, _CASES.c.case_id)
)
_OPEN_TASKS = Prepared(
    select(_TASKS.c.kind, _TASKS.c.due_on)
    .where(_TASKS.c.case_id == bindparam("of"), _TASKS.c.done_at.is_(None))
    .order_by(_TASKS.c.due_on, _TASKS.c.task_id)
)
_WRAPPED = Prepared(select(CaseKeyRow.wrapped).where(CaseKeyRow.case_id == bindparam("of")))


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
        self._reminders = ReminderStore(session)
        self._calendar = calendar
        self._master = master
        # For one transaction: every file of a step asks, and only claims that changed are written.
        self._keys: dict[str, CaseKey] = {}
        self._read: dict[str, Case] = {}

    def load(self, case_id: str, *, hold: bool = False) -> Case:
        """Return the case; with `hold` no other transaction works on it until this one ends.

        Raises CaseNotFound.
        """
        if not hold:
            return self._whole(_OF_ID, of=case_id)
        return self._held(_HELD.row(self._session, of=case_id))

    def load_free(self, case_id: str) -> Case | None:
        """Return the case, held as by `load`, or None while another transaction works on it or it is gone."""
        row = _FREE.row(self._session, of=case_id)
        return None if row is None else self._held(row)

    def hold(self, case: Case) -> None:
        """Let no other transaction change the case until this one ends, before costly work on it.

        Raises CaseNotFound, and VersionMismatch when somebody changed it since it was read.
        """
        version = _HELD_VERSION.value(self._session, of=case.case_id)
        if version is None:
            raise CaseNotFound("There is no such case")
        if version != case.version:
            raise VersionMismatch("The case was changed in the meantime")

    def of_every_entity(self) -> AbstractContextManager[None]:
        """Let the block look at cases of all entities: for a rule about the person, whoever acts."""
        return seeing_every_case(self._session)

    def linked_to(self, case: Case) -> tuple[Case, ...]:
        """Return the cases that this one is linked to, or that are linked to it."""
        linked = CaseRow.case_id.in_(case.linked_cases) | has_fact([link_fact(case.case_id)])
        rows = self._session.scalars(
            select(CaseRow)
            .where(CaseRow.case_id != case.case_id, linked)
            .options(selectinload(CaseRow.claims))
            .execution_options(populate_existing=True)
        )
        return tuple(read_case(row) for row in rows)

    def link(self, case_id: str, other_id: str) -> bool:
        """Keep that two requests seem to be of one person: seen on both, nothing follows from it.

        Returns whether that is new.
        """
        pairs = [(case_id, other_id), (other_id, case_id)]
        rows = [{"case_id": one, "other_id": other} for one, other in sorted(pairs)]
        kept = upsert(CaseLinkRow).values(rows).on_conflict_do_nothing()
        return bool(self._session.scalars(kept.returning(CaseLinkRow.case_id)).all())

    def linked_ids(self, case: Case) -> tuple[str, ...]:
        """Return the cases shown beside this one: as it was registered, and what seems to be of the same person."""
        found = _LINKED.column(self._session, of=case.case_id)
        return tuple(dict.fromkeys((*case.linked_cases, *found)))

    def matching(self, ids: Select[str]) -> tuple[Case, ...]:
        """Return the cases of which a query gives the ids, oldest receipt first."""
        rows = self._session.scalars(
            select(CaseRow)
            .where(CaseRow.case_id.in_(ids))
            .order_by(CaseRow.received_on, CaseRow.registered_at, CaseRow.case_id)
            .options(selectinload(CaseRow.claims))
            .execution_options(populate_existing=True)
        )
        return tuple(read_case(row) for row in rows)

    def save(self, change: Change, *, moved: bool = False) -> None:
        """Write state, journal, events, jobs and the warnings to come together; `moved`: the days themselves changed.

        Raises VersionMismatch when out of date.
        """
        case = change.case
        if change.is_new:
            self._insert(case)
        elif not change.additive:
            self._update(case)
        if not change.additive:
            keep_facts(self._session, case, before=self._read_before(case))
        if moved or (not change.additive and self._runs_differently(case)):
            self._reminders.plan(case.case_id, reminders_of_case(case, self._calendar))
        self._journal.append(case.case_id, change.entries, key=lambda: self.key_of(case.case_id))
        at = change.entries[-1].at
        if change.events:
            self._tell(change, at=at)
        self._outbox.defer(change.tasks)
        if case.state in ENDS and not change.additive and self._ends(case):
            self._outbox.defer((Task(TaskName.SEAL_JOURNAL, {"case_id": case.case_id}),))

    def order(self, tasks: Iterable[Task]) -> None:
        """Order jobs that exist only when this transaction commits, beside any change."""
        self._outbox.defer(tasks)

    def key_of(self, case_id: str) -> CaseKey:
        """Return the key of the case's files. Raises CaseNotFound."""
        if case_id not in self._keys:
            wrapped = _WRAPPED.value(self._session, of=case_id)
            if wrapped is None:
                raise CaseNotFound("The key of this case does not exist")
            self._keys[case_id] = unwrap_key(wrapped, master=self._master, case_id=case_id)
        return self._keys[case_id]

    def destroy_key(self, case: Case, *, by: Actor, at: datetime) -> None:
        """Destroy the key of the case, for good: nothing sealed under it is ever read again, the journal stays whole."""
        self._session.execute(
            update(CaseKeyRow).where(CaseKeyRow.case_id == case.case_id).values(wrapped=b"")
        )
        self._keys.pop(case.case_id, None)
        self.save(add(case, (entry(JournalKind.KEY_DESTROYED, by, at),)))

    def set_status_code(self, case_id: str, code: str | None) -> None:
        """Keep the hash of the code with which the person reads their status page; None: nobody reads it."""
        self._session.execute(
            update(CaseRow)
            .where(CaseRow.case_id == case_id)
            .values(status_code_hash=code and secret_hash(code))
        )

    def has_status_code(self, case_id: str) -> bool:
        """Whether the person has a code to read their status page with."""
        kept = select(CaseRow.status_code_hash).where(CaseRow.case_id == case_id)
        return self._session.scalar(kept) is not None

    def by_status_code(self, reference: str, code: str) -> Case:
        """Return the case for a reference with its own code. Raises CaseNotFound for both errors alike."""
        return self._whole(_OF_CODE, reference=reference, code_hash=secret_hash(code))

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
        rows = _OPEN_TASKS.rows(self._session, of=case_id)
        return tuple((row.kind, row.due_on) for row in rows)

    def had_task(self, case_id: str, kind: str, *, due_on: date) -> bool:
        """Whether a task of this kind, due this day, was given in the case, done or not."""
        asked = select(DeskTaskRow.task_id).where(
            DeskTaskRow.case_id == case_id, DeskTaskRow.kind == kind, DeskTaskRow.due_on == due_on
        )
        return self._session.scalar(asked.limit(1)) is not None

    def to_watch(self, on: date) -> tuple[str, ...]:
        """Return the open cases that are past their due date or wait for the person, by the index of states."""
        return tuple(self._session.scalars(watched(on)))

    def finish_tasks(self, case_id: str, *kinds: str, at: datetime) -> None:
        """Mark the open tasks of these kinds as done."""
        self._session.execute(_FINISH, {"of": case_id, "kinds": list(kinds), "at": at})

    def _tell(self, change: Change, *, at: datetime) -> None:
        case = change.case
        clock = clock_of(case, self._calendar, explained=False)
        facts = facts_told(case, clock, on=brussels_date(at))
        about = CaseTold(case.case_id, case.version, case.entity, facts)
        self._outbox.tell(change.events, about, at=at)

    def by_reference(self, reference: str) -> Case:
        """Return the case with this reference. Raises CaseNotFound."""
        return self._whole(_OF_REFERENCE, reference=reference)

    def _whole(self, question: Prepared, **values: str) -> Case:
        rows = question.rows(self._session, **values)
        if not rows:
            raise CaseNotFound("There is no such case")
        return self._noted(rows[0], _joined(rows))

    def _held(self, row: Any | None) -> Case:
        if row is None:
            raise CaseNotFound("There is no such case")
        # Who waited for a lock sees what the other wrote in a statement of its own alone.
        return self._noted(row, _CLAIMS_OF.rows(self._session, of=row.case_id))

    def _noted(self, row: Any, claims: Sequence[Any]) -> Case:
        case = self._read[row.case_id] = read_case(row, claims)
        return case

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

    def _ends(self, case: Case) -> bool:
        """Whether the case was not at its end before this change, as far as is known."""
        read = self._read.get(case.case_id)
        return read is None or read.state not in ENDS

    def _runs_differently(self, case: Case) -> bool:
        """Whether other warnings are to come than before this change, or it is not known what was before."""
        read = self._read_before(case)
        return read is None or runs_by(read) != runs_by(case)

    def _read_before(self, case: Case) -> Case | None:
        read = self._read.get(case.case_id)
        return read if read and read.version == case.version - 1 else None

    def _update_claims(self, case: Case) -> None:
        """Write the claims that differ from what was read, and all where that was another version."""
        read = self._read_before(case)
        before: tuple[Claim, ...] = ()
        if read and _ids(read) <= _ids(case):
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


def watched(on: date) -> Select[str]:
    """Return the query of the ids of what the round of a day looks at: ended cases, most of all, are not read."""
    waiting = [State.IDENTITY_PENDING.value, State.SPECIFICATION_PENDING.value]
    return (
        select(CaseRow.case_id)
        .where(CaseRow.state.in_(OPEN_STATES), CaseRow.state.in_(waiting) | (CaseRow.due_on < on))
        .order_by(CaseRow.case_id)
    )


def _ids(case: Case) -> set[str]:
    return {claim.claim_id for claim in case.claims}


def _joined(rows: Sequence[Any]) -> list[SimpleNamespace]:
    """Return the claims' part of the rows; a case without claims has one row with nothing in it."""
    names = _CLAIMS.columns.keys()
    found = (SimpleNamespace(**dict(zip(names, row[_WIDTH:], strict=True))) for row in rows)
    return [claim for claim in found if claim.claim_id is not None]
