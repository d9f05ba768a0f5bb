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
