"""What is offered is what then succeeds: for every state, role and fact beside the case."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from app.cases.allowed import Beside, allowed_actions
from app.cases.guards import (
    IdentityNotProven,
    IllegalTransition,
    MissingPermission,
    SameEyes,
    check_eyes,
    check_gate_or_refusal,
)
from app.cases.model import Case, Delivery, IdentityResult, State
from app.cases.proof import (
    AlreadyAsked,
    NothingAsked,
    check_identity,
    receive_answer,
    request_identity,
)
from app.cases.rules import (
    apply,
    clock_of,
    close,
    confirm,
    draft,
    extend,
    order_collection,
    send_answer,
)
from app.cases.transitions import Action
from app.cases.ways import (
    REMIND_DAYS,
    ExecutionBegun,
    LapseTooEarly,
    ProofWaits,
    QuantityNotLarge,
    SpecificationNotPossible,
    lapse,
    redirect,
    request_specification,
    withdraw,
)
from app.deadlines.model import SuspensionKind
from app.deadlines.rules import AlreadyExtended, ExtensionTooLate, check_extension
from app.decisions.drafts import DecisionIncomplete
from app.errors import DeskError
from app.rights.catalogue import RIGHTS
from app.staff.model import Actor, Role
from app.staff.rules import Act, may
from hypothesis import given
from hypothesis import strategies as st
from tests.case_samples import (
    CALENDAR,
    CLARA,
    DIRK,
    DORA,
    LATER,
    ON,
    actor,
    case_at,
    checked,
    drafted,
    extension,
)

REFUSALS = (
    IllegalTransition,
    MissingPermission,
    SameEyes,
    IdentityNotProven,
    AlreadyAsked,
    NothingAsked,
    AlreadyExtended,
    ExtensionTooLate,
    DecisionIncomplete,
    SpecificationNotPossible,
    QuantityNotLarge,
    ProofWaits,
    LapseTooEarly,
    ExecutionBegun,
)
"""By state, role and the guards beside them; not by what the caller wrote."""


class OpenBeside(DeskError):
    """A task or an execution is open: what the steps of casework refuse."""

    code = "openBeside"


def _check_identity(case: Case, by: Actor, on: date, _: Beside) -> None:
    check_identity(case, IdentityResult.VERIFIED, RIGHTS, means="", proven_on=on, by=by, at=LATER)


def _request_identity(case: Case, by: Actor, on: date, _: Beside) -> None:
    request_identity(case, means=["inPerson"], on=on, by=by, at=LATER)


def _receive_answer(case: Case, by: Actor, on: date, _: Beside) -> None:
    asked = [s.kind for s in case.suspensions if s.answered_on is None]
    kind = asked[0] if asked and case.suspended else SuspensionKind.SPECIFICATION
    receive_answer(case, kind, on=on, sufficient=True, by=by, at=LATER)


def _collect(case: Case, by: Actor, on: date, _: Beside) -> None:
    del on
    order_collection(case, RIGHTS, subject_keys={}, by=by, at=LATER)


def _draft(case: Case, by: Actor, on: date, _: Beside) -> None:
    del on
    draft(case, RIGHTS, lines=1, by=by, at=LATER)


def _confirm(case: Case, by: Actor, on: date, beside: Beside) -> None:
    del on
    change = confirm(case, {}, details={}, seals_copy=False, by=by, at=LATER)
    check_gate_or_refusal(case, RIGHTS)
    if not change.case.drafters:
        raise DecisionIncomplete
    if beside.refuses and not may(by, Act.CONFIRM_REFUSAL):
        raise MissingPermission
    check_eyes(case, by, refusal=beside.refuses, four_eyes=beside.four_eyes)


def _extend(case: Case, by: Actor, on: date, _: Beside) -> None:
    check_extension(
        clock_of(case, CALENDAR), on=on, already_extended=bool(case.extension), reasons="x"
    )
    extend(case, extension(on), by=by, at=LATER)


def _answer(case: Case, by: Actor, on: date, beside: Beside) -> None:
    del on
    send_answer(case, delivery=Delivery.PORTAL, register_version="1", details={}, by=by, at=LATER)
    if beside.execution_open:
        raise OpenBeside


def _close(case: Case, by: Actor, on: date, beside: Beside) -> None:
    del on
    close(case, by=by, at=LATER)
    if beside.tasks_open:
        raise OpenBeside


def _withdraw(case: Case, by: Actor, on: date, beside: Beside) -> None:
    if not case.open_claims:
        raise IllegalTransition
    withdraw(case, None, RIGHTS, on=on, by=by, at=LATER)
    if not beside.withdrawable:
        raise OpenBeside


def _clarify(case: Case, by: Actor, on: date, _: Beside) -> None:
    del on
    apply(case, Action.CLARIFY, by=by, at=LATER)


def _execute(case: Case, by: Actor, on: date, beside: Beside) -> None:
    del on
    apply(case, Action.EXECUTE, by=by, at=LATER)
    if not beside.execution_open:
        raise OpenBeside


def _specify(case: Case, by: Actor, on: date, beside: Beside) -> None:
    records = int(beside.quantity_large)
    request_specification(case, records=records, threshold=1, on=on, by=by, at=LATER)


def _lapse(case: Case, by: Actor, on: date, beside: Beside) -> None:
    waits = beside.proof_waits
    lapse(case, RIGHTS, proof_waits=waits, calendar=CALENDAR, on=on, by=by, at=LATER)


def _redirect(case: Case, by: Actor, on: date, beside: Beside) -> None:
    del on
    redirect(case, "elders", begun=beside.executed, by=by, at=LATER)


TRY: Mapping[Action, Callable[[Case, Actor, date, Beside], None]] = {
    Action.CHECK_IDENTITY: _check_identity,
    Action.REQUEST_IDENTITY: _request_identity,
    Action.REQUEST_SPECIFICATION: _specify,
    Action.LAPSE: _lapse,
    Action.REDIRECT: _redirect,
    Action.RECEIVE_ANSWER: _receive_answer,
    Action.CLARIFY: _clarify,
    Action.COLLECT: _collect,
    Action.EXECUTE: _execute,
    Action.DRAFT: _draft,
    Action.CONFIRM: _confirm,
    Action.EXTEND: _extend,
    Action.ANSWER: _answer,
    Action.CLOSE: _close,
    Action.WITHDRAW: _withdraw,
}
NEVER_OFFERED = {
    Action.REJECT_IDENTITY,  # an identity check with another result
    Action.COMPLETE_SEARCH,  # the worker's
}


def test_every_action_is_tried_here_or_never_offered() -> None:
    assert set(TRY) | NEVER_OFFERED == set(Action)


def offered(case: Case, by: Actor, on: date = ON, beside: Beside | None = None) -> set[str]:
    return set(allowed_actions(case, by, RIGHTS, calendar=CALENDAR, on=on, beside=beside))


def succeeding(case: Case, by: Actor, on: date, beside: Beside) -> set[str]:
    done = set()
    for action, attempt in TRY.items():
        try:
            attempt(case, by, on, beside)
        except (*REFUSALS, OpenBeside):
            continue
        done.add(action.value)
    return done


def insufficient(case: Case) -> Case:
    unproven = case.state in {State.RECEIVED, State.IDENTITY_PENDING}
    return checked(case, IdentityResult.INSUFFICIENT) if unproven else case


def _at(state: State, rights: tuple[str, ...]) -> Case:
    return case_at(state, *rights)


def specified(rights: tuple[str, ...]) -> Case:
    """Return a case in search again after the person chose."""
    case = case_at(State.SPECIFICATION_PENDING, *rights)
    kind = SuspensionKind.SPECIFICATION
    return receive_answer(case, kind, on=ON, sufficient=True, by=CLARA, at=LATER).case


def half_lapsed(rights: tuple[str, ...]) -> Case:
    """Return a case of which the claims that need proof lapsed."""
    day = ON + timedelta(days=REMIND_DAYS)
    case = case_at(State.IDENTITY_PENDING, *rights)
    return lapse(
        case, RIGHTS, proof_waits=False, calendar=CALENDAR, on=day, by=CLARA, at=LATER
    ).case


cases = st.builds(
    lambda at, rights, refused, drafters, extended: replace(
        insufficient(at(rights)) if refused else at(rights),
        drafters=drafters,
        extension=extension() if extended else None,
    ),
    st.sampled_from([*(partial(_at, state) for state in State), specified, half_lapsed]),
    st.sampled_from(
        [("access",), ("access", "erasure"), ("access", "consentWithdrawal")],
    ),
    st.booleans(),
    st.sampled_from([(), ("me",), ("somebody else",), ("me", "somebody else")]),
    st.booleans(),
)


@given(
    case=cases,
    roles=st.frozensets(st.sampled_from(Role)),
    days=st.integers(0, 120),
    beside=st.builds(Beside, *[st.booleans()] * 8),
)
def test_offered_is_what_succeeds(
    case: Case, roles: frozenset[Role], days: int, beside: Beside
) -> None:
    me, on = actor("me", *roles), ON + timedelta(days=days)
    assert offered(case, me, on, beside) == succeeding(case, me, on, beside)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (
            State.RECEIVED,
            "claims extensions identityChecks identityRequests redirection withdrawal",
        ),
        (
            State.IDENTITY_PENDING,
            "claims answersReceived extensions identityChecks redirection withdrawal",
        ),
        (State.SPECIFICATION_PENDING, "claims answersReceived extensions redirection withdrawal"),
        (
            State.IN_SEARCH,
            "claims collections extensions redirection specificationRequests withdrawal",
        ),
        (
            State.IN_ASSESSMENT,
            "claims collections decisions extensions redirection specificationRequests withdrawal",
        ),
        (State.DECIDED, "answer extensions redirection withdrawal"),
        (State.SENT, "closure"),
        (State.CLOSED, ""),
        (State.WITHDRAWN, ""),
        (State.LAPSED_IDENTITY, "identityChecks"),
        (State.REDIRECTED, ""),
    ],
)
def test_what_a_case_handler_is_offered(state: State, expected: str) -> None:
    assert offered(case_at(state), CLARA) == set(expected.split())


def test_a_draft_is_offered_for_confirmation_to_others_alone() -> None:
    case = drafted(case_at(State.IN_ASSESSMENT))
    confirmation = "decisions/confirmation"
    assert confirmation not in offered(case, CLARA)
    assert confirmation in offered(case, DORA)
    assert confirmation in offered(case, DIRK)
    refusal = Beside(refuses=True)
    assert confirmation not in offered(case, DORA, beside=refusal)
    assert confirmation in offered(case, DIRK, beside=refusal)


def test_a_lapse_is_offered_from_the_day_of_the_reminder() -> None:
    # ID-10
    case, first = case_at(State.IDENTITY_PENDING), ON + timedelta(days=14)
    assert "lapse" not in offered(case, CLARA, first - timedelta(days=1))
    assert "lapse" in offered(case, CLARA, first)
    assert "lapse" not in offered(case, CLARA, first, Beside(proof_waits=True))


def test_the_extension_disappears_once_used_and_after_the_first_deadline() -> None:
    # B06 and B07
    case = case_at(State.IN_SEARCH)
    last = date(2026, 4, 7)
    assert "extensions" in offered(case, CLARA, last)
    assert "extensions" not in offered(case, CLARA, last + timedelta(days=1))
    extended = extend(case, extension(), by=CLARA, at=LATER).case
    assert "extensions" not in offered(extended, CLARA)
