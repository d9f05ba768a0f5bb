"""Ask for proof, take the answer, check it: what stops the clock and what it is worth (section 1.3)."""

from datetime import date

import pytest
from app.cases.guards import IdentityNotProven, IllegalTransition
from app.cases.model import Case, IdentityResult, Outcome, State
from app.cases.proof import (
    AlreadyAsked,
    NothingAsked,
    check_identity,
    receive_answer,
    request_identity,
)
from app.cases.rules import clock_of
from app.cases.ways import withdraw
from app.deadlines.model import Suspension, SuspensionKind
from app.deadlines.rules import InvalidSuspension
from app.outbox.model import Event, TaskName
from app.rights.catalogue import RIGHTS
from tests.case_samples import (
    CALENDAR,
    CLARA,
    LATER,
    asked,
    case_at,
    checked,
    drafted,
    received,
)

IDENTITY, SPECIFICATION = SuspensionKind.IDENTITY, SuspensionKind.SPECIFICATION
VERIFIED, NO_DOUBT, INSUFFICIENT = (
    IdentityResult.VERIFIED,
    IdentityResult.NO_DOUBT,
    IdentityResult.INSUFFICIENT,
)
SEPTEMBER = date(2026, 9, 1)


def answered(case: Case, on: date, *, sufficient: bool = True) -> Case:
    return receive_answer(case, IDENTITY, on=on, sufficient=sufficient, by=CLARA, at=LATER).case


def test_asking_stops_the_clock_and_keeps_the_safe_harbour_date() -> None:
    change = request_identity(
        received(on=SEPTEMBER),
        means=["signedPdf", "inPerson"],
        on=date(2026, 9, 3),
        by=CLARA,
        at=LATER,
    )
    assert change.case.state is State.IDENTITY_PENDING
    assert change.case.suspended
    asked = Suspension(IDENTITY, date(2026, 9, 3), means=("signedPdf", "inPerson"))
    assert change.case.suspensions == (asked,)
    assert dict(change.entries[0].details) == {
        "askedOn": "2026-09-03",
        "means": "signedPdf,inPerson",
    }
    clock = clock_of(change.case, CALENDAR)
    assert (clock.due_on, clock.safe_harbour_on) == (None, date(2026, 10, 1))


def test_two_intervals_when_the_first_answer_was_not_enough() -> None:
    # Vector S07: 6 days and 7 days, the day between runs.
    case = asked(received(on=SEPTEMBER), on=date(2026, 9, 2))
    case = answered(case, date(2026, 9, 8), sufficient=False)
    assert case.state is State.IDENTITY_PENDING
    assert not case.suspended
    case = answered(asked(case, on=date(2026, 9, 9)), date(2026, 9, 16))
    clock = clock_of(case, CALENDAR)
    assert (clock.credit_days, clock.first_on) == (13, date(2026, 10, 14))


def test_eight_days_of_pause_are_eight_days_of_credit() -> None:
    # B08
    case = asked(received(on=date(2026, 3, 31)), on=date(2026, 4, 1))
    clock = clock_of(answered(case, date(2026, 4, 9)), CALENDAR)
    assert clock.credit_days == 8
    assert any("8" in step.text.nl for step in clock.steps)


def test_an_answer_on_the_same_day_is_worth_nothing() -> None:
    case = answered(asked(received(on=SEPTEMBER), on=date(2026, 9, 3)), date(2026, 9, 3))
    clock = clock_of(case, CALENDAR)
    assert (clock.credit_days, clock.first_on) == (0, date(2026, 10, 1))


def test_an_answer_dated_before_its_question_is_refused() -> None:
    case = asked(received(on=SEPTEMBER), on=date(2026, 9, 3))
    with pytest.raises(InvalidSuspension):
        answered(case, date(2026, 9, 2))


def test_a_late_question_stops_the_clock_for_nothing() -> None:
    # The sixth working day after the receipt: too late to be prompt.
    case = asked(received(on=SEPTEMBER), on=date(2026, 9, 9))
    assert clock_of(case, CALENDAR).due_on is None
    clock = clock_of(answered(case, date(2026, 9, 16)), CALENDAR)
    assert (clock.credit_days, clock.first_on) == (0, date(2026, 10, 1))


def test_a_question_on_the_fifth_working_day_still_counts() -> None:
    case = answered(asked(received(on=SEPTEMBER), on=date(2026, 9, 8)), date(2026, 9, 15))
    assert clock_of(case, CALENDAR).credit_days == 7


def test_nothing_is_asked_twice_at_once() -> None:
    with pytest.raises(AlreadyAsked):
        asked(asked(received()))


@pytest.mark.parametrize("kind", list(SuspensionKind))
def test_no_answer_without_its_question(kind: SuspensionKind) -> None:
    case = case_at(State.IDENTITY_PENDING if kind is SPECIFICATION else State.SPECIFICATION_PENDING)
    with pytest.raises(NothingAsked):
        receive_answer(case, kind, on=date(2026, 3, 9), sufficient=True, by=CLARA, at=LATER)


def test_a_specified_request_is_searched_again() -> None:
    change = receive_answer(
        case_at(State.SPECIFICATION_PENDING),
        SPECIFICATION,
        on=date(2026, 3, 9),
        sufficient=True,
        by=CLARA,
        at=LATER,
    )
    assert change.case.state is State.IN_SEARCH
    assert [task.name for task in change.tasks] == [TaskName.COLLECT]


@pytest.mark.parametrize("result", [VERIFIED, NO_DOUBT])
def test_proof_opens_the_search_and_ends_the_question(result: IdentityResult) -> None:
    change = check_identity(
        asked(received(on=SEPTEMBER), on=date(2026, 9, 2)),
        result,
        RIGHTS,
        means="",
        proven_on=date(2026, 9, 10),
        by=CLARA,
        at=LATER,
    )
    assert change.case.state is State.IN_SEARCH
    assert change.case.claims[0].identity is result
    assert change.case.identity_checked_by == CLARA.actor_id
    assert [task.name for task in change.tasks] == [TaskName.COLLECT]
    assert change.events == (Event.IDENTITY_VERIFIED, Event.RESUMED)
    assert clock_of(change.case, CALENDAR).credit_days == 8


def test_without_a_question_nothing_resumes() -> None:
    change = check_identity(
        received(), VERIFIED, RIGHTS, means="", proven_on=date(2026, 3, 6), by=CLARA, at=LATER
    )
    assert change.events == (Event.IDENTITY_VERIFIED,)
    assert change.case.suspensions == ()


def test_proof_that_lay_there_before_the_question_gives_no_credit() -> None:
    case = checked(
        asked(received(on=SEPTEMBER), on=date(2026, 9, 4)), VERIFIED, proven_on=SEPTEMBER
    )
    assert case.suspensions[0].answered_on == date(2026, 9, 4)
    assert clock_of(case, CALENDAR).credit_days == 0


def test_insufficient_proof_opens_nothing_and_the_clock_runs_on() -> None:
    change = check_identity(
        asked(received(on=SEPTEMBER), on=date(2026, 9, 2)),
        INSUFFICIENT,
        RIGHTS,
        means="signedPdf",
        proven_on=date(2026, 9, 10),
        by=CLARA,
        at=LATER,
    )
    assert change.case.state is State.IDENTITY_PENDING
    assert change.case.identity_checked_by is None
    assert change.tasks == ()
    assert change.events == (Event.RESUMED,)
    assert clock_of(change.case, CALENDAR).first_on == date(2026, 10, 9)


def test_a_draft_on_other_proof_falls() -> None:
    # Otherwise the refusal R12-ID could be confirmed after the identity was proven.
    refused = drafted(checked(received(), INSUFFICIENT))
    assert refused.drafters == (CLARA.actor_id,)
    assert checked(refused, VERIFIED).drafters == ()


def test_a_withdrawn_claim_is_not_checked() -> None:
    case = withdraw(
        received("access", "erasure"), ["erasure"], RIGHTS, on=date(2026, 3, 6), by=CLARA, at=LATER
    ).case
    access, erasure = checked(case, VERIFIED).claims
    assert (access.identity, erasure.identity) == (VERIFIED, None)
    assert erasure.outcome is Outcome.WITHDRAWN


def test_proof_reopens_a_lapsed_case() -> None:
    lapsed = case_at(State.LAPSED_IDENTITY)
    assert lapsed.ended_at is not None
    reopened = checked(lapsed, VERIFIED, proven_on=date(2026, 4, 20))
    assert reopened.state is State.IN_SEARCH
    assert (reopened.ended_at, reopened.claims[0].outcome) == (None, None)
    assert reopened.suspensions[0].answered_on == date(2026, 4, 20), "credit is counted (ID-10)"


@pytest.mark.parametrize("result", [VERIFIED, NO_DOUBT, INSUFFICIENT])
@pytest.mark.parametrize(
    "state", [State.IN_SEARCH, State.IN_ASSESSMENT, State.DECIDED, State.SENT, State.CLOSED]
)
def test_no_check_where_the_identity_is_settled(state: State, result: IdentityResult) -> None:
    with pytest.raises(IllegalTransition):
        checked(case_at(state), result)


def test_no_check_of_a_case_without_open_claims() -> None:
    with pytest.raises(IdentityNotProven):
        checked(case_at(State.WITHDRAWN), VERIFIED)
