"""Another right read in a request, or one more: where the case stands, and what its clock makes of it. The rules alone."""

from dataclasses import replace

import pytest
from app.cases.guards import IllegalTransition, MissingPermission
from app.cases.model import Case, Change, IdentityResult, State
from app.cases.proof import may_answer, receive_answer
from app.cases.readings import read_rights
from app.cases.rules import clock_of
from app.deadlines.model import SuspensionKind
from app.outbox.model import Event, TaskName
from app.rights.catalogue import RIGHTS
from app.staff.model import Actor
from tests.case_samples import CALENDAR, CLARA, DIRK, LATER, ON, case_at

CONSENT = "consentWithdrawal"


def read_as(case: Case, right: str, by: Actor = CLARA, **proven: IdentityResult | None) -> Change:
    """Read the one claim of a case in another way."""
    (claim,) = case.claims
    meant = replace(claim, right=right, **proven)  # type: ignore[arg-type]  # a field and its type
    details = {"claimId": claim.claim_id}
    return read_rights(
        case, (meant,), RIGHTS, details=details, to_be_clarified=False, by=by, at=LATER
    )


@pytest.mark.parametrize(
    ("state", "right", "to"),
    [
        (State.RECEIVED, "erasure", State.RECEIVED),
        (State.RECEIVED, CONSENT, State.IN_SEARCH),
        (State.IDENTITY_PENDING, "erasure", State.IDENTITY_PENDING),
        (State.IDENTITY_PENDING, CONSENT, State.IN_SEARCH),
        (State.SPECIFICATION_PENDING, "erasure", State.IN_SEARCH),
        (State.IN_SEARCH, "erasure", State.IN_SEARCH),
        (State.IN_ASSESSMENT, "erasure", State.IN_SEARCH),
    ],
    ids=str,
)
def test_a_reading_leads_before_the_gate_or_to_the_search(
    state: State, right: str, to: State
) -> None:
    change = read_as(case_at(state), right)
    assert change.case.state is to
    searched = [TaskName.COLLECT] if to is State.IN_SEARCH else []
    assert [task.name for task in change.tasks] == searched
    assert (change.case.collected_at, change.case.drafters) == (None, ())


@pytest.mark.parametrize("state", [State.IN_SEARCH, State.IN_ASSESSMENT], ids=str)
def test_what_lost_its_proof_waits_for_it_before_the_gate(state: State) -> None:
    change = read_as(case_at(state), "erasure", identity=None)
    assert (change.case.state, change.tasks) == (State.RECEIVED, ())


def test_no_period_stood_still_for_what_needs_no_proof() -> None:
    change = read_as(case_at(State.IDENTITY_PENDING), CONSENT)
    assert change.events == (Event.RESUMED,)
    assert clock_of(change.case, CALENDAR).credit_days == 0


def test_a_question_of_identity_goes_on_for_a_right_that_needs_proof() -> None:
    change = read_as(case_at(State.IDENTITY_PENDING), "erasure")
    assert (change.case.suspended, change.events) == (True, ())


def test_a_question_to_choose_stops_no_period_of_another_right_and_its_answer_is_still_kept() -> (
    None
):
    change = read_as(case_at(State.SPECIFICATION_PENDING), "erasure")
    case = change.case
    assert (case.suspended, change.events) == (False, (Event.RESUMED,))
    assert clock_of(case, CALENDAR).credit_days == 0
    assert may_answer(case)
    kind = SuspensionKind.SPECIFICATION
    late = receive_answer(case, kind, on=ON, sufficient=True, by=CLARA, at=LATER)
    assert (late.case.state, late.case.suspensions) == (case.state, case.suspensions)
    assert late.entries[0].details["late"] is True


@pytest.mark.parametrize("state", [State.DECIDED, State.SENT, State.CLOSED], ids=str)
def test_nothing_is_read_anew_once_it_was_decided(state: State) -> None:
    with pytest.raises(IllegalTransition):
        read_as(case_at(state), "erasure")


def test_who_decides_reads_no_rights() -> None:
    with pytest.raises(MissingPermission):
        read_as(case_at(State.RECEIVED), "erasure", DIRK)
