"""What lapses when, and what the person may be asked to choose: the rules alone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from app.cases.guards import IllegalTransition
from app.cases.model import Case, Change, Outcome, State
from app.cases.proof import receive_answer
from app.cases.rules import clock_of
from app.cases.ways import (
    LapseTooEarly,
    NarrowedWithoutWord,
    ProofWaits,
    QuantityNotLarge,
    SpecificationNotPossible,
    check_narrowing,
    lapse,
    lapse_prepared_on,
    question_open,
    request_specification,
    withdraw,
)
from app.deadlines.model import Suspension, SuspensionKind
from app.deadlines.rules import InvalidSuspension
from app.outbox.model import Event, TaskName
from app.rights.catalogue import RIGHTS
from tests.case_samples import CALENDAR, CLARA, LATER, ON, case_at, claims_of, received

CONSENT = "consentWithdrawal"
LAPSED = Outcome.LAPSED_IDENTITY


def lapsed(case: Case, *, days: int = 14, proof_waits: bool = False) -> Change:
    """Let a case lapse so many days after its question, which was asked on the day of receipt."""
    return lapse(
        case,
        RIGHTS,
        proof_waits=proof_waits,
        calendar=CALENDAR,
        on=ON + timedelta(days=days),
        by=CLARA,
        at=LATER,
    )


@pytest.mark.parametrize(
    ("days", "late"), [(14, False), (33, False), (34, True)], ids=["first", "in time", "late"]
)
def test_a_lapse_says_whether_it_is_late(days: int, *, late: bool) -> None:
    # Received 5 March 2026: the safe-harbour date is 7 April, after Easter Monday.
    assert clock_of(case_at(State.IDENTITY_PENDING), CALENDAR).safe_harbour_on == date(2026, 4, 7)
    change = lapsed(case_at(State.IDENTITY_PENDING), days=days)
    assert change.entries[0].details == {"claims": 1, "all": True, "late": late}
    assert (change.events, change.tasks) == ((Event.CLOSED,), ())


def test_a_lapse_too_early_names_the_first_day() -> None:
    with pytest.raises(LapseTooEarly) as told:
        lapsed(case_at(State.IDENTITY_PENDING), days=13)
    assert told.value.facts == {"firstDate": "2026-03-19"}


def test_only_the_last_question_counts() -> None:
    case = case_at(State.IDENTITY_PENDING)
    first, again = ON, ON + timedelta(days=10)
    pauses = (
        Suspension(SuspensionKind.IDENTITY, first, again),
        Suspension(SuspensionKind.IDENTITY, again),
    )
    with pytest.raises(LapseTooEarly) as told:
        lapsed(replace(case, suspensions=pauses), days=14)
    assert told.value.facts == {"firstDate": "2026-03-29"}


def test_proof_that_waits_holds_a_lapse_up_and_so_does_a_closed_question() -> None:
    case = case_at(State.IDENTITY_PENDING)
    answered = receive_answer(
        case, SuspensionKind.IDENTITY, on=ON, sufficient=False, by=CLARA, at=LATER
    ).case
    for waits, held_up in ((True, case), (False, answered)):
        with pytest.raises(ProofWaits):
            lapsed(held_up, days=20, proof_waits=waits)


def test_a_withdrawal_of_consent_goes_on_where_the_rest_lapses() -> None:
    change = lapsed(case_at(State.IDENTITY_PENDING, "access", CONSENT, "erasure"))
    case = change.case
    assert (case.state, case.ended_at) == (State.IN_SEARCH, None)
    assert [c.outcome for c in case.claims] == [LAPSED, None, LAPSED]
    assert [c.right for c in case.open_claims] == [CONSENT]
    assert change.entries[0].details == {"claims": 2, "all": False, "late": False}
    assert change.events == (Event.RESUMED,)
    assert [task.name for task in change.tasks] == [TaskName.COLLECT]


def test_the_clock_never_stood_still_for_what_needs_no_proof() -> None:
    case = case_at(State.IDENTITY_PENDING, "access", CONSENT)
    assert clock_of(case, CALENDAR).due_on is None
    half = lapsed(case).case
    clock = clock_of(half, CALENDAR)
    assert not half.suspended
    assert question_open(half) is None
    assert (clock.due_on, clock.credit_days) == (clock.safe_harbour_on, 0)


def test_what_was_withdrawn_does_not_lapse() -> None:
    case = case_at(State.IDENTITY_PENDING, "access", "erasure")
    less = withdraw(case, ["erasure"], RIGHTS, on=ON, by=CLARA, at=LATER).case
    assert [c.outcome for c in lapsed(less).case.claims] == [LAPSED, Outcome.WITHDRAWN]


def test_nothing_lapses_where_nothing_needs_proof() -> None:
    case = case_at(State.IDENTITY_PENDING, "access", CONSENT)
    with pytest.raises(IllegalTransition):
        lapsed(replace(case, claims=case.claims[1:]))


@pytest.mark.parametrize(
    ("asked_on", "prepared"),
    [
        # Safe harbour on Tuesday 7 April; Easter Monday is no working day.
        (date(2026, 3, 6), date(2026, 4, 1)),
        (date(2026, 3, 18), date(2026, 4, 1)),
        (date(2026, 3, 30), date(2026, 4, 13)),
    ],
)
def test_the_letter_is_prepared_in_time_and_never_too_early(asked_on: date, prepared: date) -> None:
    asked = Suspension(SuspensionKind.IDENTITY, asked_on)
    assert lapse_prepared_on(asked, date(2026, 4, 7), calendar=CALENDAR) == prepared


def specify(case: Case, *, records: int = 5000) -> Case:
    return request_specification(
        case, records=records, threshold=5000, on=ON, by=CLARA, at=LATER
    ).case


def test_a_large_quantity_begins_at_the_threshold() -> None:
    assert specify(case_at(State.IN_ASSESSMENT)).state is State.SPECIFICATION_PENDING
    with pytest.raises(QuantityNotLarge) as told:
        specify(case_at(State.IN_ASSESSMENT), records=4999)
    assert told.value.facts == {"records": 4999, "threshold": 5000}


@pytest.mark.parametrize(
    "rights", [("erasure",), ("access", "erasure"), (CONSENT, "access")], ids=",".join
)
def test_no_other_right_waits_for_a_choice(rights: tuple[str, ...]) -> None:
    with pytest.raises(SpecificationNotPossible):
        specify(case_at(State.IN_ASSESSMENT, *rights))


def test_a_right_that_was_taken_back_holds_nothing_up() -> None:
    case = case_at(State.IN_ASSESSMENT, "access", "erasure")
    less = withdraw(case, ["erasure"], RIGHTS, on=ON, by=CLARA, at=LATER).case
    assert specify(less).suspended


def test_a_part_that_was_asked_for_is_specific_enough() -> None:
    case = case_at(State.IN_ASSESSMENT)
    limited = replace(case.claims[0], scope=("payroll",))
    with pytest.raises(SpecificationNotPossible):
        specify(replace(case, claims=(limited,)))


@pytest.mark.parametrize(
    ("day", "counted"), [(0, 0), (5, 5), (14, 14), (15, 14), (60, 14)], ids=str
)
def test_a_question_credits_fourteen_days_at_most(day: int, counted: int) -> None:
    on = ON + timedelta(days=day)
    answered = receive_answer(
        specify(case_at(State.IN_ASSESSMENT)),
        SuspensionKind.SPECIFICATION,
        on=on,
        sufficient=True,
        by=CLARA,
        at=LATER,
    )
    assert answered.entries[0].details["answeredOn"] == on.isoformat()
    assert clock_of(answered.case, CALENDAR).credit_days == counted


def test_a_late_answer_is_kept_and_changes_nothing() -> None:
    kind = SuspensionKind.SPECIFICATION
    case = specify(case_at(State.IN_ASSESSMENT))
    day = ON + timedelta(days=14)
    resumed = receive_answer(case, kind, on=day, sufficient=True, by=CLARA, at=LATER).case
    late = receive_answer(resumed, kind, on=day, sufficient=True, by=CLARA, at=LATER)
    assert late.case == replace(resumed, version=resumed.version + 1)
    assert late.entries[0].details["late"] is True
    assert (late.events, late.tasks) == ((), ())
    before = ON - timedelta(days=1)
    with pytest.raises(InvalidSuspension):
        receive_answer(resumed, kind, on=before, sufficient=True, by=CLARA, at=LATER)


@pytest.mark.parametrize(
    ("right", "before", "after", "less"),
    [
        ("access", None, ("payroll",), True),
        ("access", ("payroll", "leave"), ("payroll",), True),
        ("access", ("payroll",), ("payroll", "leave"), False),
        ("access", ("payroll",), None, False),
        ("access", None, None, False),
        ("erasure", None, ("payroll",), False),
    ],
)
def test_less_access_than_before_needs_the_word_of_the_person(
    right: str,
    before: tuple[str, ...] | None,
    after: tuple[str, ...] | None,
    *,
    less: bool,
) -> None:
    (claim,) = claims_of(right)
    claim = replace(claim, scope=before)
    check_narrowing(claim, after, answered=True)
    if less:
        with pytest.raises(NarrowedWithoutWord):
            check_narrowing(claim, after, answered=False)
    else:
        check_narrowing(claim, after, answered=False)


def test_a_case_without_a_question_has_none_open() -> None:
    assert question_open(received()) is None
