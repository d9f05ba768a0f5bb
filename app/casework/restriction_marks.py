"""Make the stores hold what our register of restrictions says: marks set, uses stopped, marks taken away."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.audit.model import NewEntry
from app.cases.model import ENDS, Case
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.correspondence import frame, issue_letter
from app.casework.desk import Desk
from app.casework.matching import matched
from app.kit.clock import brussels_date
from app.language import Text
from app.letters import compose_ways
from app.letters.model import LetterKind
from app.outbox.model import FAILURES, Task, TaskName
from app.personnel.changes import ChangeKind, ChangesData, ChangeStatus, StoreChange
from app.personnel.model import SourceError, SourceLater, SubjectKey
from app.register.model import Register
from app.restrictions.marks import marks, unmarks
from app.restrictions.model import Restriction, RestrictionGround, RestrictionState, Scope
from app.staff.model import SERVICE

_FAILED = FAILURES[TaskName.RESTRICT_INTERIM]


def restrict_interim(desk: Desk, case_id: str, *, at: datetime, attempt: str = "0") -> None:
    """Write what rests since registration into the stores, once it is certain whose data it is: the worker's job.

    Matched exactly or not at all: where several people match or none, our own register alone holds
    it until the search has told who is meant. A silent store is asked again later.
    """
    case = desk.cases.load(case_id, hold=True)
    standing = [r for r in desk.restrictions.of_case(case_id) if r.interim]
    if not standing:
        return
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
        details = {"attempt": int(attempt)}
        entries.append(entry(JournalKind.RESTRICTION_WAITS, SERVICE, at, details))
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
                details = {
                    "restrictionId": restriction.restriction_id,
                    "system": key.system,
                    "holdings": marked,
                }
                entries.append(entry(JournalKind.DATA_MARKED, SERVICE, at, details))
    if known != dict(restriction.subject_keys):
        desk.restrictions.keep(replace(restriction, subject_keys=known))
    return _Held(tuple(entries), later, failed)


def _mark(desk: Desk, restriction: Restriction, key: SubjectKey, *, on: date) -> int:
    """Return in how many holdings a mark, or the end of a consent, is new; 0 where a store cannot hold any.

    Raises SourceError.
    """
    moved = restriction.subject_keys.get(key.system)
    if moved and moved != key.key:  # a handler chose somebody else: the first one's marks go
        _all(desk, unmarks(restriction, SubjectKey(key.system, moved), _holdings(desk), on=on))
    made = marks(restriction, key, _holdings(desk, key.system), desk.register, on=on)
    return _all(desk, made)


def _holdings(desk: Desk, system: str | None = None):  # type: ignore[no-untyped-def]  # replaced below
    raise NotImplementedError
