"""Which questions to people who search by hand a case asks, and the end of what it no longer needs."""

from collections.abc import Iterator
from datetime import datetime

from app.cases.model import ENDS, Case
from app.casework.desk import Desk
from app.casework.matching import criteria_of
from app.executions.model import StepStatus
from app.kit.clock import brussels_date
from app.personnel.by_hand import Question, mapping_of, search_about, search_for, step_of
from app.personnel.model import SubjectKey
from app.restrictions.marks import marks


def questions_of(desk: Desk, case: Case, *, at: datetime) -> Iterator[Question]:
    """Yield every question of a case: searches, changes that were ordered, marks of restrictions."""
    steps = desk.executions.list(case.case_id)
    for system in _by_hand(desk):
        yield from _searches(case, system)
        for step in steps:
            if step.system == system:
                yield step_of(step.system, step.kind, step.step_key, {})
        yield from _marks(desk, case, system, at=at)


def take_over(desk: Desk, case: Case, *, at: datetime) -> None:
    """Empty what was answered on the searches of a case, unless another case waits for the same."""
    for system in _by_hand(desk):
        desk.collector_tasks.taken_over(_own_searches(desk, case, system), at=at)


def let_go(desk: Desk, case: Case, *, at: datetime) -> None:
    """Close what a case that ended, or a claim that was taken back, still asks of people.

    Nobody searches or changes anything for it any more, and no answer on it is kept. A mark is
    not let go: a restriction may outlive its case, and its end has to be marked too.
    """
    over = case.state in ENDS
    dropped = {c.claim_id for c in case.claims if over or c.withdrawn_on is not None}
    steps = desk.executions.list(case.case_id)
    for system in _by_hand(desk):
        asked = list(_own_searches(desk, case, system)) if over else []
        asked += [
            step_of(system, s.kind, s.step_key, {})
            for s in steps
            if s.system == system and s.status is not StepStatus.DONE and s.claim_id in dropped
        ]
        desk.collector_tasks.close(asked, at=at)


def _own_searches(desk: Desk, case: Case, system: str) -> Iterator[Question]:
    """Yield the searches of a case that no other case waits for."""
    with desk.cases.of_every_entity():
        waiting = [desk.cases.load(o) for o in desk.collector_tasks.waiting(system)]
    others = [o for o in waiting if o.case_id != case.case_id and o.state not in ENDS]
    kept = [q for other in others for q in _searches(other, system)]
    return (q for q in _searches(case, system) if q not in kept)


def _by_hand(desk: Desk) -> list[str]:
    return [c.system for c in desk.collectors if mapping_of(desk.collectors, c.system)]


def _searches(case: Case, system: str) -> Iterator[Question]:
    yield search_for(system, criteria_of(case.requester))
    if key := case.subject_keys.get(system):
        yield search_about(system, key, {})


def _marks(desk: Desk, case: Case, system: str, *, at: datetime) -> Iterator[Question]:
    holdings = tuple(h for c in desk.collectors if c.system == system for h in c.holdings)
    for restriction in desk.restrictions.of_case(case.case_id):
        if key := restriction.subject_keys.get(system):
            subject = SubjectKey(system, key)
            for change in marks(
                restriction, subject, holdings, desk.register, on=brussels_date(at)
            ):
                yield step_of(system, change.kind, change.step_key, {})
