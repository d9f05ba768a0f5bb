"""Tasks of people who search a system by hand: list them, give a new link, take the one answer and let the case go on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.audit.model import JournalDetail
from app.cases.guards import IllegalTransition
from app.cases.model import ENDS, Case, State
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.casework.execution_plan import NEEDS_PERSON, open_steps
from app.casework.hand_questions import questions_of
from app.delivery.collector_mail import send_link
from app.executions.model import StepStatus
from app.kit.ids import secret_hash
from app.outbox.model import Task, TaskName
from app.personnel.by_hand import SEARCH, CollectorTask, NewLink, mapping_of
from app.personnel.changes import ChangeKind
from app.personnel.collector_tasks import CollectorTaskClosed, CollectorTaskUnknown
from app.personnel.hand_answers import whole
from app.personnel.manual_mapping import ManualMapping
from app.staff.model import Actor


def tasks_of(desk: Desk, case: Case, *, at: datetime) -> tuple[CollectorTask, ...]:
    """Return the tasks that search or change for this case, oldest first."""
    return desk.collector_tasks.find(*questions_of(desk, case, at=at))


def task_in(desk: Desk, case: Case, task_id: str, *, at: datetime) -> CollectorTask:
    """Return a task that searches or changes for this case. Raises CollectorTaskUnknown."""
    for task in tasks_of(desk, case, at=at):
        if task.task_id == task_id:
            return task
    raise CollectorTaskUnknown


def new_link(
    desk: Desk, case: Case, task_id: str, *, by: Actor, at: datetime
) -> tuple[CollectorTask, str]:
    """Return the task with the code of a new link, empty where it went by e-mail; the old link is dead.

    Raises CollectorTaskUnknown, CollectorTaskClosed, IllegalTransition for a search once the case has ended.
    """
    desk.cases.hold(case)  # before the task: the search holds the case while it asks
    known = task_in(desk, case, task_id, at=at)
    if case.state in ENDS and not known.is_change:  # the mark of a restriction outlives its case
        raise IllegalTransition("The case has ended")
    code = desk.collector_tasks.renew_link(task_id, at=at)
    sent = _send(desk, desk.collector_tasks.load(task_id), code, at=at)
    if sent:
        desk.collector_tasks.note_sent(task_id, at=at)
    task = desk.collector_tasks.load(task_id)
    details: JournalDetail = {"taskId": task_id, "system": task.system, "sent": sent}
    desk.cases.save(add(case, (entry(JournalKind.COLLECTOR_LINKED, by, at, details),)))
    return task, "" if sent else code


def _send(desk: Desk, task: CollectorTask, code: str, *, at: datetime) -> bool:
    mapping = mapping_of(desk.collectors, task.system)
    return mapping is not None and send_link(
        desk.channels, link_of(task, mapping, code), sender=desk.policy.collector_mail, at=at
    )


def link_of(task: CollectorTask, mapping: ManualMapping, code: str) -> NewLink:
    """Return the link of a code, for a message."""
    return NewLink(
        task_id=task.task_id,
        address=mapping.collector.email,
        system=mapping.system.text,
        code=code,
        mark=secret_hash(code)[:12],
        expires_at=task.expires_at,
    )


@dataclass(frozen=True, slots=True)
class ShownTask:
    """A task as the person who searches sees it: no case, no right, no reason."""

    task: CollectorTask
    mapping: ManualMapping


def behind(desk: Desk, code_hash: str, *, at: datetime) -> ShownTask:
    """Return the open task behind the code of a link. Raises CollectorTaskUnknown, CollectorTaskClosed."""
    return _shown(desk, desk.collector_tasks.behind(code_hash), at=at)


def of_client(desk: Desk, task_id: str, *, by: Actor, at: datetime) -> ShownTask:
    """Return the open task of a client of the API, of its own system alone.

    Raises CollectorTaskUnknown, CollectorTaskClosed.
    """
    return _shown(desk, own_task(desk, task_id, by=by), at=at)


def own_task(desk: Desk, task_id: str, *, by: Actor) -> CollectorTask:
    """Return a task of a client's own system, answered or not. Raises CollectorTaskUnknown."""
    task = desk.collector_tasks.load(task_id)
    mapping = mapping_of(desk.collectors, task.system)
    if mapping is None or by.label not in mapping.collector.clients:
        raise CollectorTaskUnknown
    return task


def _shown(desk: Desk, task: CollectorTask, *, at: datetime) -> ShownTask:
    mapping = mapping_of(desk.collectors, task.system)
    if mapping is None:
        raise CollectorTaskUnknown
    if not task.is_open(at):
        raise CollectorTaskClosed
    return ShownTask(task, mapping)


def answer(
    desk: Desk, shown: ShownTask, given: Mapping[str, Any], *, by: Actor, at: datetime
) -> None:
    """Keep the one answer to a task, and let every case that waits for it go on.

    Raises AnswerUnfit, CollectorTaskClosed; nothing is kept then.
    """
    task = shown.task
    filled = whole(task, shown.mapping, given)
    with desk.cases.of_every_entity():  # one answer serves all who asked, and tells nobody of whom
        # The cases before the task: a search holds its case while it asks.
        waiting = [desk.cases.load(case_id, hold=True) for case_id in _waiting(desk, task)]
        desk.collector_tasks.answer(task.task_id, filled, at=at)
        for case in waiting:
            searched = case.state not in ENDS and task.task_id in _ids(tasks_of(desk, case, at=at))
            if task.is_change or searched:
                _go_on(desk, case, task, by=by, at=at)


def _ids(tasks: Iterable[CollectorTask]) -> set[str]:
    return {task.task_id for task in tasks}


def _waiting(desk: Desk, task: CollectorTask) -> tuple[str, ...]:
    if task.kind == SEARCH:
        return desk.collector_tasks.waiting(task.system)
    found = desk.executions.case_of(str(task.asked.get("stepKey", "")))
    flag = task.asked.get("restriction")
    if found is None and flag:
        found = desk.restrictions.load(str(flag["restrictionId"])).case_id
    return () if found is None else (found,)


def _go_on(desk: Desk, case: Case, task: CollectorTask, *, by: Actor, at: datetime) -> None:
    details: JournalDetail = {"taskId": task.task_id, "system": task.system, "kind": task.kind}
    told = entry(JournalKind.COLLECTOR_ANSWERED, by, at, details)
    desk.cases.save(add(case, (told,), _jobs(desk, case, task, at=at)))


def _jobs(desk: Desk, case: Case, task: CollectorTask, *, at: datetime) -> tuple[Task, ...]:
    own = {"case_id": case.case_id}
    if task.kind == SEARCH:
        waits = case.state is State.IN_SEARCH and case.collected_at is None
        return (Task(TaskName.COLLECT, own, lock=case.case_id),) if waits else ()
    if desk.executions.case_of(str(task.asked.get("stepKey", ""))) is not None:
        _resume(desk, case, str(task.asked["stepKey"]), at=at)
        return (Task(TaskName.EXECUTE, own, lock=case.case_id),)
    if task.kind == ChangeKind.LIFT:
        ended = {**own, "restriction_id": str(task.asked["restriction"]["restrictionId"])}
        return (Task(TaskName.LIFT_RESTRICTION, ended, lock=case.case_id),)
    return (Task(TaskName.RESTRICT_INTERIM, own, lock=case.case_id),)


def _resume(desk: Desk, case: Case, step_key: str, *, at: datetime) -> None:
    """Put the step back in line: what it waited for is told."""
    waiting = [s for s in open_steps(desk, case) if s.status is StepStatus.NEEDS_PERSON]
    for step in waiting:
        if step.step_key == step_key:
            desk.executions.put(replace(step, status=StepStatus.PLANNED, reason=""))
    if all(step.step_key == step_key for step in waiting):
        desk.cases.finish_tasks(case.case_id, NEEDS_PERSON, at=at)
