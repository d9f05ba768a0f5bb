"""Letters a handler sends by hand: the reminder (L03), the missing mandate (L21), the missed deadline (L23)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import ClassVar

from app.cases.guards import is_identity_asked
from app.cases.model import ENDS, Case, Delivery
from app.cases.rules import add, clock_of
from app.cases.ways import OVERDUE_TASK
from app.casework.correspondence import frame, hand_over, issue_letter, seal_letter
from app.casework.desk import Desk
from app.casework.facts import system_labels
from app.casework.waiting_proof import proof_waits
from app.deadlines.model import SuspensionKind
from app.errors import DeskError
from app.kit.clock import brussels_date
from app.letters import compose_ways
from app.letters.model import Letter, LetterContext, LetterKind
from app.staff.model import Actor


class LetterNotDue(DeskError):
    """There is nothing such a letter could say in this case, or it went out already."""

    code: ClassVar[str] = "letterNotDue"


def remind(desk: Desk, case: Case, *, by: Actor, at: datetime) -> None:
    """Ask for proof once more (L03), once per question, and not while proof waits to be looked at.

    Raises LetterNotDue.
    """
    desk.cases.load(case.case_id, hold=True)
    if not is_identity_asked(case) or proof_waits(desk, case):
        raise LetterNotDue("No question of identity is open without an answer")
    asked = next(
        s
        for s in reversed(case.suspensions)
        if s.kind is SuspensionKind.IDENTITY and s.answered_on is None
    )
    _check_once(desk, case, LetterKind.IDENTITY_REMINDER, since=asked.asked_on)
    on = brussels_date(at)
    safe_harbour = clock_of(case, desk.calendar).safe_harbour_on
    context = compose_ways.identity_reminder(
        frame(desk, case, on=on),
        asked_on=asked.asked_on,
        doubt=asked.doubt,
        means=asked.means,
        new_date=max(safe_harbour, on + timedelta(days=1)),
        sign_in=next((label.nl for label in system_labels(desk).values()), ""),
    )
    _issue(desk, case, context, by=by, at=at)


def tell_overdue(
    desk: Desk, case: Case, *, cause: str, new_date: date, by: Actor, at: datetime
) -> None:
    """Apologise for a missed deadline, with its cause and the new date (L23, DL-13). Raises LetterNotDue."""
    desk.cases.load(case.case_id, hold=True)
    on, due_on = brussels_date(at), clock_of(case, desk.calendar).due_on
    late = due_on is not None and on > due_on and not case.sent_at and case.state not in ENDS
    if not late or new_date < on:
        raise LetterNotDue("The deadline has not passed, or the new date has")
    _check_once(desk, case, LetterKind.OVERDUE, since=case.received_on)
    context = compose_ways.overdue(frame(desk, case, on=on), cause=cause, new_date=new_date)
    desk.cases.finish_tasks(case.case_id, OVERDUE_TASK, at=at)
    _issue(desk, case, context, by=by, at=at)


def tell_mandate_missing(
    desk: Desk, case: Case, *, sender: Sequence[str], by: Actor, at: datetime
) -> Letter:
    """Tell who writes for somebody else what a mandate needs (L21); the person hears nothing of it here.

    Raises LetterNotDue once the case ended or the identity was checked.
    """
    desk.cases.load(case.case_id, hold=True)
    if case.state in ENDS or case.identity_checked_by is not None:
        raise LetterNotDue("It is established who asks")
    context = compose_ways.mandate_missing(
        frame(desk, case, on=brussels_date(at)), sender_lines=tuple(sender)
    )
    letter, written = seal_letter(desk, case, context, by=by, at=at)
    hand_over(desk, letter, Delivery.POST, tuple(sender), at=at)
    desk.cases.save(add(case, (written,)))
    return letter


def _check_once(desk: Desk, case: Case, kind: LetterKind, *, since: date) -> None:
    letters = desk.letters.list(case.case_id)
    if any(x.kind is kind and brussels_date(x.issued_at) >= since for x in letters):
        raise LetterNotDue("This letter went out already")


def _issue(desk: Desk, case: Case, context: LetterContext, *, by: Actor, at: datetime) -> None:
    written = issue_letter(desk, case, context, by=by, at=at)
    desk.cases.save(add(case, (written,)))
