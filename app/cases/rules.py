"""How a case changes: pure functions from a case and an action to a `Change`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.audit.model import JournalDetail, NewEntry
from app.cases.guards import (
    IllegalTransition,
    MissingPermission,
    check_gate,
    check_gate_or_refusal,
    is_proven,
    is_refused_for_identity,
)
from app.cases.model import (
    ENDS,
    Case,
    Change,
    Channel,
    Claim,
    Delivery,
    Extension,
    Outcome,
    Representative,
    Requester,
    State,
)
from app.cases.representation import opened_for
from app.cases.transitions import TRANSITIONS, Action, JournalKind, Transition
from app.deadlines.holidays import Calendar
from app.deadlines.model import Clock
from app.deadlines.rules import compute
from app.deadlines.stages import Reminder, reminders_of
from app.errors import DeskError
from app.language import Language
from app.outbox.model import Event, Task, TaskName, Told
from app.rights.model import Right
from app.staff.model import SERVICE, Actor
from app.staff.rules import may


class ReceivedInFuture(DeskError):
    """The receipt lies after the moment of registration."""

    code = "receivedInFuture"


@dataclass(frozen=True, slots=True)
class Intake:
    """A request as a door hands it over."""

    channel: Channel
    language: Language
    entity: str
    received_on: date
    received_at: datetime | None
    requester: Requester
    claims: tuple[Claim, ...]
    to_be_clarified: bool = False
    linked_cases: tuple[str, ...] = ()
    representative: Representative | None = None


def clock_of(case: Case, calendar: Calendar, *, explained: bool = True) -> Clock:
    """Return the Art. 12(3) clock of the case; one that was answered stands by the holidays of then.

    Not `explained` it has no steps, for who needs the dates alone. Raises CalendarEnds.
    """
    stands = case.holidays_version and is_answered(case)
    return compute(
        case.received_on,
        calendar=Calendar.named(case.holidays_version) if stands else calendar,
        suspensions=case.pauses,
        extended=case.extension is not None,
        explained=explained,
    )


def is_answered(case: Case) -> bool:
    """Whether the case waits for no answer of ours any more: it was sent, or ended another way."""
    return case.state in ENDS or case.sent_at is not None


def runs_by(case: Case) -> tuple[object, ...]:
    """Return everything of the case that its deadlines and its warnings follow from."""
    return (case.received_on, case.pauses, case.extension is not None, is_answered(case))


def reminders_of_case(case: Case, calendar: Calendar) -> tuple[Reminder, ...]:
    """Return the warnings to come: none once the case was answered or ended (DL-10). Raises CalendarEnds."""
    return () if is_answered(case) else reminders_of(clock_of(case, calendar))


def entry(
    kind: JournalKind, by: Actor, at: datetime, details: JournalDetail | None = None
) -> NewEntry:
    """Return a journal entry; `details` hold codes, ids, hashes and dates, never personal data."""
    return NewEntry(kind.value, by.actor_id, at, details or {})


def open_case(
    intake: Intake,
    rights: Mapping[str, Right],
    *,
    case_id: str,
    reference: str,
    register_version: str,
    by: Actor,
    at: datetime,
) -> Change:
    """Register the request: the clock runs from its receipt (DL-01), whatever else is missing.

    Raises ReceivedInFuture.
    """
    _check_receipt(intake, at=at)
    case = Case(
        case_id=case_id,
        reference=reference,
        version=1,
        # Section 9: a case in which no claim needs a check goes to the search at registration.
        state=State.IN_SEARCH if _needs_no_check(intake, rights) else State.RECEIVED,
        registered_at=at,
        registered_by=by.actor_id,
        register_version=register_version,
        channel=intake.channel,
        entity=intake.entity,
        language=intake.language,
        received_on=intake.received_on,
        received_at=intake.received_at,
        requester=intake.requester,
        claims=intake.claims,
        to_be_clarified=intake.to_be_clarified,
        linked_cases=intake.linked_cases,
    )
    case, also = opened_for(case, intake.representative, by=by, at=at)
    orders = (TaskName.ACKNOWLEDGE, *((TaskName.COLLECT,) if case.state is State.IN_SEARCH else ()))
    told = entry(JournalKind.CASE_REGISTERED, by, at, _registration(case))
    jobs = tuple(_task(n, case) for n in orders)
    return Change(case, (told, *also), (Event.RECEIVED,), jobs, is_new=True)


def _check_receipt(intake: Intake, *, at: datetime) -> None:
    if intake.received_at is not None and intake.received_at > at:
        raise ReceivedInFuture("A request cannot be received in the future")


def _needs_no_check(intake: Intake, rights: Mapping[str, Right]) -> bool:
    return all(is_proven(c, rights, agent=intake.representative) for c in intake.claims)


def _registration(case: Case) -> JournalDetail:
    return {
        "channel": case.channel.value,
        "receivedOn": case.received_on.isoformat(),
        "rights": ",".join(claim.right for claim in case.claims),
        "registerVersion": case.register_version,
    }


def apply(
    case: Case,
    action: Action,
    *,
    by: Actor,
    at: datetime,
    details: JournalDetail | None = None,
    to: State | None = None,
    tasks: Iterable[TaskName] = (),
    **changed: object,
) -> Change:
    """Take one row of the table: the new case, its journal entry, its events and jobs.

    `to` keeps the case where it is when the action completes only in part.
    Raises IllegalTransition and MissingPermission.
    """
    row = check_step(case, action, by=by)
    state = to or row.to
    moved = replace(case, version=case.version + 1, state=state, **changed)  # type: ignore[arg-type]  # fields are checked by the callers below
    events = row.tells if to is None else tuple(e for e in row.tells if e is not Event.CLOSED)
    return Change(
        moved,
        (entry(row.writes, by, at, details),),
        events,
        tuple(_task(name, moved) for name in tasks),
    )


def check_step(case: Case, action: Action, *, by: Actor) -> Transition:
    """Return the row of the table for this step. Raises IllegalTransition and MissingPermission."""
    row = TRANSITIONS.get((case.state, action))
    if row is None:
        raise IllegalTransition(f"{action.value} is not possible in state {case.state.value}")
    if by is not SERVICE and not may(by, row.act):
        raise MissingPermission(f"{action.value} needs another role")
    return row


def order_collection(
    case: Case,
    rights: Mapping[str, Right],
    *,
    subject_keys: Mapping[str, str],
    by: Actor,
    at: datetime,
) -> Change:
    """Ask every connector again, with the person a handler chose where there was a choice.

    An empty key says of a system that none of its candidates is meant. A draft on what was found
    before falls. Raises IdentityNotProven, IllegalTransition, MissingPermission.
    """
    check_gate(case, rights)
    change = apply(
        case,
        Action.COLLECT,
        by=by,
        at=at,
        tasks=(TaskName.COLLECT,),
        subject_keys=dict(subject_keys),
        collected_at=None,
        drafters=(),
    )
    if not subject_keys:
        return change
    systems = ",".join(sorted(system for system, key in subject_keys.items() if key))
    chosen = entry(JournalKind.SUBJECT_CHOSEN, by, at, {"systems": systems})
    return replace(change, entries=(*change.entries, chosen))


def complete_search(
    case: Case, *, subject_keys: Mapping[str, str], details: JournalDetail, at: datetime
) -> Change:
    """Let the assessment begin: every system has answered."""
    return apply(
        case,
        Action.COMPLETE_SEARCH,
        by=SERVICE,
        at=at,
        details=details,
        subject_keys=dict(subject_keys),
        collected_at=at,
    )


def draft(
    case: Case,
    rights: Mapping[str, Right],
    *,
    lines: int,
    carries_over: bool = False,
    by: Actor,
    at: datetime,
) -> Change:
    """Record that a decision was drafted; only R12-ID can be drafted before the gate is open.

    With `carries_over` something of the earlier draft stays, and its drafters stay drafters.
    """
    check_gate_or_refusal(case, rights)
    if case.state is not State.IN_ASSESSMENT and not is_refused_for_identity(case, rights):
        raise IllegalTransition("A decision can be drafted once the search is complete")
    earlier = case.drafters if carries_over else ()
    drafters = (*(x for x in earlier if x != by.actor_id), by.actor_id)
    return apply(case, Action.DRAFT, by=by, at=at, details={"lines": lines}, drafters=drafters)


def confirm(
    case: Case,
    outcomes: Mapping[str, Outcome],
    *,
    details: JournalDetail,
    seals_copy: bool,
    by: Actor,
    at: datetime,
) -> Change:
    """Take the decision: each open claim gets its outcome."""
    return apply(
        case,
        Action.CONFIRM,
        by=by,
        at=at,
        details=details,
        tasks=(TaskName.SEAL_COPY,) if seals_copy else (),
        claims=with_outcomes(case, outcomes).claims,
        decided_by=by.actor_id,
        decided_at=at,
    )


def with_outcomes(case: Case, outcomes: Mapping[str, Outcome]) -> Case:
    """Return the case as it is once the claims named have these outcomes."""
    claims = tuple(
        replace(claim, outcome=outcomes[claim.claim_id]) if claim.claim_id in outcomes else claim
        for claim in case.claims
    )
    return replace(case, claims=claims)


def extend(case: Case, extension: Extension, *, by: Actor, at: datetime) -> Change:
    """Extend the period by two months, once (DL-08); the reasons stay in the letter, not in the journal."""
    details = {
        "reasonCode": extension.reason_code,
        "extendedOn": extension.extended_on.isoformat(),
        "plannedOn": extension.planned_on.isoformat(),
    }
    return apply(
        case, Action.EXTEND, by=by, at=at, details=details, to=case.state, extension=extension
    )


def send_answer(
    case: Case,
    *,
    delivery: Delivery,
    register_version: str,
    details: JournalDetail,
    by: Actor,
    at: datetime,
) -> Change:
    """Hand the answer over: made available, or given to the post (DL-12)."""
    return apply(
        case,
        Action.ANSWER,
        by=by,
        at=at,
        details={**details, "delivery": delivery.value},
        delivery=delivery,
        sent_at=at,
        letter_register_version=register_version,
    )


def close(case: Case, *, by: Actor, at: datetime) -> Change:
    """Close an answered case."""
    return apply(case, Action.CLOSE, by=by, at=at, ended_at=at)


def assign(case: Case, assignee: str | None, *, by: Actor, at: datetime) -> Change:
    """Give the case to somebody, or to nobody."""
    changed = replace(case, version=case.version + 1, assignee=assignee)
    return Change(
        changed, (entry(JournalKind.CASE_ASSIGNED, by, at, {"assigned": bool(assignee)}),)
    )


def reconsider(case: Case, told: NewEntry, tasks: Iterable[Task] = ()) -> Change:
    """Let a draft fall because what it rests on has changed: another withholding, another test."""
    changed = replace(case, version=case.version + 1, drafters=())
    return Change(changed, (told,), tasks=tuple(tasks))


def add(
    case: Case,
    entries: Iterable[NewEntry],
    tasks: Iterable[Task] = (),
    *,
    events: Iterable[Told] = (),
) -> Change:
    """Add beside the case (a document, a letter, a note) without changing the case itself."""
    return Change(case, tuple(entries), events=tuple(events), tasks=tuple(tasks), additive=True)


def _task(name: TaskName, case: Case) -> Task:
    return Task(name, {"case_id": case.case_id}, lock=case.case_id)
