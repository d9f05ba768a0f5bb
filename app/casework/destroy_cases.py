"""Destroy the files of cases that were kept long enough; codes, dates and the journal stay (legal-rules 8)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from app.cases.model import ENDS, Case, Change
from app.cases.rules import entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.casework.each_case import OpenDesk, each_case
from app.kit.clock import brussels_date
from app.retention.rules import emptied, is_destroyed, kept_until
from app.staff.model import SERVICE

_SHORTEST = timedelta(days=365)


def destroy_due(open_desk: OpenDesk, *, at: datetime) -> int:
    """Destroy every case whose period is over, each in a transaction of its own; return how many.

    A case that somebody works on is left for the next round; one that fails is logged by its id.
    """
    with open_desk() as desk:
        due = desk.retention.ended_by(at - _SHORTEST)
    done, _ = each_case(
        open_desk,
        due,
        lambda desk, case_id: look_at(desk, case_id, at=at),
        failing="case not destroyed",
    )
    return done


def look_at(desk: Desk, case_id: str, *, at: datetime) -> bool:
    """Destroy one case if it is due; False where it is not, is on hold, or somebody works on it."""
    case = desk.cases.load_free(case_id)
    until = _kept_until(desk, case) if case else None
    if case is None or until is None or brussels_date(at) <= until:
        return False
    desk.retention.erase(case_id)
    desk.cases.set_status_code(case_id, None)
    changed = replace(case, version=case.version + 1, **emptied(case))  # type: ignore[arg-type]  # fields of Case
    gone = entry(JournalKind.CASE_DESTROYED, SERVICE, at, {"keptUntil": until.isoformat()})
    desk.cases.save(Change(changed, (gone,)))
    desk.cases.destroy_key(changed, by=SERVICE, at=at)
    return True


def _kept_until(desk: Desk, case: Case) -> date | None:
    """Return the last day on which the case is kept; None where none is set for it now.

    Looked at again under the lock: what keeps a case may have begun since the round listed it.
    """
    if case.state not in ENDS or case.ended_at is None or case.legal_hold or is_destroyed(case):
        return None
    if desk.restrictions.has_standing(case.case_id) or desk.cases.open_tasks(case.case_id):
        return None
    return kept_until(
        case,
        ended_on=brussels_date(case.ended_at),
        breaches_on=[brussels_date(one.known_at) for one in desk.incidents.of_case(case.case_id)],
        periods=desk.policy.periods,
    )
