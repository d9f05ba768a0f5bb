"""Order a notice by mail to the person: only where they gave an address, and a mail server is there."""

from typing import Final

from app.cases.model import Case
from app.casework.desk import Desk
from app.delivery.collector_mail import EMAIL
from app.outbox.model import Task, TaskName

RECEIVED: Final = "received"
"""The notice that their mail arrived."""
_EXPIRY: Final = "expiry."
_MESSAGE: Final = "message."
BOUNCED_TASK: Final = "mailReturned"
"""Task of a handler: a notice to the person came back."""


def expiry_about(export_id: str) -> str:
    """Return what the notice is about that says until when a copy can be fetched."""
    return _EXPIRY + export_id


def expiring(about: str) -> str:
    """Return the export a notice says the last day of; empty where it is about something else."""
    return about.removeprefix(_EXPIRY) if about.startswith(_EXPIRY) else ""


def message_about(message_id: str) -> str:
    """Return what the notice is about that says that a message waits."""
    return _MESSAGE + message_id


def is_of_message(about: str) -> bool:
    """Whether a notice says that a message waits."""
    return about.startswith(_MESSAGE)


def told_at(desk: Desk, case: Case) -> str:
    """Return where notices go: the address that was verified, else the one that was given; empty without any."""
    verified = desk.identity.email(case.case_id)
    return verified.address if verified else case.requester.email or ""


def notice_task(desk: Desk, case: Case, about: str) -> tuple[Task, ...]:
    """Return the job that sends a notice: on the receipt, on the letter with the id `about`, that a message waits, or that a copy goes.

    None where somebody acts for the person: their letters go by post (ID-12).
    """
    if EMAIL not in desk.channels or case.representative is not None or not told_at(desk, case):
        return ()
    # No lock: a slow mail server keeps no other job of the case waiting.
    return (Task(TaskName.TELL_PERSON, {"case_id": case.case_id, "about": about}),)
