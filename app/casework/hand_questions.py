"""Which questions to people who search by hand a case asks, and the end of their answers once it has taken them over."""

from collections.abc import Iterator
from datetime import datetime

from app.cases.model import Case
from app.casework.desk import Desk
from app.casework.matching import criteria_of
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
        others = [o for o in desk.collector_tasks.waiting(system) if o != case.case_id]
        kept = [q for other in others for q in _searches(desk.cases.load(other), system)]
        done = [q for q in _searches(case, system) if q not in kept]
        desk.collector_tasks.taken_over(done, at=at)


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
