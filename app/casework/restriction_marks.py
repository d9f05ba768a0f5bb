"""Make the stores hold what our register of restrictions says: marks set, uses stopped, marks taken away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.audit.model import JournalDetail, NewEntry
from app.cases.model import ENDS
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.correspondence import frame, issue_letter
from app.casework.desk import Desk
from app.casework.matching import matched
from app.casework.stopped_flows import tell_stopped
from app.kit.clock import brussels_date
from app.language import Language, Text
from app.letters import compose_ways
from app.letters.model import LetterKind
from app.outbox.model import FAILURES, Task, TaskName
from app.personnel.changes import ChangesData, ChangeStatus, MarksRecipients, StoreChange
from app.personnel.model import Holding, SourceError, SourceLater, SubjectKey
from app.register.model import Register
from app.restrictions.marks import marks, unmarks
from app.restrictions.model import Restriction, RestrictionGround, RestrictionState, Scope
from app.restrictions.rules import marked_categories
from app.staff.model import SERVICE

_FAILED = FAILURES[TaskName.RESTRICT_INTERIM]


def restrict_interim(desk: Desk, case_id: str, *, at: datetime, attempt: str = "0") -> None:
    """Write what rests since registration into the stores, once it is certain whose data it is: the worker's job.

    A recipient to whom nothing may go is told first: that needs no store (OB-05). Matched exactly or not at all: where several people match or none, our own register alone holds
    it until the search has told who is meant. A silent store is asked again later.
    """
    case = desk.cases.load(case_id, hold=True)
    standing = [r for r in desk.restrictions.of_case(case_id) if r.interim or r.scope.recipient_ids]
    if not standing:
        return
    tell_stopped(desk, case, standing, at=at)
    found = matched(desk, case)
    outcomes = [_held(desk, r, found.keys, at=at) for r in standing]
    later = bool(found.unavailable) or any(o.later for o in outcomes)
    failed = any(o.failed for o in outcomes)
    entries = [written for o in outcomes for written in o.entries]
    tasks: tuple[Task, ...] = ()
    pauses = desk.policy.retry_seconds
    if later and int(attempt) < len(pauses):
        arguments = {"case_id": case_id, "attempt": str(int(attempt) + 1)}
        wait = pauses[int(attempt)]
        tasks = (Task(TaskName.RESTRICT_INTERIM, arguments, delay_seconds=wait),)
        waits: JournalDetail = {"attempt": int(attempt)}
        entries.append(entry(JournalKind.RESTRICTION_WAITS, SERVICE, at, waits))
    elif later or failed:
        desk.cases.add_task(case_id, _FAILED, due_on=brussels_date(at), at=at)
    else:
        desk.cases.finish_tasks(case_id, _FAILED, at=at)
    if entries:
        desk.cases.save(add(case, entries, tasks))


@dataclass(frozen=True, slots=True)
class _Held:
    """What became of one restriction in the stores."""

    entries: tuple[NewEntry, ...] = ()
    later: bool = False
    failed: bool = False


def _held(
    desk: Desk, restriction: Restriction, keys: Iterable[SubjectKey], *, at: datetime
) -> _Held:
    """Mark the records of one person under each of their keys, and keep under which ones."""
    entries: list[NewEntry] = []
    known = dict(restriction.subject_keys)
    later = failed = False
    for key in keys:
        known[key.system] = key.key
        try:
            marked = _mark(desk, restriction, key, on=brussels_date(at))
        except SourceLater:
            later = True
        except SourceError:
            failed = True
        else:
            if marked:
                details: JournalDetail = {
                    "restrictionId": restriction.restriction_id,
                    "system": key.system,
                    "holdings": marked,
                }
                entries.append(entry(JournalKind.DATA_MARKED, SERVICE, at, details))
    if known != dict(restriction.subject_keys):
        desk.restrictions.keep(replace(restriction, subject_keys=known))
    return _Held(tuple(entries), later, failed)


def _mark(desk: Desk, restriction: Restriction, key: SubjectKey, *, on: date) -> int:
    """Return in how many holdings something is marked that was not yet, as far as we had heard.

    0 where the store cannot hold a mark: our own register holds it. Raises SourceError.
    """
    before = restriction.subject_keys.get(key.system)
    if before and before != key.key:  # a handler chose somebody else: the first one's marks go
        gone = unmarks(restriction, SubjectKey(key.system, before), _holdings(desk, key), on=on)
        _apply(desk, gone)
    made = marks(restriction, key, _holdings(desk, key), desk.register, on=on)
    found = [s for s in _apply(desk, made) if s is not ChangeStatus.NOTHING_THERE]
    heard = before == key.key and ChangeStatus.DONE not in found
    return 0 if heard else len(found)


def lift_marks(desk: Desk, case_id: str, *, restriction_id: str, at: datetime) -> None:
    """Take the marks of a restriction away where it ended, as far as it did: the worker's job.

    That is where a store was silent when it was lifted, and where a decided restriction took the
    place of an interim one. Raises SourceError, so that it is tried again, and in the end asked of a human.
    """
    restriction = desk.restrictions.load(restriction_id)
    if restriction.case_id != case_id:
        return
    _unmark(desk, restriction, on=brussels_date(at))
    desk.cases.finish_tasks(case_id, FAILURES[TaskName.LIFT_RESTRICTION], at=at)


def unmark(desk: Desk, ended: Restriction, *, on: date) -> bool:
    """Take the marks of a restriction away; False when a store did not do it and is to be told later."""
    try:
        _unmark(desk, ended, on=on)
    except SourceError:
        return False
    return True


def _unmark(desk: Desk, restriction: Restriction, *, on: date) -> None:
    lifted = restriction.state is RestrictionState.LIFTED
    stays = frozenset() if lifted else marked_categories(restriction, desk.register)
    for system, key in restriction.subject_keys.items():
        subject = SubjectKey(system, key)
        ended = [h for h in _holdings(desk, subject) if h.category_id not in stays]
        _apply(desk, unmarks(restriction, subject, ended, on=on))


def _holdings(desk: Desk, key: SubjectKey) -> tuple[Holding, ...]:
    return tuple(h for c in desk.collectors if c.system == key.system for h in c.holdings)


def _apply(desk: Desk, changes: Iterable[StoreChange]) -> list[ChangeStatus]:
    """Make the changes that the stores can make; each only once, however often it is asked. Raises SourceError."""
    return [
        store.apply(change).status
        for change in changes
        if (store := _store(desk, change)) is not None
    ]


def _store(desk: Desk, change: StoreChange) -> ChangesData | None:
    for collector in desk.collectors:
        if collector.system != change.subject.system or not isinstance(collector, ChangesData):
            continue
        flow = change.flag is not None and bool(change.flag.recipient_ids)
        if flow and not (isinstance(collector, MarksRecipients) and collector.marks_recipients):
            continue  # our own register holds it: the store would read the mark as more than it is
        places = (h for h in collector.holdings if change.holding in {"", h.name})
        if any(collector.can(change.kind, holding) for holding in places):
            return collector
    return None


def tell_interim(desk: Desk, case_id: str, *, at: datetime) -> None:
    """Issue L10 once: the contested uses rest, the decision follows. It discloses nothing of the file (ID-02a).

    Raises LetterNotPrintable.
    """
    case = desk.cases.load(case_id, hold=True)
    resting = [
        r
        for r in desk.restrictions.of_case(case_id)
        if r.interim
        and r.ground is RestrictionGround.OBJECTION
        and r.state is RestrictionState.ACTIVE
    ]
    told = any(x.kind is LetterKind.OBJECTION_INTERIM for x in desk.letters.list(case_id))
    if told or not resting or case.sent_at is not None or case.state in ENDS:
        return
    context = compose_ways.objection_interim(
        frame(desk, case, on=brussels_date(at)),
        since=brussels_date(min(r.since for r in resting)),
        processing=processing([r.scope for r in resting], desk.register),
    )
    written = issue_letter(desk, case, context, by=SERVICE, at=at)
    desk.cases.save(add(case, (written,)))
    desk.cases.finish_tasks(case_id, FAILURES[TaskName.TELL_INTERIM], at=at)


_DISCLOSURE = ("doorgifte aan: ", "disclosure to: ", "communication à : ")


def processing(scopes: Sequence[Scope], register: Register) -> tuple[Text, ...]:
    """Return the uses and the disclosures that are contested, in words; nothing of the file is in them."""
    purposes = {p for scope in scopes for p in scope.purpose_ids}
    recipients = {r for scope in scopes for r in scope.recipient_ids}
    uses = tuple(p.label for p in register.purposes if p.purpose_id in purposes)
    flows = tuple(_flow(r.label) for r in register.recipients if r.recipient_id in recipients)
    return (*uses, *flows)


def data_of(scope: Scope, register: Register) -> tuple[Text, ...]:
    """Return the data a scope is about, in words: its elements where it names any, else its categories."""
    elements = tuple(
        e.label
        for c in register.categories
        if c.category_id in scope.category_ids
        for e in c.elements
        if e.element_id in scope.elements
    )
    categories = tuple(c.label for c in register.categories if c.category_id in scope.category_ids)
    flows = tuple(
        _flow(r.label) for r in register.recipients if r.recipient_id in scope.recipient_ids
    )
    return (
        tuple(_joined(flow, data) for flow in flows for data in categories)
        or elements
        or categories
    )


def _joined(flow: Text, data: Text) -> Text:
    nl, en, fr = (
        f"{data.into(x)}, {flow.into(x)}" for x in (Language.NL, Language.EN, Language.FR)
    )
    return Text(nl, en, fr)


def _flow(to: Text) -> Text:
    nl, en, fr = _DISCLOSURE
    return Text(nl + to.nl, en + (to.en or to.nl), fr + (to.fr or to.nl))
