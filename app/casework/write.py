"""Letters a handler sends by hand: the reminder (L03), the missing mandate (L21), a fee (L22), the missed deadline (L23)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import ClassVar

from app.cases.guards import UnknownClaim
from app.cases.model import ENDS, Case
from app.cases.rules import add, clock_of
from app.cases.ways import OVERDUE_TASK, REMIND_TASK, question_open
from app.casework.correspondence import frame, issue_letter
from app.casework.desk import Desk
from app.casework.facts import system_labels
from app.casework.mandate_letter import tell_mandate_missing
from app.casework.waiting_proof import is_reminded, proof_waits
from app.decisions.excess import check_claim_advised, told
from app.errors import DeskError
from app.kit.clock import brussels_date
from app.letters import compose_ways
from app.letters.model import LetterContext, LetterKind
from app.staff.model import Actor


class LetterOff(DeskError):
    """The policy asks no fees (IN-08)."""

    code: ClassVar[str] = "letterOff"


class LetterNotDue(DeskError):
    """There is nothing such a letter could say in this case, or it went out already."""

    code: ClassVar[str] = "letterNotDue"


def remind(desk: Desk, case: Case, *, by: Actor, at: datetime) -> None:
    """Ask for proof once more (L03), once per question, and not while proof waits to be looked at.

    Raises VersionMismatch, LetterNotDue.
    """
    desk.cases.hold(case)
    asked = question_open(case)
    if asked is None or proof_waits(desk, case):
        raise LetterNotDue("No question of identity is open without an answer")
    if is_reminded(desk, case):
        raise LetterNotDue("This letter went out already")
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
    desk.cases.finish_tasks(case.case_id, REMIND_TASK, at=at)
    _issue(desk, case, context, by=by, at=at)


def tell_overdue(
    desk: Desk, case: Case, *, cause: str, new_date: date, by: Actor, at: datetime
) -> None:
    """Apologise for a missed deadline, with its cause and the new date (L23, DL-13). Raises VersionMismatch, LetterNotDue."""
    desk.cases.hold(case)
    on, due_on = brussels_date(at), clock_of(case, desk.calendar).due_on
    if due_on is None or on <= due_on or case.sent_at or case.state in ENDS or new_date < on:
        raise LetterNotDue("The deadline has not passed, or the new date has")
    _check_once(desk, case, LetterKind.OVERDUE, since=due_on)
    context = compose_ways.overdue(frame(desk, case, on=on), cause=cause, new_date=new_date)
    desk.cases.finish_tasks(case.case_id, OVERDUE_TASK, at=at)
    _issue(desk, case, context, by=by, at=at)


def announce_fee(
    desk: Desk, case: Case, claim_id: str, *, amount_basis: str, by: Actor, at: datetime
) -> None:
    """Announce a fee for a claim that a test found unfounded or excessive (L22, IN-09); nothing is charged.

    Raises VersionMismatch, LetterOff where the policy asks no fees, ExcessiveTestMissing,
    ExcessiveAdviceMissing, UnknownClaim, LetterNotDue once the decision is taken or the letter went out.
    """
    if not desk.policy.fees:
        raise LetterOff("No fee is asked")
    desk.cases.hold(case)
    if claim_id not in {claim.claim_id for claim in case.open_claims}:
        raise UnknownClaim("The case has no such open claim")
    if case.state in ENDS or case.decided_at is not None:
        raise LetterNotDue("A fee is announced before the decision")
    _check_once(desk, case, LetterKind.FEE, since=case.received_on)
    test = check_claim_advised(
        claim_id, desk.decisions.opinions(case.case_id), four_eyes=desk.policy.four_eyes
    )
    context = compose_ways.fee(
        frame(desk, case, on=brussels_date(at)), why=told(test), amount_basis=amount_basis
    )
    _issue(desk, case, context, by=by, at=at)


def refuse_mandate(
    desk: Desk, case: Case, *, sender: Sequence[str] | None, by: Actor, at: datetime
) -> None:
    """Tell who writes for somebody else what a mandate needs (L21); from then on R12-ID can be decided.

    Without `sender` it goes to the representative of the case. Raises LetterNotDue once the case
    ended or the identity was checked, or when nobody is named.
    """
    desk.cases.hold(case)
    if case.state in ENDS or case.identity_checked_by is not None:
        raise LetterNotDue("It is established who asks")
    if sender is None and case.representative is None:
        raise LetterNotDue("Nobody wrote for somebody else")
    tell_mandate_missing(desk, case, sender=sender, by=by, at=at)


def _check_once(desk: Desk, case: Case, kind: LetterKind, *, since: date) -> None:
    letters = desk.letters.list(case.case_id)
    if any(x.kind is kind and brussels_date(x.issued_at) >= since for x in letters):
        raise LetterNotDue("This letter went out already")


def _issue(desk: Desk, case: Case, context: LetterContext, *, by: Actor, at: datetime) -> None:
    written = issue_letter(desk, case, context, by=by, at=at)
    desk.cases.save(add(case, (written,)))
