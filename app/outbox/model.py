"""What is to be told or done after a change: recorded in the change's own transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Event(StrEnum):
    """Events that other systems may hear of (thin, no personal data)."""

    RECEIVED = "received"
    IDENTITY_REQUESTED = "identityRequested"
    IDENTITY_VERIFIED = "identityVerified"
    EXTENDED = "extended"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    DECIDED = "decided"
    SENT = "sent"
    CLOSED = "closed"
    DEADLINE_APPROACHING = "deadlineApproaching"
    DEADLINE_MISSED = "deadlineMissed"
    EXPORT_READY = "exportReady"
    EXPORT_EXPIRED = "exportExpired"
    RECIPIENT_NOTICE_DUE = "recipientNoticeDue"


class Resource(StrEnum):
    """What an event is about."""

    CASES = "cases"
    EXPORTS = "exports"
    RECIPIENT_NOTICES = "recipientNotices"


_ABOUT: Mapping[Event, Resource] = {
    Event.EXPORT_READY: Resource.EXPORTS,
    Event.EXPORT_EXPIRED: Resource.EXPORTS,
    Event.RECIPIENT_NOTICE_DUE: Resource.RECIPIENT_NOTICES,
}


def resource_of(event: Event) -> Resource:
    """Return what an event is about: the case, unless it says otherwise."""
    return _ABOUT.get(event, Resource.CASES)


@dataclass(frozen=True, slots=True)
class Told:
    """An event with what is told of it: codes, dates and ids alone, never a name or free text."""

    event: Event
    details: Mapping[str, str | int | bool] = field(default_factory=dict)
    """Beside what every event of a case says: reference, version, state, due date, outcome."""
    resource_id: str = ""
    """The export or the notice it is about; empty where it is about the case itself."""


@dataclass(frozen=True, slots=True)
class CaseTold:
    """The case an event is of, and what every event of it says."""

    case_id: str
    version: int
    """Of the case after the change: by it a receiver knows which event is the newer one."""
    entity: str
    facts: Mapping[str, str | int] = field(default_factory=dict)


class TaskName(StrEnum):
    """Work the worker does; the name is the whole contract between step and worker."""

    ACKNOWLEDGE = "acknowledge"
    COLLECT = "collect"
    SEAL_COPY = "seal_copy"
    DESTROY_COPIES = "destroy_copies"
    CHECK_FILES = "check_files"
    EXECUTE = "execute"
    SEND_NOTICES = "send_notices"
    SEND_NOTICE = "send_notice"
    RESTRICT_INTERIM = "restrict_interim"
    TELL_INTERIM = "tell_interim"
    LIFT_RESTRICTION = "lift_restriction"
    TRANSFER_PACKAGE = "transfer_package"
    TELL_PERSON = "tell_person"
    SEAL_JOURNAL = "seal_journal"


FAILURES: Mapping[TaskName, str] = {
    TaskName.ACKNOWLEDGE: "acknowledgementFailed",
    TaskName.COLLECT: "collectionFailed",
    TaskName.SEAL_COPY: "copyFailed",
    TaskName.DESTROY_COPIES: "destructionFailed",
    TaskName.CHECK_FILES: "virusCheckFailed",
    TaskName.EXECUTE: "executionFailed",
    TaskName.SEND_NOTICES: "noticesFailed",
    TaskName.SEND_NOTICE: "noticeFailed",
    TaskName.RESTRICT_INTERIM: "restrictionFailed",
    TaskName.TELL_INTERIM: "interimLetterFailed",
    TaskName.LIFT_RESTRICTION: "liftingFailed",
    TaskName.TRANSFER_PACKAGE: "transferFailed",
    TaskName.TELL_PERSON: "mailFailed",
    TaskName.SEAL_JOURNAL: "checkpointFailed",
}
"""What a human is asked to look at when the worker cannot do it."""


@dataclass(frozen=True, slots=True)
class Task:
    """A job to be deferred with the change: one at a time per case (`lock`).

    A delayed one takes no lock: the queue would keep every other job of the case waiting for it.
    """

    name: TaskName
    arguments: Mapping[str, str] = field(default_factory=dict)
    lock: str | None = None
    delay_seconds: int = 0
