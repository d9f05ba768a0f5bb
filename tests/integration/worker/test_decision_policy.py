"""What the controller set decides too: one pair of eyes in development, and an incomplete register."""

from dataclasses import replace

import pytest
from app.cases.guards import IllegalTransition, SameEyes
from app.cases.model import Case, State
from app.casework import copies, decide
from app.casework.decide import RegisterIncomplete
from app.decisions.model import DecisionKind, DraftDecision
from app.decisions.outcomes import SOMETHING_GIVEN
from app.outbox.model import TaskName
from app.staff.model import Role
from tests.case_samples import CLARA, DIRK, actor
from tests.worker_house import House

ALONE = actor("clara", Role.CASE_HANDLER, Role.DECISION_MAKER)


def confirmed(house: House, *, four_eyes: bool = True, require_confirmed: bool = False) -> Case:
    """Draft and confirm by one person, under a policy."""
    case = house.run(TaskName.COLLECT, house.proven(house.case()))
    at = house.parts.clock()
    with house.parts.desk() as desk:
        policy = replace(desk.policy, four_eyes=four_eyes, require_confirmed=require_confirmed)
        under = replace(desk, policy=policy)
        drafted, _, _ = decide.write_draft(
            under, case, None, accept_proposals=True, by=ALONE, at=at
        )
        return decide.confirm(
            under, drafted, gaps_reason="Gezien.", justification="", by=ALONE, at=at
        )


def test_who_drafted_a_part_refusal_does_not_confirm_it(house: House) -> None:
    with pytest.raises(SameEyes):
        confirmed(house)


def test_one_pair_of_eyes_is_journalled(house: House) -> None:
    case = confirmed(house, four_eyes=False)
    assert case.state is State.DECIDED
    assert "decision.fourEyesLifted" in house.kinds(case)


def test_an_incomplete_register_can_be_made_to_stop_the_decision(house: House) -> None:
    with pytest.raises(RegisterIncomplete) as stopped:
        confirmed(house, four_eyes=False, require_confirmed=True)
    assert int(stopped.value.facts["openPoints"]) > 0


def test_accepted_gaps_are_journalled_with_their_number(house: House) -> None:
    case = confirmed(house, four_eyes=False)
    with house.parts.desk() as desk:
        (accepted,) = [
            dict(entry.details)
            for entry in desk.journal.entries(case.case_id)
            if entry.kind == "decision.registerGapsAccepted"
        ]
        draft = desk.decisions.load(case.case_id)
    assert accepted["reasonGiven"] is True
    assert int(accepted["points"]) > 0
    assert draft is not None
    assert draft.gaps_accepted_reason == "Gezien."


def test_the_copy_of_a_portability_claim_is_ordered_with_the_decision(house: House) -> None:
    case = house.run(TaskName.COLLECT, house.proven(house.case("portability")))
    (claim,) = case.claims
    grant = DraftDecision(claim.claim_id, DecisionKind.GRANT, reason="Nagekeken.")
    at, before = house.parts.clock(), {job.id for job in house.jobs()}
    with house.parts.desk() as desk:
        drafted, _, _ = decide.write_draft(
            desk, case, [grant], accept_proposals=None, by=CLARA, at=at
        )
        taken = decide.confirm(desk, drafted, gaps_reason="", justification="", by=DIRK, at=at)
    assert taken.claims[0].outcome in SOMETHING_GIVEN
    assert {job.task_name for job in house.jobs() if job.id not in before} == {"seal_copy"}


def test_no_copy_before_the_decision(house: House) -> None:
    case = house.proven(house.case())
    with house.parts.desk() as desk, pytest.raises(IllegalTransition):
        copies.order(desk, case, None, by=CLARA, at=house.parts.clock())
