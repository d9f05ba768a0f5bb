"""Other ways of a case: the person specifies, proves nothing, takes back, or belongs elsewhere; pure functions to a `Change`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from app.cases.guards import IllegalTransition, UnknownClaim, is_proven, needs_check
from app.cases.model import Case, Change, Claim, Outcome, State
from app.cases.proof import was_specified
from app.cases.rules import apply, check_step, clock_of
from app.cases.transitions import Action
from app.deadlines.arithmetic import working_days_before
from app.deadlines.holidays import Calendar
from app.deadlines.model import Suspension, SuspensionKind
from app.errors import DeskError
from app.outbox.model import Event, TaskName
from app.rights.access import ACCESS
from app.rights.model import Right
from app.staff.model import Actor

REMIND_DAYS: Final = 14
"""Policy: days after which a question of identity is asked once more; nothing lapses before (ID-10)."""
LAPSE_WORKING_DAYS: Final = 3
"""Policy: working days before the safe-harbour date at which a handler is asked to send L15 (ID-10)."""

REMIND_TASK: Final = "identityReminder"
"""Task of a handler: ask for proof once more (L03)."""
LAPSE_TASK: Final = "lapsePrepared"
"""Task of a handler: tell that we do not act (L15)."""
REVIEW_TASK: Final = "proofToReview"
"""Task of a handler: look at the proof that came in, instead of asking the person for it once more."""
OVERDUE_TASK: Final = "overdueLetter"
"""Task of a handler: the deadline passed, and the person has to hear it (L23, DL-13)."""
TASKS_OF_A_QUESTION: Final = (REMIND_TASK, LAPSE_TASK, REVIEW_TASK)
"""Done once the person answered, whatever we think of the answer."""
TASKS_OF_THE_ROUND: Final = (*TASKS_OF_A_QUESTION, OVERDUE_TASK)


class SpecificationNotPossible(DeskError):
    """Only a general request is specified, of access alone, and once (recital 63)."""

    code = "specificationNotPossible"


class QuantityNotLarge(DeskError):
    """So few data are given whole, without a question (recital 63). Facts `records`, `threshold`."""

    code = "quantityNotLarge"


class NarrowedWithoutWord(DeskError):
    """Who was asked to choose and did not gets everything: only they can ask for less (section 1.3)."""

    code = "narrowedWithoutWord"


class ProofWaits(DeskError):
    """Proof came in and was not looked at yet: nothing lapses meanwhile (ID-10)."""

    code = "proofWaits"


class LapseTooEarly(DeskError):
    """The person still has time to prove who they are (ID-10). Fact `firstDate`."""

    code = "lapseTooEarly"


class ExecutionBegun(DeskError):
    """What was granted is being carried out in the stores: it is answered, not taken back or sent elsewhere."""

    code = "executionBegun"


def may_specify(case: Case) -> bool:
    """Whether the person may be asked what they want to see: a general request of access, not asked before.

    Not while another right waits in the case: its period must not stand still for it.
    """
    return (
        bool(case.open_claims)
        and not was_specified(case)
        and all(c.right == ACCESS.right_id and c.scope is None for c in case.open_claims)
    )


def request_specification(
    case: Case, *, records: int, threshold: int, on: date, by: Actor, at: datetime
) -> Change:
    """Ask what of a large quantity the person wants to see: the clock stops from `on` (EDPB 01/2022 s.5.3).

    `records` is how many are held, `threshold` (policy) from how many on that is a large quantity.
    Raises SpecificationNotPossible, QuantityNotLarge, IllegalTransition, MissingPermission.
    """
    check_step(case, Action.REQUEST_SPECIFICATION, by=by)
    if not may_specify(case):
        raise SpecificationNotPossible("Only a general access request is specified, and only once")
    if records < threshold:
        raise QuantityNotLarge("These data are given whole", records=records, threshold=threshold)
    asked = Suspension(SuspensionKind.SPECIFICATION, on)
    return apply(
        case,
        Action.REQUEST_SPECIFICATION,
        by=by,
        at=at,
        details={"askedOn": on.isoformat(), "records": records},
        suspensions=(*case.suspensions, asked),
        drafters=(),
    )


def check_narrowing(claim: Claim, scope: Sequence[str] | None, *, answered: bool) -> None:
    """Raise NarrowedWithoutWord for less access than before, unless the person `answered` that they want that.

    For a case in which they were asked: silence means everything (section 1.3).
    """
    if answered or claim.right != ACCESS.right_id or scope is None:
        return
    if claim.scope is None or not set(claim.scope) <= set(scope):
        raise NarrowedWithoutWord("The person did not ask for less")


def question_open(case: Case) -> Suspension | None:
    """Return the question of identity that waits for its answer."""
    asked = (s for s in case.pauses if s.kind is SuspensionKind.IDENTITY and not s.answered_on)
    return next(asked, None)


def reminder_on(asked: Suspension) -> date:
    """Return the day to ask for proof once more, which is the first on which a case may lapse (ID-10)."""
    return asked.asked_on + timedelta(days=REMIND_DAYS)


def lapse_prepared_on(asked: Suspension, safe_harbour_on: date, *, calendar: Calendar) -> date:
    """Return the day to prepare L15: three working days before the safe-harbour date, never too early."""
    planned = working_days_before(safe_harbour_on, LAPSE_WORKING_DAYS, calendar=calendar)
    return max(planned, reminder_on(asked))


def may_lapse(case: Case, rights: Mapping[str, Right], *, proof_waits: bool, on: date) -> bool:
    """Whether a question of identity is open long enough, and no answer to it waits to be looked at."""
    asked = question_open(case)
    return (
        asked is not None
        and not proof_waits
        and on >= reminder_on(asked)
        and bool(_lapsing(case, rights))
    )


def lapse(
    case: Case,
    rights: Mapping[str, Right],
    *,
    proof_waits: bool,
    calendar: Calendar,
    on: date,
    by: Actor,
    at: datetime,
) -> Change:
    """Let every claim lapse for which the person did not prove who they are (ID-10); proof reopens it.

    The case ends with them, unless a claim needs no proof (DL-18): that one is searched and answered,
    on a clock that never stood still for it. After the safe-harbour date L15 is late, not forbidden.
    Raises ProofWaits, LapseTooEarly, IllegalTransition, MissingPermission.
    """
    check_step(case, Action.LAPSE, by=by)
    _check_waited(case, proof_waits=proof_waits, on=on)
    lapsing = _lapsing(case, rights)
    if not lapsing:
        raise IllegalTransition("Nothing that is left in this case needs proof")
    ends = lapsing == {claim.claim_id for claim in case.open_claims}
    due_on = clock_of(case, calendar).safe_harbour_on
    change = apply(
        case,
        Action.LAPSE,
        by=by,
        at=at,
        details={"claims": len(lapsing), "all": ends, "late": on > due_on},
        to=None if ends else State.IN_SEARCH,
        tasks=() if ends else (TaskName.COLLECT,),
        claims=tuple(
            replace(claim, outcome=Outcome.LAPSED_IDENTITY) if claim.claim_id in lapsing else claim
            for claim in case.claims
        ),
        drafters=(),
        ended_at=at if ends else None,
    )
    return change if ends else replace(change, events=(*change.events, Event.RESUMED))


def _check_waited(case: Case, *, proof_waits: bool, on: date) -> None:
    asked = question_open(case)
    if asked is None or proof_waits:
        raise ProofWaits("Proof came in, or none was asked: look at it first")
    if on < reminder_on(asked):
        first = reminder_on(asked).isoformat()
        raise LapseTooEarly("The person still has time to answer", firstDate=first)


def _lapsing(case: Case, rights: Mapping[str, Right]) -> set[str]:
    agent = case.representative
    return {c.claim_id for c in case.open_claims if needs_check(c, rights, agent=agent)}


def redirect(case: Case, to: str, *, begun: bool, by: Actor, at: datetime) -> Change:
    """End a case that belongs to another controller or regime (IN-03, IN-05).

    `begun`: changes in the stores were ordered, done or not: then we answer it ourselves.
    Raises IllegalTransition, ExecutionBegun, MissingPermission.
    """
    check_step(case, Action.REDIRECT, by=by)
    if begun or any(claim.executed_at for claim in case.claims):
        raise ExecutionBegun("Something of this case is being carried out: answer it")
    claims = tuple(
        replace(claim, outcome=Outcome.REDIRECTED) if claim in case.open_claims else claim
        for claim in case.claims
    )
    return apply(
        case,
        Action.REDIRECT,
        by=by,
        at=at,
        claims=claims,
        drafters=(),
        redirected_to=to,
        ended_at=at,
    )


def withdraw(
    case: Case,
    claim_ids: Sequence[str] | None,
    rights: Mapping[str, Right],
    *,
    on: date,
    by: Actor,
    at: datetime,
) -> Change:
    """Withdraw all claims, or some (IN-10); the case ends when none is left.

    A draft over claims of which one goes falls; what was decided stays. What is left and needs no
    proof waits for none any more: it is searched (DL-18, section 9), on a clock that never stood still.
    Raises IllegalTransition, MissingPermission, UnknownClaim.
    """
    check_step(case, Action.WITHDRAW, by=by)
    chosen = _chosen(case, claim_ids)
    claims = tuple(_taken_back(c, on) if c.claim_id in chosen else c for c in case.claims)
    ends = chosen == {claim.claim_id for claim in case.open_claims}
    left = replace(case, claims=claims)
    freed = not ends and _waits_for_nobody(left, rights)
    change = apply(
        case,
        Action.WITHDRAW,
        by=by,
        at=at,
        details={"claims": len(chosen), "all": ends},
        to=None if ends else State.IN_SEARCH if freed else case.state,
        tasks=(TaskName.COLLECT,) if freed else (),
        claims=claims,
        suspensions=_uncounted(case.suspensions) if freed else case.suspensions,
        drafters=case.drafters if ends or case.decided_at else (),
        ended_at=at if ends else None,
    )
    resumed = freed and case.suspended
    return replace(change, events=(*change.events, Event.RESUMED)) if resumed else change


def _taken_back(claim: Claim, on: date) -> Claim:
    return replace(claim, withdrawn_on=on, outcome=Outcome.WITHDRAWN)


def _chosen(case: Case, claim_ids: Sequence[str] | None) -> set[str]:
    """Return the claims that are taken back, all that can be where none is named. Raises UnknownClaim."""
    free = withdrawable(case)
    chosen = free if claim_ids is None else set(claim_ids)
    if not chosen or chosen - free:
        raise UnknownClaim("The case has no such open claim")
    return chosen


def withdrawable(case: Case) -> set[str]:
    """Return the claims that can be taken back: what was carried out in the stores is answered."""
    return {claim.claim_id for claim in case.open_claims if claim.executed_at is None}


def _waits_for_nobody(case: Case, rights: Mapping[str, Right]) -> bool:
    """Whether a case stands before the gate with claims that need no proof alone."""
    unproven = case.state in {State.RECEIVED, State.IDENTITY_PENDING}
    agent = case.representative
    return unproven and all(is_proven(claim, rights, agent=agent) for claim in case.open_claims)


def _uncounted(suspensions: Iterable[Suspension]) -> tuple[Suspension, ...]:
    """Return the suspensions without effect on the clock; they stay in the file with why we asked."""
    return tuple(replace(one, counts=False) for one in suspensions)


def asked_on(suspensions: Sequence[Suspension], kind: SuspensionKind) -> tuple[date, ...]:
    """Return the days on which questions of this kind were asked."""
    return tuple(s.asked_on for s in suspensions if s.kind is kind)
