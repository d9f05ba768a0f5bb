"""Names that others rely on: events of the API contract, and what a human is asked to look at."""

import re

from app.outbox.model import FAILURES, Event, Task, TaskName, resource_of

CONTRACT = {
    "received",
    "identityRequested",
    "identityVerified",
    "extended",
    "suspended",
    "resumed",
    "decided",
    "sent",
    "closed",
    "deadlineApproaching",
    "deadlineMissed",
    "exportReady",
    "exportExpired",
    "recipientNoticeDue",
}


def test_the_events_are_those_of_the_contract() -> None:
    assert {event.value for event in Event} == CONTRACT


def test_every_job_that_fails_has_a_task_of_its_own() -> None:
    assert set(FAILURES) == set(TaskName)
    assert len(set(FAILURES.values())) == len(FAILURES)
    assert all(re.fullmatch(r"[a-z][A-Za-z]*Failed", kind) for kind in FAILURES.values())


def test_a_job_waits_for_nothing_unless_told() -> None:
    task = Task(TaskName.COLLECT)
    assert (task.lock, task.delay_seconds, dict(task.arguments)) == (None, 0, {})


def test_an_event_is_about_the_case_unless_it_is_about_a_copy_or_a_notice() -> None:
    others = {event: resource_of(event).value for event in Event}
    assert {e.value: r for e, r in others.items() if r != "cases"} == {
        "exportReady": "exports",
        "exportExpired": "exports",
        "recipientNoticeDue": "recipientNotices",
    }
