"""The gate is per claim: what opens it, what does not, and that nothing leads past it (ID-02a)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from app.cases.guards import (
    IdentityNotProven,
    IllegalTransition,
    check_gate,
    check_gate_or_refusal,
    is_refused_for_identity,
)
from app.cases.model import AgentKind, Case, IdentityResult, Representative, State
from app.cases.rules import clock_of, draft, order_collection
from app.cases.ways import withdraw
from app.deadlines.model import SuspensionKind
from app.outbox.model import Event, TaskName
from app.rights.catalogue import RIGHTS
from tests.case_samples import (
    CALENDAR,
    CLARA,
    LATER,
    ON,
    asked,
    case_at,
    checked,
    claims_of,
    drafted,
    received,
    registration,
)

OPEN, SHUT = True, False
VERIFIED, NO_DOUBT, INSUFFICIENT = (
    IdentityResult.VERIFIED,
    IdentityResult.NO_DOUBT,
    IdentityResult.INSUFFICIENT,
)


def case_with(*claims: tuple[str, IdentityResult | None, bool]) -> Case:
    """Return a case with claims of (right, result of the check, withdrawn)."""
    rights = tuple(
        replace(claim, identity=result, withdrawn_on=ON if withdrawn else None)
        for (right, result, withdrawn) in claims
        for claim in claims_of(right)
    )
    return replace(received(), claims=rights)


@pytest.mark.parametrize(
    ("claims", "gate", "refusal"),
    [
        pytest.param([("access", None, False)], SHUT, False, id="not checked"),
        pytest.param([("access", INSUFFICIENT, False)], SHUT, True, id="insufficient"),
        pytest.param([("access", VERIFIED, False)], OPEN, False, id="verified"),
        pytest.param([("access", NO_DOUBT, False)], OPEN, False, id="no doubt"),
        pytest.param(
            [("access", VERIFIED, False), ("erasure", None, False)], SHUT, False, id="one of two"
        ),
        pytest.param(
            [("access", VERIFIED, False), ("erasure", INSUFFICIENT, False)],
            SHUT,
            False,
            id="one verified, one insufficient",
        ),
        pytest.param(
            [("access", INSUFFICIENT, False), ("erasure", INSUFFICIENT, False)],
            SHUT,
            True,
            id="both insufficient",
        ),
        pytest.param(
            [("access", VERIFIED, False), ("erasure", None, True)],
            OPEN,
            False,
            id="the unproven one is withdrawn",
        ),
        pytest.param(
            [("access", INSUFFICIENT, False), ("erasure", VERIFIED, True)],
            SHUT,
            True,
            id="the proven one is withdrawn",
        ),
        pytest.param([("access", VERIFIED, True)], SHUT, False, id="no open claim, proven"),
        pytest.param([("access", INSUFFICIENT, True)], SHUT, False, id="no open claim, refused"),
        pytest.param([("consentWithdrawal", None, False)], OPEN, False, id="no check needed"),
        pytest.param(
            [("consentWithdrawal", INSUFFICIENT, False)],
            OPEN,
            False,
            id="no check needed, whatever a check said",
        ),
        pytest.param(
            [("consentWithdrawal", None, False), ("access", None, False)],
            SHUT,
            False,
            id="a right without check opens nothing for another",
        ),
        pytest.param(
            [("consentWithdrawal", INSUFFICIENT, False), ("access", INSUFFICIENT, False)],
            SHUT,
            False,
            id="a right without check does not fall with R12-ID",
        ),
    ],
)
def test_the_gate(
    claims: list[tuple[str, IdentityResult | None, bool]], *, gate: bool, refusal: bool
) -> None:
    case = case_with(*claims)
    assert passes(lambda: check_gate(case, RIGHTS)) is gate
    assert is_refused_for_identity(case, RIGHTS) is refusal
    assert passes(lambda: check_gate_or_refusal(case, RIGHTS)) is (gate or refusal)


def passes(check: Callable[[], None]) -> bool:
    try:
        check()
    except IdentityNotProven:
        return False
    return True


def test_a_refusal_waits_while_the_person_was_asked_again() -> None:
    case = checked(received(), INSUFFICIENT)
    assert is_refused_for_identity(case, RIGHTS)
    again = asked(drafted(case))
    assert not is_refused_for_identity(again, RIGHTS)
    assert again.drafters == (), "a draft of the refusal falls"


@pytest.mark.parametrize("right", sorted(RIGHTS))
def test_only_a_right_without_check_is_searched_at_registration(right: str) -> None:
    case = received(right)
    searched = not RIGHTS[right].needs_identity_check
    assert case.state is (State.IN_SEARCH if searched else State.RECEIVED)
    assert searched is (right == "consentWithdrawal")


@pytest.mark.parametrize(
    ("rights", "jobs"),
    [
        (["access"], [TaskName.ACKNOWLEDGE]),
        (["consentWithdrawal"], [TaskName.ACKNOWLEDGE, TaskName.COLLECT]),
        (["consentWithdrawal", "access"], [TaskName.ACKNOWLEDGE]),
    ],
    ids=",".join,
)
def test_what_registration_orders(rights: list[str], jobs: list[TaskName]) -> None:
    tasks = registration(*rights).tasks
    assert [task.name for task in tasks] == jobs
    assert {task.lock for task in tasks} == {"case-1"}, "one job of a case at a time"


@pytest.mark.parametrize("state", [State.IN_SEARCH, State.IN_ASSESSMENT])
def test_a_search_is_refused_for_a_claim_that_is_not_proven(state: State) -> None:
    case = replace(case_at(state), claims=claims_of("access"))
    with pytest.raises(IdentityNotProven):
        order_collection(case, RIGHTS, subject_keys={}, by=CLARA, at=LATER)


@pytest.mark.parametrize("state", [State.RECEIVED, State.IDENTITY_PENDING])
def test_no_draft_before_the_gate(state: State) -> None:
    with pytest.raises(IdentityNotProven):
        draft(case_at(state), RIGHTS, lines=1, by=CLARA, at=LATER)


def test_no_draft_before_the_search_is_complete() -> None:
    for case in (case_at(State.IN_SEARCH), checked_in_received()):
        with pytest.raises(IllegalTransition):
            draft(case, RIGHTS, lines=1, by=CLARA, at=LATER)


def checked_in_received() -> Case:
    """Return a case whose claim is proven though it was never moved on: the guard must hold by itself."""
    return case_with(("access", VERIFIED, False))


CONSENT = "consentWithdrawal"


@pytest.mark.parametrize(
    ("state", "rights", "back", "then"),
    [
        (State.RECEIVED, ("access", CONSENT), "access", State.IN_SEARCH),
        (State.IDENTITY_PENDING, ("access", CONSENT), "access", State.IN_SEARCH),
        (State.IDENTITY_PENDING, ("access", "erasure", CONSENT), "access", State.IDENTITY_PENDING),
        (State.IDENTITY_PENDING, ("access", CONSENT), CONSENT, State.IDENTITY_PENDING),
        (State.IN_ASSESSMENT, ("access", CONSENT), "access", State.IN_ASSESSMENT),
        (State.DECIDED, ("access", CONSENT), "access", State.DECIDED),
    ],
)
def test_what_needs_no_proof_waits_for_none_once_the_rest_is_taken_back(
    state: State, rights: tuple[str, ...], back: str, then: State
) -> None:
    # DL-18, section 9
    change = withdraw(case_at(state, *rights), [back], RIGHTS, on=ON, by=CLARA, at=LATER)
    assert change.case.state is then
    freed, resumed = then is not state, then is not state and state is State.IDENTITY_PENDING
    assert [task.name for task in change.tasks] == [TaskName.COLLECT] * freed
    assert change.events == (Event.RESUMED,) * resumed


def test_its_clock_never_stood_still_and_the_question_stays_in_the_file() -> None:
    case = case_at(State.IDENTITY_PENDING, "access", CONSENT)
    left = withdraw(case, ["access"], RIGHTS, on=date(2026, 3, 20), by=CLARA, at=LATER).case
    clock = clock_of(left, CALENDAR)
    assert (left.suspended, clock.credit_days) == (False, 0)
    assert clock.due_on == clock.safe_harbour_on
    assert [s.kind for s in left.suspensions] == [SuspensionKind.IDENTITY]


def test_what_somebody_asks_for_another_waits_for_proof_all_the_same() -> None:
    # ID-12
    case = case_at(State.IDENTITY_PENDING, "access", CONSENT)
    agent = Representative(AgentKind.MANDATE, "An", "Voorbeeld")
    acted = replace(case, representative=agent)
    left = withdraw(acted, ["access"], RIGHTS, on=ON, by=CLARA, at=LATER).case
    assert left.state is State.IDENTITY_PENDING
