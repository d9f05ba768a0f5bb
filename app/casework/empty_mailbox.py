"""Empty the mailbox: each mail is taken in a transaction of its own, and moved only once that has ended well."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import ClassVar

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from app.casework.desk import Desk
from app.casework.take_mail import take, take_unread
from app.errors import DeskError
from app.intake.mailbox import Mailbox, OpenMailbox, Waiting
from app.kit.clock import Clock

log = structlog.get_logger(__name__)

Opened = Callable[[], AbstractContextManager[Desk]]

_PASSES = (OperationalError, InterfaceError, OSError)
"""What is no fault of the mail: it is tried again at the next emptying."""


class MailLeft(DeskError):
    """A mail could not be kept now, and waits in the mailbox. Fact `left`."""

    code: ClassVar[str] = "mailLeft"


@dataclass(slots=True)
class Emptied:
    """What was done."""

    taken: int = 0
    set_aside: int = 0
    left: int = 0


def empty(open_desk: Opened, mailbox: Mailbox, *, most_bytes: int, clock: Clock) -> Emptied:
    """Take every mail that waits. One that cannot be read holds up no other: it is set aside, with a task.

    Killed at any moment it loses nothing and takes nothing twice: a mail is known by its mark.
    Raises MailboxUnreachable, and MailLeft at the end where something waits for another try.
    """
    done = Emptied()
    with mailbox.opened() as box:
        for mail in box.waiting():
            try:
                _take_one(open_desk, box, mail, done, most_bytes=most_bytes, clock=clock)
            except _PASSES as error:
                done.left += 1
                log.warning("mail left", error=type(error).__name__)
    if done.left:
        raise MailLeft("A mail could not be kept now", left=done.left)
    return done


def _take_one(
    open_desk: Opened,
    box: OpenMailbox,
    mail: Waiting,
    done: Emptied,
    *,
    most_bytes: int,
    clock: Clock,
) -> None:
    if mail.size <= most_bytes:
        raw = box.content(mail)
        if not raw:
            return  # somebody took it out of the mailbox meanwhile
        try:
            with open_desk() as desk:
                take(desk, raw, arrived_at=mail.arrived_at, at=clock())
        except _PASSES:
            raise
        except Exception as error:  # noqa: BLE001 - one odd mail must not hold up the others: logged by class alone
            log.warning("mail set aside", error=type(error).__name__)
        else:
            box.done(mail)
            done.taken += 1
            return
    _set_aside(open_desk, box, mail, clock=clock)
    done.set_aside += 1


def _set_aside(open_desk: Opened, box: OpenMailbox, mail: Waiting, *, clock: Clock) -> None:
    """Make a case of the headers, so that the clock runs and somebody has a task, and move the mail to be looked at."""
    head = box.head(mail)
    try:
        with open_desk() as desk:
            take_unread(desk, head, arrived_at=mail.arrived_at, at=clock())
    except _PASSES:
        raise
    except Exception as error:  # noqa: BLE001 - its folder is all that is left: logged by class alone
        log.warning("mail not read", error=type(error).__name__)
    box.set_aside(mail)
